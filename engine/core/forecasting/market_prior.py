"""What do the books of a fixture alone say about its outcomes?"""

from collections.abc import Sequence
from functools import lru_cache

from engine.domain.market import Book
from engine.domain.money import ONE
from engine.maths.margins import power_prices


def from_books(books: Sequence[Book | None]) -> tuple[float, ...] | None:
    """Which distribution do the mids of the YES books give, the power method taking the margin out?

    Books stand in the sport's outcome order. None unless every one is two-sided, uncrossed and inside
    (0, 1): a guess at a missing side would be a guess at the price.
    """
    mids: list[int] = []
    for book in books:
        if book is None or not book.bids or not book.asks:
            return None
        bid, ask = book.bids[0][0], book.asks[0][0]
        if not 0 < bid <= ask < ONE:
            return None
        mids.append(bid + ask)
    return _normalised(tuple(mids)) if len(mids) > 1 else None


@lru_cache(maxsize=4096)
def _normalised(mids_twice: tuple[int, ...]) -> tuple[float, ...]:
    return power_prices([mid / (2 * ONE) for mid in mids_twice])
