"""How strongly does each club attack and defend? Dixon and Coles' (1997) goal model, fitted by Newton's method.

First side's rate: exp(base + home + attack[first] - defence[second]); second side's: exp(base + attack[second] -
defence[first]). A higher defence concedes less. Without a prior attacks sum to zero, and so do defences.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from engine.maths.arrays import FloatArray, IntArray

_STEPS_MAX = 60
_HALVINGS_MAX = 30
_SETTLED = 1e-10
_TAU_MIN = 1e-9
_WIGGLE = 1e-9


class Matches(NamedTuple):
    """Which clubs (by index below `clubs`) met, how did it end, and how many days ago was it? Arrays of one length."""

    home: IntArray
    away: IntArray
    home_goals: IntArray
    away_goals: IntArray
    days_ago: FloatArray
    clubs: int


class Prior(NamedTuple):
    """Towards which attack and defence is each club pulled? Arrays over the clubs."""

    attack: FloatArray
    defence: FloatArray


class DixonColesFit(Struct, frozen=True):
    """Attack, defence and the three numbers all clubs share, on the log scale.

    `log_likelihood` carries the time weights and every constant, and leaves the ridge out.
    """

    base: float
    home: float
    rho: float
    attack: tuple[float, ...]
    defence: tuple[float, ...]
    log_likelihood: float
    steps: int


class _Problem(NamedTuple):
    matches: Matches
    weights: FloatArray
    home_design: FloatArray
    away_design: FloatArray
    ridge: float
    target: FloatArray
    with_rho: bool
    constant: float


class _Point(NamedTuple):
    """Rates and correction of every match, and the penalised objective, at one set of parameters."""

    home_rate: FloatArray
    away_rate: FloatArray
    tau: FloatArray
    objective: float


def matches(rows: Sequence[tuple[int, int, int, int, float]], clubs: int) -> Matches:
    """Which arrays hold these rows of home, away, home goals, away goals, days ago?

    Raises ValueError without rows, or for a club, score or age that cannot be.
    """
    if not rows:
        raise ValueError("no matches: at least one needed")
    home, away, home_goals, away_goals = (
        np.array([row[k] for row in rows], dtype=np.int64) for k in range(4)
    )
    days_ago = np.array([row[4] for row in rows], dtype=np.float64)
    if min(home.min(), away.min()) < 0 or max(home.max(), away.max()) >= clubs:
        raise ValueError(
            f"club indices {home.min()} to {max(home.max(), away.max())}: allowed 0 to {clubs - 1}"
        )
    if min(home_goals.min(), away_goals.min()) < 0 or not (days_ago >= 0).all():
        raise ValueError("goals and days ago are at or above zero")
    return Matches(home, away, home_goals, away_goals, days_ago, clubs)


def fit(
    played: Matches, *, xi: float = 0.0, ridge: float = 0.0, rho: bool = True, prior: Prior | None = None
) -> DixonColesFit:
    """Which strengths make these results most likely?

    A match `d` days ago weighs exp(-xi d). `ridge` times half the squared distance from `prior` (none: zero) is taken
    off the log-likelihood, so it counts like that many expected goals of evidence. Raises ValueError if the search
    does not settle: without a ridge it cannot where a club never scored or never conceded.
    """
    problem = _problem(played, xi, ridge, with_rho=rho, prior=prior)
    place = _start(problem)
    point = _at(problem, place)
    for step in range(1, _STEPS_MAX + 1):
        slope, curve = _derivatives(problem, place, point)
        move: FloatArray = np.linalg.solve(curve, slope).astype(np.float64, copy=False)
        place, ahead = _walk(problem, place, move, point.objective)
        point = ahead
        if float(move @ slope) < _SETTLED:
            return _result(problem, place, point, step)
    raise ValueError(f"the fit of {len(played.home)} matches does not settle in {_STEPS_MAX} steps")


def rates(fitted: DixonColesFit, home: int, away: int) -> tuple[float, float]:
    """How many goals are expected of each side when these two clubs meet?"""
    ours = fitted.base + fitted.home + fitted.attack[home] - fitted.defence[away]
    theirs = fitted.base + fitted.attack[away] - fitted.defence[home]
    return math.exp(ours), math.exp(theirs)


def _problem(played: Matches, xi: float, ridge: float, *, with_rho: bool, prior: Prior | None) -> _Problem:
    count, rows = played.clubs, np.arange(len(played.home))
    home_design, away_design = (np.zeros((rows.size, 2 * count + 2)) for _ in range(2))
    home_design[rows, played.home] = away_design[rows, played.away] = 1.0
    home_design[rows, count + played.away] = away_design[rows, count + played.home] = -1.0
    home_design[:, -2] = away_design[:, -2] = home_design[:, -1] = 1.0
    weights = np.exp(-xi * played.days_ago)
    target = np.zeros(2 * count) if prior is None else np.concatenate(prior)
    factorials = np.array(
        [math.lgamma(goals + 1) for goals in range(int(max(played[2].max(), played[3].max())) + 1)]
    )
    constant = float((weights * (factorials[played.home_goals] + factorials[played.away_goals])).sum())
    return _Problem(played, weights, home_design, away_design, ridge, target, with_rho, constant)


def _start(problem: _Problem) -> FloatArray:
    played, weights = problem.matches, problem.weights
    home_mean = max(float(np.average(played.home_goals, weights=weights)), 0.05)
    away_mean = max(float(np.average(played.away_goals, weights=weights)), 0.05)
    tail = [math.log(away_mean), math.log(home_mean / away_mean), 0.0]
    return np.concatenate([problem.target, tail])


def _at(problem: _Problem, place: FloatArray) -> _Point:
    played, strengths, rho = problem.matches, place[:-1], place[-1]
    home_log, away_log = problem.home_design @ strengths, problem.away_design @ strengths
    home_rate, away_rate = np.exp(home_log), np.exp(away_log)
    tau = _tau(played, home_rate, away_rate, rho)
    if tau.min() < _TAU_MIN:
        return _Point(home_rate, away_rate, tau, -math.inf)
    rows = played.home_goals * home_log - home_rate + played.away_goals * away_log - away_rate + np.log(tau)
    return _Point(home_rate, away_rate, tau, float((problem.weights * rows).sum()) - _penalty(problem, place))


def _penalty(problem: _Problem, place: FloatArray) -> float:
    count = problem.matches.clubs
    off = place[: 2 * count] - problem.target
    # Shifting all attacks against the base changes no rate; these two squares pick one of the equal answers.
    return float(problem.ridge * (off**2).sum() + off[:count].sum() ** 2 + off[count:].sum() ** 2) / 2


def _tau(played: Matches, home_rate: FloatArray, away_rate: FloatArray, rho: float) -> FloatArray:
    blank, away_one, home_one, both_one = _low_scores(played)
    tau = np.ones(len(home_rate))
    tau[blank] -= rho * home_rate[blank] * away_rate[blank]
    tau[away_one] += rho * home_rate[away_one]
    tau[home_one] += rho * away_rate[home_one]
    tau[both_one] -= rho
    return tau


def _low_scores(played: Matches) -> tuple[FloatArray, ...]:
    ours, theirs = played.home_goals, played.away_goals
    return tuple((ours == a) & (theirs == b) for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)))


def _derivatives(problem: _Problem, place: FloatArray, point: _Point) -> tuple[FloatArray, FloatArray]:
    """What are the gradient and the negative Hessian of the objective here?"""
    played, weights, tau = problem.matches, problem.weights, point.tau
    by_home, by_away, by_rho, home_rho, away_rho = _tau_slopes(played, point, place[-1])
    both = np.where(_low_scores(played)[0], by_home, 0.0)
    home_slope = weights * (played.home_goals - point.home_rate + by_home / tau)
    away_slope = weights * (played.away_goals - point.away_rate + by_away / tau)
    home_home = weights * (point.home_rate - by_home / tau + (by_home / tau) ** 2)
    away_away = weights * (point.away_rate - by_away / tau + (by_away / tau) ** 2)
    home_away = weights * (by_home * by_away / tau**2 - both / tau)
    rho_home = weights * (by_home * by_rho / tau**2 - home_rho / tau)
    rho_away = weights * (by_away * by_rho / tau**2 - away_rho / tau)
    ours, theirs = problem.home_design, problem.away_design
    cross = ours.T @ (theirs * home_away[:, None])
    size = len(place)
    curve = np.zeros((size, size))
    curve[:-1, :-1] = (
        ours.T @ (ours * home_home[:, None]) + theirs.T @ (theirs * away_away[:, None]) + cross + cross.T
    )
    curve[-1, :-1] = curve[:-1, -1] = ours.T @ rho_home + theirs.T @ rho_away
    curve[-1, -1] = (weights * (by_rho / tau) ** 2).sum()
    slope = np.append(ours.T @ home_slope + theirs.T @ away_slope, (weights * by_rho / tau).sum())
    return _penalised(problem, place, slope, curve)


def _tau_slopes(played: Matches, point: _Point, rho: float) -> tuple[FloatArray, ...]:
    """How does tau move with the log rates and rho? First derivatives by home, away, rho; mixed by home-rho, away-rho.

    By a log rate tau's second derivative equals its first, because tau is linear in each rate.
    """
    blank, away_one, home_one, both_one = _low_scores(played)
    home_rho = np.where(blank, -point.home_rate * point.away_rate, np.where(away_one, point.home_rate, 0.0))
    away_rho = np.where(blank, -point.home_rate * point.away_rate, np.where(home_one, point.away_rate, 0.0))
    by_rho = np.where(home_one, away_rho, home_rho) - both_one
    return rho * home_rho, rho * away_rho, by_rho, home_rho, away_rho


def _penalised(
    problem: _Problem, place: FloatArray, slope: FloatArray, curve: FloatArray
) -> tuple[FloatArray, FloatArray]:
    count = problem.matches.clubs
    off = place[: 2 * count] - problem.target
    for part in (slice(0, count), slice(count, 2 * count)):
        slope[part] -= problem.ridge * off[part] + off[part].sum()
        curve[part, part] += problem.ridge * np.eye(count) + 1.0
    if not problem.with_rho:
        slope[-1], curve[-1, :], curve[:, -1] = 0.0, 0.0, 0.0
        curve[-1, -1] = 1.0
    # A club without a match (and no ridge) has no slope; a speck on the diagonal leaves it where it is.
    curve[np.diag_indices(len(place))] += _WIGGLE
    return slope, curve


def _walk(problem: _Problem, place: FloatArray, move: FloatArray, before: float) -> tuple[FloatArray, _Point]:
    size = 1.0
    for _ in range(_HALVINGS_MAX):
        ahead = place + size * move
        point = _at(problem, ahead)
        if point.objective >= before - _WIGGLE:
            return ahead, point
        size /= 2
    raise ValueError("the fit finds no way up: a result is impossible under the model")


def _result(problem: _Problem, place: FloatArray, point: _Point, steps: int) -> DixonColesFit:
    count = problem.matches.clubs
    likelihood = point.objective + _penalty(problem, place) - problem.constant
    attack, defence = (tuple(float(x) for x in part) for part in (place[:count], place[count : 2 * count]))
    base, home, rho = (float(x) for x in place[-3:])
    return DixonColesFit(base, home, rho, attack, defence, likelihood, steps)
