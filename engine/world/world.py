"""One ordered queue of what happens in a pretended market: fixtures' programmes and our orders at the exchange.

A reducer: what it has told depends on its source, the carried orders and nothing else. What has to be
remembered is a place in each programme and the exchange; the rest is made again from its source.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import Protocol

from msgspec import Struct

from engine.domain.clean import purified
from engine.domain.errors import Impossible, Malformed
from engine.domain.events import Event, FeedEnded, FixtureListed, TradeSeen
from engine.domain.game import GameResult
from engine.domain.identity import MarketId
from engine.domain.market import Fixture, Ladder, Side
from engine.domain.moment import Moment, Span
from engine.domain.money import CENT, CONTRACT, Price, Quantity
from engine.domain.sport import Sport
from engine.wire.codec import pack, unpack
from engine.world.cadence import QUOTED_FOR
from engine.world.exchange import Exchange
from engine.world.latency import Latency
from engine.world.ledger import ExchangeState, Message
from engine.world.programme import Kind, Payout, Plan, Programme

VERSION = 3
_QUOTE = int(Kind.QUOTE)


class Source(Protocol):
    """Where do fixtures come from? Batches in order of time, each a function of its number."""

    @property
    def name(self) -> str:
        """What tells this source from any other, settings included?"""
        ...

    def opens(self, batch: int) -> Moment | None:
        """When is a batch taken up? None when there is no such batch."""
        ...

    def plans(self, batch: int) -> Sequence[Plan]:
        """Which fixtures does a batch hold?"""
        ...

    def programme(self, plan: Plan) -> Programme:
        """What will happen to a fixture?"""
        ...

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:
        """Which games of a league were over before this moment?"""
        ...


class Cursor(Struct, array_like=True, order=True):
    """A fixture under way: its next act lies at `at`, and is the `position`-th of its programme."""

    at: int
    batch: int
    ordinal: int
    position: int


class WorldState(Struct):
    """All that a world remembers."""

    version: int
    source: str
    at: Moment
    batch: int
    ended: bool
    cursors: list[Cursor]
    exchange: ExchangeState


class World:
    """A pretended market that can be stepped, traded in, frozen and thawed."""

    def __init__(self, source: Source, seed: int = 0, *, pace: int = 0) -> None:
        """Stand before the first moment of a source; `seed` names the luck of the exchange's answers, `pace` its rhythm."""
        self._source = source
        self._programmes: dict[tuple[int, int], Programme] = {}
        self._plans: dict[int, Sequence[Plan]] = {}
        exchange = ExchangeState(latency=Latency(seed), pace=Span(pace))
        self._enter(WorldState(VERSION, source.name, Moment(0), 0, False, [], exchange))

    def _enter(self, state: WorldState) -> None:
        self._state = state
        self._exchange = Exchange(state.exchange)
        self._programmes.clear()
        self._plans.clear()
        heapify(state.cursors)
        self._opens = self._source.opens(state.batch)

    def next_at(self) -> Moment | None:
        """When does the next step lie? None when everything has been told."""
        at = self._own_next()
        answer = self._exchange.next_at()
        if at is None or (answer is not None and answer < at):
            at = answer
        if at is None:
            return None if self._state.ended else self._state.at
        return max(at, self._state.at)

    def _own_next(self) -> Moment | None:
        cursors = self._state.cursors
        if not cursors:
            return self._opens
        return Moment(cursors[0].at) if self._opens is None or cursors[0].at < self._opens else self._opens

    def step(self) -> tuple[Moment, tuple[Event, ...]]:
        """Go to the next moment: when is it, and what do we hear? Nothing for an inner step.

        Raises:
            Impossible: everything has been told already.
        """
        at = self.next_at()
        if at is None:
            raise Impossible("a market that has ended cannot be stepped")
        state = self._state
        state.at = at
        heard: list[Event] = [event for _, event in self._exchange.advance(at)]
        own = self._own_next()
        if own is None:
            if not heard and self._exchange.next_at() is None:
                state.ended = True
                heard.append(FeedEnded(purified(self._source.name.partition(":")[0])))
        elif own <= at:
            if own == self._opens:
                self._open()
            else:
                self._act(heappop(state.cursors), heard)
        return at, tuple(heard)

    def _open(self) -> None:
        for plan in self._batch(self._state.batch):
            heappush(self._state.cursors, Cursor(plan.list_at, plan.batch, plan.ordinal, 0))
        self._state.batch += 1
        self._opens = self._source.opens(self._state.batch)

    def _batch(self, batch: int) -> Sequence[Plan]:
        if batch not in self._plans:
            self._plans[batch] = self._source.plans(batch)
            if len(self._plans) > 24:
                self._plans.pop(next(iter(self._plans)))
        return self._plans[batch]

    def _act(self, cursor: Cursor, heard: list[Event]) -> None:
        key = (cursor.batch, cursor.ordinal)
        programme = self._programmes.get(key)
        if programme is None:
            plan = self._batch(key[0])[key[1]]
            if cursor.position == 0:
                self._announce(plan, cursor, heard)
                return
            programme = self._programmes[key] = self._source.programme(plan)
            programme.quotes.forget_beliefs()
        at, kind, which = programme.acts[cursor.position]
        if at <= self._state.at:
            if kind == _QUOTE:
                ladders = programme.quotes.ladders
                for place, market in enumerate(programme.fixtures[0].markets):
                    self._quote(heard, market.id, ladders(which, place))
            else:
                self._rarely(programme, kind, which, heard)
            cursor.position += 1
        if cursor.position < len(programme.acts):
            cursor.at = programme.acts[cursor.position][0]
            heappush(self._state.cursors, cursor)
        else:
            del self._programmes[key]

    def _announce(self, plan: Plan, cursor: Cursor, heard: list[Event]) -> None:
        """List a fixture; its programme is made when makers come, so that a week is not made all at once."""
        self._list(plan.fixture, heard)
        cursor.position = 1
        cursor.at = max(cursor.at, plan.fixture.starts_at - QUOTED_FOR)
        heappush(self._state.cursors, cursor)

    def _quote(self, heard: list[Event], market: MarketId, ladders: tuple[Ladder, Ladder]) -> None:
        tape: list[TradeSeen] = []
        done = self._exchange.requote(market, *ladders, tape=tape)
        if done:
            self._exchange.post(self._state.at, done)
            heard += tape
        heard.append(self._exchange.visible_book(market))

    def _rarely(self, programme: Programme, kind: int, which: int, heard: list[Event]) -> None:
        fixture = programme.fixtures[0]
        if kind == Kind.LIST:
            self._list(programme.fixtures[which], heard)
        elif kind == Kind.PRINT:
            self._print(programme, which, heard)
        elif kind == Kind.TELL:
            heard.append(programme.told[which][1])
        elif kind == Kind.MINUTE:
            self._minute(programme, which, heard)
        elif kind == Kind.PULL:
            for market in fixture.markets:
                self._quote(heard, market.id, ((), ()))
        elif kind == Kind.CLOSE:
            for market in fixture.markets:
                self._exchange.post(self._state.at, self._exchange.close(market.id))
        else:
            self._settle(programme)

    def _list(self, fixture: Fixture, heard: list[Event]) -> None:
        for market in fixture.markets:
            self._exchange.list_market(market)
        heard.append(FixtureListed(fixture))

    def _print(self, programme: Programme, which: int, heard: list[Event]) -> None:
        one = programme.prints[which]
        market = programme.fixtures[0].markets[one.market].id
        side, price = Side.BUY if one.buys else Side.SELL, Price(one.tick * CENT)
        tape: list[TradeSeen] = []
        done = self._exchange.trade(market, side, price, Quantity(one.contracts * CONTRACT), tape=tape)
        if done:
            self._exchange.post(self._state.at, done)
        if tape:
            heard += tape
            heard.append(self._exchange.visible_book(market))

    def _minute(self, programme: Programme, which: int, heard: list[Event]) -> None:
        if programme.minutes is None:
            raise Impossible("a programme without minutes has none to tell")
        minute, fixture = programme.minutes[which], programme.fixtures[0]
        self._exchange.allow(fixture.id, minute.allowed)
        heard += minute.tape
        for market, told, traded in zip(fixture.markets, minute.books, minute.traded, strict=True):
            self._exchange.post(self._state.at, self._exchange.retell(market.id, told, traded))
            heard.append(self._exchange.visible_book(market.id))

    def _settle(self, programme: Programme) -> None:
        fixture, payout = programme.fixtures[-1], programme.payout
        if not isinstance(payout, Payout):
            payout = payout(self._state.at)
        for market, value in zip(fixture.markets, payout.values, strict=True):
            done = self._exchange.settle(market.id, value, fixture.settles_on, void=payout.void)
            self._exchange.post(self._state.at, done)

    def carry(self, effect: Message, arrives_at: Moment) -> None:
        """Let an order or a cancel of ours arrive at the exchange at this moment."""
        self._exchange.carry(effect, arrives_at)

    def results(self, sport: Sport, league: str, before: Moment) -> Sequence[GameResult]:
        """Which games of a league were over before this moment?"""
        return self._source.results(sport, league, before)

    def freeze(self) -> bytes:
        """Which bytes hold the whole world?"""
        self._state.cursors.sort()
        self._state.exchange = self._exchange.state
        return pack(self._state)

    def thaw(self, data: bytes) -> None:
        """Go back to a frozen state.

        Raises:
            Malformed: the bytes are not a world's, or another source's.
        """
        state = unpack(data, WorldState)
        if (state.version, state.source) != (VERSION, self._source.name):
            raise Malformed("frozen world", (state.version, state.source), f"({VERSION}, {self._source.name!r})")
        self._enter(state)
