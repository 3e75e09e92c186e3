"""How does a basketball game of the pretended league run, and how likely is a home win at every moment of it?

Played by possessions in turn, each worth 0 to 3 points; a side that leads eases off. The probability is exact for
this chain; a level score goes into overtime.
"""

import numpy as np
from msgspec import Struct

from engine.domain.moment import MINUTE, SECOND, Moment
from engine.maths.arrays import FloatArray
from engine.world.chance import Stream
from engine.world.league import Strength
from engine.world.timeline import Stretch, Timeline, Turn

_SPLIT = (0.12, 0.62, 0.26)
"""How often a scoring possession brings one, two and three points."""
_MEAN = sum(points * share for points, share in zip((1, 2, 3), _SPLIT, strict=True))
_POINTS = 1.11
_EASE = 0.0028
"""Points per possession lost for each point of lead."""
_LEAD_MAX = 70
_OVERTIME = 22
_QUARTER_US, _OVERTIME_US = 30 * MINUTE, 14 * MINUTE
_BREAKS_US = (3 * MINUTE, 15 * MINUTE, 3 * MINUTE)
_BREAK_OVERTIME_US = 2 * MINUTE


class Rates(Struct, frozen=True):
    """What is expected: points per possession of both sides, possessions of both together (a multiple of 8)."""

    home: float
    away: float
    possessions: int
    delay_us: int


def rates(home: Strength, away: Strength, stream: Stream) -> Rates:
    """What is to be expected of two clubs?"""
    draws = stream.uniforms(2)
    pace = 98.0 + 0.5 * (home.pace + away.pace) + 8.0 * (draws[0] - 0.5)
    return Rates(
        home=_POINTS + (home.attack - away.defence + 0.5 * home.home) / 100.0,
        away=_POINTS + (away.attack - home.defence - 0.5 * home.home) / 100.0,
        possessions=8 * round(pace / 4.0),
        delay_us=int((300 + 400 * draws[1]) * SECOND),
    )


def play(starts_at: Moment, plan: Rates, stream: Stream) -> Timeline:
    """What happens, overtimes included?"""
    begin = starts_at + plan.delay_us
    pieces: list[Stretch] = []
    turns = [Turn(Moment(begin), 0, 0)]
    for quarter in range(4):
        ends = begin + _QUARTER_US
        pieces.append(Stretch(Moment(begin), Moment(ends), 12 * quarter, 12, _QUARTER_US // 12))
        _piece(turns, pieces[-1], plan, stream, plan.possessions // 4)
        begin = ends + (_BREAKS_US[quarter] if quarter < 3 else _BREAK_OVERTIME_US)
    while turns[-1].home == turns[-1].away:
        ends = begin + _OVERTIME_US
        minute = pieces[-1].minute + pieces[-1].minutes
        pieces.append(Stretch(Moment(begin), Moment(ends), minute, 5, _OVERTIME_US // 5))
        _piece(turns, pieces[-1], plan, stream, _OVERTIME)
        begin = ends + _BREAK_OVERTIME_US
    return Timeline(tuple(pieces), tuple(turns))


def _piece(turns: list[Turn], piece: Stretch, plan: Rates, stream: Stream, count: int) -> None:
    """Play this many possessions, home first, and add a turn for each that brings points."""
    home, away = turns[-1].home, turns[-1].away
    length = piece.ends_at - piece.begins_at
    luck = stream.uniforms(count, 2).tolist()
    for number, (draw, moment) in enumerate(luck):
        ours = number % 2 == 0
        lead = home - away if ours else away - home
        scores = _scoring(plan.home if ours else plan.away, lead)
        if draw >= scores:
            continue
        share = draw / scores
        points = 1 if share < _SPLIT[0] else 2 if share < _SPLIT[0] + _SPLIT[1] else 3
        home, away = (home + points, away) if ours else (home, away + points)
        at = piece.begins_at + int(length * (number + 0.2 + 0.7 * moment) / count)
        turns.append(Turn(Moment(at), home, away))


def _scoring(points: float, lead: float) -> float:
    """How likely does a possession bring points, at this lead of the side that has it?"""
    return (points - _EASE * max(-40.0, min(40.0, lead))) / _MEAN


def _steps(plan: Rates, count: int, final: FloatArray) -> FloatArray:
    """How likely is a home win before each of `count` possessions and after the last? Shape (count + 1, leads)."""
    leads = np.arange(-_LEAD_MAX, _LEAD_MAX + 1)
    ours = (plan.home - _EASE * np.clip(leads, -40, 40)) / _MEAN
    theirs = (plan.away + _EASE * np.clip(leads, -40, 40)) / _MEAN
    table = np.empty((count + 1, leads.size))
    table[count] = final
    padded = np.concatenate((np.zeros(3), final, np.ones(3)))
    size = leads.size
    for step in range(count - 1, -1, -1):
        padded[3:-3] = table[step + 1]
        way = 1 if step % 2 == 0 else -1
        moved = sum(
            share * padded[3 + way * points : 3 + way * points + size]
            for points, share in zip((1, 2, 3), _SPLIT, strict=True)
        )
        table[step] = table[step + 1] + (ours if way == 1 else theirs) * (moved - table[step + 1])
    return table


def chances(plan: Rates) -> tuple[FloatArray, FloatArray]:
    """How likely is a home win in regulation and in an overtime? Shapes (possessions + 1, leads), (23, leads)."""
    leads = np.arange(-_LEAD_MAX, _LEAD_MAX + 1)
    won, level = (leads > 0).astype(np.float64), (leads == 0).astype(np.float64)
    wins = _steps(plan, _OVERTIME, won)[0, _LEAD_MAX]
    ties = _steps(plan, _OVERTIME, won + level)[0, _LEAD_MAX] - wins
    even = wins / (1.0 - ties)
    final = won + even * level
    return _steps(plan, plan.possessions, final), _steps(plan, _OVERTIME, final)


def reading(table: FloatArray, step: int, turn: Turn) -> float:
    """How likely is a home win with `step` possessions of this piece of play over?"""
    lead = max(-_LEAD_MAX, min(_LEAD_MAX, turn.home - turn.away)) + _LEAD_MAX
    return float(table[step, lead])
