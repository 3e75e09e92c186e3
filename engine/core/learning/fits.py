"""What does a worker process do when it is told to fit a model? Results in, parameters out, nothing kept."""

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from engine.core.learning import dixon_coles, elo
from engine.domain.clean import own
from engine.domain.effects import FitModel
from engine.domain.forecast import FittedModel, TeamStrength
from engine.domain.probability import MILLION, Ppm
from engine.domain.sport import Sport
from engine.maths import metrics, poisson

Result = tuple[str, str, int, int, int]
"""Home, away, home score, away score, whole days ago (0: the day of the fit)."""

NEWCOMER = ""
"""The name of the strength that stands in for a club without results; no club is called nothing."""

_WEAKEST = 3


class FootballSettings(Struct, frozen=True):
    """How fast does the past fade (per day), how hard are clubs pulled to the mean, how far back do we look?

    `newcomer_after_days`: a club first seen so long after the league's first match came up from below.
    """

    xi: float = 0.0018
    ridge: float = 6.0
    look_back_days: int = 1095
    games_min: int = 100
    newcomer_after_days: int = 120


class BasketballSettings(Struct, frozen=True):
    """How are ratings walked, and how far back do we look?"""

    ratings: elo.EloSettings = elo.EloSettings()
    look_back_days: int = 1095
    games_min: int = 100


def fit_football(
    order: FitModel, results: Sequence[Result], settings: FootballSettings | None = None
) -> FittedModel:
    """Which goal model do these results make likely? The order of the results does not matter.

    Clubs that came up are pulled to the mean of those that did, not to the league's; a club never seen takes that
    mean (where none came up in the data, that of the three weakest clubs). Results from the future are left out. `fitted_at` is what the model knows:
    the order's `as_of`. Raises ValueError with fewer than `games_min` results in the window.
    """
    rules = settings or FootballSettings()
    kept = _window(results, rules.look_back_days, rules.games_min)
    clubs = _clubs(kept)
    index = {club: place for place, club in enumerate(clubs)}
    played = dixon_coles.matches([(index[h], index[a], hg, ag, d) for h, a, hg, ag, d in kept], len(clubs))
    fitted = dixon_coles.fit(played, xi=rules.xi, ridge=rules.ridge)
    risen = _risen(kept, clubs, rules.newcomer_after_days)
    newcomer = _newcomer(fitted, risen or _weakest(fitted))
    if risen:
        pull = _pull(newcomer, risen, len(clubs))
        fitted = dixon_coles.fit(played, xi=rules.xi, ridge=rules.ridge, prior=pull)
    return FittedModel(
        id=order.model,
        sport=Sport.FOOTBALL,
        league=order.league,
        fitted_at=order.as_of,
        games=len(kept),
        base=fitted.base,
        home=fitted.home,
        rho=fitted.rho,
        spread=0.0,
        newcomer=newcomer,
        strengths=tuple(map(TeamStrength, map(own, clubs), fitted.attack, fitted.defence)),
        log_loss_ppm=_result_loss(fitted, played),
    )


def fit_basketball(
    order: FitModel, results: Sequence[Result], settings: BasketballSettings | None = None
) -> FittedModel:
    """Which ratings do these results make likely? The order of the results does not matter.

    Raises ValueError with fewer than `games_min` results in the window.
    """
    rules = settings or BasketballSettings()
    kept = _window(results, rules.look_back_days, rules.games_min)
    fitted = elo.fit([elo.Game(*row) for row in kept], rules.ratings)
    return FittedModel(
        id=order.model,
        sport=Sport.BASKETBALL,
        league=order.league,
        fitted_at=order.as_of,
        games=len(kept),
        base=fitted.points_per_elo,
        home=fitted.home,
        rho=0.0,
        spread=fitted.spread,
        newcomer=TeamStrength(own(NEWCOMER), elo.MEAN_RATING, 0.0),
        strengths=tuple(TeamStrength(own(club), fitted.ratings[club], 0.0) for club in sorted(fitted.ratings)),
        log_loss_ppm=Ppm(round(fitted.log_loss * MILLION)),
    )


def _window(results: Sequence[Result], look_back_days: int, games_min: int) -> list[Result]:
    # Sorted, because sums of floats depend on their order and a fit must not depend on the store's.
    kept = sorted((row for row in results if 0 <= row[4] <= look_back_days), key=lambda row: (-row[4], *row))
    if len(kept) < games_min:
        raise ValueError(
            f"{len(kept)} results in the last {look_back_days} days: at least {games_min} needed"
        )
    return kept


def _clubs(kept: Sequence[Result]) -> list[str]:
    return sorted({row[0] for row in kept} | {row[1] for row in kept})


def _risen(kept: Sequence[Result], clubs: Sequence[str], after_days: int) -> list[int]:
    """Which clubs (by index) first appear long after the league's first result?"""
    first: dict[str, int] = {}
    for home, away, _, _, days_ago in kept:
        first[home] = max(first.get(home, 0), days_ago)
        first[away] = max(first.get(away, 0), days_ago)
    oldest = max(first.values())
    return [place for place, club in enumerate(clubs) if oldest - first[club] >= after_days]


def _weakest(fitted: dixon_coles.DixonColesFit) -> list[int]:
    worth = [attack + defence for attack, defence in zip(fitted.attack, fitted.defence, strict=True)]
    return sorted(range(len(worth)), key=lambda place: (worth[place], place))[:_WEAKEST]


def _newcomer(fitted: dixon_coles.DixonColesFit, alike: Sequence[int]) -> TeamStrength:
    attack, defence = (
        math.fsum(strengths[place] for place in alike) / len(alike)
        for strengths in (fitted.attack, fitted.defence)
    )
    return TeamStrength(own(NEWCOMER), attack, defence)


def _pull(newcomer: TeamStrength, risen: Sequence[int], clubs: int) -> dixon_coles.Prior:
    came_up = np.isin(np.arange(clubs), risen)
    return dixon_coles.Prior(
        np.where(came_up, newcomer.attack, 0.0), np.where(came_up, newcomer.defence, 0.0)
    )


def _result_loss(fitted: dixon_coles.DixonColesFit, played: dixon_coles.Matches) -> Ppm:
    pairs = [dixon_coles.rates(fitted, int(h), int(a)) for h, a in zip(played.home, played.away, strict=True)]
    chances = poisson.outcomes_many([ours for ours, _ in pairs], [theirs for _, theirs in pairs], fitted.rho)
    # Win 0, draw 1, loss 2: the order of the outcomes.
    happened = 1 - np.sign(played.home_goals - played.away_goals)
    return Ppm(round(float(metrics.log_losses(chances, happened).mean()) * MILLION))
