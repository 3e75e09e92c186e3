"""A core with somebody looking over its shoulder: every decision is shown to whoever checks."""

from collections.abc import Callable

from engine.core.core import Core
from engine.core.state import State
from engine.domain.effects import Effects
from engine.domain.events import Record
from engine.domain.queries import Answer, Query
from engine.domain.snapshot import Snapshot
from engine.domain.states import Cause, EngineState


class Before:
    """What a decision found: the state in force and what held it there."""

    __slots__ = ("approvals", "causes", "since", "state")

    def __init__(self, state: State | None) -> None:
        """Look before the decision."""
        self.state = EngineState.STARTING if state is None else state.desk.state
        self.causes: tuple[Cause, ...] = () if state is None else tuple(state.desk.causes)
        self.since = {} if state is None else dict(state.desk.causes)
        pending = () if state is None else state.doubts.pending.values()
        self.approvals = {each.id: each for each in pending}


Decided = Callable[[Record, Effects, Before, State], None]


class WatchedBrain:
    """As the core, to the byte; `decided` sees every new decision, none that is folded again."""

    def __init__(self, decided: Decided) -> None:
        """Begin with an empty core."""
        self.core = Core()
        self._decided = decided
        self._empty = True

    @property
    def state(self) -> State | None:
        """Where does it stand? None before its first record."""
        return None if self._empty else self.core.state

    def decide(self, record: Record) -> Effects:
        """What follows from this record?"""
        before = Before(self.state)
        effects = self.core.decide(record)
        self._empty = False
        self._decided(record, effects, before, self.core.state)
        return effects

    def fold(self, record: Record, effects: Effects) -> None:
        """Move on with a record whose effects are known."""
        self.core.fold(record, effects)
        self._empty = False

    def freeze(self) -> bytes:
        """Which bytes hold the whole state?"""
        return self.core.freeze()

    def thaw(self, data: bytes) -> None:
        """Go back to a frozen state."""
        self.core.thaw(data)
        self._empty = False

    def snapshot(self) -> Snapshot:
        """What does the operator see now?"""
        return self.core.snapshot()

    def answer(self, query: Query) -> Answer:
        """What is to be said to a question?"""
        return self.core.answer(query)

    def state_hash(self) -> str:
        """Which hash stands for the whole state?"""
        return self.core.state_hash()
