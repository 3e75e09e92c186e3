"""What fitted models say of a game that has not begun."""

from math import exp, inf, nan

import pytest

from engine.core.forecasting import goals, points
from engine.domain.errors import Malformed
from engine.domain.forecast import TeamStrength
from engine.domain.sport import Sport
from engine.maths.normal import cdf
from tests.support.games import model

FOOTBALL, BASKETBALL = Sport.FOOTBALL, Sport.BASKETBALL


def test_rates_add_attack_home_and_the_other_sides_defence():
    assert goals.rates(model(), "Ash", "Elm") == pytest.approx(
        (exp(0.2 + 0.25 + 0.1 - 0.0), exp(0.2 - 0.1 - 0.05))
    )


def test_a_better_defence_of_theirs_costs_us_goals():
    better = model(strengths=(TeamStrength("Ash", 0.1, 0.05), TeamStrength("Elm", -0.1, 0.3)))
    assert goals.rates(better, "Ash", "Elm")[0] < goals.rates(model(), "Ash", "Elm")[0]
    assert goals.rates(better, "Ash", "Elm")[1] == goals.rates(model(), "Ash", "Elm")[1]


def test_an_unknown_club_counts_as_a_newcomer():
    assert goals.rates(model(), "Oak", "Elm")[0] == pytest.approx(exp(0.2 + 0.25 - 0.2))
    assert goals.rates(model(), "Ash", "Oak")[0] == pytest.approx(exp(0.2 + 0.25 + 0.1 + 0.15))


def test_the_published_cells_come_out():
    level = TeamStrength("", 0.0, 0.0)
    fitted = model(base=0.0953101798, home=0.2411620568, strengths=(), newcomer=level)
    assert goals.rates(fitted, "a", "b") == pytest.approx((1.4, 1.1))
    assert goals.outcomes(fitted, "a", "b") == pytest.approx((0.425402, 0.291627, 0.282971), abs=1e-6)


@pytest.mark.parametrize("base", [nan, inf, 60.0])
def test_rates_nobody_scores_are_refused_in_one_line(base):
    with pytest.raises(Malformed, match="m-1"):
        goals.rates(model(base=base), "Ash", "Elm")


def test_a_basketball_model_says_nothing_of_football_and_the_other_way_round():
    with pytest.raises(Malformed, match="football"):
        goals.outcomes(model(BASKETBALL), "Ash", "Elm")
    with pytest.raises(Malformed, match="basketball"):
        points.outcomes(model(FOOTBALL), "Ash", "Elm")


def test_ratings_become_points_and_points_a_chance():
    assert points.expected_margin(model(BASKETBALL), "Ash", "Elm") == pytest.approx(0.04 * (60 + 50))
    expected = (cdf(3.9 / 12) + cdf(4.9 / 12)) / 2  # 4.4 points, half of the level score to either side
    assert points.outcomes(model(BASKETBALL), "Ash", "Elm") == pytest.approx((expected, 1 - expected))


def test_equal_sides_on_neutral_ground_are_even():
    assert points.outcomes(model(BASKETBALL, home=0.0), "Oak", "Fir") == pytest.approx((0.5, 0.5))


@pytest.mark.parametrize("spread", [0.0, -1.0, nan])
def test_a_spread_that_is_none_is_refused(spread):
    with pytest.raises(Malformed, match="spread"):
        points.outcomes(model(BASKETBALL, spread=spread), "Ash", "Elm")
