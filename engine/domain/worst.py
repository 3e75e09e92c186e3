"""The worst an order may still do; risk counts with it, execution tells it."""

from engine.domain.fees import FeeSchedule, fee_at_most
from engine.domain.money import NOTHING, Money, cost
from engine.domain.order import Order, Purpose


def most_it_can_still_cost(order: Order, fees: FeeSchedule) -> Money:
    """How much cash can this order still take: what is left of it at its limit, with fees at their worst?

    Nothing for an exit or an order that is over. An unknown order, or one whose cancel was only asked
    for, keeps all of it. At least 0.
    """
    if not order.live or order.ticket.purpose is Purpose.EXIT or order.left <= 0:
        return NOTHING
    price = order.ticket.price
    return Money(cost(price, order.left) + fee_at_most(fees, price, order.left, buy=True))
