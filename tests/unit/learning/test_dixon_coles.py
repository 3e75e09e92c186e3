import math
from time import process_time

import numpy as np
import pytest

from engine.core.learning import dixon_coles as dc
from engine.domain.dice import dice
from engine.maths import poisson

CLUBS = 8
ATTACK = np.linspace(-0.4, 0.4, CLUBS)
DEFENCE = np.linspace(0.3, -0.3, CLUBS)


def seasons(rounds: int, rho: float = 0.0, seed: int = 1) -> dc.Matches:
    """Every club meets every other `rounds` times at home; scores come from the model itself."""
    chance, rows = dice(seed, "scores", "learning", 0), []
    for turn in range(rounds):
        for home in range(CLUBS):
            for away in range(CLUBS):
                if home != away:
                    lam = math.exp(0.1 + 0.3 + ATTACK[home] - DEFENCE[away])
                    mu = math.exp(0.1 + ATTACK[away] - DEFENCE[home])
                    table = poisson.cells(lam, mu, rho, 10)
                    place = int(np.searchsorted(np.cumsum(table), chance.random() * table.sum()))
                    rows.append((home, away, place // 11, place % 11, 7.0 * (rounds - turn)))
    return dc.matches(rows, CLUBS)


def objective(played: dc.Matches, place: np.ndarray, **settings: float) -> float:
    return dc._at(problem(played, **settings), place).objective


def problem(played: dc.Matches, xi: float = 0.0, ridge: float = 0.0) -> dc._Problem:
    return dc._problem(played, xi, ridge, with_rho=True, prior=None)


def likelihood_by_hand(played: dc.Matches, fitted: dc.DixonColesFit) -> float:
    total = 0.0
    for home, away, ours, theirs in zip(*played[:4], strict=True):
        lam, mu = dc.rates(fitted, int(home), int(away))
        total += math.log(poisson.cells(lam, mu, fitted.rho, 15)[ours, theirs])
    return total


@pytest.mark.parametrize("settings", [{}, {"xi": 0.01, "ridge": 6.0}])
def test_the_gradient_and_the_curvature_are_those_of_finite_differences(settings: dict[str, float]) -> None:
    played = seasons(2, rho=-0.1)
    chance = dice(3, "place", "learning", 0)
    place = np.array([chance.uniform(-0.3, 0.3) for _ in range(2 * CLUBS)] + [0.1, 0.25, -0.08])
    task = problem(played, **settings)
    slope, curve = dc._derivatives(task, place, dc._at(task, place))
    for k in range(len(place)):
        step = np.zeros(len(place))
        step[k] = 1e-5
        rise = (dc._at(task, place + step).objective - dc._at(task, place - step).objective) / 2e-5
        assert slope[k] == pytest.approx(rise, abs=2e-4)
        above = dc._derivatives(task, place + step, dc._at(task, place + step))[0]
        below = dc._derivatives(task, place - step, dc._at(task, place - step))[0]
        assert curve[k] == pytest.approx((below - above) / 2e-5, abs=2e-3)


def test_many_seasons_give_back_the_strengths_that_made_them() -> None:
    fitted = dc.fit(seasons(60, rho=-0.12))
    assert fitted.attack == pytest.approx(ATTACK, abs=0.08)
    assert fitted.defence == pytest.approx(DEFENCE, abs=0.08)
    assert fitted.home == pytest.approx(0.3, abs=0.06)
    assert fitted.base == pytest.approx(0.1, abs=0.06)
    assert fitted.rho == pytest.approx(-0.12, abs=0.05)


def test_no_nearby_parameters_are_more_likely() -> None:
    played = seasons(4, rho=-0.1)
    fitted = dc.fit(played)
    place = np.array([*fitted.attack, *fitted.defence, fitted.base, fitted.home, fitted.rho])
    best = objective(played, place)
    chance = dice(4, "nearby", "learning", 0)
    for _ in range(40):
        off = np.array([chance.gauss(0, 0.02) for _ in place])
        assert objective(played, place + off) < best


def test_the_likelihood_is_the_product_of_the_cells() -> None:
    played = seasons(3)
    fitted = dc.fit(played)
    assert fitted.log_likelihood == pytest.approx(likelihood_by_hand(played, fitted), abs=1e-6)


def test_strengths_without_a_prior_sum_to_zero() -> None:
    fitted = dc.fit(seasons(3), ridge=2.0)
    assert sum(fitted.attack) == pytest.approx(0.0, abs=1e-9)
    assert sum(fitted.defence) == pytest.approx(0.0, abs=1e-9)


def test_without_dependence_rho_stays_zero_and_the_fit_is_no_likelier() -> None:
    played = seasons(4, rho=-0.15)
    plain, full = dc.fit(played, rho=False), dc.fit(played)
    assert plain.rho == 0.0
    assert full.log_likelihood >= plain.log_likelihood


def test_a_heavier_ridge_pulls_clubs_together() -> None:
    played = seasons(2)
    spreads = [np.ptp(dc.fit(played, ridge=ridge).attack) for ridge in (0.0, 5.0, 50.0)]
    assert spreads == sorted(spreads, reverse=True)
    assert dc.fit(played, ridge=1e6).attack == pytest.approx([0.0] * CLUBS, abs=1e-3)


def test_an_overwhelming_prior_is_believed() -> None:
    prior = dc.Prior(np.linspace(0, 0.7, CLUBS), np.linspace(-0.1, 0.2, CLUBS))
    fitted = dc.fit(seasons(2), ridge=1e7, prior=prior)
    assert fitted.attack == pytest.approx(prior.attack, abs=1e-3)
    assert fitted.defence == pytest.approx(prior.defence, abs=1e-3)


def test_old_matches_fade() -> None:
    played = seasons(6)
    turned = played._replace(home_goals=np.where(played.days_ago > 20, 0, played.home_goals))
    faded = dc.fit(turned, xi=1.0, ridge=1.0)
    fresh = turned.days_ago <= 7
    last_round = dc.Matches(
        turned.home[fresh],
        turned.away[fresh],
        turned.home_goals[fresh],
        turned.away_goals[fresh],
        turned.days_ago[fresh],
        CLUBS,
    )
    alone = dc.fit(last_round, xi=1.0, ridge=1.0)
    assert faded.home == pytest.approx(alone.home, abs=0.02)


def test_a_club_without_a_match_stays_at_its_prior() -> None:
    played = seasons(3)._replace(clubs=CLUBS + 1)
    fitted = dc.fit(played, ridge=2.0)
    assert fitted.attack[CLUBS] == pytest.approx(0.0, abs=1e-6)


def test_a_club_that_never_scores_needs_a_ridge() -> None:
    played = seasons(2)
    mute = played._replace(
        home_goals=np.where(played.home == 0, 0, played.home_goals),
        away_goals=np.where(played.away == 0, 0, played.away_goals),
    )
    assert math.isfinite(dc.fit(mute, ridge=1.0).attack[0])


@pytest.mark.parametrize(
    "row",
    [(0, 9, 1, 1, 0.0), (-1, 2, 1, 1, 0.0), (0, 1, -1, 0, 0.0), (0, 1, 1, 0, -3.0), (0, 1, 1, 0, math.nan)],
)
def test_rows_that_cannot_be_are_refused(row: tuple[int, int, int, int, float]) -> None:
    with pytest.raises(ValueError, match=r"allowed|above zero"):
        dc.matches([row], CLUBS)


def test_no_matches_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        dc.matches([], CLUBS)


def test_a_season_is_fitted_quickly() -> None:
    played = seasons(7)
    best = math.inf
    for _ in range(3):
        start = process_time()
        dc.fit(played, xi=0.002, ridge=6.0)
        best = min(best, process_time() - start)
    assert best < 0.1
