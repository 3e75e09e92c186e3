"""The core as one object: what the shell holds in its hand."""

import hashlib

import msgspec

from engine.core import view
from engine.core.decide import decide
from engine.core.state import State
from engine.core.view.answers import answer
from engine.domain.effects import Effects
from engine.domain.errors import Impossible, Malformed
from engine.domain.events import Record
from engine.domain.queries import Answer, Query
from engine.domain.snapshot import Snapshot


class Core:
    """Decides records in order; everything it knows is its state, and its state is bytes."""

    def __init__(self) -> None:
        """Begin knowing nothing; the first record makes the state."""
        self._state: State | None = None
        self._last: Snapshot | None = None

    @property
    def state(self) -> State:
        """The state as it stands.

        Raises:
            Impossible: no record has been decided yet.
        """
        if self._state is None:
            raise Impossible("the core has no state before its first record")
        return self._state

    def decide(self, record: Record) -> Effects:
        """What follows from this record?

        Raises:
            Impossible: an invariant of ours does not hold.
        """
        self._state, effects = decide(self._state, record)
        return effects

    def fold(self, record: Record, effects: Effects) -> None:
        """Move on with a record whose effects the journal holds.

        Raises:
            Impossible: this code would have decided otherwise, so its state would not be the journal's.
        """
        if self.decide(record) != effects:
            raise Impossible(
                f"record {record.seq}: this version decides otherwise than the journal; "
                "finish the run with the version that began it, or start anew with --fresh"
            )

    def freeze(self) -> bytes:
        """Which bytes hold the whole state?"""
        return msgspec.msgpack.encode(self.state)

    def thaw(self, data: bytes) -> None:
        """Go back to a frozen state.

        Raises:
            Malformed: the bytes are not a state of this version.
        """
        try:
            self._state = msgspec.msgpack.decode(data, type=State)
        except msgspec.MsgspecError as error:
            raise Malformed(
                "checkpoint", str(error), "a state of this version; --fresh starts anew"
            ) from None
        self._last = None

    def snapshot(self) -> Snapshot:
        """What does the operator see now?"""
        self._last = view.snapshot(self.state, self._last)
        return self._last

    def answer(self, query: Query) -> Answer:
        """What is to be said to a question?"""
        return answer(self.state, query)

    def state_hash(self) -> str:
        """Which hex SHA-256 stands for the whole state?"""
        return hashlib.sha256(self.freeze()).hexdigest()
