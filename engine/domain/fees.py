"""The venue's fee formula and its rounding, as data.

Source: Kalshi fee schedule effective 2026-07-07 and its fee-rounding page: trade fee =
ceil(M · rate · C · P · (1 − P)) to $0.000001; the balance changes by floor(revenue − fee) to
the account's precision; a per-order accumulator pays overpayment back in whole precision units.
"""

from msgspec import Struct

from engine.domain.errors import Malformed
from engine.domain.money import CENT, ONE, Money, Price, Quantity, cost, divide_up

_PPM = 1_000_000


class FeeSchedule(Struct, frozen=True, array_like=True, cache_hash=True):
    """What does a series charge? Rates in parts per million of C · P · (1 − P), multipliers inside."""

    taker_ppm: int
    maker_ppm: int
    precision: int
    """The smallest step of the account's balance, in micro-dollars: 100 direct, 10,000 by way of a broker."""

    def __post_init__(self) -> None:
        """Refuse negative rates and a precision below one micro-dollar."""
        if self.taker_ppm < 0 or self.maker_ppm < 0 or self.precision < 1:
            raise Malformed(
                "fee schedule", (self.taker_ppm, self.maker_ppm, self.precision), "rates ≥ 0, precision ≥ 1"
            )


QUADRATIC = FeeSchedule(taker_ppm=70_000, maker_ppm=0, precision=100)
"""Kalshi `quadratic`: 7 % taker, no maker fee, direct member."""

QUADRATIC_WITH_MAKER = FeeSchedule(taker_ppm=70_000, maker_ppm=17_500, precision=100)
"""Kalshi `quadratic_with_maker_fees`."""


class Charge(Struct, frozen=True, array_like=True):
    """What did one fill cost in fees? `net` leaves the account; `overpaid` is carried to the order's next fill."""

    net: Money
    overpaid: Money


def trade_fee(schedule: FeeSchedule, price: Price, quantity: Quantity, *, maker: bool) -> Money:
    """What is the model fee of a fill, rounded up to a micro-dollar? The same for either side and leg."""
    rate = schedule.maker_ppm if maker else schedule.taker_ppm
    return Money(divide_up(rate * quantity * price * (ONE - price), _PPM * ONE))


def charge(
    schedule: FeeSchedule, price: Price, quantity: Quantity, *, maker: bool, buy: bool, overpaid: int = 0
) -> Charge:
    """What does the venue really take for a fill, given what the order has overpaid so far (micro-dollars)?"""
    fee = trade_fee(schedule, price, quantity, maker=maker)
    revenue = -cost(price, quantity) if buy else cost(price, quantity)
    balance = (revenue - fee) // schedule.precision * schedule.precision
    rounding = revenue - fee - balance
    owed = overpaid + rounding
    rebate = min(owed, fee + rounding) // schedule.precision * schedule.precision
    return Charge(net=Money(fee + rounding - rebate), overpaid=Money(owed - rebate))


def fee_at_most(schedule: FeeSchedule, limit: Price, quantity: Quantity, *, buy: bool) -> Money:
    """What can the fees of an order for `quantity` at this limit come to at worst?

    A fill may be better than the limit and nearer to even, where the fee is highest; it may come in
    as many parts as there are hundredths of a contract, each rounded up to a micro-dollar. At limits in
    whole cents and the direct member's precision the accumulator leaves less than two units of it
    unpaid; otherwise every part may cost one unit more.
    """
    half = Price(ONE // 2)
    dearest = min(limit, half) if buy else max(limit, half)
    rate = max(schedule.taker_ppm, schedule.maker_ppm)
    model = divide_up(rate * quantity * dearest * (ONE - dearest), _PPM * ONE)
    exact = schedule.precision <= QUADRATIC.precision and limit % CENT == 0
    rounding = 2 * schedule.precision if exact else schedule.precision * quantity
    return Money(model + quantity + rounding)
