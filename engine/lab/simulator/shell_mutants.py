"""What a tired engineer might have written instead, between the core and the wire."""

from typing import Any

from engine.core.state import State
from engine.domain.effects import PlaceOrder
from engine.domain.events import OrderAccepted, OrderRefused
from engine.domain.order import Order, Ticket
from engine.lab.simulator.soil import Soil
from engine.shell.ports import Accepted, Lost, VenueEffect
from engine.shell.runtime.live.lanes import Lanes
from engine.shell.runtime.live.loop import LiveLoop
from engine.shell.runtime.live.recovery import LiveRecovery


def resend(soil: Soil) -> None:
    """An order without an answer is sent again."""

    async def place(self: Lanes, ticket: Ticket) -> None:
        kept_back = self._kept_back(ticket)
        if kept_back is not None:
            self._tell(kept_back)
            return
        answer = await self._venue.place(ticket)
        if isinstance(answer, Lost):
            answer = await self._venue.place(ticket)
        if isinstance(answer, Accepted):
            self._tell(OrderAccepted(ticket.id, answer.ahead))
        else:
            self._tell(OrderRefused(ticket.id, answer.reason))

    soil.method(Lanes, "_place", place)


def taken_for_refused(soil: Soil) -> None:
    """An order without an answer is taken for refused."""
    tell = Lanes.__init__

    def init(self: Lanes, *given: Any, **named: Any) -> None:
        tell(self, *given, **named)
        right = self._tell

        def wrong(event: Any) -> None:
            unknown = type(event).__name__ == "OrderUnknown"
            right(OrderRefused(event.order, event.reason) if unknown else event)

        self._tell = wrong

    soil.method(Lanes, "__init__", init)


def sent_before_commit(soil: Soil) -> None:
    """Orders leave before the disk holds them."""
    right = LiveLoop.settle

    async def settle(self: LiveLoop) -> None:
        parts = self._parts
        owed: list[Any] = parts.agenda.owed
        parts.agenda.owed = []
        for _, effect in owed:
            parts.courier.carry(effect)
        await right(self)

    soil.method(LiveLoop, "settle", settle)


def brake_looked_at_early(soil: Soil) -> None:
    """The gate is looked at when an order is decided, not when it leaves."""
    soil.method(Lanes, "_kept_back", lambda _self, _ticket: None)


def resent_on_recovery(soil: Soil) -> None:
    """What was on its way when the process ended is sent once more."""
    right = LiveRecovery.repeated

    def repeated(self: LiveRecovery) -> list[VenueEffect]:
        placing = self.agenda.sent.placing
        tickets = [order.ticket for order in _orders(self) if order.ticket.id in placing]
        return [*right(self), *(PlaceOrder(ticket) for ticket in tickets)]

    soil.method(LiveRecovery, "repeated", repeated)


def _orders(recovery: LiveRecovery) -> list[Order]:
    state: State = recovery._brain.core.state  # type: ignore[attr-defined]  # noqa: SLF001 - the watched core
    return [*state.trading.orders.values()]
