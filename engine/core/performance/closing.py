"""Was it bought better than it closed? On an exchange the last price before the start is the close."""

from engine.domain.market import Side
from engine.domain.money import CONTRACT, Money, Price, Quantity, divide_down, divide_up
from engine.domain.order import Position

_MID_TWICE_IN_MICROS = 50
"""Micro-dollars per contract in one unit of twice a mid price."""


def closing_value(
    closing_mid_twice: int | None, price: Price, fee: Money, quantity: Quantity
) -> Money | None:
    """What is an entry's closing-line value, micro-dollars per contract, after its fee? Rounded down.

    Closing mid − price paid − fee per contract, all of the leg bought; the closing mid is that of the last
    two-sided book before the start. None without one, or for nothing bought.
    """
    if closing_mid_twice is None or quantity <= 0:
        return None
    fee_each = divide_up(fee * CONTRACT, quantity)
    return Money(closing_mid_twice * _MID_TWICE_IN_MICROS - price * 2 * _MID_TWICE_IN_MICROS - fee_each)


def position_value(position: Position, closing_mid_twice: int | None) -> Money | None:
    """What is a position's closing-line value, micro-dollars per contract bought? Rounded down.

    Fees count in the share that buying has in what was traded: their total does not tell entry from exit.
    None for a position opened in play: the close had gone.
    """
    if closing_mid_twice is None or position.bought <= 0 or position.thesis.in_play:
        return None
    entry_fees = divide_up(position.fees * position.bought, position.bought + position.sold)
    paid = divide_up((position.spent + entry_fees) * CONTRACT, position.bought)
    return Money(closing_mid_twice * _MID_TWICE_IN_MICROS - paid)


def average(values: list[tuple[Money, Quantity]]) -> Money | None:
    """What is the mean of figures per contract, weighted by contracts and rounded down? None for none."""
    total = sum(quantity for _, quantity in values)
    if total <= 0:
        return None
    return Money(divide_down(sum(value * quantity for value, quantity in values), total))


def mark_out(mid_twice_later: int | None, price: Price, side: Side) -> Money | None:
    """How far had the mid moved our way some time after a fill, micro-dollars per contract? Before fees."""
    if mid_twice_later is None:
        return None
    gain = mid_twice_later * _MID_TWICE_IN_MICROS - price * 2 * _MID_TWICE_IN_MICROS
    return Money(gain if side is Side.BUY else -gain)
