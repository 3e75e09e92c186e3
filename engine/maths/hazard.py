"""How much of a game is still to come, and who wins it from here?

A hazard is 92 shares that sum to one: minutes 1 to 45, added time of the first half, minutes 46 to 90, added time of the
second half.
"""

import math
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from engine.maths import normal
from engine.maths.arrays import BoolArray, FloatArray, IntArray

SLOTS = 92
_HALF = 46
_MINUTES = 45
_DEGREE = 3

# Shares in parts per ten thousand. Source: smoothed by `fit_hazard` from 22,336 league goals with minutes, English first
# division 2011/12-2019/20 and German first division 2009/10-2023/24 (aggregate counts only). The German source does not
# always mark added time, so the split between a half's last minute and its added time rests on the cubic.
_DEFAULT_PARTS = (
    66, 69, 72, 75, 78, 81, 83, 85, 87, 89, 90, 92, 93, 94, 95, 96, 97, 97, 98, 98, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 100, 100, 101, 101, 102, 184,
    96, 99, 102, 105, 107, 110, 111, 113, 114, 115, 116, 117, 118, 118, 118, 118, 118, 118, 118, 117, 117, 116, 116,
    115, 115, 114, 114, 113, 113, 113, 112, 112, 112, 112, 112, 113, 113, 114, 115, 116, 117, 119, 121, 123, 125, 467,
)  # fmt: skip
DEFAULT_HAZARD: tuple[float, ...] = tuple(part / 10_000 for part in _DEFAULT_PARTS)


def fit_hazard(minutes: Sequence[int], added: Sequence[bool]) -> FloatArray:
    """At which minutes do goals fall? 92 shares, see above.

    `minutes` counts from 1; `added` says that the goal fell in added time of the half `minutes` names (45 and below:
    first). Each half is a cubic through minutes 1-44 and 46-89, because sources pile added goals on 45 and 90; what
    the half holds above its cubic is its added time. Raises ValueError when there are too few goals to carry a cubic.
    """
    when, extra = np.asarray(minutes, dtype=np.int64), np.asarray(added, dtype=np.bool_)
    if when.size < SLOTS or when.min() < 1:
        raise ValueError(f"{when.size} goals: at least {SLOTS} needed, at minute 1 and above")
    first = when <= _MINUTES
    halves = [_half(when[first], extra[first]), _half(when[~first] - _MINUTES, extra[~first])]
    shares = np.concatenate(halves)
    return np.asarray(shares / shares.sum())


def _half(when: IntArray, extra: BoolArray) -> FloatArray:
    counts = np.bincount(when[~extra], minlength=_HALF)[1:_MINUTES].astype(np.float64)
    curve = np.polynomial.Polynomial.fit(np.arange(1.0, _MINUTES), counts, _DEGREE)
    smooth = np.maximum(curve(np.arange(1.0, _MINUTES + 1.0)), 0.0)
    return np.append(smooth, max(when.size - smooth.sum(), 0.0))


def cumulative(hazard: tuple[float, ...]) -> tuple[float, ...]:
    """Which share of the goals has fallen before each slot? 93 numbers from 0 to 1."""
    if len(hazard) != SLOTS or any(share < 0 for share in hazard):
        raise ValueError(f"a hazard of {len(hazard)} shares: {SLOTS} shares at or above zero needed")
    total = math.fsum(hazard)
    return (0.0, *(part / total for part in accumulate(hazard)))


def share_left(before: tuple[float, ...], minute: float, added_share: float = 0.0) -> float:
    """Which share of the goals is still to come when `minute` minutes have been played?

    `before` comes from `cumulative` (or is `DEFAULT_BEFORE`). `minute` is the clock, 0 to 90, fractions allowed.
    `added_share` counts only at 45 and 90: how much of that half's added time is over, 0 to 1 (half-time: 45 and 1).
    """
    if not (0.0 <= minute <= 90.0 and 0.0 <= added_share <= 1.0):
        raise ValueError(f"minute {minute} and added share {added_share}: allowed 0 to 90 and 0 to 1")
    if minute <= _MINUTES:
        place = minute + (added_share if minute == _MINUTES else 0.0)
    else:
        place = minute + 1.0 + (added_share if minute == 2 * _MINUTES else 0.0)
    slot = min(int(place), SLOTS - 1)
    return 1.0 - (before[slot] + (place - slot) * (before[slot + 1] - before[slot]))


def margin_win_probability(
    margin: float, fraction_left: float, expected_margin: float, final_sd: float
) -> float:
    """How likely is a win from this lead, with this fraction of the game still to play?

    `expected_margin` and `final_sd` describe the whole game's final margin in points; both shrink with time as a random
    walk's do (Stern 1994). A level score at the end counts half: overtime is a coin. Raises ValueError for a fraction
    outside [0, 1] or a spread at or below zero.
    """
    if not (0.0 <= fraction_left <= 1.0 and final_sd > 0.0):
        raise ValueError(f"fraction left {fraction_left} and sd {final_sd}: allowed 0 to 1 and above 0")
    mean = margin + fraction_left * expected_margin
    sd = final_sd * math.sqrt(fraction_left)
    # Margins are whole points: half of the mass between -1/2 and +1/2 is the level score's.
    return 0.5 * (_above(mean - 0.5, sd) + _above(mean + 0.5, sd))


def _above(mean: float, sd: float) -> float:
    if sd <= 0.0:
        return 0.5 if mean == 0.0 else float(mean > 0.0)
    return normal.cdf(mean / sd)


DEFAULT_BEFORE: tuple[float, ...] = cumulative(DEFAULT_HAZARD)
