"""Daily returns and what they come to: the figures of the operator's document that do not add up, added up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.performance.compounding import a_day, in_all, monday_of, over, week
from engine.domain.money import DOLLAR
from engine.domain.rules import Targets

TARGETS = Targets(low=100_000, mid=110_000, high=120_000, honest_low=0, honest_high=1_000)
THOUSAND = 1000 * DOLLAR


def week_of(realised, today="2026-11-21", *, paid_in=THOUSAND, held=False, began="2026-11-01"):
    amounts = {day: round(dollars * DOLLAR) for day, dollars in realised.items()}
    return week(amounts, paid_in=paid_in, began=began, today=today, held=held, targets=TARGETS)


def test_ten_and_twelve_per_cent_a_day_compound_to_94_9_and_121_1_per_cent_in_seven_days():
    assert over(100_000, 7) == 948_717
    assert over(120_000, 7) == 1_210_681
    assert round(over(100_000, 7) / 10_000, 1) == 94.9
    assert round(over(120_000, 7) / 10_000, 1) == 121.1


def test_85_dollars_in_three_days_on_a_thousand_is_8_5_per_cent_in_all_and_2_8_a_day():
    assert a_day(85_000, 3) == 27_566
    found = week_of({"2026-11-16": 0, "2026-11-18": 85}, "2026-11-18")
    assert (found.days, found.total, found.daily) == (3, 85_000, 27_566)
    assert found.realised == 85 * DOLLAR


def test_a_week_runs_from_monday_to_sunday():
    assert {monday_of(f"2026-11-{day}") for day in range(16, 23)} == {"2026-11-16"}
    assert monday_of("2026-11-23") == "2026-11-23"
    assert monday_of("2027-01-01") == "2026-12-28"


def test_what_was_made_before_the_week_is_what_it_began_with():
    found = week_of({"2026-11-15": 100, "2026-11-16": 55, "2026-11-17": -11.55, "2026-11-20": 0.5})
    assert found.begun_with == 1100 * DOLLAR
    assert found.total == in_all([50_000, -10_000, 437])
    assert found.realised == round((55 - 11.55 + 0.5) * DOLLAR)
    assert (found.monday, found.days) == ("2026-11-16", 6)


def test_dates_after_today_do_not_count_and_those_of_last_week_only_as_equity():
    assert week_of({"2026-11-22": 50}).total == 0
    assert week_of({"2026-11-15": 50}).total == 0


def test_the_wish_for_a_week_is_the_daily_one_compounded_and_the_honest_one_beside_it():
    found = week_of({"2026-11-16": 9})
    assert (found.target_low, found.target_high) == (948_717 * 1000, 1_210_681 * 1000)
    assert found.pace == 9 * DOLLAR * 1_000_000 // found.target
    assert (found.honest_low, found.honest_high) == (0, over(1_000, 7)) == (0, 7_021)


@pytest.mark.parametrize(
    ("dollars", "said"), [(-1, "losing"), (9, "behind"), (100, "on pace"), (121, "ahead")]
)
def test_on_its_first_day_a_week_is_measured_by_one_day(dollars, said):
    assert week_of({"2026-11-16": dollars}, "2026-11-16").word == said


def test_a_run_that_began_on_friday_has_had_two_days_by_saturday():
    found = week_of({"2026-11-21": 8}, began="2026-11-20")
    assert (found.monday, found.days, found.total) == ("2026-11-16", 2, 8_000)
    assert found.daily == a_day(8_000, 2)
    assert week_of({"2026-11-21": 215}, began="2026-11-20").word == "on pace"
    assert week_of({"2026-11-20": 8}, "2026-11-20", began="2026-11-21").days == 1


def test_by_saturday_a_hundred_dollars_are_behind():
    assert week_of({"2026-11-16": 100}, "2026-11-21").word == "behind"


def test_without_anything_settled_the_week_waits_or_has_no_games():
    assert week_of({}, held=True).word == "waiting"
    assert week_of({"2026-11-10": 7}).word == "no games"


def test_an_account_that_began_with_nothing_has_no_week():
    assert week_of({"2026-11-16": 9}, paid_in=0) is None


def test_once_everything_is_lost_there_is_no_daily_rate():
    assert a_day(-1_000_000, 5) is None
    found = week_of({"2026-11-16": -1000})
    assert (found.total, found.daily, found.word) == (-1_000_000, None, "losing")


@given(st.integers(-500_000, 500_000), st.integers(1, 30))
def test_a_daily_rate_kept_up_comes_to_the_whole(total, days):
    assert over(a_day(total, days), days) == pytest.approx(total, abs=60)


@given(st.lists(st.integers(-150, 300), min_size=1, max_size=6))
def test_returns_after_one_another_come_to_last_equity_over_first(dollars):
    found, equity, returns = week_of({f"2026-11-{16 + n}": each for n, each in enumerate(dollars)}), 1000, []
    for each in dollars:
        returns.append(each * 1_000_000 // equity)
        equity += each
    assert in_all(returns) == pytest.approx(found.total, abs=20)
    assert found.total == sum(dollars) * 1000
