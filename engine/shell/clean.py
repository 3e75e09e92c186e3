"""The border for foreign text: what comes through is plain, short and drives no terminal."""

from engine.domain.clean import GRAPHEMES_MAX, MARKS_MAX, Clean, purified

__all__ = ["GRAPHEMES_MAX", "MARKS_MAX", "clean"]


def clean(text: str, limit: int = GRAPHEMES_MAX) -> Clean:
    """What of a foreign text may be stored and shown? See `engine.domain.clean.purified`."""
    return purified(text, limit)
