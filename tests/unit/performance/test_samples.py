"""An interval counts dates, and a figure comes with what its sample carries and nothing more."""

from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.performance import samples
from engine.maths.metrics import wilson_interval

T_2 = 4.302653
"""Student's 97.5 % point with two degrees of freedom."""


def test_the_mean_is_clustered_by_date():
    found = samples.mean([200_000, -1_000_000, 500_000, 900_000], ["a", "b", "b", "c"], "episodes")
    # Residuals by date .05, −.80, .75: variance 3/2 · (.0025 + .64 + .5625) / 16.
    half = T_2 * (1.5 * 1.205 / 16) ** 0.5 * 1e6
    assert (found.value, found.n, found.dates, found.of) == (150_000, 4, 3, "episodes")
    assert (found.low, found.high) == (
        pytest.approx(150_000 - half, abs=2),
        pytest.approx(150_000 + half, abs=2),
    )


def test_one_date_has_a_mean_and_no_bounds():
    found = samples.mean([1.0, 3.0], ["a", "a"], "rows")
    assert (found.value, found.low, found.high, found.dates) == (2, None, None, 1)


def test_nothing_has_no_estimate():
    assert samples.mean([], [], "rows") is None
    assert samples.weighted([], [], [], "rows") is None
    assert samples.weighted([5.0], [0], ["a"], "rows") is None
    assert samples.total([], "rows") is None
    assert samples.share(0, 0, 0, "rows") is None
    assert samples.sharpe([], "rows") is None
    assert samples.sharpe([1.0] * 30, "rows") is None


def test_a_weighted_mean_is_the_sum_over_the_weights_with_a_ratios_interval():
    found = samples.weighted([10.0, 40.0], [300, 100], ["a", "b"], "rows")
    assert found.value == 18  # (3000 + 4000) / 400, rounded to even
    # Σ (w·(x − R))² = 2 · 2250², so the deviation is 2250·√(2·2)/400, times 12.706.
    half = 12.706205 * (2 * 2 * 2250**2) ** 0.5 / 400
    assert found.high - found.value == pytest.approx(half, abs=1.5)


@given(
    st.lists(
        st.tuples(st.integers(-(10**6), 10**6), st.integers(1, 10**4), st.sampled_from("abcd")),
        min_size=1,
        max_size=30,
    )
)
def test_equal_weights_weigh_nothing(rows):
    values, weights, dates = [float(v) for v, _, _ in rows], [7] * len(rows), [d for _, _, d in rows]
    plain, heavy = samples.mean(values, dates, "rows"), samples.weighted(values, weights, dates, "rows")
    assert heavy.value == pytest.approx(plain.value, abs=1)
    assert (heavy.low is None) == (plain.low is None)
    assert plain.low is None or len(set(dates)) > 1


def test_a_ratio_is_of_the_sums_and_leaves_out_what_has_no_whole():
    found = samples.ratio([5, -1, 9], [10, 10, 0], ["a", "b", "c"], "rows")
    assert (found.value, found.n) == (200_000, 2)


def test_a_total_is_exact_and_its_interval_that_of_as_many_dates():
    found = samples.total([2_000_000, -5_000_000, 9_000_001], "dates")
    assert found.value == 6_000_001
    assert found.low < 0 < found.high
    assert samples.total([5], "dates").low is None


def test_a_share_has_wilsons_interval():
    expected = wilson_interval(3, 4)
    found = samples.share(3, 4, 2, "rows")
    assert (found.value, found.low) == (750_000, pytest.approx(expected.low * 1e6, abs=1))


def test_sharpe_is_the_mean_over_the_deviation_and_grows_with_the_root_of_the_span():
    returns = [0.02, -0.05, 0.09] * 7
    day, year = (samples.sharpe(returns, "dates", periods) for periods in (1, 365))
    assert day.value == pytest.approx(0.02 / stdev(returns) * 1e6, abs=1)
    assert year.value == pytest.approx(day.value * 365**0.5, abs=20)
    assert day.low < 0 < day.high


def test_a_sharpe_ratio_is_told_from_twenty_dates_on():
    assert samples.sharpe([0.01, -0.01] * 9 + [0.01], "dates") is None
    assert samples.sharpe([0.01, -0.01] * 10, "dates").n == 20


def test_a_year_has_as_many_dates_as_were_played_and_not_365():
    assert samples.dates_a_year(["2026-08-01", "2026-08-08", "2026-08-15"]) == pytest.approx(365 * 3 / 15)
    assert samples.dates_a_year(["2026-08-01"]) == samples.dates_a_year([]) == 365


def test_dates_that_all_gave_the_same_have_no_interval_rather_than_one_without_width():
    found = samples.mean([-1_000_000, -1_000_000, -1_000_000], ["a", "b", "c"], "entries")
    assert (found.value, found.low, found.high, found.dates) == (-1_000_000, None, None, 3)
    assert samples.weighted([0.0, 0.0], [3, 5], ["a", "b"], "rows").low is None
