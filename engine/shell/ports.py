"""The holes in the wall: what the shell needs from outside, each with a real and a pretended side."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from engine.domain.effects import CancelAll, CancelOrder, PlaceOrder
from engine.domain.events import Event
from engine.domain.game import GameResult
from engine.domain.moment import Moment
from engine.domain.sport import Sport

VenueEffect = PlaceOrder | CancelOrder | CancelAll


class Clock(Protocol):
    """What time is it, and how long has something taken?"""

    def now(self) -> Moment:
        """Which wall moment is it, UTC?"""
        ...

    def monotonic(self) -> float:
        """How many seconds have passed since an arbitrary start? Never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after this many seconds."""
        ...


class Heard(Struct, frozen=True):
    """What one step of a pretended market let us hear: events in order, all at one moment."""

    at: Moment
    events: tuple[Event, ...]


class VirtualFeed(Protocol):
    """One ordered queue of what happens, with scheduled times; a clock may pace it, nothing else may.

    The same seed or file and the same carried orders give the same steps, at any speed.
    """

    @property
    def label(self) -> str:
        """What is real here and what is modelled, in one line?"""
        ...

    def next_at(self) -> Moment | None:
        """When does the next step lie? None when everything has been told."""
        ...

    def step(self) -> Heard:
        """Go to the next scheduled moment: what do we hear? Possibly nothing."""
        ...

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:
        """Which past games of a league were over before this moment? Never more than was known then."""
        ...

    def freeze(self) -> bytes:
        """Which bytes hold the whole pretended world, its books and orders included?"""
        ...

    def thaw(self, data: bytes) -> None:
        """Go back to a frozen state.

        Raises:
            Malformed: the bytes are not ours.
        """
        ...


class VirtualVenue(Protocol):
    """Where orders of a pretended market go; answers come back as events of the feed's next steps."""

    def carry(self, effect: VenueEffect, at: Moment) -> None:
        """Send an order or a cancel at this moment; it arrives after the modelled latency."""
        ...


Statement = tuple[str, Sequence[Sequence[object]]]
"""One SQL statement and the rows to run it with (one empty row for none)."""

Transaction = Sequence[Statement]
"""What is written whole or not at all."""


class Database(Protocol):
    """Where things are remembered: one writer, transactions as values."""

    async def apply(self, transaction: Transaction) -> None:
        """Write a transaction whole; on return it is on the disk.

        Raises:
            UnknownOutcome: the commit raised; reread before going on.
        """
        ...

    async def read(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Which rows does a query give?"""
        ...

    async def close(self) -> None:
        """Let go of the file, within a bound."""
        ...
