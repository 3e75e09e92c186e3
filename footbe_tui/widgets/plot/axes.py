"""Where does a value stand on an axis, and at which round values are its marks?"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

Write = Callable[[int], str]
"""How is a value on an axis written?"""


class Scale(NamedTuple):
    """From `low` to `high` over so many dots or cells, the first 0."""

    low: int
    high: int
    size: int

    def place(self, value: int) -> int:
        """Where does a value stand? Values outside stand at the ends."""
        if self.high <= self.low or self.size < 2:
            return 0
        spread = self.high - self.low
        place = ((value - self.low) * (self.size - 1) * 2 + spread) // (2 * spread)
        return max(0, min(self.size - 1, place))


def spanned(values: Iterable[int], *, least: int = 1) -> tuple[int, int]:
    """Between which ends do these values stand with a little room? At least `least` apart; around nothing if there are none."""
    known = list(values)
    low, high = (min(known), max(known)) if known else (0, 0)
    room = max((high - low) // 20, (least - (high - low) + 1) // 2, 0)
    return low - room, high + room


def ticks(low: int, high: int, most: int, *, least: int = 1) -> list[int]:
    """Which round values (1, 2 or 5 times a power of ten apart, at least `least`) lie between, at most so many?"""
    if high <= low or most < 1:
        return [low]
    step = next(step for step in _steps() if step >= least and (high - low) // step < most)
    return list(range(-(-low // step) * step, high + 1, step))


def _steps() -> Iterator[int]:
    size = 1
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10
