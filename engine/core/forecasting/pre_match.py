"""Which goal rates, or which expected margin, stand behind a distribution over outcomes?"""

import math
from collections.abc import Callable
from functools import lru_cache

from engine.maths.hazard import margin_win_probability
from engine.maths.poisson import outcome_probabilities

_LOG_LEAST, _LOG_MOST = math.log(0.02), math.log(9.0)
_STEPS = 25
_BISECTIONS = 34
_NEAR = 1e-10
_NUDGE = 1e-6

Pair = tuple[float, float]


@lru_cache(maxsize=1024)
def goal_rates(home: float, draw: float, away: float) -> Pair:
    """Which goals expected of either side, independent Poisson, give these chances?

    Two equations, two unknowns: the draw falls as goals rise, the difference of the wins follows the ratio
    of the rates. Rates stay within .02 and 9: a draw no such rates give is met as nearly as they can.
    """
    half_sum, half_gap = 0.25, 0.35 * math.log(max(home, 1e-6) / max(away, 1e-6))
    place = (half_sum, max(-1.5, min(1.5, half_gap)))
    found = _newton(place, (home - away, draw))
    if found is None:
        found = _bisected(home - away, draw)
    return _rates(found)


def _rates(place: Pair) -> Pair:
    """`place` is half the sum and half the difference of the rates' logarithms."""
    logs = (place[0] + place[1], place[0] - place[1])
    first, second = (math.exp(min(max(log, _LOG_LEAST), _LOG_MOST)) for log in logs)
    return first, second


def _miss(place: Pair, wanted: Pair) -> Pair:
    won, drawn, lost = outcome_probabilities(*_rates(place))
    return won - lost - wanted[0], drawn - wanted[1]


def _newton(place: Pair, wanted: Pair) -> Pair | None:
    here = _miss(place, wanted)
    for _ in range(_STEPS):
        if max(abs(here[0]), abs(here[1])) < _NEAR:
            return place
        step = _newton_step(place, here, wanted)
        if step is None:
            return None
        place = (place[0] + step[0], place[1] + step[1])
        here = _miss(place, wanted)
    return None


def _newton_step(place: Pair, here: Pair, wanted: Pair) -> Pair | None:
    """Which step, at most half a log unit either way, does the numerical Jacobian ask for?"""
    by_sum = _miss((place[0] + _NUDGE, place[1]), wanted)
    by_gap = _miss((place[0], place[1] + _NUDGE), wanted)
    a, b = (by_sum[0] - here[0]) / _NUDGE, (by_gap[0] - here[0]) / _NUDGE
    c, d = (by_sum[1] - here[1]) / _NUDGE, (by_gap[1] - here[1]) / _NUDGE
    determinant = a * d - b * c
    if abs(determinant) < 1e-12:
        return None
    step = (-(d * here[0] - b * here[1]) / determinant, -(a * here[1] - c * here[0]) / determinant)
    return max(-0.5, min(0.5, step[0])), max(-0.5, min(0.5, step[1]))


def _bisected(lead: float, draw: float) -> Pair:
    """The slow road for lopsided distributions on which Newton's method wanders off."""

    def gap_for(half_sum: float) -> float:
        return _root(lambda gap: _miss((half_sum, gap), (lead, draw))[0], -4.0, 4.0)

    half_sum = _root(lambda total: -_miss((total, gap_for(total)), (lead, draw))[1], _LOG_LEAST, _LOG_MOST)
    return half_sum, gap_for(half_sum)


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


@lru_cache(maxsize=1024)
def expected_margin(home: float, spread: float) -> float:
    """By how many points does a side with this chance win on average, if margins spread so (sd in points)?"""
    return _root(
        lambda margin: margin_win_probability(0.0, 1.0, margin, spread) - home, -6 * spread, 6 * spread
    )
