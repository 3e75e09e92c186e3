"""Does what is bought close dearer? The closing-line value after fees, as the record grows from date to date."""

import math
from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from engine.core.performance.result import BY_CONTRACTS
from engine.domain.figures import Estimate
from engine.domain.ledger import Entry
from engine.domain.moment import VenueDate
from engine.maths.posteriors import student_quantile


class ClosingPoint(Struct, frozen=True):
    """The mean of all dates up to this one, micro-dollars per contract, by contracts."""

    settles_on: VenueDate
    mean: Estimate


def teaching(entries: Sequence[Entry]) -> list[Entry]:
    """Which entries is each arm judged by: on a fixture its real ones, its shadow's where it did not trade?"""
    real = {(entry.strategy, entry.fixture): True for entry in entries if not entry.shadow}
    return [entry for entry in entries if not (entry.shadow and (entry.strategy, entry.fixture) in real)]


def running(entries: Sequence[Entry]) -> tuple[ClosingPoint, ...]:
    """What was the mean closing-line value after each settlement date, with the interval of the dates so far?

    Ratio of sums over dates, as `result.closing_line` has it for all of them (Cochran 1977, ch. 6).
    """
    known = sorted(
        ((entry.settles_on, entry.clv, entry.quantity) for entry in entries if entry.clv is not None),
        key=lambda row: row[0],
    )
    points: list[ClosingPoint] = []
    value = weight = values = products = weights = 0
    rows = dates = 0
    for date, group in groupby(known, key=lambda row: row[0]):
        some = list(group)
        theirs, contracts = sum(clv * count for _, clv, count in some), sum(count for *_, count in some)
        rows, dates = rows + len(some), dates + 1
        value, weight = value + theirs, weight + contracts
        values, products, weights = (
            values + theirs * theirs,
            products + theirs * contracts,
            weights + contracts * contracts,
        )
        points.append(ClosingPoint(date, _estimate(value, weight, (values, products, weights), rows, dates)))
    return tuple(points)


def _estimate(value: int, weight: int, sums: tuple[int, int, int], rows: int, dates: int) -> Estimate:
    mean = value / weight
    if dates < 2:
        return Estimate(round(mean), None, None, rows, dates, BY_CONTRACTS)
    # Whole numbers until the end: differences of large squares would lose every digit as floats.
    values, products, weights = sums
    left_over = values * weight * weight - 2 * value * weight * products + value * value * weights
    spread = math.sqrt(max(0, left_over) * dates / (dates - 1)) / weight / weight
    half = student_quantile(0.975, dates - 1) * spread
    low, high = round(mean - half), round(mean + half)
    bounded = low < high
    return Estimate(round(mean), low if bounded else None, high if bounded else None, rows, dates, BY_CONTRACTS)
