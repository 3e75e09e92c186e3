"""Does a model beat the market, and has it grown worse than its fit? Read off the evidence, with intervals."""

import math
from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from engine.core.performance.evidence import DRIFT_GAMES, Bin, League, Record
from engine.domain.figures import Estimate
from engine.domain.probability import MILLION, Ppm
from engine.maths.metrics import wilson_interval
from engine.maths.posteriors import student_quantile

GAMES = "games"


class Drift(StrEnum):
    """Has a model grown worse?"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Form(Struct, frozen=True):
    """What drift is judged by: the last games beside the fit; losses in parts per million of a nat, mean per game."""

    drift: Drift
    games: int
    accuracy: Ppm | None
    loss: Estimate | None
    fitted: int | None


class CalibrationBin(Struct, frozen=True):
    """Outcomes that were stated alike: the mean chance stated, and the share that came with its 95 % bounds."""

    stated: Ppm
    came: Ppm
    low: Ppm
    high: Ppm
    count: int


def against_market(record: Record) -> Estimate | None:
    """How much more than the market did it lose per game? Below 0 it was better. None before any game.

    Student's interval over games; games of one day are taken as independent.
    """
    return _mean(record.gap, record.squares, record.against)


def form(league: League, fitted: int | None) -> Form:
    """Do the last games look worse than the fit did?

    Yes when the 95 % interval of their mean log loss lies above the fit's own; unknown below `DRIFT_GAMES` games or
    without a measured fit. A fit's loss is measured on the games it was fitted to, so it flatters the fit.
    """
    games = len(league.form)
    losses = [each.loss for each in league.form]
    found = _mean(sum(losses), sum(loss * loss for loss in losses), games)
    accuracy = Ppm(sum(each.hit for each in league.form) * MILLION // games) if games else None
    drift = Drift.UNKNOWN
    if fitted is not None and found is not None and found.low is not None and games >= DRIFT_GAMES:
        drift = Drift.YES if found.low > fitted else Drift.NO
    return Form(drift, games, accuracy, found, fitted)


def calibration(bins: Sequence[Bin]) -> tuple[CalibrationBin, ...]:
    """How often came what was stated so likely? Bins without an outcome are left out; Wilson's interval."""
    found = []
    for each in bins:
        if each.count:
            came = wilson_interval(each.came, each.count)
            share, low, high = (Ppm(round(value * MILLION)) for value in came)
            found.append(CalibrationBin(Ppm(each.stated // each.count), share, low, high, each.count))
    return tuple(found)


def _mean(total: int, squares: int, count: int) -> Estimate | None:
    if not count:
        return None
    mean = total / count
    if count < 2:
        return Estimate(round(mean), None, None, count, None, GAMES)
    spread = max(0.0, squares - total * mean) / (count - 1)
    half = student_quantile(0.975, count - 1) * math.sqrt(spread / count)
    bounded = round(mean - half) < round(mean + half)
    low, high = (round(mean - half), round(mean + half)) if bounded else (None, None)
    return Estimate(round(mean), low, high, count, None, GAMES)
