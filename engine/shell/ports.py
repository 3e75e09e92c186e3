"""The holes in the wall: what the shell needs from outside, each with a real and a pretended side."""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.effects import AskOrder, AskVenue, CancelAll, CancelOrder, PlaceOrder
from engine.domain.events import Event
from engine.domain.game import GameResult
from engine.domain.identity import OrderId
from engine.domain.moment import Moment
from engine.domain.money import Quantity
from engine.domain.order import Fill, Ticket
from engine.domain.sport import Sport
from engine.domain.standing import Standing, VenueOrder

VenueEffect = PlaceOrder | CancelOrder | CancelAll | AskOrder | AskVenue


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


class Accepted(Struct, frozen=True):
    """The venue has the order; `ahead` is what stands before it, None if it does not say."""

    ahead: Quantity | None = None


class Declined(Struct, frozen=True):
    """The venue definitely does not do it, and never will for this request."""

    reason: Clean


class Lost(Struct, frozen=True):
    """No definite answer: time-out, broken connection, 5xx, a 2xx without what it must hold."""

    reason: Clean


class Cancelled(Struct, frozen=True):
    """The order rests no longer; `left` of it was never filled. `sweeping`: the venue takes it away by itself later."""

    left: Quantity
    sweeping: bool = False


Placed = Accepted | Declined | Lost
Taken = Cancelled | Declined | Lost


class OrderAnswer(Struct, frozen=True):
    """What the venue knows of one order as of a moment: None if nothing of that id, and all its trades."""

    found: VenueOrder | None
    fills: tuple[Fill, ...]
    as_of: Moment


Take = Callable[[Event], None]
"""Where a feed or a venue puts what it hears: never waits, never raises."""


class Feed(Protocol):
    """Listens to real markets and games, in real time."""

    @property
    def label(self) -> str:
        """What is real here and what is modelled, in one line?"""
        ...

    async def listen(self, take: Take) -> None:
        """Hand on what is heard until cancelled; reconnects by itself.

        Raises:
            Broken: it cannot go on.
        """
        ...

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:
        """Which past games of a league were over before this moment?"""
        ...


class Venue(Protocol):
    """Trades in real time. Placing is never tried twice; everything else may be."""

    async def listen(self, take: Take) -> None:
        """Hand on fills, ends of orders and settlements until cancelled; any may come late, twice or never.

        Raises:
            Broken: it cannot go on.
        """
        ...

    async def place(self, ticket: Ticket) -> Placed:
        """Send an order once: taken, declined, or nobody knows? Never raises for what the wire does."""
        ...

    async def cancel(self, order: OrderId) -> Taken:
        """Take an order away: gone, not to be cancelled, or nobody knows?"""
        ...

    async def cancel_all(self) -> None:
        """Pull the venue-side fuse: everything of this run that rests goes.

        Raises:
            Passing: no definite answer; ask again.
        """
        ...

    async def order(self, order: OrderId) -> OrderAnswer:
        """What became of an order?

        Raises:
            Passing: no answer this time.
        """
        ...

    async def standing(self, since: Moment) -> Standing:
        """Where does everything stand, with trades from `since` on?

        Raises:
            Passing: no answer this time.
        """
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
