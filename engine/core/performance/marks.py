"""Was it a good moment? A mark-out is where the filled leg's mid stands some time after a fill."""

from collections.abc import Sequence

from engine.domain.ledger import MARKED_AFTER, Marks
from engine.domain.market import MICROS_PER_MID_TWICE, Side
from engine.domain.money import CONTRACT, Money, Price, Quantity, cost, divide_down

MarkSums = tuple[tuple[int, Quantity], ...]
"""Per moment of `MARKED_AFTER`: the sum of mark times quantity, and the quantity that has a mark."""

NO_SUMS: MarkSums = ((0, Quantity(0)),) * len(MARKED_AFTER)


def mark_out(side: Side, price: Price, mid_twice: int | None) -> Money | None:
    """How much better than the price stands the leg's mid now? Micro-dollars per contract, above 0 is good for us.

    For a sale the better way is down. None without a two-sided book.
    """
    if mid_twice is None:
        return None
    gain = mid_twice * MICROS_PER_MID_TWICE - cost(price, CONTRACT)
    return Money(gain if side is Side.BUY else -gain)


def with_mark(sums: MarkSums, place: int, mark: Money | None, quantity: Quantity) -> MarkSums:
    """What are the sums with one more fill's mark at this place? Unchanged when there is none."""
    if mark is None:
        return sums
    total, contracts = sums[place]
    fresh = (total + mark * quantity, Quantity(contracts + quantity))
    return (*sums[:place], fresh, *sums[place + 1 :])


def means(sums: Sequence[tuple[int, Quantity]]) -> Marks:
    """What are the mean marks by contracts, rounded down? None where no fill has one."""
    first, second, third = (
        Money(divide_down(total, contracts)) if contracts > 0 else None for total, contracts in sums
    )
    return first, second, third
