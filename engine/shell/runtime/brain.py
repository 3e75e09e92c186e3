"""What the runtime asks of whoever decides; `engine.core.decide.Core` is one."""

from typing import Protocol

from engine.domain.effects import Effects
from engine.domain.events import Record
from engine.domain.queries import Answer, Query
from engine.domain.snapshot import Snapshot


class Brain(Protocol):
    """Decides, and holds everything its decisions depend on. No method waits, none reads the world."""

    def decide(self, record: Record) -> Effects:
        """What follows from this record? The state moves on with it."""
        ...

    def fold(self, record: Record, effects: Effects) -> None:
        """Move the state on with a record whose effects are known from the journal."""
        ...

    def freeze(self) -> bytes:
        """Which bytes hold the whole state?"""
        ...

    def thaw(self, data: bytes) -> None:
        """Go back to a frozen state."""
        ...

    def snapshot(self) -> Snapshot:
        """What does the operator see now? Unchanged slices are the same objects as before."""
        ...

    def answer(self, query: Query) -> Answer:
        """What is to be said to a question?"""
        ...

    def state_hash(self) -> str:
        """Which hash stands for the whole state?"""
        ...
