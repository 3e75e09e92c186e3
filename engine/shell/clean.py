"""The border for foreign text: what comes through is plain, short and drives no terminal."""

from typing import Any, cast

from msgspec.structs import replace

from engine.domain.clean import GRAPHEMES_MAX, MARKS_MAX, Clean, purified
from engine.domain.commands import Command
from engine.shell.redaction import redact

__all__ = ["GRAPHEMES_MAX", "MARKS_MAX", "NOTE_MAX", "clean", "clean_command"]

NOTE_MAX = 400
"""How many characters may an operator's note or reason have?"""

_TYPED = ("note", "reason")
"""Fields of commands that hold what somebody typed."""


def clean(text: str, limit: int = GRAPHEMES_MAX) -> Clean:
    """What of a foreign text may be stored and shown? See `engine.domain.clean.purified`."""
    return purified(text, limit)


def clean_command(command: Command) -> Command:
    """Which command may be journaled, whatever a client put into its note or reason? Keys in it are blotted out."""
    typed = {name: clean(redact(getattr(command, name)), NOTE_MAX) for name in _TYPED if hasattr(command, name)}
    return replace(command, **cast("dict[str, Any]", typed)) if typed else command
