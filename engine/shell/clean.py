"""The border for foreign text: what comes through is plain, short and drives no terminal."""

from typing import Any, cast

from msgspec.structs import replace

from engine.domain.clean import GRAPHEMES_MAX, MARKS_MAX, Clean, purified
from engine.domain.commands import Command
from engine.shell.redaction import redact

__all__ = ["GRAPHEMES_MAX", "MARKS_MAX", "NOTE_MAX", "clean", "clean_command"]

NOTE_MAX = 400
"""How many characters may an operator's note or reason have?"""

def clean(text: str, limit: int = GRAPHEMES_MAX) -> Clean:
    """What of a foreign text may be stored and shown? See `engine.domain.clean.purified`."""
    return purified(text, limit)


def clean_command(command: Command) -> Command:
    """Which command may be journaled, whatever a client put into its notes, reasons and names? Keys are blotted out."""
    given = ((name, getattr(command, name)) for name in command.__struct_fields__)
    typed = {name: clean(redact(value), NOTE_MAX) for name, value in given if type(value) is str}
    return replace(command, **cast("dict[str, Any]", typed)) if typed else command
