import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.maths import hazard
from engine.maths.hazard import DEFAULT_BEFORE, DEFAULT_HAZARD, margin_win_probability, share_left


def even_goals() -> tuple[list[int], list[bool]]:
    """Ten goals a minute, thirty in the first half's added time, sixty in the second's."""
    minutes = [minute for minute in range(1, 91) for _ in range(10)] + [45] * 30 + [90] * 60
    return minutes, [False] * 900 + [True] * 90


def test_the_default_curve_is_a_distribution_over_minutes_and_added_time() -> None:
    assert len(DEFAULT_HAZARD) == 92
    assert sum(DEFAULT_HAZARD) == pytest.approx(1.0)
    assert DEFAULT_BEFORE[0] == 0.0
    assert DEFAULT_BEFORE[-1] == pytest.approx(1.0)


def test_more_goals_fall_late_than_a_level_clock_would_say() -> None:
    assert share_left(DEFAULT_BEFORE, 45, 1.0) == pytest.approx(0.56, abs=0.01)
    assert share_left(DEFAULT_BEFORE, 60) == pytest.approx(0.395, abs=0.01)
    assert share_left(DEFAULT_BEFORE, 75) == pytest.approx(0.222, abs=0.01)
    assert share_left(DEFAULT_BEFORE, 90) == pytest.approx(0.047, abs=0.003)


def test_nothing_has_fallen_at_kick_off_and_nothing_is_left_after_added_time() -> None:
    assert share_left(DEFAULT_BEFORE, 0) == 1.0
    assert share_left(DEFAULT_BEFORE, 90, 1.0) == pytest.approx(0.0, abs=1e-12)


def test_added_time_of_the_first_half_is_still_to_come_on_the_stroke_of_45() -> None:
    before_break, at_break = share_left(DEFAULT_BEFORE, 45), share_left(DEFAULT_BEFORE, 45, 1.0)
    assert before_break - at_break == pytest.approx(DEFAULT_HAZARD[45])
    assert share_left(DEFAULT_BEFORE, 45.0001) == pytest.approx(at_break, abs=1e-5)


@given(st.floats(0, 90), st.floats(0, 90))
def test_the_share_left_only_falls(one: float, other: float) -> None:
    early, late = sorted((one, other))
    assert share_left(DEFAULT_BEFORE, early) >= share_left(DEFAULT_BEFORE, late) - 1e-12


def test_a_fit_finds_level_minutes_and_piled_up_added_time() -> None:
    shares = hazard.fit_hazard(*even_goals())
    assert shares.sum() == pytest.approx(1.0)
    assert shares[:45] == pytest.approx([10 / 990] * 45, abs=1e-6)
    assert shares[45] == pytest.approx(30 / 990, abs=1e-6)
    assert shares[91] == pytest.approx(60 / 990, abs=1e-6)


def test_added_goals_booked_on_the_last_minute_are_recognised_without_a_mark() -> None:
    minutes, _ = even_goals()
    unmarked = hazard.fit_hazard(minutes, [False] * len(minutes))
    assert unmarked == pytest.approx(hazard.fit_hazard(*even_goals()), abs=1e-9)


def test_a_goal_in_the_96th_minute_counts_as_added_time() -> None:
    minutes, added = even_goals()
    late = [96 if late and minute == 90 else minute for minute, late in zip(minutes, added, strict=True)]
    assert hazard.fit_hazard(late, added) == pytest.approx(hazard.fit_hazard(minutes, added))


def test_too_few_goals_make_no_curve() -> None:
    with pytest.raises(ValueError, match="at least 92"):
        hazard.fit_hazard([10, 20], [False, False])
    with pytest.raises(ValueError, match="minute 1"):
        hazard.fit_hazard([0] * 100, [False] * 100)


def test_a_curve_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="92 shares"):
        hazard.cumulative((0.5, 0.5))


@pytest.mark.parametrize(("minute", "added"), [(-1, 0), (91, 0), (90, 1.5), (float("nan"), 0)])
def test_a_clock_outside_the_game_is_refused(minute: float, added: float) -> None:
    with pytest.raises(ValueError, match="allowed 0 to 90"):
        share_left(DEFAULT_BEFORE, minute, added)


def test_a_level_game_between_equals_is_a_coin() -> None:
    assert margin_win_probability(0, 1.0, 0.0, 12.0) == pytest.approx(0.5)
    assert margin_win_probability(0, 0.0, 5.0, 12.0) == 0.5


def test_the_final_whistle_settles_a_lead_of_one_point() -> None:
    assert margin_win_probability(1, 0.0, -9.0, 12.0) == 1.0
    assert margin_win_probability(-1, 0.0, 9.0, 12.0) == 0.0


def test_six_points_of_expected_margin_win_about_seven_of_ten() -> None:
    assert margin_win_probability(0, 1.0, 6.0, 12.0) == pytest.approx(0.691, abs=0.002)


@given(st.integers(-30, 30), st.floats(0, 1), st.floats(-15, 15))
def test_both_sides_chances_sum_to_one(margin: int, left: float, expected: float) -> None:
    ours = margin_win_probability(margin, left, expected, 12.0)
    theirs = margin_win_probability(-margin, left, -expected, 12.0)
    assert ours + theirs == pytest.approx(1.0)


@pytest.mark.parametrize(("left", "sd"), [(1.1, 12.0), (-0.1, 12.0), (0.5, 0.0)])
def test_a_game_that_cannot_be_is_refused(left: float, sd: float) -> None:
    with pytest.raises(ValueError, match="allowed 0 to 1"):
        margin_win_probability(0, left, 0.0, sd)
