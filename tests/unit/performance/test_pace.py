"""The arithmetic of returns, not the figures of a wish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.performance.pace import compounded, pace, per_day, realisation, share_of, status
from engine.domain.money import DOLLAR


@pytest.mark.parametrize(
    ("daily", "weekly"), [(100_000, 948_717), (110_000, 1_076_160), (120_000, 1_210_681)]
)
def test_seven_days_compound(daily, weekly):
    assert compounded([daily] * 7) == weekly  # 94.9 %, 107.6 %, 121.1 %: not 70 % and not 113 %


def test_a_loss_and_the_same_gain_do_not_cancel():
    assert compounded([100_000, -100_000]) == -10_000
    assert compounded([]) == 0
    assert compounded([-1_000_000, 500_000]) == -1_000_000


def test_85_dollars_in_three_days_on_1000_are_not_8_5_per_cent_a_day():
    total = share_of(85 * DOLLAR, 1000 * DOLLAR)
    assert total == 85_000
    assert per_day(total, 3) == 27_566
    assert per_day(total, 0) is None
    assert per_day(-1_000_000, 3) is None
    assert share_of(DOLLAR, 0) is None


@given(st.integers(-50_000, 150_000), st.integers(1, 14))
def test_per_day_undoes_compounding(daily, days):
    assert per_day(compounded([daily] * days), days) == pytest.approx(daily, abs=2)


def test_pace_is_realised_and_projected_over_the_target():
    assert pace(21_420_000, 11_840_000, 100 * DOLLAR) == 332_600
    assert pace(None, 4_100_000, 100 * DOLLAR) == 41_000
    assert pace(-5 * DOLLAR, None, 100 * DOLLAR) == -50_000
    assert pace(None, None, 100 * DOLLAR) is None
    assert pace(DOLLAR, None, None) is None
    assert pace(DOLLAR, None, 0) is None


@pytest.mark.parametrize(
    ("reached", "word"),
    [
        (None, "--"),
        (-1, "losing"),
        (0, "behind"),
        (899_999, "behind"),
        (900_000, "on pace"),
        (1_000_000, "on pace"),
        (1_000_001, "ahead"),
    ],
)
def test_a_word_for_the_pace(reached, word):
    assert status(reached) == word


def test_what_past_projections_realised():
    assert realisation([(100 * DOLLAR, 85 * DOLLAR)]) == 850_000
    assert realisation([(100, 0), (-50, 25)]) == 500_000
    assert realisation([]) is None
    assert realisation([(-10, 5)]) is None
