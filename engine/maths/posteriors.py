"""What is believed about a chance (Beta) or a mean (normal with unknown variance) after some results?

Nothing here draws: the caller brings the chance numbers. No scipy.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.maths.arrays import FloatArray

_FRACTION_STEPS = 500
_BISECTIONS = 70
_NEWTON_STEPS = 60
_CLOSE = 1e-14
_TINY = 1e-300


class Beta(NamedTuple):
    """A belief about a chance: a - 1 wins and b - 1 losses on top of not knowing."""

    a: float
    b: float


class Nig(NamedTuple):
    """A normal-inverse-gamma belief about a mean: m the mean, k its weight in results, a and b of the variance."""

    m: float
    k: float
    a: float
    b: float


def beta_update(prior: Beta, wins: float, losses: float) -> Beta:
    """What is believed after these wins and losses (weights allowed, at or above zero)?"""
    if wins < 0 or losses < 0:
        raise ValueError(f"{wins} wins and {losses} losses: allowed 0 and above")
    return Beta(prior.a + wins, prior.b + losses)


def beta_discount(belief: Beta, gamma: float) -> Beta:
    """What is left of a belief when the past counts `gamma` (0 to 1) as much? a becomes 1 + gamma(a - 1)."""
    _check_share(gamma)
    return Beta(1 + gamma * (belief.a - 1), 1 + gamma * (belief.b - 1))


def beta_mean(belief: Beta) -> float:
    """Which chance is expected?"""
    return belief.a / (belief.a + belief.b)


def beta_cdf(value: float, belief: Beta) -> float:
    """How likely is it that the chance lies at or below `value`? The regularised incomplete beta function."""
    a, b = belief
    if not (a > 0 and b > 0):
        raise ValueError(f"Beta({a}, {b}): both must be above zero")
    if value <= 0.0:
        return 0.0
    if value >= 1.0:
        return 1.0
    if value > (a + 1) / (a + b + 2):
        return 1.0 - beta_cdf(1.0 - value, Beta(b, a))
    front = math.exp(_log_beta_kernel(value, a, b) + math.log(value) + math.log1p(-value))
    return front * _continued_fraction(value, a, b) / a


def beta_quantile(share: float, belief: Beta) -> float:
    """Below which chance lies this share of the belief? Feed it a uniform number to draw from the belief."""
    _check_share(share)
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_cdf(middle, belief) < share else (low, middle)
    return (low + high) / 2


def beta_interval(belief: Beta, cover: float = 0.95) -> tuple[float, float]:
    """Between which two chances lies the middle `cover` of the belief?"""
    tail = (1.0 - cover) / 2
    return beta_quantile(tail, belief), beta_quantile(1.0 - tail, belief)


def nig_update(prior: Nig, results: Sequence[float]) -> Nig:
    """What is believed about the mean after these results?"""
    return nig_update_weighted(prior, results, [1.0] * len(results))


def nig_update_weighted(prior: Nig, results: Sequence[float], weights: Sequence[float]) -> Nig:
    """What is believed when each result counts as `weight` results (at or above zero)?"""
    if any(weight < 0 for weight in weights):
        raise ValueError(f"weight {min(weights)} is below zero")
    n = math.fsum(weights)
    if n == 0.0:
        return prior
    mean = math.fsum(w * x for w, x in zip(weights, results, strict=True)) / n
    scatter = math.fsum(w * (x - mean) ** 2 for w, x in zip(weights, results, strict=True))
    return _merged(prior, n, mean, scatter)


def nig_discount(belief: Nig, prior: Nig, gamma: float) -> Nig:
    """What would be believed if every result since `prior` had counted `gamma` (0 to 1) as much?"""
    _check_share(gamma)
    n = belief.k - prior.k
    if n <= 0.0:
        return prior
    mean = (belief.k * belief.m - prior.k * prior.m) / n
    scatter = max(0.0, 2 * (belief.b - prior.b) - prior.k * n * (mean - prior.m) ** 2 / belief.k)
    return _merged(prior, gamma * n, mean, gamma * scatter)


def nig_draw(belief: Nig, normal: float, chi_square: float) -> float:
    """Which mean is drawn with this standard normal number and this chi-square number of 2a degrees of freedom?"""
    student = normal / math.sqrt(chi_square / (2 * belief.a))
    return belief.m + student * nig_scale(belief)


def nig_scale(belief: Nig) -> float:
    """How wide is the Student belief about the mean (its scale, not its standard deviation)?"""
    return math.sqrt(belief.b / (belief.a * belief.k))


def nig_above(belief: Nig, value: float = 0.0) -> float:
    """How likely is it that the mean lies above `value`?"""
    return student_cdf((belief.m - value) / nig_scale(belief), 2 * belief.a)


def nig_strip(belief: Nig, low: float, high: float, points: int) -> tuple[FloatArray, FloatArray]:
    """How dense is the belief about the mean at `points` even steps from `low` to `high`? Places and densities."""
    grid, scale, freedom = np.linspace(low, high, points), nig_scale(belief), 2 * belief.a
    log_front = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - 0.5 * math.log(freedom * math.pi)
    student = (grid - belief.m) / scale
    return grid, np.asarray(np.exp(log_front - (freedom + 1) / 2 * np.log1p(student**2 / freedom)) / scale)


def student_cdf(value: float, freedom: float) -> float:
    """How likely is a Student number with `freedom` degrees of freedom at or below `value`?"""
    tail = 0.5 * beta_cdf(freedom / (freedom + value * value), Beta(freedom / 2, 0.5))
    return 1.0 - tail if value > 0 else tail


@lru_cache(maxsize=1024)
def student_quantile(share: float, freedom: float) -> float:
    """Below which number does a Student number with `freedom` degrees of freedom lie with this chance (½ to 1)?

    Raises:
        ValueError: the chance is outside [½, 1).
    """
    if not 0.5 <= share < 1.0:
        raise ValueError(f"chance {share}: allowed from ½ to below 1")
    value, beyond = 0.0, 1.0
    while student_cdf(beyond, freedom) < share:
        value, beyond = beyond, 2.0 * beyond
    # Above 0 the distribution is concave: Newton's steps from below come near and never go beyond.
    for _ in range(_NEWTON_STEPS):
        step = (share - student_cdf(value, freedom)) / _student_density(value, freedom)
        value += step
        if step <= value * _CLOSE:
            break
    return value


def _student_density(value: float, freedom: float) -> float:
    log_front = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - 0.5 * math.log(freedom * math.pi)
    return math.exp(log_front - (freedom + 1) / 2 * math.log1p(value * value / freedom))


def _merged(prior: Nig, n: float, mean: float, scatter: float) -> Nig:
    k = prior.k + n
    gap = prior.k * n * (mean - prior.m) ** 2 / (2 * k)
    return Nig((k - n) / k * prior.m + n / k * mean, k, prior.a + n / 2, prior.b + scatter / 2 + gap)


def _check_share(share: float) -> None:
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"{share}: allowed 0 to 1")


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _log_beta_kernel(value: float, a: float, b: float) -> float:
    return (a - 1) * math.log(value) + (b - 1) * math.log1p(-value) - _log_beta(a, b)


def _continued_fraction(value: float, a: float, b: float) -> float:
    """What is the continued fraction of the incomplete beta function? Lentz's method; DLMF 8.17.22."""
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * value / (a + 1))
    result = d
    for m in range(1, _FRACTION_STEPS):
        even = m * (b - m) * value / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * value / ((a + 2 * m) * (a + 2 * m + 1))
        for numerator in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + numerator * d)
            c = _away_from_zero(1.0 + numerator / c)
            result *= d * c
        if abs(d * c - 1.0) < 1e-15:
            break
    return result


def _away_from_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
