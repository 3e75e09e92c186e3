"""What the score makes of what was believed before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.forecasting import in_play
from engine.core.forecasting.pre_match import expected_margin, goal_rates
from engine.domain.errors import Malformed
from engine.domain.sport import Phase, Sport
from engine.maths.hazard import margin_win_probability
from engine.maths.poisson import outcome_probabilities, remaining_outcomes
from tests.support.games import status

FOOTBALL, BASKETBALL = Sport.FOOTBALL, Sport.BASKETBALL
LEVEL = (0.45, 0.27, 0.28)


@given(st.floats(0.2, 4.0), st.floats(0.2, 4.0))
def test_the_rates_behind_a_distribution_are_found_again(lam, mu):
    assert goal_rates(*outcome_probabilities(lam, mu)) == pytest.approx((lam, mu), rel=1e-4)


@pytest.mark.parametrize(
    "lopsided", [(0.97, 0.02, 0.01), (0.02, 0.05, 0.93), (0.9, 0.099, 0.001), (1.0, 0.0, 0.0)]
)
def test_lopsided_distributions_have_rates_too(lopsided):
    found = goal_rates(*lopsided)
    assert all(0.01 < rate < 10 for rate in found)
    assert outcome_probabilities(*found) == pytest.approx(lopsided, abs=0.02)


def test_a_draw_no_rates_give_is_met_as_nearly_as_they_can():
    home, away = goal_rates(0.5, 0.01, 0.49)
    assert 8.0 < home < 9.1
    assert 8.0 < away < 9.1


def test_at_the_kick_off_nothing_has_changed():
    assert in_play.outcomes(FOOTBALL, LEVEL, status(minute=0)) == pytest.approx(LEVEL, abs=1e-6)
    assert in_play.outcomes(BASKETBALL, (0.6, 0.4), status(minute=0)) == pytest.approx((0.6, 0.4), abs=1e-6)


def test_one_nil_after_an_hour_is_the_known_answer_with_a_little_more_hope_for_the_side_behind():
    known = remaining_outcomes(1, 0, 1.4 * 0.4027, 1.1 * 0.4027)
    assert known == pytest.approx((0.77183, 0.18293, 0.04524), abs=1e-5)
    left = in_play.goals_left(status(1, 0, 60))
    assert left == pytest.approx(0.4, abs=0.02)
    found = in_play.outcomes(FOOTBALL, outcome_probabilities(1.4, 1.1), status(1, 0, 60))
    assert found == pytest.approx(remaining_outcomes(1, 0, 1.4 * left * 1.05, 1.1 * left * 1.25), abs=1e-6)
    assert known[0] - 0.05 < found[0] < known[0]


@given(st.integers(1, 89), st.integers(0, 4), st.integers(0, 4))
def test_a_goal_of_ours_never_hurts(minute, home, away):
    here = in_play.outcomes(FOOTBALL, LEVEL, status(home, away, minute))
    more = in_play.outcomes(FOOTBALL, LEVEL, status(home + 1, away, minute))
    assert more[0] >= here[0]
    assert more[2] <= here[2]


@given(st.integers(0, 89))
def test_a_lead_grows_with_every_minute(minute):
    now = in_play.outcomes(FOOTBALL, LEVEL, status(1, 0, minute))
    later = in_play.outcomes(FOOTBALL, LEVEL, status(1, 0, minute + 1))
    assert later[0] > now[0]


def test_added_time_uses_its_goals_up_but_never_ends_the_game():
    leads = [
        in_play.outcomes(FOOTBALL, LEVEL, status(1, 0, 90, stoppage=added))[0] for added in (0, 2, 4, 6, 30)
    ]
    assert leads == sorted(leads)
    assert leads[-1] < 1.0
    assert in_play.goals_left(status(minute=93)) == in_play.goals_left(status(minute=90, stoppage=3))


def test_half_time_needs_no_minute_and_has_the_first_halfs_added_time_behind_it():
    rest = in_play.goals_left(status(minute=None, phase=Phase.BREAK))
    assert rest == in_play.goals_left(status(minute=45, phase=Phase.BREAK))
    assert in_play.goals_left(status(minute=46)) < rest < in_play.goals_left(status(minute=45))


def test_a_red_card_hurts_and_more_so_early():
    whole = in_play.outcomes(FOOTBALL, LEVEL, status(minute=30))
    early = in_play.outcomes(FOOTBALL, LEVEL, status(minute=30, red_home=1))
    late_whole = in_play.outcomes(FOOTBALL, LEVEL, status(minute=80))
    late = in_play.outcomes(FOOTBALL, LEVEL, status(minute=80, red_home=1))
    assert early[0] < whole[0]
    assert early[2] > whole[2]
    assert whole[0] - early[0] > late_whole[0] - late[0]


def test_the_final_score_is_certain_and_a_scheduled_game_unchanged():
    assert in_play.outcomes(FOOTBALL, LEVEL, status(1, 1, None, Phase.FINISHED)) == (0.0, 1.0, 0.0)
    assert in_play.outcomes(BASKETBALL, (0.6, 0.4), status(90, 101, None, Phase.FINISHED)) == (0.0, 1.0)
    assert in_play.outcomes(FOOTBALL, LEVEL, status(0, 0, None, Phase.SCHEDULED)) == LEVEL


def test_a_basketball_lead_fades_a_little_and_then_walks_at_random():
    expected = expected_margin(0.6, 12.4)
    assert expected == pytest.approx(12.4 * 0.2533, abs=0.02)
    found = in_play.outcomes(BASKETBALL, (0.6, 0.4), status(60, 52, 24))
    # At half-time a quarter of the eight points is taken off; sd 12.4 + 1.75 for a whole game.
    assert found[0] == pytest.approx(margin_win_probability(6.0, 0.5, expected, 14.15))
    assert sum(found) == pytest.approx(1.0)


@given(st.integers(0, 47), st.integers(-30, 30))
def test_points_of_ours_never_hurt(minute, lead):
    here = in_play.outcomes(BASKETBALL, (0.6, 0.4), status(50 + lead, 50, minute))
    more = in_play.outcomes(BASKETBALL, (0.6, 0.4), status(53 + lead, 50, minute))
    assert more[0] >= here[0]


def test_overtime_is_nearly_a_coin_when_level_and_never_over_until_told():
    assert in_play.outcomes(BASKETBALL, (0.6, 0.4), status(100, 100, 50))[0] == pytest.approx(0.52, abs=0.03)
    assert in_play.time_left(status(minute=50)) == pytest.approx(3 / 48)
    assert in_play.time_left(status(minute=53)) == pytest.approx(5 / 48)
    assert 0.8 < in_play.outcomes(BASKETBALL, (0.6, 0.4), status(101, 100, 48))[0] < 1.0


@pytest.mark.parametrize(
    ("sport", "before", "seen"),
    [
        (FOOTBALL, (0.6, 0.4), status()),
        (FOOTBALL, (0.5, 0.3, 0.3), status()),
        (FOOTBALL, (1.2, -0.1, -0.1), status()),
        (FOOTBALL, LEVEL, status(minute=None)),
        (FOOTBALL, LEVEL, status(phase=Phase.ABANDONED)),
        (BASKETBALL, (0.6, 0.4), status(minute=None, phase=Phase.BREAK)),
        (BASKETBALL, (0.6, 0.4), status(90, 90, None, Phase.FINISHED)),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_line(sport, before, seen):
    with pytest.raises(Malformed, match="F1"):
        in_play.outcomes(sport, before, seen)
