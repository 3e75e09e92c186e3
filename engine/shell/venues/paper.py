"""The pretended venue: carries orders to the pretended exchange, after the time a message takes."""

from typing import Protocol

from engine.domain.effects import AskOrder, AskVenue, CancelOrder, PlaceOrder
from engine.domain.moment import Moment, Span, after
from engine.shell.ports import VenueEffect
from engine.world.latency import Latency


class Carrier(Protocol):
    """Whatever takes messages that arrive at a moment: an exchange, or a feed that holds one."""

    def carry(self, effect: VenueEffect, arrives_at: Moment) -> None:
        """Let a message arrive at this moment."""
        ...


class PaperVenue:
    """Orders go out with a modelled latency; answers come back as events of the feed's next steps."""

    def __init__(self, exchange: Carrier, latency: Latency | None = None, *, seed: int = 0) -> None:
        self._exchange = exchange
        self._latency = Latency(seed) if latency is None else latency

    def carry(self, effect: VenueEffect, at: Moment) -> None:
        """Send an order, a cancel or a question at this moment; it arrives after its own drawn latency."""
        self._exchange.carry(effect, after(at, self._span(effect, at)))

    def _span(self, effect: VenueEffect, at: Moment) -> Span:
        """How long is this message under way? An order has one draw, a repeated cancel one per moment."""
        if isinstance(effect, PlaceOrder):
            return self._latency.span("latency", effect.ticket.id, 0)
        if isinstance(effect, CancelOrder):
            return self._latency.span("cancel latency", effect.order, at)
        if isinstance(effect, AskOrder):
            return self._latency.span("ask latency", effect.order, at)
        if isinstance(effect, AskVenue):
            return self._latency.span("ask latency", "everything", at)
        return self._latency.span("cancel latency", "all", at)
