"""How sure may one be of a figure? Dates share their luck, so dates are what is counted.

A game's arms, legs and fills rise and fall together, and so do a Saturday's games; an interval that took each for
itself would be too narrow.
"""

import math
from collections.abc import Sequence
from datetime import date

from engine.domain.figures import Estimate
from engine.domain.moment import VenueDate
from engine.domain.probability import MILLION, ppm
from engine.maths.metrics import Interval, mean_interval, wilson_interval
from engine.maths.posteriors import student_quantile

DAYS_A_YEAR = 365

SHARPE_DATES = 20
"""Below so many dates a Sharpe ratio is told of nothing: a handful of lucky dates makes it any number."""


def mean(values: Sequence[float], dates: Sequence[str], of: str) -> Estimate | None:
    """What is the mean of these, each a whole unit, every row counting once? None of none."""
    if not values:
        return None
    labels = _numbered(dates)
    return _estimate(mean_interval(values, labels), len(values), len(dict.fromkeys(labels)), of)


def weighted(
    values: Sequence[float], weights: Sequence[int], dates: Sequence[str], of: str
) -> Estimate | None:
    """What is the mean of these by weight, such as contracts? None when nothing weighs anything.

    The interval is that of a ratio of sums, from its linear part (Cochran 1977, ch. 6).
    """
    total = sum(weights)
    if total <= 0:
        return None
    middle = sum(value * weight for value, weight in zip(values, weights, strict=True)) / total
    scale = len(values) / total
    parts = [
        middle + scale * weight * (value - middle) for value, weight in zip(values, weights, strict=True)
    ]
    labels = _numbered(dates)
    found = mean_interval(parts, labels)._replace(mean=middle)
    return _estimate(found, len(values), len(dict.fromkeys(labels)), of)


def ratio(parts: Sequence[int], wholes: Sequence[int], dates: Sequence[str], of: str) -> Estimate | None:
    """What do these bring for each unit of those, in parts per million, all of them together? Wholes above 0."""
    kept = [(part, whole, date) for part, whole, date in zip(parts, wholes, dates, strict=True) if whole > 0]
    return weighted(
        [part * MILLION / whole for part, whole, _ in kept],
        [whole for _, whole, _ in kept],
        [date for _, _, date in kept],
        of,
    )


def total(amounts: Sequence[int], of: str) -> Estimate | None:
    """What is the sum of these dates' amounts, and between which bounds would that of as many others lie?"""
    if not amounts:
        return None
    found, count = (
        mean_interval([float(amount) for amount in amounts], list(range(len(amounts)))),
        len(amounts),
    )
    scaled = Interval(sum(amounts), found.low * count, found.high * count)
    return _estimate(scaled, count, count, of)


def share(part: int, whole: int, dates: int | None, of: str) -> Estimate | None:
    """Which share of these is it, in parts per million? Wilson's interval; None of none."""
    if whole == 0:
        return None
    found = wilson_interval(part, whole)
    return Estimate(ppm(found.mean), ppm(found.low), ppm(found.high), whole, dates, of)


def sharpe(returns: Sequence[float], of: str, periods: float = 1) -> Estimate | None:
    """What is the mean return over its standard deviation, in parts per million? None below 20 dates or without a spread.

    `periods` many of them make the unit it is told in: 100 dates a year multiply it by 10. The standard error is
    Lo's with the sample's own skew and kurtosis (Bailey & López de Prado 2012), the quantile Student's.
    """
    n = len(returns)
    if n < SHARPE_DATES:
        return None
    middle = sum(returns) / n
    moments = [sum((value - middle) ** power for value in returns) / n for power in (2, 3, 4)]
    if moments[0] <= 0:
        return None
    found = middle / math.sqrt(moments[0] * n / (n - 1))
    skew, kurtosis = moments[1] / moments[0] ** 1.5, moments[2] / moments[0] ** 2
    variance = max(0.0, 1 - skew * found + (kurtosis - 1) / 4 * found**2)
    half = student_quantile(0.975, n - 1) * math.sqrt(variance / (n - 1))
    unit = math.sqrt(periods)
    return Estimate(ppm(found * unit), ppm((found - half) * unit), ppm((found + half) * unit), n, n, of)


def dates_a_year(dates: Sequence[VenueDate]) -> float:
    """How many dates like these are there in a year, from the first to the last of them? In order; 365 of none.

    A Saturday's league is not played every day: √365 would make its Sharpe ratio look better than it is.
    """
    if not dates:
        return DAYS_A_YEAR
    days = (date.fromisoformat(dates[-1]) - date.fromisoformat(dates[0])).days + 1
    return DAYS_A_YEAR * len(dates) / days


def _numbered(dates: Sequence[str]) -> list[int]:
    numbers = {date: index for index, date in enumerate(dict.fromkeys(dates))}
    return [numbers[date] for date in dates]


def _estimate(found: Interval, n: int, dates: int, of: str) -> Estimate:
    bounded = math.isfinite(found.low) and math.isfinite(found.high) and round(found.low) < round(found.high)
    # Dates that all gave the same say nothing of how far they may lie apart: no width is not certainty.
    low, high = (round(found.low), round(found.high)) if bounded else (None, None)
    return Estimate(round(found.mean), low, high, n, dates, of)
