"""Equity over time, in a bounded number of points."""

from collections.abc import Sequence

from engine.domain.ledger import CurvePoint


def thinned(points: Sequence[CurvePoint], most: int) -> list[CurvePoint]:
    """Which of these points stay when there may be at most so many (at least 8)?

    All while they are few; else every other one, and besides the first, the last, the highest and the lowest equity
    and the deepest drawdown.
    """
    kept = list(points)
    while len(kept) > most:
        places = range(len(kept))
        stay = {
            0,
            len(kept) - 1,
            max(places, key=lambda i: kept[i].equity),
            min(places, key=lambda i: kept[i].equity),
            max(places, key=lambda i: kept[i].drawdown),
        }
        kept = [point for i, point in enumerate(kept) if i % 2 == 0 or i in stay]
    return kept
