"""Was it bought better than it closed? On an exchange the last price before the start is the close."""

from engine.domain.market import MICROS_PER_MID_TWICE
from engine.domain.money import CONTRACT, Money, Quantity, divide_down, divide_up
from engine.domain.position import Position


def entry_fees(position: Position) -> Money:
    """Which part of a position's fees was paid for buying?"""
    return Money(position.fees - position.sold_fees)


def position_value(position: Position, closing_mid_twice: int | None) -> Money | None:
    """What is a position's closing-line value, micro-dollars per contract bought? Rounded down.

    None without a close, for nothing bought, and for a position opened in play: the close had gone.
    """
    if closing_mid_twice is None or position.bought <= 0 or position.thesis.in_play:
        return None
    paid = divide_up((position.spent + entry_fees(position)) * CONTRACT, position.bought)
    return Money(closing_mid_twice * MICROS_PER_MID_TWICE - paid)


def average(values: list[tuple[Money, Quantity]]) -> Money | None:
    """What is the mean of figures per contract, weighted by contracts and rounded down? None for none."""
    total = sum(quantity for _, quantity in values)
    if total <= 0:
        return None
    return Money(divide_down(sum(value * quantity for value, quantity in values), total))
