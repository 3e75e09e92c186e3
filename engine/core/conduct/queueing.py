"""Where our resting orders stand in their queues, as far as trades and books tell: never further back than known."""

from msgspec.structs import replace

from engine.core.state import State
from engine.domain.events import BookSeen, TradeSeen
from engine.domain.identity import FixtureId
from engine.domain.market import Leg, Side
from engine.domain.money import Price, Quantity, opposite
from engine.domain.order import Order, Ticket


def joined(order: Order, ahead: Quantity | None) -> Order:
    """The venue took an order and says what stands before it; told again, or not told, nothing changes."""
    if ahead is None or order.ahead is not None or not order.live:
        return order
    return replace(order, ahead=ahead)


def reached(order: Order) -> Order:
    """A resting order was traded with: nothing stands before it any more."""
    return replace(order, ahead=Quantity(0)) if order.live else order


def shorten(state: State, fixture: FixtureId, event: BookSeen) -> None:
    """No more stands before an order than is seen at its price."""
    orders = state.trading.orders
    for key in state.trading.orders_on.get(fixture, ()):
        order = orders[key]
        if order.ahead and order.ticket.market == event.market:
            seen = _standing(order.ticket, event)
            if seen < order.ahead:
                orders[key] = replace(order, ahead=seen)


def pass_by(state: State, event: TradeSeen) -> None:
    """Others traded at an order's price, or through it: they were before it, or it is its turn."""
    watch = state.quotes.watches.get(event.market)
    if watch is None or not watch.ours:
        return
    orders = state.trading.orders
    for key in state.trading.orders_on.get(watch.fixture, ()):
        order = orders[key]
        if order.ahead and order.ticket.market == event.market:
            orders[key] = replace(order, ahead=_after_trade(order.ticket, order.ahead, event))


def _after_trade(ticket: Ticket, ahead: Quantity, event: TradeSeen) -> Quantity:
    on_bids, price = _on_bids(ticket), _yes_price(ticket)
    if event.bought is on_bids or (event.price > price if on_bids else event.price < price):
        return ahead
    return Quantity(max(0, ahead - event.quantity)) if event.price == price else Quantity(0)


def _standing(ticket: Ticket, event: BookSeen) -> Quantity:
    price = _yes_price(ticket)
    levels = event.bids if _on_bids(ticket) else event.asks
    return next((size for at, size in levels if at == price), Quantity(0))


def _on_bids(ticket: Ticket) -> bool:
    """Does it rest on the bids of the YES book?"""
    return (ticket.side is Side.BUY) == (ticket.leg is Leg.YES)


def _yes_price(ticket: Ticket) -> Price:
    return ticket.price if ticket.leg is Leg.YES else opposite(ticket.price)
