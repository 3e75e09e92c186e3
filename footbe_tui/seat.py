"""From where does a person look: with which rights, and how was the console left?"""

from collections.abc import Callable
from typing import Literal, NamedTuple

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
