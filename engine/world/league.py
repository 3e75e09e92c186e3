"""Who plays whom, and how strong is each club really? Strengths drift; nobody in the market sees them."""

import math

import numpy as np
from msgspec import Struct

from engine.domain.clean import Clean, own
from engine.domain.dice import dice
from engine.domain.sport import Sport
from engine.maths.arrays import FloatArray
from engine.world.calendar import EVENINGS, MIDWEEK, MIDWEEK_EVERY, WEEKEND, Slot
from engine.world.chance import Stream
from engine.world.clubs import League

PAST_SEASONS = 3
_KEEP = 0.97
"""What is left of a club's form after a week."""


class Strength(Struct, frozen=True, array_like=True):
    """How strong is a club in this week?

    Football: attack, defence, home and pace as logs of goal rates. Basketball: attack, defence and home
    in points per hundred possessions, pace in possessions.
    """

    attack: float
    defence: float
    home: float
    pace: float


class _Scale(Struct, frozen=True):
    rank: float
    form: float
    home: float
    home_sd: float
    pace_sd: float


_SCALES = {
    Sport.FOOTBALL: _Scale(rank=0.22, form=0.13, home=0.20, home_sd=0.07, pace_sd=0.06),
    Sport.BASKETBALL: _Scale(rank=3.6, form=2.2, home=2.4, home_sd=0.7, pace_sd=2.0),
}


class Strengths:
    """True strengths of a league's clubs, week by week from the first past season on (derived, never stored)."""

    def __init__(self, seed: int, league: League) -> None:
        """Begin three seasons before week 0."""
        self._seed = seed
        self._league = league
        self._first = -PAST_SEASONS * league.weeks
        self._form = [Stream(seed, "form", league.code, self._first).normals(len(league.clubs), 2)]

    def of(self, week: int, club: int) -> Strength:
        """How strong is this club (by its place in the list) in this week?"""
        scale = _SCALES[self._league.sport]
        form = self._forms(week)[club]
        rank = scale.rank * (1.0 - 2.0 * club / (len(self._league.clubs) - 1))
        season = dice(self._seed, "year", f"{self._league.code}{club}", week // self._league.weeks)
        return Strength(
            attack=rank + scale.form * float(form[0]),
            defence=0.8 * rank + scale.form * float(form[1]),
            home=scale.home + scale.home_sd * season.gauss(0.0, 1.0),
            pace=scale.pace_sd * season.gauss(0.0, 1.0),
        )

    def _forms(self, week: int) -> FloatArray:
        while len(self._form) <= week - self._first:
            number = self._first + len(self._form)
            fresh = Stream(self._seed, "form", self._league.code, number).normals(len(self._league.clubs), 2)
            self._form.append(np.asarray(_KEEP * self._form[-1] + math.sqrt(1.0 - _KEEP**2) * fresh))
        return self._form[week - self._first]


Pairing = tuple[int, int, Slot]
"""Home club, away club (places in the list) and the slot."""


def season_label(league: League, week: int) -> Clean:
    """Which season does this week belong to: `2026/27`?"""
    year = 2026 + week // league.weeks
    return own(f"{year}/{(year + 1) % 100:02d}")


def pairings(seed: int, league: League, week: int) -> list[Pairing]:
    """Who plays whom in this week, and in which slots?"""
    return _evenings(seed, league, week) if league.sport is Sport.BASKETBALL else _rounds(seed, league, week)


def _evenings(seed: int, league: League, week: int) -> list[Pairing]:
    pairs: list[Pairing] = []
    for day, slots in enumerate(EVENINGS):
        order = list(range(len(league.clubs)))
        dice(seed, "evening", league.code, week * 7 + day).shuffle(order)
        pairs += [(order[2 * i], order[2 * i + 1], slot) for i, slot in enumerate(slots)]
    return pairs


def _rounds(seed: int, league: League, week: int) -> list[Pairing]:
    season, place = divmod(week, league.weeks)
    clubs = list(range(len(league.clubs)))
    dice(seed, "draw", league.code, season).shuffle(clubs)
    games, total = len(clubs) // 2, 2 * (len(clubs) - 1)
    before = place + -(-place // MIDWEEK_EVERY)
    pairs: list[Pairing] = []
    kinds = (MIDWEEK, WEEKEND) if place % MIDWEEK_EVERY == 0 else (WEEKEND,)
    for number, kind in enumerate(kinds):
        if before + number < total:
            slots = list(kind[games])
            dice(seed, "slots", league.code, week * 2 + number).shuffle(slots)
            round_pairs = _circle(clubs, before + number)
            pairs += [(home, away, slot) for (home, away), slot in zip(round_pairs, slots, strict=True)]
    return pairs


def _circle(clubs: list[int], number: int) -> list[tuple[int, int]]:
    """Which games has this round of a double round robin? The circle method; the second half turns the venues."""
    size = len(clubs)
    turn = number % (size - 1)
    ring = [clubs[0], *(clubs[1:][(i + turn) % (size - 1)] for i in range(size - 1))]
    pairs = [(ring[i], ring[-1 - i]) for i in range(size // 2)]
    back = number >= size - 1
    # Everybody but the first club moves on by a place a round, so odd places away make home and away alternate.
    return [(b, a) if (place or turn) % 2 != back else (a, b) for place, (a, b) in enumerate(pairs)]
