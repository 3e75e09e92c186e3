"""How does a football game of the pretended leagues run, and how likely is each result at every moment of it?

A chain over minutes whose state is the lead and who has had a red card. Rates rise with tired legs, bend with
the lead and break with a red card; the probabilities are exact for this chain, not a Dixon-Coles fit.
"""

import math

import numpy as np
from msgspec import Struct

from engine.domain.moment import MINUTE, SECOND, Moment
from engine.maths.arrays import FloatArray
from engine.world.chance import Stream
from engine.world.league import Strength
from engine.world.timeline import Stretch, Timeline, Turn

_GOALS_HOME, _GOALS_AWAY = 1.24, 1.20
_LEAD_MAX = 7
_RED_PER_MINUTE = 0.0009
_RED_OWN, _RED_OTHER = 0.62, 1.28
_PROTECT, _CHASE = 0.93, 1.07
_FRESH, _TIRED = 0.84, 1.16
_SHORT_REST = 0.05
_LOOKED_AT = 30 * SECOND
"""So long at least does it take to take a goal back."""
HALF = 45
BREAK_MINUTES = (14.5, 17.0)


class Rates(Struct, frozen=True):
    """What is expected of both sides: goals per game, and the added minutes of both halves."""

    home: float
    away: float
    added_first: int
    added_second: int
    delay_us: int
    break_us: int

    @property
    def first(self) -> int:
        """How many minutes has the first half?"""
        return HALF + self.added_first

    @property
    def slots(self) -> int:
        """How many minutes has the game?"""
        return 2 * HALF + self.added_first + self.added_second


def rates(home: Strength, away: Strength, tired: tuple[bool, bool], stream: Stream) -> Rates:
    """What is to be expected of two clubs? `tired` says who had a short rest."""
    pace = 0.5 * (home.pace + away.pace)
    rest = [_SHORT_REST * side for side in tired]
    draws = stream.uniforms(4)
    return Rates(
        home=_GOALS_HOME * math.exp(home.attack - away.defence + home.home + pace - rest[0] + 0.5 * rest[1]),
        away=_GOALS_AWAY * math.exp(away.attack - home.defence + pace - rest[1] + 0.5 * rest[0]),
        added_first=1 + int(4 * draws[0]),
        added_second=3 + int(6 * draws[1]),
        delay_us=int(100 * SECOND * draws[2]),
        break_us=int((BREAK_MINUTES[0] + (BREAK_MINUTES[1] - BREAK_MINUTES[0]) * draws[3]) * MINUTE),
    )


def stretches(starts_at: Moment, plan: Rates) -> tuple[Stretch, Stretch]:
    """When are the two halves played?"""
    begin = starts_at + plan.delay_us
    ends = begin + plan.first * MINUTE
    again = ends + plan.break_us
    over = again + (HALF + plan.added_second) * MINUTE
    return (
        Stretch(Moment(begin), Moment(ends), 0, HALF, MINUTE),
        Stretch(Moment(again), Moment(over), HALF, HALF, MINUTE),
    )


def _shape(plan: Rates) -> FloatArray:
    """Which share of a side's goals belongs to each minute, before lead and cards?"""
    line = np.linspace(_FRESH, _TIRED, plan.slots)
    return np.asarray(line / line.sum())


def play(starts_at: Moment, plan: Rates, taken_back: float, stream: Stream) -> Timeline:
    """What happens? `taken_back` is the share of cheered goals that are annulled a minute later."""
    pieces, shape = stretches(starts_at, plan), _shape(plan).tolist()
    luck = stream.uniforms(plan.slots, 3).tolist()
    home = away = red_home = red_away = 0
    turns = [Turn(pieces[0].begins_at, 0, 0)]
    fake = taken_back / (1.0 - taken_back)
    for slot, (draw, second, moment) in enumerate(luck):
        at = moment_of(pieces, plan, slot + moment)
        ours, theirs = _minute_rates(plan, home - away, red_home, red_away)
        ours, theirs = ours * shape[slot], theirs * shape[slot]
        if draw < ours + theirs:
            home, away = (home + 1, away) if draw < ours else (home, away + 1)
            turns.append(Turn(at, home, away, red_home, red_away, "goal"))
        elif draw < (ours + theirs) * (1.0 + fake) and _may_be_taken_back(pieces, at):
            seen = (home + 1, away) if second < ours / (ours + theirs) else (home, away + 1)
            turns.append(Turn(at, *seen, red_home, red_away, "goal"))
            turns.append(Turn(Moment(at + int((35 + 50 * moment) * SECOND)), home, away, red_home, red_away, "taken back"))
        elif draw > 1.0 - 2 * _RED_PER_MINUTE:
            mine = draw > 1.0 - _RED_PER_MINUTE
            fresh = (1, red_away) if mine else (red_home, 1)
            if fresh != (red_home, red_away):
                red_home, red_away = fresh
                turns.append(Turn(at, home, away, red_home, red_away, "red"))
    return Timeline(pieces, _in_order(turns))


def _in_order(turns: list[Turn]) -> tuple[Turn, ...]:
    """Which turns are left when what happens while a goal is looked at waits until that is over?"""
    kept: list[Turn] = []
    for turn in turns:
        least = _LOOKED_AT if turn.shock == "taken back" else SECOND
        late = max(turn.at, kept[-1].at + least) if kept else turn.at
        kept.append(Turn(Moment(late), turn.home, turn.away, turn.red_home, turn.red_away, turn.shock))
    return tuple(kept)


def _may_be_taken_back(pieces: tuple[Stretch, Stretch], at: int) -> bool:
    """Is there time to look at a goal again before this half ends?"""
    piece = pieces[at >= pieces[1].begins_at]
    return at + 2 * MINUTE < piece.ends_at


def moment_of(pieces: tuple[Stretch, Stretch], plan: Rates, slot: float) -> Moment:
    """When is this minute of play (fractions allowed, added time counted) reached?"""
    if slot < plan.first:
        return Moment(pieces[0].begins_at + int(slot * MINUTE))
    return Moment(pieces[1].begins_at + int((slot - plan.first) * MINUTE))


def _minute_rates(plan: Rates, lead: int, red_home: int, red_away: int) -> tuple[float, float]:
    ours = plan.home * (_RED_OWN if red_home else 1.0) * (_RED_OTHER if red_away else 1.0)
    theirs = plan.away * (_RED_OWN if red_away else 1.0) * (_RED_OTHER if red_home else 1.0)
    if lead > 0:
        return ours * _PROTECT, theirs * _CHASE
    return (ours * _CHASE, theirs * _PROTECT) if lead < 0 else (ours, theirs)


def chances(plan: Rates) -> FloatArray:
    """How likely is each result from every state? Shape (slots + 1, red home, red away, 15 leads, 3)."""
    leads = range(-_LEAD_MAX, _LEAD_MAX + 1)
    base = np.array(
        [[[_minute_rates(plan, lead, i, j) for lead in leads] for j in (0, 1)] for i in (0, 1)], dtype=np.float64
    )
    table = np.zeros((plan.slots + 1, 2, 2, 2 * _LEAD_MAX + 1, 3))
    table[-1, :, :, _LEAD_MAX + 1 :, 0] = table[-1, :, :, _LEAD_MAX, 1] = table[-1, :, :, :_LEAD_MAX, 2] = 1.0
    shape = _shape(plan)
    up, down = np.empty_like(table[0]), np.empty_like(table[0])
    for slot in range(plan.slots - 1, -1, -1):
        later = table[slot + 1]
        up[..., :-1, :], up[..., -1, :] = later[..., 1:, :], later[..., -1, :]
        down[..., 1:, :], down[..., 0, :] = later[..., :-1, :], later[..., 0, :]
        ours, theirs = shape[slot] * base[..., 0:1], shape[slot] * base[..., 1:2]
        now = later + ours * (up - later) + theirs * (down - later)
        now[0] += _RED_PER_MINUTE * (later[1] - later[0])
        now[:, 0] += _RED_PER_MINUTE * (later[:, 1] - later[:, 0])
        table[slot] = now
    return table


def at_start(table: FloatArray) -> FloatArray:
    """How likely is each result at the kick-off? Three numbers."""
    return np.asarray(table[0, 0, 0, _LEAD_MAX])


def reading(table: FloatArray, slot: float, turn: Turn) -> FloatArray:
    """How likely is each result at this minute of play, standing as `turn` says? Three numbers."""
    whole = min(int(slot), len(table) - 2)
    lead = max(-_LEAD_MAX, min(_LEAD_MAX, turn.home - turn.away)) + _LEAD_MAX
    now, later = table[whole, turn.red_home, turn.red_away, lead], table[whole + 1, turn.red_home, turn.red_away, lead]
    return np.asarray(now + (slot - whole) * (later - now))
