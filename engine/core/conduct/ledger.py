"""Looking things up in the trading slice: what we hold and what we have sent, by fixture."""

from collections.abc import Iterator

from msgspec.structs import replace

from engine.core.conduct.turn import Turn
from engine.core.execution import orders as lifecycle
from engine.core.state import State, Watch
from engine.domain.effects import CancelOrder, KeepOrder, KeepPosition, PlaceOrder
from engine.domain.identity import FixtureId, MarketId, OrderId, PositionId
from engine.domain.market import Book, Fixture, Leg, best_bid, place_of
from engine.domain.moment import MINUTE, Moment
from engine.domain.money import ONE, Price
from engine.domain.order import Order, OrderState, Position, Purpose, Ticket
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


def write_down(state: State, order: Order) -> None:
    """Keep what has become of an order, among the live or among the ended."""
    trading, key, fixture = state.trading, order.ticket.id, order.ticket.fixture
    if order.live:
        if key not in trading.orders:
            trading.orders_on.setdefault(fixture, []).append(key)
        trading.orders[key] = order
        return
    if trading.orders.pop(key, None) is not None:
        trading.orders_on[fixture].remove(key)
    if key not in trading.ended:
        trading.ended_on.setdefault(fixture, []).append(key)
    trading.ended[key] = order


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


def send(turn: Turn, ticket: Ticket) -> None:
    """Write an order down as sent and ask for it to be placed."""
    trading = turn.state.trading
    order = lifecycle.new(ticket)
    write_down(turn.state, order)
    trading.sent = [*(sent for sent in trading.sent if sent > turn.at - MINUTE), turn.at]
    turn.state.score.orders += 1
    watch_closely(turn.state, ticket.fixture)
    turn.emit(KeepOrder(order))
    turn.emit(PlaceOrder(ticket))


def withdraw_order(turn: Turn, order: Order, reason: str) -> None:
    """Ask for a live order to be taken away; asking twice is harmless."""
    if not order.live or order.state is OrderState.CANCELLING:
        return
    asked = lifecycle.advanced(order, lifecycle.What.CANCEL_ASKED, turn.at, reason)
    write_down(turn.state, asked)
    turn.emit(KeepOrder(asked))
    turn.emit(CancelOrder(order.ticket.id, reason))


def watch_closely(state: State, fixture: FixtureId) -> None:
    """From now on every quote of this fixture is worth a look."""
    for market in state.quotes.fixtures[fixture].markets:
        state.quotes.watches[market.id].ours = True


def release(state: State, fixture: FixtureId) -> None:
    """A fixture we no longer hold anything on needs no closer watch."""
    held = engaged(state, fixture)
    for market in state.quotes.fixtures[fixture].markets:
        watch = state.quotes.watches.get(market.id)
        if watch is not None:
            attend(watch, ours=held)


def attend(watch: Watch, *, ours: bool) -> None:
    """Watch a market as one of ours, or no longer: then what was trusted of its book is forgotten."""
    watch.ours = ours
    if not ours:
        watch.two_sided_since = watch.bid = watch.ask = None
        watch.weighed = (None, None)


def park_empty(state: State, position: PositionId) -> None:
    """Put a position aside that was never filled and whose orders have all ended."""
    trading = state.trading
    found = trading.positions.get(position)
    if found is None or found.bought:
        return
    if any(order.ticket.position == position for order in orders_on(state, found.fixture)):
        return
    trading.parked[position] = trading.positions.pop(position)
    trading.positions_on[found.fixture].remove(position)


def take_up(state: State, position: PositionId) -> Position:
    """Which position does an order of ours belong to, taken up again if it was put aside?"""
    trading = state.trading
    if position in trading.parked:
        found = trading.positions[position] = trading.parked.pop(position)
        trading.positions_on[found.fixture].append(position)
    return trading.positions[position]


def redate(turn: Turn, fixture: Fixture) -> None:
    """The venue settles a fixture on another date: what we hold and have sent there counts on that one."""
    trading, date = turn.state.trading, fixture.settles_on
    for key in trading.positions_on.get(fixture.id, ()):
        trading.positions[key] = replace(trading.positions[key], settles_on=date)
        turn.emit(KeepPosition(trading.positions[key]))
    for key, parked in list(trading.parked.items()):
        if parked.fixture == fixture.id:
            trading.parked[key] = replace(parked, settles_on=date)
    for order in list(orders_on(turn.state, fixture.id)):
        write_down(turn.state, replace(order, ticket=replace(order.ticket, settles_on=date)))


def forget_unfilled(state: State, before: Moment) -> None:
    """Let go of orders that ended without a fill before this moment, and of the positions they would have opened."""
    trading = state.trading
    for key, order in list(trading.ended.items()):
        if not order.filled and order.since < before:
            del trading.ended[key]
            trading.ended_on[order.ticket.fixture].remove(key)
            trading.parked.pop(order.ticket.position, None)
