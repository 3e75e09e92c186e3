"""The wire between engine and exchange: what is sent may be lost, late or doubled, and so may the answers."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from engine.core.execution.reconcile import ORDER_UNDERWAY_MAX
from engine.domain.clean import own
from engine.domain.errors import Passing
from engine.domain.identity import OrderId
from engine.domain.moment import MILLISECOND, SECOND, Moment
from engine.domain.money import Quantity
from engine.domain.order import Fill, Ticket
from engine.domain.standing import Standing, VenueOrder
from engine.lab.simulator.exchange import Kept, shown
from engine.lab.simulator.life import Life
from engine.lab.simulator.world import World
from engine.shell.ports import Accepted, Cancelled, Declined, Lost, OrderAnswer, Placed, Take, Taken

ANSWER_MAX = 120 * SECOND
STALE_MAX = 10 * SECOND
_STORM = 30 * SECOND
_T = TypeVar("_T")


class SimVenue:
    """One engine's adapter to the exchange; the exchange lives on when it dies."""

    def __init__(self, world: World, life: Life) -> None:
        """Connect an engine's life with the exchange."""
        self._universe, self._weather, self._exchange = world.universe, world.weather, world.exchange
        self._stream, self._clock, self._life = world.stream, world.clock, life
        self.sending: Callable[[Ticket], None] = lambda _: None

    async def listen(self, take: Take) -> None:
        """Hand on what the private stream tells until cancelled."""
        await self._life.port("listen")
        self._stream.connect(take)
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._stream.disconnect(take)

    async def place(self, ticket: Ticket) -> Placed:
        """Send an order once."""
        self.sending(ticket)
        await self._life.port(f"place {ticket.id}")
        if self._storming(ticket.id):
            return await self._soon(Declined(own("429")))
        answer: asyncio.Future[Placed] = asyncio.get_running_loop().create_future()
        if not self._weather.strikes("lost_request", ticket.id):
            self._universe.after(self._request(ticket.id), lambda: self._arrive(ticket, answer))
        placed = await answer
        await self._life.port(f"placed {ticket.id}")
        return placed

    def _arrive(self, ticket: Ticket, answer: "asyncio.Future[Placed]") -> None:
        refusal = self._exchange.receive(ticket)
        key, strikes = ticket.id, self._weather.strikes
        if refusal is None and strikes("lost_response", key):
            return
        delay, said = self._answer(key), Declined(own(refusal)) if refusal is not None else Accepted()
        if refusal is None:
            if strikes("accepted_then_5xx", key):
                self._later(answer, Lost(own("503")), delay)
                return
            if strikes("no_order_in_answer", key):
                self._later(answer, Lost(own("no order in the answer")), delay)
                return
            if ticket.id in self._exchange.resting and strikes("fill_before_ack", key):
                self._fill_some(self._exchange.orders[key], key)
                delay += self._universe.between(1, 5, "slow-ack", key) * SECOND
        self._later(answer, said, delay)

    def _fill_some(self, kept: Kept, key: str) -> None:
        part = self._universe.between(1, max(1, kept.left // 100), "some", key) * 100
        self._exchange.fill(kept, type(kept.left)(min(part, kept.left)), kept.ticket.price, maker=True)

    async def cancel(self, order: OrderId) -> Taken:
        """Take an order away."""
        await self._life.port(f"cancel {order}")
        if self._storming(order):
            return await self._soon(Lost(own("429")))
        answer: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        if not self._weather.strikes("lost_cancel", order):
            self._universe.after(self._request(order), lambda: self._arrive_cancel(order, answer))
        taken = await answer
        await self._life.port(f"cancelled {order}")
        return taken

    def _arrive_cancel(self, order: OrderId, answer: "asyncio.Future[Taken]") -> None:
        taken = self._take_away(order)
        if not self._weather.strikes("lost_cancel_answer", order):
            self._later(answer, taken, self._answer(order))

    def _take_away(self, order: OrderId) -> Taken:
        kept = self._exchange.resting.get(order)
        if kept is None:
            return Declined(own("no such order rests"))
        if kept.ours and kept.left > 100 and self._weather.strikes("fill_after_cancel", order):
            self._stream.dawdle(order)
            self._fill_some(kept, order)
            if not kept.rests:
                return Declined(own("no such order rests"))
        if not kept.sweeping and self._weather.strikes("sweeping", order):
            kept.sweeping = True
            self._exchange.changed(f"will sweep {order}")
            self._universe.after(
                self._universe.between(1, 60, "sweep", order) * SECOND, lambda: self._sweep(kept)
            )
        if kept.sweeping:
            return Cancelled(kept.left, sweeping=True)
        left = kept.left
        self._exchange.cancel(order)
        return Cancelled(left)

    def _sweep(self, kept: Kept) -> None:
        if kept.rests:
            self._exchange.end(kept, "swept")

    async def cancel_all(self) -> None:
        """Pull the venue-side fuse.

        Raises:
            Passing: no definite answer.
        """
        await self._life.port("cancel_all")
        if self._storming("all") or self._weather.strikes("lost_question", "all"):
            await asyncio.sleep(0.2)
            raise Passing("429")
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._universe.after(self._request("all"), lambda: self._arrive_all(answer))
        await answer

    def _arrive_all(self, answer: "asyncio.Future[bool]") -> None:
        for order in [key for key, kept in self._exchange.resting.items() if kept.ours]:
            self._take_away(order)
        self._later(answer, True, self._answer("all"))

    async def order(self, order: OrderId) -> OrderAnswer:
        """What became of an order?

        Raises:
            Passing: no answer this time.
        """
        asked_at = await self._question(order)
        lag = self._lag(order)
        kept = self._exchange.orders.get(order)
        then = self._universe.micros - lag
        fills = tuple(fill for at, fill in self._exchange.trades if fill.order == order and at <= then)
        found = None if kept is None or kept.received > then else self._as_it_was(kept, fills, then)
        return await self._soon(OrderAnswer(found, fills, Moment(asked_at - lag)))

    def _as_it_was(self, kept: Kept, fills: tuple[Fill, ...], then: int) -> VenueOrder:
        filled = Quantity(sum(fill.quantity for fill in fills))
        rests = kept.rests or (kept.ended is not None and kept.ended > then)
        return replace(shown(kept), filled=filled, rests=rests)

    async def standing(self, since: Moment) -> Standing:
        """Where does everything stand?

        Raises:
            Passing: no answer this time.
        """
        asked_at = await self._question("standing")
        lag = self._lag("standing")
        uneven = lag and self._weather.strikes("uneven_list")
        lags = [self._universe.between(0, lag, "uneven") if uneven else lag for _ in range(4)]
        parts = (lags[0], lags[1], lags[2], lags[3])
        return await self._soon(self._exchange.standing(since, Moment(asked_at - lag), parts))

    async def _question(self, key: str) -> Moment:
        await self._life.port(f"ask {key}")
        asked_at = self._clock.now()
        if self._storming(key) or self._weather.strikes("lost_question", key):
            await asyncio.sleep(0.3)
            raise Passing("no answer")
        await asyncio.sleep(self._request(key) / SECOND)
        return asked_at

    def _lag(self, key: str) -> int:
        return (
            self._universe.between(0, STALE_MAX, "lag", key)
            if self._weather.strikes("stale_list", key)
            else 0
        )

    def _storming(self, key: str) -> bool:
        if self._weather.calm:
            return False
        if self._weather.strikes("too_many_requests", key):
            self._stream.storm_until = self._universe.micros + self._universe.between(1, _STORM, "storm")
        return self._universe.micros < self._stream.storm_until

    def _request(self, key: str) -> int:
        if self._weather.strikes("slow_request", key):
            return self._universe.between(SECOND, ORDER_UNDERWAY_MAX, "request", key)
        return self._universe.between(10, 150, "request", key) * MILLISECOND

    def _answer(self, key: str) -> int:
        if self._weather.strikes("slow_answer", key):
            return self._universe.between(SECOND, ANSWER_MAX, "answer", key)
        return self._universe.between(10, 150, "answer", key) * MILLISECOND

    def _later(self, answer: "asyncio.Future[_T]", said: _T, delay: int) -> None:
        def tell() -> None:
            if self._life.alive and not answer.done():
                answer.set_result(said)

        self._universe.after(delay, tell)

    async def _soon(self, said: _T) -> _T:
        await asyncio.sleep(self._universe.between(10, 150, "soon") / 1000)
        return said
