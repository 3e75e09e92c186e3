"""How orders of either leg stand on the one YES book."""

from engine.domain.market import Leg, Side
from engine.domain.money import Price, opposite
from engine.domain.order import Ticket


def on_bids(ticket: Ticket) -> bool:
    """Does this order stand on the bids of the YES book?"""
    return (ticket.side is Side.BUY) == (ticket.leg is Leg.YES)


def yes_price(leg: Leg, price: Price) -> Price:
    """What is a leg's price on the YES book (and a YES price on the leg)?"""
    return price if leg is Leg.YES else opposite(price)


def reaches(*, bid: bool, limit: Price, price: Price) -> bool:
    """Does an order with this YES limit trade at this price of the other side?"""
    return price <= limit if bid else price >= limit
