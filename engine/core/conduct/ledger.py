"""Writing down what becomes of orders, positions and watches; what is sent is sent from here."""

from msgspec.structs import replace

from engine.core.conduct.asking import expect_answer, stir
from engine.core.conduct.finding import engaged, orders_on
from engine.core.conduct.turn import Turn
from engine.core.execution import orders as lifecycle
from engine.core.execution.reconcile import CASH, holding_subject
from engine.core.health import trail
from engine.core.state import State, Watch
from engine.domain.clean import own
from engine.domain.effects import CancelOrder, KeepOrder, KeepPosition, PlaceOrder
from engine.domain.identity import FixtureId, MarketId, PositionId
from engine.domain.market import Fixture, Leg
from engine.domain.moment import MINUTE, Moment
from engine.domain.order import Order, OrderState, Ticket
from engine.domain.position import Position


def write_down(state: State, order: Order) -> None:
    """Keep what has become of an order, among the live or among the ended."""
    trading, key, fixture = state.trading, order.ticket.id, order.ticket.fixture
    trail.stepped(state.trail, order)
    if order.live:
        if key not in trading.orders:
            trading.orders_on.setdefault(fixture, []).append(key)
        if trading.ended.pop(key, None) is not None:
            trading.ended_on[fixture].remove(key)
        trading.orders[key] = order
        return
    state.reckoning.asking.pop(key, None)
    state.reckoning.unwanted.pop(key, None)
    state.reckoning.taken.pop(key, None)
    if trading.orders.pop(key, None) is not None:
        trading.orders_on[fixture].remove(key)
    if key not in trading.ended:
        trading.ended_on.setdefault(fixture, []).append(key)
    trading.ended[key] = order


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
    expect_answer(turn, ticket.id)
    stir(turn)


def withdraw_order(turn: Turn, order: Order, reason: str) -> None:
    """Ask for a live order to be taken away, of which nobody may know whether it exists; asking twice is harmless."""
    if not order.live or order.state is OrderState.CANCELLING:
        return
    turn.state.reckoning.unwanted[order.ticket.id] = reason
    asked = lifecycle.advanced(order, lifecycle.What.CANCEL_ASKED, turn.at, reason)
    write_down(turn.state, asked)
    turn.emit(KeepOrder(asked))
    turn.emit(CancelOrder(order.ticket.id, own(reason)))
    expect_answer(turn, order.ticket.id)


def touch(turn: Turn, market: MarketId, leg: Leg) -> None:
    """A holding and cash changed in our books now: what the venue said before says nothing against them."""
    touched = turn.state.reckoning.touched
    touched[holding_subject(market, leg)] = touched[CASH] = turn.at
    stir(turn)


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
            state.trail.steps.pop(key, None)
            trading.ended_on[order.ticket.fixture].remove(key)
            trading.parked.pop(order.ticket.position, None)
