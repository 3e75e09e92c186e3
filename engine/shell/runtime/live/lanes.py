"""Orders and cancels on their way to the venue: one after another per market, side by side across markets."""

import asyncio
from collections import deque
from collections.abc import Callable

from engine.domain.clean import own
from engine.domain.effects import CancelOrder, PlaceOrder
from engine.domain.events import CancelRefused, Event, OrderAccepted, OrderEnded, OrderRefused, OrderUnknown
from engine.domain.identity import OrderId
from engine.domain.order import Purpose, Ticket
from engine.shell.ports import Accepted, Cancelled, Clock, Declined, Lost, Take, Venue
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.live.backoff import Backoff
from engine.shell.runtime.live.crew import Crew
from engine.shell.runtime.perform import BRAKE_REASON

PLACES_AT_ONCE = 8
CANCELS_AT_ONCE = 8
HOLDS_LANE_MAX = 2
"""So often a cancel without an answer is asked again before what stands behind it in its market goes on."""

Errand = PlaceOrder | CancelOrder


class Lanes:
    """Carries orders and cancels of a market in the order they were committed: no cancel overtakes its order.

    An order is handed to the venue at most once, and not at all when its cancel was committed while it waited.
    A cancel that gets no answer is repeated for ever: first in its lane, then beside it. `swept` is told the
    orders the venue said it cancelled but sweeps itself.
    """

    def __init__(self, venue: Venue, brake: Brake, crew: Crew, clock: Clock, tell: Take) -> None:
        self._venue, self._brake, self._crew, self._clock, self._tell = venue, brake, crew, clock, tell
        self._lanes: dict[str, deque[Errand]] = {}
        self._stubborn: dict[OrderId, None] = {}
        self._withdrawn: dict[OrderId, None] = {}
        self._places = asyncio.Semaphore(PLACES_AT_ONCE)
        self._cancels = asyncio.Semaphore(CANCELS_AT_ONCE)
        self._closed = ""
        self.placing = 0
        self.swept: Callable[[OrderId], None] = lambda _: None

    @property
    def waiting(self) -> int:
        """How many errands stand in lanes, those under way not counted?"""
        return sum(len(lane) for lane in self._lanes.values())

    @property
    def stubborn(self) -> int:
        """How many cancels are repeated beside their lanes?"""
        return len(self._stubborn)

    @property
    def idle(self) -> bool:
        """Is nothing waiting and nothing under way?"""
        return not self._lanes and not self._stubborn

    def close(self, why: str) -> None:
        """From now on no order leaves, whatever its purpose; cancels do."""
        self._closed = self._closed or why

    def queue(self, market: str, errand: Errand) -> None:
        """Let this be carried when everything before it in its market has been answered."""
        lane = self._lanes.get(market)
        if isinstance(errand, CancelOrder):
            self._withdrawn[errand.order] = None
        if lane is not None:
            lane.append(errand)
            return
        self._lanes[market] = deque((errand,))
        self._crew.start(self._drive(market), f"lane {market}")

    async def _drive(self, market: str) -> None:
        lane = self._lanes[market]
        while lane:
            errand = lane.popleft()
            if isinstance(errand, PlaceOrder):
                async with self._places:
                    await self._place(errand.ticket)
            else:
                self._withdrawn.pop(errand.order, None)
                await self._cancel(errand.order)
        del self._lanes[market]

    async def _place(self, ticket: Ticket) -> None:
        kept_back = self._kept_back(ticket)
        if kept_back is not None:
            self._tell(kept_back)
            return
        if self._closed:
            return  # nobody hears answers any more; the journal's next reader finds it unanswered and asks
        self.placing += 1
        try:
            answer = await self._venue.place(ticket)
        finally:
            self.placing -= 1
        if isinstance(answer, Accepted):
            self._tell(OrderAccepted(ticket.id, answer.ahead))
        elif isinstance(answer, Declined):
            self._tell(OrderRefused(ticket.id, answer.reason))
        else:
            self._tell(OrderUnknown(ticket.id, answer.reason))

    def _kept_back(self, ticket: Ticket) -> Event | None:
        """What was withdrawn meanwhile, and the brake's last word: nothing may wait between this and the wire."""
        if ticket.id in self._withdrawn:
            return OrderRefused(ticket.id, own("not sent: withdrawn before it left"))
        if ticket.purpose is Purpose.ENTER and self._brake.shut:
            return OrderRefused(ticket.id, own(f"{BRAKE_REASON}{self._brake.reason}"))
        return None

    async def _cancel(self, order: OrderId) -> None:
        if order in self._stubborn:
            return
        backoff = Backoff()
        for _ in range(HOLDS_LANE_MAX):
            if await self._cancelled(order):
                return
            await self._clock.sleep(backoff.wait())
        self._stubborn[order] = None
        self._crew.start(self._insist(order, backoff), f"cancel {order}")

    async def _insist(self, order: OrderId, backoff: Backoff) -> None:
        try:
            while not await self._cancelled(order):
                await self._clock.sleep(backoff.wait())
        finally:
            del self._stubborn[order]

    async def _cancelled(self, order: OrderId) -> bool:
        async with self._cancels:
            self._brake.note_cancel()
            answer = await self._venue.cancel(order)
        if isinstance(answer, Lost):
            return False
        if isinstance(answer, Declined):
            self._tell(CancelRefused(order, answer.reason))
        elif answer.sweeping:
            self.swept(order)
        else:
            self._tell(ended(order, answer))
        return True


def ended(order: OrderId, answer: Cancelled) -> OrderEnded:
    """Which event says that a cancel was carried out?"""
    return OrderEnded(order, expired=False, left=answer.left, reason=own("cancelled"))
