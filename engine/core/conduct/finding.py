"""Looking things up: what we hold and have sent, what it would bring, what is believed of it."""

from collections.abc import Iterator

from engine.core.state import State
from engine.domain.identity import FixtureId, MarketId, OrderId
from engine.domain.market import Book, Fixture, Leg, best_bid, place_of
from engine.domain.moment import MINUTE, Moment
from engine.domain.money import ONE, Price
from engine.domain.order import Order, Purpose
from engine.domain.position import Position
from engine.domain.probability import MILLION, Ppm


def positions_on(state: State, fixture: FixtureId) -> Iterator[Position]:
    """Which positions, open or closed, have we on a fixture that is not settled yet?"""
    trading = state.trading
    return (trading.positions[key] for key in trading.positions_on.get(fixture, ()))


def open_positions(state: State) -> Iterator[Position]:
    """Which positions hold contracts?"""
    return (position for position in state.trading.positions.values() if position.open)


def orders_on(state: State, fixture: FixtureId) -> Iterator[Order]:
    """Which live orders have we on a fixture?"""
    trading = state.trading
    return (trading.orders[key] for key in trading.orders_on.get(fixture, ()))


def history_of(state: State, position: Position) -> Iterator[Order]:
    """Which orders, ended and live, had to do with a position?"""
    trading = state.trading
    ended = (trading.ended[key] for key in trading.ended_on.get(position.fixture, ()))
    both = (*ended, *orders_on(state, position.fixture))
    return (order for order in both if order.ticket.position == position.id)


def order_of(state: State, key: OrderId) -> Order | None:
    """Which order of ours has this id, live or ended?"""
    return state.trading.orders.get(key) or state.trading.ended.get(key)


def live_orders(state: State) -> Iterator[Order]:
    """Which orders may still be filled?"""
    return iter(state.trading.orders.values())


def engaged(state: State, fixture: FixtureId) -> bool:
    """Have we a live order or an open position on this fixture?"""
    trading = state.trading
    if trading.orders_on.get(fixture):
        return True
    held = trading.positions_on.get(fixture)
    return held is not None and any(trading.positions[key].open for key in held)


def exits_of(state: State, position: Position) -> Iterator[Order]:
    """Which live orders are selling this position?"""
    return (
        order
        for order in orders_on(state, position.fixture)
        if order.ticket.purpose is Purpose.EXIT and order.ticket.position == position.id
    )


def fixture_of(state: State, market: MarketId) -> Fixture:
    """Which fixture does this market belong to?"""
    return state.quotes.fixtures[state.quotes.markets[market].fixture]


def books_of(state: State, fixture: Fixture) -> list[Book | None]:
    """Which books have we of a fixture's markets, in outcome order?"""
    books = state.quotes.books
    return [books.get(market.id) for market in fixture.markets]


def bid_of(state: State, market: MarketId, leg: Leg) -> Price | None:
    """At what price could this leg be sold now?"""
    return best_bid(state.quotes.books.get(market), leg)


def entries_on(state: State, fixture: FixtureId) -> list[Order]:
    """Which live orders on a fixture would open or enlarge a position?"""
    return [order for order in orders_on(state, fixture) if order.ticket.purpose is Purpose.ENTER]


def fair_of(state: State, market: MarketId, leg: Leg) -> Ppm | None:
    """What is a contract of this leg worth by the forecast in force? None without one."""
    fixture = fixture_of(state, market)
    belief = state.convictions.forecasts.get(fixture.id)
    if belief is None:
        return None
    fair = belief.fair[place_of(fixture, market)]
    return fair if leg is Leg.YES else Ppm(MILLION - fair)


def closing_mid(state: State, position: Position) -> int | None:
    """Twice the closing mid of a position's own leg; None while there is no closing line."""
    mid = state.games.closing.get(position.market)
    return None if mid is None else (mid if position.leg is Leg.YES else 2 * ONE - mid)


def orders_of_late(state: State, at: Moment) -> int:
    """How many orders were sent within the last minute?"""
    return sum(sent > at - MINUTE for sent in state.trading.sent)
