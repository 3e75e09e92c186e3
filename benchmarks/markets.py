"""What a quote costs when 10, 100 and 1,000 markets are quoted in turn: the same engine, no console.

Football fixtures of the simulated season are told again under many names, all on one day, a few milliseconds apart: the
last three quarters of an hour before the start and the first 25 minutes in play. A venue that fills every second order
at once gives us orders and positions. Only the number of markets differs.
Beside it msgpack decode + encode of the same records.
"""

import asyncio
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from benchmarks.figure import Figure, show
from benchmarks.loop import forget, quotes, yardstick
from benchmarks.recording import KeepingFitter, Recorded, Recorder, Step, parts, record, turned
from engine.domain.effects import CancelOrder, FitModel, PlaceOrder
from engine.domain.events import (
    BookSeen,
    Event,
    FixtureListed,
    GameSeen,
    ModelFailed,
    ModelFitted,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
)
from engine.domain.game import GameResult
from engine.domain.identity import FixtureId, MarketId, TradeId
from engine.domain.market import Fixture
from engine.domain.moment import DAY, HOUR, MINUTE, Moment, Span
from engine.domain.money import NOTHING
from engine.domain.order import Fill, Ticket
from engine.domain.sport import Sport
from engine.shell.ports import Heard, VenueEffect

COMMAND = "python -m benchmarks.markets"
SIZES = (10, 100, 1_000)
QUOTES_MEASURED = 60_000
"""At least so many quotes are measured at every size, in as many rounds as that takes."""

_RECORDED = Span(2 * DAY)
_BEFORE, _AFTER = Span(45 * MINUTE), Span(25 * MINUTE)
_APART = 7_000
"""How many microseconds lie between two fixtures' turns."""


Line = tuple[int, BookSeen | GameSeen]
"""What is told, and how many microseconds after the start."""

Script = tuple[Fixture, list[Line]]


class Answering(Recorded):
    """Tells steps, and is a venue: what takes, and every second order that may rest, is filled whole at once."""

    def __init__(self, steps: Sequence[Step], label: str) -> None:
        super().__init__(steps, label)
        self._answers: deque[Heard] = deque()
        self._resting: dict[str, Ticket] = {}
        self._count = 0

    def next_at(self) -> Moment | None:
        """When is the next step or answer due?"""
        due = super().next_at()
        return self._answers[0].at if self._answers else due

    def step(self) -> Heard:
        """Tell the next answer, else the next step."""
        return self._answers.popleft() if self._answers else super().step()

    def carry(self, effect: VenueEffect, at: Moment) -> None:
        """Answer at the same moment."""
        if isinstance(effect, PlaceOrder):
            self._answers.append(Heard(at, self._taken(effect.ticket)))
        elif isinstance(effect, CancelOrder) and effect.order in self._resting:
            left = self._resting.pop(effect.order).quantity
            self._answers.append(
                Heard(at, (OrderEnded(effect.order, expired=False, left=left, reason="asked"),))
            )

    def _taken(self, ticket: Ticket) -> tuple[Event, ...]:
        self._count += 1
        accepted = OrderAccepted(ticket.id, None)
        if ticket.post_only and self._count % 2:
            self._resting[ticket.id] = ticket
            return (accepted,)
        return accepted, OrderFilled(
            Fill(
                trade=TradeId(f"t-{ticket.id}"),
                order=ticket.id,
                market=ticket.market,
                leg=ticket.leg,
                side=ticket.side,
                price=ticket.price,
                quantity=ticket.quantity,
                fee=NOTHING,
                maker=ticket.post_only,
            )
        )


def scripts(recorded: Recorder) -> list[Script]:
    """What is told of each football fixture around its start? Only of those that are quoted all the while."""
    events = [(at, event) for at, heard in recorded.steps for event in heard.events]
    told = {event.fixture.id: event.fixture for _, event in events if isinstance(event, FixtureListed)}
    owner = {market.id: fixture.id for fixture in told.values() for market in fixture.markets}
    lines: dict[FixtureId, list[Line]] = {}
    for at, event in events:
        if isinstance(event, BookSeen | GameSeen):
            name = owner[event.market] if isinstance(event, BookSeen) else event.status.fixture
            since_start = at - told[name].starts_at
            if told[name].sport is Sport.FOOTBALL and -_BEFORE <= since_start <= _AFTER:
                lines.setdefault(name, []).append((since_start, event))
    return [(told[name], some) for name, some in lines.items() if some[-1][0] > _AFTER - MINUTE]


def cast(known: Sequence[Script], markets: int) -> list[Step]:
    """Which steps tell so many markets, all starting on one day, each fixture's turn after the one before?"""
    start, date = known[0][0].starts_at, known[0][0].settles_on
    listed: list[Event] = []
    steps: list[Step] = []
    for number in range(max(1, round(markets / 3))):
        fixture, lines = known[number % len(known)]
        copy = replace(_copied(fixture, number), starts_at=Moment(start + number * _APART), settles_on=date)
        names = {old.id: new.id for old, new in zip(fixture.markets, copy.markets, strict=True)}
        listed.append(FixtureListed(copy))
        for since_start, event in lines:
            at = Moment(copy.starts_at + since_start)
            steps.append((at, Heard(at, (_renamed(event, copy.id, names),))))
    begin = Moment(start - _BEFORE - HOUR)
    return [(begin, Heard(begin, tuple(listed))), *sorted(steps, key=lambda step: step[0])]


def _copied(fixture: Fixture, number: int) -> Fixture:
    name = FixtureId(f"{fixture.id}.{number}")
    markets = [
        replace(market, id=MarketId(f"{market.id}.{number}"), fixture=name) for market in fixture.markets
    ]
    return replace(fixture, id=name, markets=tuple(markets))


def _renamed(event: BookSeen | GameSeen, fixture: FixtureId, names: dict[MarketId, MarketId]) -> Event:
    if isinstance(event, BookSeen):
        return BookSeen(names[event.market], event.bids, event.asks)
    return GameSeen(replace(event.status, fixture=fixture))


def lived(steps: list[Step], label: str, fitter: KeepingFitter) -> float:
    """How many processor seconds does the engine take over these steps?"""
    feed = Answering(steps, label)
    with tempfile.TemporaryDirectory() as home:
        made = parts(Path(home), feed, feed, Lending(fitter.known))
        forget()
        run_for = Span(steps[-1][0] - steps[0][0] + HOUR)
        return asyncio.run(turned(made, run_for, time.process_time))[0]


class Lending(KeepingFitter):
    """Answers every fit with the model that the recording had for that league."""

    async def fit(self, order: FitModel, games: Sequence[GameResult]) -> ModelFitted | ModelFailed:
        """Which model serves this league?"""
        for known in self.known.values():
            if isinstance(known, ModelFitted) and known.model.league == order.league:
                return ModelFitted(replace(known.model, id=order.model))
        return await super().fit(order, games)


def market_figures() -> list[Figure]:
    """How does the cost of a quote grow with the number of markets?"""
    recorded, fitter, _, _ = asyncio.run(record(_RECORDED, time.process_time))
    known, label = scripts(recorded), recorded.label
    recorded.steps.clear()
    figures: list[Figure] = []
    first = 0.0
    for markets in SIZES:
        steps = cast(known, markets)
        seen = quotes(steps)
        rounds = max(2, -(-QUOTES_MEASURED // len(seen)))
        spent = min(lived(steps, label, fitter) for _ in range(rounds)) / len(seen)
        least = min(yardstick(seen) for _ in range(rounds)) / len(seen)
        first = first or spent
        figures.append(
            Figure(
                f"loop, {markets:,} markets in turn, CPU per quote ({len(seen):,} quotes)",
                f"{spent * 1e6:.1f} us ({spent / first:.2f} x 10 markets, {spent / least:.1f} : 1 to msgpack)",
                "" if markets == SIZES[0] else "<= 1.5 x 10 markets",
                COMMAND,
            )
        )
    return figures


if __name__ == "__main__":
    show(market_figures())
