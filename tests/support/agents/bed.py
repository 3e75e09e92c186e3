"""A bed for agents: they meet the very market the paper venue meets, without the desk.

An agent hears what the desk hears, in the same order and with the same delays, and sends orders with the same
latency. What its fills were truly worth is looked up afterwards.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from engine.domain.effects import PlaceOrder
from engine.domain.events import (
    BookSeen,
    FixtureListed,
    GameSeen,
    MarketSettled,
    OrderFilled,
    TradeSeen,
)
from engine.domain.game import GameStatus
from engine.domain.market import Fixture, Leg, Side
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment
from engine.domain.money import CENT, CONTRACT, ONE, Price, Quantity, opposite
from engine.domain.order import Fill, Purpose, Ticket
from engine.domain.sport import Sport
from engine.shell.venues.paper import PaperVenue
from engine.world.outlook import Outlook
from engine.world.programme import Plan, Programme
from engine.world.season import Habits, Season
from engine.world.world import World

WEEK_OF_DAY, SATURDAY = 1, 5
EVERY_BEFORE, EVERY_IN_PLAY = MINUTE, 4 * SECOND
"""An agent looks at a market at most this often."""
SETTLES_IN = 100 * SECOND
"""In play a fill is valued at the truth so much later: by then a goal that is taken back has been."""
PLAIN = Habits(postponed=0.0, abandoned=0.0)
"""Every game is played to its end, so that the outlook is the exact chance of what is paid."""


_RESULTS: dict[int, dict] = {}
"""Past results by seed: the same for every market on the same seed."""


class Matchday(Season):
    """One Saturday of three leagues (or of one sport): three days of quotes, then play and settlement.

    `before` ends every game's programme at its start: for those who trade before the game and are valued at the
    truth or the close. `every` keeps one game in so many.
    """

    def __init__(
        self, seed: int, sport: Sport | None = None, *, before: bool = False, every: int = 1
    ) -> None:
        super().__init__(seed, PLAIN)
        self.sport, self.before, self.every = sport, before, every
        self._results = _RESULTS.setdefault(seed, self._results)
        self.views: dict[str, Outlook] = {}
        self._made: dict[str, Programme] = {}

    def opens(self, batch: int) -> Moment | None:
        return super().opens(batch) if batch <= WEEK_OF_DAY else None

    def plans(self, batch: int) -> Sequence[Plan]:
        if batch != WEEK_OF_DAY:
            return []
        found = [plan for plan in super().plans(batch) if self._wanted(plan.fixture)][
            self.seed % self.every :: self.every
        ]
        return [replace(plan, ordinal=place) for place, plan in enumerate(found)]

    def _wanted(self, fixture: Fixture) -> bool:
        return _weekday(fixture.starts_at) == SATURDAY and self.sport in {None, fixture.sport}

    def programme(self, plan: Plan) -> Programme:
        """The same for every bed on this day: a programme depends on no order of ours."""
        made = self._made.get(plan.fixture.id)
        if made is None:
            made = super().programme(plan)
            if self.before:
                until = bisect_left(made.acts, plan.fixture.starts_at, key=lambda act: act[0])
                made = replace(made, acts=made.acts[:until])
            self._made[plan.fixture.id] = made
        return made

    def _game(self, league, week, pairing, fixture, fate):
        found = super()._game(league, week, pairing, fixture, fate)
        self.views[fixture.id] = found[1]
        return found


def _weekday(at: int) -> int:
    return (at // DAY + 3) % 7


class Mind:
    """An agent: what it does when it looks at a market, hears a score or a trade, or is filled."""

    name = ""
    before, in_play = True, True
    """When does it look at markets?"""

    def looks(self, bed: "Bed", market: str) -> None:
        """A market has a fresh book."""

    def hears(self, bed: "Bed", fixture: Fixture, before: GameStatus | None, now: GameStatus) -> None:
        """Our score feed speaks."""

    def overhears(self, bed: "Bed", trade: TradeSeen) -> None:
        """Somebody traded."""

    def filled(self, bed: "Bed", fill: Fill) -> None:
        """An order of its own was filled."""

    def paid(self, bed: "Bed", market: str, value: Price) -> None:
        """A market was settled."""


class Dealt(NamedTuple):
    """One fill of an agent, and what it was worth: dollars, all of them."""

    mind: str
    fixture: str
    outcome: int
    at: int
    maker: bool
    buys: bool
    contracts: float
    price: float
    fee: float
    truth: float
    """The true chance of this leg when it was filled (in play, a little later)."""
    value: float
    """What this leg paid in the end."""
    close: float | None
    """This leg's last two-sided mid before the start; None for a fill in play."""


class Bed:
    """A market with agents in it. Agents share one account at the exchange and never cross each other's orders."""

    def __init__(self, source: Matchday, minds: Iterable[Mind], *, apart: bool = False) -> None:
        """`apart`: no two agents trade on the same game."""
        self.source, self.minds, self.apart = source, list(minds), apart
        self.world = World(source, source.seed)
        self.venue = PaperVenue(self.world, seed=source.seed)
        self.at = Moment(0)
        self.fixtures: dict[str, Fixture] = {}
        self.place: dict[str, int] = {}
        self.ordinal: dict[str, int] = {}
        self.books: dict[str, BookSeen] = {}
        self.scores: dict[str, GameStatus] = {}
        self.closing: dict[str, float] = {}
        self.sent = 0
        self._by_name = {mind.name: mind for mind in self.minds}
        self._filled: list[tuple[Moment, str, Fill]] = []
        self._look_at: dict[str, int] = {}
        lookers = _who(self.minds, "looks")
        self._look_before = [mind for mind in lookers if mind.before]
        self._look_in_play = [mind for mind in lookers if mind.in_play]
        self._hearers = _who(self.minds, "hears")
        self._overhearers = _who(self.minds, "overhears")
        self._tell: dict[type, Callable] = {
            BookSeen: self._book, GameSeen: self._score, TradeSeen: self._trade, OrderFilled: self._fill,
            FixtureListed: self._listed, MarketSettled: self._settled,
        }  # fmt: skip

    def run(self) -> "Bed":
        """Live through the day."""
        world, tell = self.world, self._tell
        while world.next_at() is not None:
            self.at, events = world.step()
            for event in events:
                told = tell.get(type(event))
                if told is not None:
                    told(event)
        return self

    def _listed(self, event: FixtureListed) -> None:
        ordinal = len(set(self.ordinal.values()))
        for place, market in enumerate(event.fixture.markets):
            self.fixtures[market.id], self.place[market.id] = event.fixture, place
            self.ordinal.setdefault(market.id, ordinal)

    def _book(self, event: BookSeen) -> None:
        market = event.market
        self.books[market] = event
        if not (event.bids and event.asks):
            return
        before = self.at < self.fixtures[market].starts_at
        if before:
            self.closing[market] = (event.bids[0][0] + event.asks[0][0]) / (2 * ONE)
        if self.at >= self._look_at.get(market, 0):
            self._look_at[market] = self.at + (EVERY_BEFORE if before else EVERY_IN_PLAY)
            for mind in self._look_before if before else self._look_in_play:
                if not self.apart or self.minds[self.ordinal[market] % len(self.minds)] is mind:
                    mind.looks(self, market)

    def _score(self, event: GameSeen) -> None:
        now = event.status
        before = self.scores.get(now.fixture)
        self.scores[now.fixture] = now
        fixture = next(each for each in self.fixtures.values() if each.id == now.fixture)
        for mind in self._hearers:
            mind.hears(self, fixture, before, now)

    def _trade(self, event: TradeSeen) -> None:
        for mind in self._overhearers:
            mind.overhears(self, event)

    def _fill(self, event: OrderFilled) -> None:
        mind = self._mind_of(event.fill.order)
        self._filled.append((self.at, mind.name, event.fill))
        mind.filled(self, event.fill)

    def _mind_of(self, order: str) -> Mind:
        return self._by_name[order.partition(":")[0]]

    def _settled(self, event: MarketSettled) -> None:
        for mind in self.minds:
            mind.paid(self, event.market, event.value)

    def begun(self, market: str) -> bool:
        """Has the game been due to start?"""
        return self.at >= self.fixtures[market].starts_at

    def best(self, market: str, leg: Leg) -> tuple[Price, Price] | None:
        """At which bid and ask does this leg trade now? None unless both are there."""
        book = self.books.get(market)
        if book is None or not (book.bids and book.asks):
            return None
        bid, ask = book.bids[0][0], book.asks[0][0]
        return (bid, ask) if leg is Leg.YES else (opposite(ask), opposite(bid))

    def mid(self, market: str) -> float | None:
        """The YES mid in dollars."""
        both = self.best(market, Leg.YES)
        return None if both is None else sum(both) / (2 * ONE)

    def buy(self, mind: Mind, market: str, leg: Leg = Leg.YES, contracts: int = 1, slip: int = 2) -> None:
        """Take what is offered now, at most `slip` cents dearer by the time the order is there."""
        both = self.best(market, leg)
        if both is not None:
            self._send(mind, market, leg, Side.BUY, both[1] + slip * CENT, contracts)

    def sell(self, mind: Mind, market: str, leg: Leg = Leg.YES, contracts: int = 1, slip: int = 2) -> None:
        """Sell to whoever bids now, at most `slip` cents cheaper."""
        both = self.best(market, leg)
        if both is not None:
            self._send(mind, market, leg, Side.SELL, both[0] - slip * CENT, contracts)

    def rest(
        self,
        mind: Mind,
        market: str,
        leg: Leg = Leg.YES,
        contracts: int = 1,
        *,
        better: int = 0,
        span: int = HOUR,
    ) -> None:
        """Bid for this leg for a while: with the best bid, or so many cents above it where the spread has room."""
        both = self.best(market, leg)
        until = min(self.at + span, self.fixtures[market].starts_at - MINUTE)
        if both is not None and both[0] + better * CENT < both[1] and until > self.at:
            price = both[0] + better * CENT
            self._send(mind, market, leg, Side.BUY, price, contracts, rests_until=Moment(until))

    def _send(self, mind, market, leg, side, price, contracts, rests_until=None) -> None:
        self.sent += 1
        fixture, purpose = self.fixtures[market], Purpose.ENTER if side is Side.BUY else Purpose.EXIT
        ticket = Ticket(
            id=f"{mind.name}:{self.sent}", fixture=fixture.id, market=market, leg=leg, side=side, purpose=purpose,
            price=Price(min(max(price, CENT), ONE - CENT)), quantity=Quantity(contracts * CONTRACT), position="p",
            strategy=mind.name, created_at=self.at, settles_on=fixture.settles_on, post_only=rests_until is not None,
            take_only=rests_until is None, expires_at=rests_until, most_cost=0,
        )  # fmt: skip
        self.venue.carry(PlaceOrder(ticket), self.at)

    def truth(self, market: str, leg: Leg, at: int) -> float:
        """How likely does this leg pay, for somebody who sees the pitch at this moment?"""
        view = self.source.views[self.fixtures[market].id]
        chance = float(np.interp(float(at), view.at, view.chances[:, self.place[market]]))
        return chance if leg is Leg.YES else 1.0 - chance

    def dealt(self) -> list[Dealt]:
        """Every fill, with what it was worth."""
        return [self._valued(at, name, fill) for at, name, fill in self._filled]

    def _valued(self, at: Moment, name: str, fill: Fill) -> Dealt:
        market, yes = fill.market, fill.leg is Leg.YES
        before = at < self.fixtures[market].starts_at
        close, value = self.closing.get(market), self.truth(market, fill.leg, 1 << 62)
        return Dealt(
            mind=name,
            fixture=f"{self.source.seed}:{self.fixtures[market].id}",
            outcome=self.place[market],
            at=at,
            maker=fill.maker,
            buys=fill.side is Side.BUY,
            contracts=fill.quantity / CONTRACT,
            price=fill.price / ONE,
            fee=fill.fee / 1e6,
            truth=self.truth(market, fill.leg, at if before else at + SETTLES_IN),
            value=value,
            close=None if close is None or not before else close if yes else 1.0 - close,
        )


def _who(minds: list[Mind], verb: str) -> list[Mind]:
    return [mind for mind in minds if getattr(type(mind), verb) is not getattr(Mind, verb)]
