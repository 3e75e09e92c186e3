"""A venue on this machine that answers 429 for a while, and the second road of the stop against it."""

import asyncio
import tempfile
from pathlib import Path

from engine.domain.clean import own
from engine.domain.errors import Passing
from engine.domain.identity import MarketId, OrderId, RunId
from engine.domain.market import Leg, Side
from engine.domain.moment import Moment
from engine.domain.money import Money, Price, Quantity
from engine.domain.order import Ticket
from engine.domain.standing import Standing, VenueOrder
from engine.shell.clock import SystemClock
from engine.shell.ports import Cancelled, Declined, Lost, OrderAnswer, Placed, Take, Taken
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.live.halter import Halter
from footbe_tui.commands.trial import Took

ORDERS = 20
ANSWER_SECONDS = 0.02
REFUSED_SECONDS = 1.0
"""So long every call is answered 429, from the first one on."""


class BusyVenue:
    """Twenty orders rest. Every call is answered 429 for a second, then at once and well."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self._first: float | None = None
        self._orders = {OrderId(f"o{number}"): None for number in range(ORDERS)}
        self.cancel_at: float | None = None
        self.clear_at: float | None = None

    async def listen(self, take: Take) -> None:  # noqa: ARG002 - the port's word
        """Tell nothing."""
        await asyncio.sleep(3600)

    async def place(self, ticket: Ticket) -> Placed:
        """Take no order."""
        return Declined(own(f"{ticket.id}: nothing is taken here"))

    async def cancel(self, order: OrderId) -> Taken:
        """Take an order away."""
        if await self._refuses():
            return Lost(own("429"))
        self._orders.pop(order, None)
        if not self._orders and self.clear_at is None:
            self.clear_at = self._clock.monotonic()
        return Cancelled(Quantity(100))

    async def cancel_all(self) -> None:
        """The fuse does nothing here: every order has to be cancelled by itself."""
        if self.cancel_at is None:
            self.cancel_at = self._clock.monotonic()
        if await self._refuses():
            raise Passing("429")

    async def order(self, order: OrderId) -> OrderAnswer:
        """What became of it?"""
        if await self._refuses():
            raise Passing("429")
        return OrderAnswer(self._seen(order) if order in self._orders else None, (), Moment(self._clock.now()))

    async def standing(self, since: Moment) -> Standing:
        """Where does everything stand?"""
        if await self._refuses():
            raise Passing("429")
        orders = tuple(self._seen(order) for order in self._orders)
        return Standing(self._clock.now(), since, orders, (), (), Money(0))

    def _seen(self, order: OrderId) -> VenueOrder:
        return VenueOrder(order, MarketId("M"), Leg.YES, Side.BUY, Price(4_000), Quantity(100), Quantity(0), rests=True)

    async def _refuses(self) -> bool:
        now = self._clock.monotonic()
        if self._first is None:
            self._first = now
        await self._clock.sleep(ANSWER_SECONDS)
        return now - self._first < REFUSED_SECONDS


async def busy_venue_trial(home: Path) -> Took:
    """How long does the second road take against it?"""
    clock, venue = SystemClock(), BusyVenue()
    brake = Brake(home, RunId("r1"))
    halter = Halter(venue, clock, brake)
    began = clock.monotonic()
    brake.shut_gate("trial")
    halter.mark()
    halted = await halter.run()
    ended = clock.monotonic() - began if halted.done else None
    moments = (brake.shut_at, venue.cancel_at, venue.clear_at)
    gate, cancel, clear = (None if moment is None else moment - began for moment in moments)
    return Took(ORDERS, gate, cancel, clear, ended)


async def busy_venue_trials(trials: int) -> list[Took]:
    """What did so many trials take, five beside each other?"""
    took: list[Took] = []
    with tempfile.TemporaryDirectory(prefix="footbe-brake-") as folder:
        homes = [Path(folder) / str(number) for number in range(trials)]
        for home in homes:
            home.mkdir()
        for first in range(0, trials, 5):
            took += await asyncio.gather(*(busy_venue_trial(home) for home in homes[first : first + 5]))
    return took
