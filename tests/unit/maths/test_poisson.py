import math
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.maths import poisson

RATES = st.floats(0.0, 6.0)
RHOS = st.floats(-0.3, 0.3)
LEADS = st.integers(-6, 6)


def by_hand(lam: float, mu: float, rho: float, lead: int = 0) -> tuple[float, float, float]:
    matrix = poisson.cells(lam, mu, rho, 60)
    goals = np.arange(61)
    difference = goals[:, None] - goals[None, :] + lead
    above, level, below = (
        float(matrix[part].sum()) for part in (difference > 0, difference == 0, difference < 0)
    )
    return above, level, below


def test_the_four_corrected_cells_are_the_published_ones() -> None:
    matrix = poisson.cells(1.4, 1.1, -0.1)
    assert matrix[0, 0] == pytest.approx(0.094726, abs=1e-6)
    assert matrix[1, 0] == pytest.approx(0.102278, abs=1e-6)
    assert matrix[0, 1] == pytest.approx(0.077652, abs=1e-6)
    assert matrix[1, 1] == pytest.approx(0.139052, abs=1e-6)


def test_the_result_probabilities_are_the_published_ones() -> None:
    assert poisson.outcome_probabilities(1.4, 1.1, -0.1) == pytest.approx(
        (0.425402, 0.291627, 0.282971), abs=1e-6
    )


def test_without_dependence_the_draw_is_skellams() -> None:
    assert poisson.skellam_draw(1.4, 1.1) == pytest.approx(0.266345, abs=1e-6)
    assert poisson.outcome_probabilities(1.4, 1.1)[1] == pytest.approx(0.266345, abs=1e-6)


def test_a_goal_up_after_an_hour_is_the_published_chance() -> None:
    left = 0.4027
    answer = poisson.remaining_outcomes(1, 0, 1.4 * left, 1.1 * left)
    assert answer == pytest.approx((0.77183, 0.18293, 0.04524), abs=1e-5)


@given(lam=RATES, mu=RATES, rho=RHOS, lead=LEADS)
def test_the_scalar_road_counts_the_matrix(lam: float, mu: float, rho: float, lead: int) -> None:
    fast = poisson.remaining_outcomes(max(lead, 0), max(-lead, 0), lam, mu, rho=rho, goals_max=60)
    assert fast == pytest.approx(by_hand(lam, mu, rho, lead), abs=1e-9)
    assert sum(fast) == pytest.approx(1.0, abs=1e-12)
    assert min(fast) >= 0.0


@given(lam=RATES, mu=RATES, rho=RHOS)
def test_swapping_the_sides_swaps_win_and_loss(lam: float, mu: float, rho: float) -> None:
    won, drawn, lost = poisson.outcome_probabilities(lam, mu, rho)
    assert poisson.outcome_probabilities(mu, lam, rho) == pytest.approx((lost, drawn, won), abs=1e-9)


@given(lam=RATES, mu=RATES, rho=RHOS)
def test_cells_are_chances_and_lose_only_the_tail(lam: float, mu: float, rho: float) -> None:
    matrix = poisson.cells(lam, mu, rho, 40)
    assert matrix.min() >= -1e-15
    assert matrix.sum() == pytest.approx(1.0, abs=1e-9)


@given(st.lists(st.tuples(st.floats(0.05, 5.0), st.floats(0.05, 5.0)), min_size=1, max_size=8), RHOS)
def test_many_matches_at_once_equal_one_after_the_other(rates: list[tuple[float, float]], rho: float) -> None:
    lam, mu = zip(*rates, strict=True)
    together = poisson.outcomes_many(lam, mu, rho)
    for row, (ours, theirs) in zip(together, rates, strict=True):
        assert row == pytest.approx(poisson.outcome_probabilities(ours, theirs, rho), abs=1e-9)


@given(lam=RATES, mu=RATES, lead=st.integers(-4, 3))
def test_one_more_goal_ahead_never_hurts(lam: float, mu: float, lead: int) -> None:
    behind = poisson.remaining_outcomes(lead, 0, lam, mu)
    ahead = poisson.remaining_outcomes(lead + 1, 0, lam, mu)
    assert ahead[0] >= behind[0] - 1e-12
    assert ahead[2] <= behind[2] + 1e-12


def test_with_nothing_left_the_score_stands() -> None:
    assert poisson.remaining_outcomes(2, 1, 0.0, 0.0) == (1.0, 0.0, 0.0)
    assert poisson.remaining_outcomes(1, 1, 0.0, 0.0) == (0.0, 1.0, 0.0)
    assert poisson.remaining_outcomes(0, 3, 0.0, 0.0) == (0.0, 0.0, 1.0)


def test_too_strong_a_dependence_is_pulled_to_its_bound() -> None:
    assert poisson.admissible_rho(4.0, 1.0, -0.9) == -0.25
    assert poisson.admissible_rho(2.0, 2.0, 0.9) == 0.25
    assert poisson.admissible_rho(0.5, 0.5, 3.0) == 1.0
    assert poisson.admissible_rho(0.0, 0.0, -3.0) == -3.0
    assert poisson.admissible_rho(1.4, 1.1, -0.13) == -0.13


@pytest.mark.parametrize("rates", [(-0.1, 1.0), (1.0, math.nan), (math.inf, 1.0)])
def test_rates_that_are_no_rates_are_refused(rates: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="rates"):
        poisson.outcome_probabilities(*rates)
    with pytest.raises(ValueError, match=r"rate|finite"):
        poisson.pmf(list(rates))


def test_a_matrix_without_room_for_a_goal_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        poisson.cells(1.0, 1.0, goals_max=0)


def test_the_mass_function_is_the_textbooks() -> None:
    assert poisson.pmf(2.0, 3) == pytest.approx([math.exp(-2) * x for x in (1, 2, 2, 4 / 3)])


def test_a_result_in_play_costs_little_enough_for_every_quote() -> None:
    poisson.remaining_outcomes(1, 0, 0.6, 0.4)
    best = math.inf
    for _ in range(5):
        start = perf_counter()
        for _ in range(200):
            poisson.remaining_outcomes(1, 0, 0.6, 0.4, rho=-0.1)
        best = min(best, (perf_counter() - start) / 200)
    assert best < 100e-6  # 5 µs on an idle core; the bound leaves room for a loaded one
