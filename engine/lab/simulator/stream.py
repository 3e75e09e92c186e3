"""What the venue tells of its own accord: trades, ends, settlements; late, doubled, overtaken or lost."""

from engine.domain.events import CashMoved, Event, MarketSettled, OrderEnded, OrderFilled
from engine.domain.moment import MILLISECOND, SECOND
from engine.lab.simulator.exchange import Exchange
from engine.lab.simulator.universe import Universe
from engine.lab.simulator.weather import Weather
from engine.shell.ports import Take

LATE_MAX = 600 * SECOND
POLLED_EVERY = 60 * SECOND
"""Settlements and movements of cash are also asked for so often: they may be late, never lost for good."""


class Stream:
    """The private stream. It has at most one listener, the engine that lives; nobody else hears anything."""

    def __init__(self, universe: Universe, weather: Weather, exchange: Exchange) -> None:
        """Stand between the exchange and whoever listens."""
        self._universe, self._weather, self._exchange = universe, weather, exchange
        self._take: Take | None = None
        self._gap_until = 0
        self._slow: dict[str, None] = {}
        self.storm_until = 0
        exchange.tell = self.tell

    def connect(self, take: Take) -> None:
        """Somebody listens: he is told of every settlement and movement of cash so far."""
        self._take = take
        known: list[Event] = [*self._exchange.settled.values(), *self._exchange.cash_moves]
        for event in known:
            self._deliver(event, self._universe.between(10, 500, "catch-up") * MILLISECOND)

    def disconnect(self, take: Take | None = None) -> None:
        """Nobody listens any more (or not he)."""
        if take is None or self._take is take:
            self._take = None

    def dawdle(self, order: str) -> None:
        """The next trade of this order is told later than the answer to its cancel."""
        self._slow[order] = None

    def tell(self, event: Event) -> None:
        """Something happened at the venue."""
        key = type(event).__name__
        if self._universe.micros < self._gap_until or self._weather.strikes("stream_gap", key):
            self._gap_until = max(self._gap_until, self._universe.micros + self._gap())
            self._poll_later(event)
            return
        self._deliver(event, self._delay(event))
        if isinstance(event, OrderFilled) and self._weather.strikes("duplicate_fill", event.fill.order):
            self._deliver(event, self._delay(event))
        if isinstance(event, MarketSettled) and self._weather.strikes("settled_twice", event.market):
            self._deliver(event, self._delay(event))

    def _gap(self) -> int:
        return 0 if self._gap_until > self._universe.micros else self._universe.between(1, 60, "gap") * SECOND

    def _poll_later(self, event: Event) -> None:
        if isinstance(event, MarketSettled | CashMoved):
            self._deliver(event, POLLED_EVERY)

    def _delay(self, event: Event) -> int:
        delay = self._universe.between(5, 300, "stream") * MILLISECOND
        if isinstance(event, OrderFilled):
            if self._weather.strikes("late_fill", event.fill.order):
                delay += self._universe.between(SECOND, LATE_MAX, "late")
            elif self._slow.pop(event.fill.order, self) is None:
                delay += self._universe.between(1, 20, "dawdle") * SECOND
        if isinstance(event, OrderFilled | OrderEnded) and self._weather.strikes("stream_reorder"):
            delay += self._universe.between(1, 5_000, "reorder") * MILLISECOND
        return delay

    def _deliver(self, event: Event, delay: int) -> None:
        take = self._take
        if take is None:
            return

        def hand_over() -> None:
            if self._take is take:
                self._universe.note(f"stream {event}")
                take(event)

        self._universe.after(delay, hand_over)
