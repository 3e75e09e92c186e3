import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.dice import dice
from engine.maths import metrics
from engine.maths.arrays import FloatArray

HOME, DRAW = 0, 1


@pytest.mark.parametrize(
    ("forecast", "result", "score"),
    [
        ((0.9, 0.1, 0.0), HOME, 0.005),
        ((0.5, 0.25, 0.25), HOME, 0.15625),
        ((0.6, 0.3, 0.1), DRAW, 0.185),
        ((1 / 3, 1 / 3, 1 / 3), HOME, 0.27778),
    ],
)
def test_ranked_scores_are_the_published_ones(forecast: tuple[float, ...], result: int, score: float) -> None:
    assert metrics.ranked_probability_scores(forecast, [result])[0] == pytest.approx(score, abs=1e-5)


def test_log_loss_by_hand() -> None:
    assert metrics.log_losses([[0.5, 0.3, 0.2]], [1])[0] == pytest.approx(-math.log(0.3))
    assert math.isfinite(metrics.log_losses([[1.0, 0.0, 0.0]], [2])[0])


def drawn(rows: FloatArray, seed: int) -> list[int]:
    """Results that follow the forecasts exactly."""
    chance = dice(seed, "results", "metrics", 0)
    return [int(np.searchsorted(np.cumsum(row), chance.random() * 0.999999)) for row in rows]


def even_rows(count: int) -> FloatArray:
    strength = np.linspace(-1.5, 1.5, count)
    raw = np.stack([np.exp(strength), np.full(count, 0.8), np.exp(-strength)], axis=1)
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))


def test_honest_forecasts_are_calibrated_and_boasting_ones_are_not() -> None:
    rows = even_rows(6000)
    results = drawn(rows, 5)
    boasting = rows**1.6 / (rows**1.6).sum(axis=1, keepdims=True)
    assert metrics.calibration_error(rows, results) < 0.015
    assert metrics.calibration_error(boasting, results) > 0.03
    assert metrics.calibration_slope(rows, results) == pytest.approx(1.0, abs=0.07)
    assert metrics.calibration_slope(boasting, results) < 0.75


def test_separated_results_have_no_slope() -> None:
    with pytest.raises((ValueError, np.linalg.LinAlgError)):
        metrics.calibration_slope([[0.9, 0.1], [0.8, 0.2]], [0, 0])


def test_a_better_forecast_has_a_difference_below_zero_for_sure() -> None:
    rows = even_rows(2000)
    results = drawn(rows, 9)
    flat = np.full_like(rows, 1 / 3)
    gap = metrics.paired_difference(metrics.log_losses(rows, results), metrics.log_losses(flat, results))
    assert gap.low < gap.mean < gap.high < 0
    with pytest.raises(ValueError, match="2 scores against 3"):
        metrics.paired_difference([1.0, 2.0], [1.0, 2.0, 3.0])


def test_an_interval_without_groups_is_the_textbooks() -> None:
    values = [1.0, 2.0, 3.0, 4.0]
    interval = metrics.mean_interval(values)
    assert interval.mean == 2.5
    assert interval.high - 2.5 == pytest.approx(3.182446 * np.std(values, ddof=1) / 2, abs=1e-6)


def test_rows_that_share_their_luck_count_once() -> None:
    values = [1.0, 2.0, 3.0, 4.0]
    doubled = metrics.mean_interval(values * 2, groups=[7, 8, 9, 10] * 2)
    assert doubled == pytest.approx(metrics.mean_interval(values))
    assert doubled.high - doubled.low > (lone := metrics.mean_interval(values * 2)).high - lone.low


def test_one_group_knows_no_bounds_and_no_rows_no_mean() -> None:
    assert metrics.mean_interval([1.0, 2.0], groups=[3, 3]) == (1.5, -math.inf, math.inf)
    with pytest.raises(ValueError, match="no values"):
        metrics.mean_interval([])


def test_wilson_bounds_by_hand_and_at_the_ends() -> None:
    interval = metrics.wilson_interval(7, 10)
    assert (interval.low, interval.high) == pytest.approx((0.39677, 0.89221), abs=1e-4)
    assert metrics.wilson_interval(0, 10).low == 0.0
    assert metrics.wilson_interval(10, 10).high == 1.0
    with pytest.raises(ValueError, match="0 wins of 0"):
        metrics.wilson_interval(0, 0)


def test_the_probabilistic_sharpe_ratio_is_the_published_one() -> None:
    assert metrics.probabilistic_sharpe(0.05, 250, -0.5, 5.0) == pytest.approx(0.7818, abs=1e-4)
    with pytest.raises(ValueError, match="at least 2"):
        metrics.probabilistic_sharpe(0.05, 1)
    with pytest.raises(ValueError, match="no distribution"):
        metrics.probabilistic_sharpe(1.0, 100, skew=5.0, kurtosis=2.0)


def test_walds_bounds_are_the_published_ones() -> None:
    assert metrics.sprt_bounds(0.05, 0.2) == pytest.approx((2.7726, -1.5581), abs=1e-4)
    with pytest.raises(ValueError, match="inside"):
        metrics.sprt_bounds(0.0, 0.2)


def test_the_microprice_leans_to_the_thinner_side() -> None:
    assert metrics.microprice(0.48, 300, 0.52, 100) == pytest.approx(0.51)
    with pytest.raises(ValueError, match="at least one"):
        metrics.microprice(0.48, 0, 0.52, 0)


@given(st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3), st.integers(0, 2))
def test_scores_are_bounded_and_perfect_foresight_is_free(weights: list[float], result: int) -> None:
    row = [weight / sum(weights) for weight in weights]
    sure = [float(place == result) for place in range(3)]
    assert 0.0 <= metrics.ranked_probability_scores(row, [result])[0] <= 1.0
    assert metrics.log_losses(row, [result])[0] >= 0.0
    assert metrics.ranked_probability_scores(sure, [result])[0] == 0.0
    assert metrics.log_losses(sure, [result])[0] == 0.0


def test_forecasts_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to"):
        metrics.log_losses([[0.5, 0.2, 0.2]], [0])
    with pytest.raises(ValueError, match="not a probability"):
        metrics.log_losses([[1.5, -0.5]], [0])
    with pytest.raises(ValueError, match="2 forecasts for 1 results"):
        metrics.log_losses([[0.5, 0.5], [0.5, 0.5]], [0])
    with pytest.raises(ValueError, match="allowed 0 to 1"):
        metrics.ranked_probability_scores([[0.5, 0.5]], [2])
    with pytest.raises(ValueError, match="finite"):
        metrics.ranked_probability_scores([[0.5, math.nan]], [1])
