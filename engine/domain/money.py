"""Whole-number money: price in $0.0001, quantity in 0.01 contract, money in $0.000001.

Price times quantity is exact in these units, so cost and payout never round. Every
rounding is a function whose name says its direction.
"""

from decimal import Decimal, InvalidOperation
from typing import NewType

from engine.domain.errors import Malformed

Price = NewType("Price", int)
"""Dollars per contract in units of $0.0001; a contract pays between 0 and `ONE`."""

Quantity = NewType("Quantity", int)
"""Contracts in units of 0.01."""

Money = NewType("Money", int)
"""Dollars in units of $0.000001, signed."""

ONE = Price(10_000)
CENT = Price(100)
CONTRACT = Quantity(100)
DOLLAR = Money(1_000_000)
NOTHING = Money(0)


def cost(price: Price, quantity: Quantity) -> Money:
    """What do `quantity` contracts cost at `price`, before fees? Exact."""
    return Money(price * quantity)


def opposite(price: Price) -> Price:
    """At what price does the other leg of the same contract trade?"""
    return Price(ONE - price)


def divide_down(numerator: int, denominator: int) -> int:
    """What is numerator over denominator, rounded towards minus infinity? Denominator above 0."""
    return numerator // denominator


def divide_up(numerator: int, denominator: int) -> int:
    """What is numerator over denominator, rounded towards plus infinity? Denominator above 0."""
    return -(-numerator // denominator)


def snap_down(price: int, tick: Price) -> Price:
    """Which multiple of the tick lies at or below this price?"""
    return Price(price // tick * tick)


def snap_up(price: int, tick: Price) -> Price:
    """Which multiple of the tick lies at or above this price?"""
    return Price(-(-price // tick) * tick)


def whole_contracts_nearest(quantity: int) -> Quantity:
    """Which whole number of contracts is nearest? Half a contract counts as one."""
    return Quantity((quantity + CONTRACT // 2) // CONTRACT * CONTRACT)


def whole_contracts_down(quantity: int) -> Quantity:
    """Which whole number of contracts lies at or below this quantity? At least 0."""
    return Quantity(max(0, quantity // CONTRACT * CONTRACT))


def money_share_down(amount: Money, share_ppm: int) -> Money:
    """What is `share_ppm` parts per million of an amount, rounded down?"""
    return Money(amount * share_ppm // 1_000_000)


def dollars(text: str) -> Money:
    """Which amount does a decimal text such as `"250"` or `"0.35"` name?

    Raises:
        Malformed: it is not a plain decimal, or finer than a micro-dollar.
    """
    return Money(_scaled(text, DOLLAR, "dollars"))


def price(text: str) -> Price:
    """Which price does a decimal text such as `"0.4700"` name?

    Raises:
        Malformed: it is not a plain decimal, finer than $0.0001, or outside 0 to 1.
    """
    value = _scaled(text, ONE, "price")
    if not 0 <= value <= ONE:
        raise Malformed("price", text, "between 0 and 1 dollar")
    return Price(value)


def _scaled(text: str, unit: int, what: str) -> int:
    try:
        value = Decimal(text) * unit
    except InvalidOperation:
        raise Malformed(what, text, "a decimal number") from None
    if not value.is_finite() or value != value.to_integral_value():
        raise Malformed(what, text, f"a finite multiple of 1 in {unit}")
    return int(value)
