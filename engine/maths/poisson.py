"""How likely is each score, and each result, when two sides score by Poisson with Dixon and Coles' correction?

Rates are expected goals. `rho` is Dixon & Coles' (1997, eq. 4.2) dependence at 0-0, 1-0, 0-1 and 1-1. It is pulled into
the interval where no cell is negative, max(-1/lam, -1/mu) to min(1/(lam mu), 1).
Results are (first side, draw, second side).
"""

import math

import numpy as np

from engine.maths.arrays import FloatArray, Floats, floats

GOALS_MAX = 20
_TAIL = 1e-14


def admissible_rho(lam: float, mu: float, rho: float) -> float:
    """Which dependence nearest to `rho` leaves every cell at or above zero?"""
    if rho < 0.0:
        most = max(lam, mu)
        return rho if most == 0.0 else max(rho, -1.0 / most)
    product = lam * mu
    return min(rho, 1.0) if product <= 1.0 else min(rho, 1.0 / product)


def pmf(rate: Floats | float, goals_max: int = GOALS_MAX) -> FloatArray:
    """How likely are 0, 1, … goals_max goals? Shape (..., goals_max + 1); the tail above is not in it."""
    rates = floats(np.atleast_1d(np.asarray(rate, dtype=np.float64)))
    if (rates < 0).any():
        raise ValueError(f"rate {rates[rates < 0].flat[0]} is below zero")
    factors = np.ones((*rates.shape, goals_max + 1))
    factors[..., 1:] = rates[..., None] / np.arange(1, goals_max + 1)
    table = np.exp(-rates)[..., None] * np.cumprod(factors, axis=-1)
    return np.asarray(table if np.ndim(rate) else table[0])


def cells(lam: float, mu: float, rho: float = 0.0, goals_max: int = GOALS_MAX) -> FloatArray:
    """How likely is each score? Matrix [first's goals, second's goals], up to goals_max each (at least 1).

    The correction moves mass without making any, so the sum falls short of one only by the Poisson tail.
    """
    if goals_max < 1:
        raise ValueError(f"goals_max {goals_max}: at least 1 needed")
    matrix = np.outer(pmf(lam, goals_max), pmf(mu, goals_max))
    moved = admissible_rho(lam, mu, rho) * lam * mu * math.exp(-lam - mu)
    matrix[0, 0] -= moved
    matrix[0, 1] += moved
    matrix[1, 0] += moved
    matrix[1, 1] -= moved
    return np.asarray(matrix)


def skellam_draw(lam: float, mu: float) -> float:
    """How likely is a draw between two independent Poisson scores? Source: Skellam 1946, at difference zero."""
    product, term, total, goals = lam * mu, 1.0, 1.0, 0
    while term > _TAIL * total:
        goals += 1
        term *= product / (goals * goals)
        total += term
    return math.exp(-lam - mu) * total


def outcome_probabilities(
    lam: float, mu: float, rho: float = 0.0, goals_max: int = GOALS_MAX
) -> tuple[float, float, float]:
    """How likely are win, draw and loss from a level score? The scalar road."""
    return remaining_outcomes(0, 0, lam, mu, rho=rho, goals_max=goals_max)


def remaining_outcomes(
    home: int, away: int, lam_left: float, mu_left: float, *, rho: float = 0.0, goals_max: int = GOALS_MAX
) -> tuple[float, float, float]:
    """How likely are win, draw and loss from this score with these goals still expected of each side?

    `rho` works on the goals still to come; leave it out in play unless it was fitted so. The truncated tail (goals_max)
    is shared in proportion. Raises ValueError for a rate below zero or not finite.
    """
    if not (0.0 <= lam_left < math.inf and 0.0 <= mu_left < math.inf):
        raise ValueError(f"rates {lam_left} and {mu_left}: allowed 0 and above")
    ours, theirs = _terms(lam_left, goals_max), _terms(mu_left, goals_max)
    lead = home - away
    won, drawn = _by_lead(ours, theirs, lead)
    total = sum(ours) * sum(theirs)
    if rho != 0.0:
        won, drawn = _corrected(
            won, drawn, lead, admissible_rho(lam_left, mu_left, rho) * ours[1] * theirs[1]
        )
    won, drawn = won / total, drawn / total
    return won, drawn, max(0.0, 1.0 - won - drawn)


def outcomes_many(lam: Floats, mu: Floats, rho: float = 0.0, goals_max: int = GOALS_MAX) -> FloatArray:
    """How likely are win, draw and loss in each of many matches? Shape (matches, 3), rows sum to one."""
    lams, mus = floats(lam), floats(mu)
    ours, theirs = pmf(lams, goals_max), pmf(mus, goals_max)
    below = np.cumsum(theirs, axis=-1) - theirs
    won = (ours * below).sum(axis=-1)
    drawn = (ours * theirs).sum(axis=-1)
    if rho != 0.0:
        low = np.maximum(rho, -1.0 / np.maximum(np.maximum(lams, mus), 1e-12))
        bounded = np.minimum(low, np.minimum(1.0, 1.0 / np.maximum(lams * mus, 1e-12)))
        moved = bounded * ours[:, 1] * theirs[:, 1]
        won, drawn = won + moved, drawn - 2 * moved
    total = ours.sum(axis=-1) * theirs.sum(axis=-1)
    won, drawn = won / total, drawn / total
    return np.stack([won, drawn, np.maximum(0.0, 1 - won - drawn)], axis=-1)


def _terms(rate: float, goals_max: int) -> list[float]:
    term = math.exp(-rate)
    terms = [term]
    for goals in range(1, goals_max + 1):
        term *= rate / goals
        terms.append(term)
        # At least two goals are kept, because the correction needs them.
        if goals > rate and term < _TAIL and goals >= 2:
            break
    return terms


def _by_lead(ours: list[float], theirs: list[float], lead: int) -> tuple[float, float]:
    """How likely is it that ours + lead ends above, and level with, theirs?"""
    won = drawn = below = 0.0
    reached, size = 0, len(theirs)
    for goals, chance in enumerate(ours):
        level = goals + lead
        while reached < size and reached < level:
            below += theirs[reached]
            reached += 1
        won += chance * below
        if 0 <= level < size:
            drawn += chance * theirs[level]
    return won, drawn


def _corrected(won: float, drawn: float, lead: int, moved: float) -> tuple[float, float]:
    """What do win and draw become when the four lowest cells lose and gain `moved` each?"""
    for difference, change in ((0, -2.0 * moved), (1, moved), (-1, moved)):
        if difference + lead > 0:
            won += change
        elif difference + lead == 0:
            drawn += change
    return won, drawn
