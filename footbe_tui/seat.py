"""From where does a person look: with which rights, and how was the console left?"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from engine.domain.commands import Tighten
from footbe_tui.keymap import USUAL, Keymap
from footbe_tui.last_look import LastLook

How = Literal["detach", "stop", "lost", "failed"]


class ConsoleExit(NamedTuple):
    """How did the console end: detached, asked to stop the engine, terminal lost, or failed? With an exit code."""

    how: How
    code: int
    text: str = ""


class Rights(NamedTuple):
    """What may be done from this seat, and how the engine came to be."""

    observe: bool = False
    started_engine: bool = False
    stop_road: Callable[[], str] | None = None
    """The emergency stop that needs no link: may block, says what it did."""
    replay: bool = False
    """Is a journal looked back on, in place of an engine that runs? Nothing is written then."""
    keymap: Keymap = USUAL
    screens: Path | None = None
    """Where screens are saved; the folder is made when the first one is. None: nowhere."""
    stricter: Callable[[str, str], Tighten] | None = None
    """What makes the limit of this key in the settings stricter, to a value as it would stand there; raises FootbeError."""
    last_look: LastLook | None = None
    """Where it is kept when somebody last looked; None keeps nothing and greets nobody."""


AS_OPERATOR = Rights()
"""Everything may be done, with the keys of the table."""
