"""How many rating points is each club worth? Elo with the margin of victory, for games decided by points.

The expected margin is points_per_elo * (home's rating + home advantage - away's rating).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from engine.maths import normal
from engine.maths.arrays import BoolArray, FloatArray

MEAN_RATING = 1500.0
_PASSES = 3
_BURN_IN = 0.2
_SCALE = math.log(10) / 400


class Game(NamedTuple):
    """Which clubs met, with how many points, and how many days ago?"""

    home: str
    away: str
    home_points: int
    away_points: int
    days_ago: float


class EloSettings(Struct, frozen=True):
    """How fast do ratings move, and how much of a lead over the mean survives the summer?"""

    k: float = 20.0
    kept_between_seasons: float = 0.75
    season_gap_days: float = 60.0


class EloFit(Struct, frozen=True):
    """Ratings after the last game, and what a rating point is worth.

    `home` in rating points; `spread` is the standard deviation of the final margin around its expectation, in points;
    `log_loss` is of each game forecast from the ratings before it (points_per_elo and spread from the whole).
    """

    ratings: dict[str, float]
    home: float
    points_per_elo: float
    spread: float
    log_loss: float


class _Walk(NamedTuple):
    ratings: dict[str, float]
    leads: FloatArray
    margins: FloatArray


def fit(games: Sequence[Game], settings: EloSettings | None = None) -> EloFit:
    """What are the ratings after these games, in any order given?

    The home advantage is found by repeating the walk with the one the last walk implied. Raises ValueError where the
    games say nothing about points per rating point (too few, or every rating equal).
    """
    rules = settings or EloSettings()
    ordered = sorted(games, key=lambda game: (-game.days_ago, game.home, game.away))
    if len(ordered) < 10:
        raise ValueError(f"{len(ordered)} games: at least 10 needed")
    home, walk = 0.0, _walk(ordered, rules, 0.0)
    for _ in range(_PASSES):
        slope, level = _line(walk)
        home = level / slope
        walk = _walk(ordered, rules, home)
    slope, _ = _line(walk)
    late = slice(int(_BURN_IN * len(ordered)), None)
    expected = slope * (walk.leads[late] + home)
    spread = float(np.sqrt(np.mean((walk.margins[late] - expected) ** 2)))
    return EloFit(walk.ratings, home, slope, spread, _log_loss(expected / spread, walk.margins[late] > 0))


def margin_multiplier(margin: int, winner_lead: float) -> float:
    """How much does a win by this margin move ratings, when the winner led by so many points before, home included?

    The lead in the denominator stops favourites' big wins from feeding themselves. Source: FiveThirtyEight's NBA Elo.
    """
    return float((abs(margin) + 3) ** 0.8 / (7.5 + 0.006 * winner_lead))


def _walk(ordered: Sequence[Game], rules: EloSettings, home: float) -> _Walk:
    ratings: dict[str, float] = {}
    last: dict[str, float] = {}
    leads, margins = np.zeros(len(ordered)), np.zeros(len(ordered))
    for place, game in enumerate(ordered):
        for club in (game.home, game.away):
            ratings[club] = _rested(ratings.get(club, MEAN_RATING), last.get(club), game.days_ago, rules)
            last[club] = game.days_ago
        lead, margin = ratings[game.home] - ratings[game.away], game.home_points - game.away_points
        leads[place], margins[place] = lead, margin
        moved = _moved(lead + home, margin, rules.k)
        ratings[game.home] += moved
        ratings[game.away] -= moved
    return _Walk(ratings, leads, margins)


def _rested(rating: float, last_days_ago: float | None, days_ago: float, rules: EloSettings) -> float:
    if last_days_ago is None or last_days_ago - days_ago < rules.season_gap_days:
        return rating
    return MEAN_RATING + rules.kept_between_seasons * (rating - MEAN_RATING)


def _moved(lead: float, margin: int, k: float) -> float:
    expected = 1 / (1 + math.exp(-_SCALE * lead))
    won = 0.5 if margin == 0 else float(margin > 0)
    winner_lead = lead if margin >= 0 else -lead
    # A lead beyond 1,000 points would turn the multiplier's denominator over; no league holds one.
    return k * margin_multiplier(margin, max(winner_lead, -1000.0)) * (won - expected)


def _line(walk: _Walk) -> tuple[float, float]:
    late = slice(int(_BURN_IN * len(walk.leads)), None)
    leads, margins = walk.leads[late], walk.margins[late]
    spread = leads - leads.mean()
    power = float((spread**2).sum())
    slope = float((spread * margins).sum()) / power if power > 0 else 0.0
    if slope <= 0:
        raise ValueError(f"ratings of {len(leads)} games say nothing about margins: slope {slope:.4f}")
    return slope, float(margins.mean() - slope * leads.mean())


def _log_loss(scores: FloatArray, won: BoolArray) -> float:
    losses = [
        -math.log(max(normal.cdf(score if home else -score), 1e-12))
        for score, home in zip(scores, won, strict=True)
    ]
    return math.fsum(losses) / len(losses)
