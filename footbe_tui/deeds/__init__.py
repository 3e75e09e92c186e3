"""What every action of the table does, by name, and what follows from the answer to every kind of question."""

from footbe_tui.deeds import (
    controlling,
    helping,
    keeping,
    looking,
    mending,
    moving,
    reading,
    replaying,
    returning,
    tightening,
)
from footbe_tui.desk import Deed, Reply

_ROOMS = (controlling, moving, reading, mending, tightening, looking, helping, keeping, replaying, returning)

DEEDS: dict[str, Deed] = {name: deed for room in _ROOMS for name, deed in room.DEEDS.items()}
"""Every action's deed."""

REPLIES: dict[str, Reply] = {kind: reply for room in _ROOMS for kind, reply in room.REPLIES.items()}
"""What follows from an answer, by the kind of the question."""

__all__ = ["DEEDS", "REPLIES"]
