import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.maths import normal
from engine.maths import posteriors as po
from engine.maths.posteriors import Beta, Nig

SHAPES = st.floats(0.3, 400.0)
RESULTS = st.lists(st.floats(-1.0, 5.0), min_size=1, max_size=12)
PRIOR = Nig(0.0, 1.0, 2.0, 0.02)


def test_seven_of_ten_gives_the_published_belief() -> None:
    belief = po.beta_update(Beta(1, 1), 7, 3)
    assert po.beta_mean(belief) == pytest.approx(0.6667, abs=1e-4)
    assert po.beta_interval(belief) == pytest.approx((0.3903, 0.8907), abs=1e-4)


def test_five_returns_give_the_published_normal_inverse_gamma() -> None:
    belief = po.nig_update(PRIOR, [0.1, -0.05, 0.2, 0.0, 0.15])
    assert belief == pytest.approx((0.066667, 6, 4.5, 0.0441667), abs=1e-6)


# Reference values by scipy 1.18 (betainc, stdtr), which the project does without.
@pytest.mark.parametrize(
    ("a", "b", "value", "expected"),
    [
        (0.5, 0.5, 0.05, 0.143566293129), (0.5, 0.5, 0.9, 0.795167235301), (2, 3, 0.3, 0.3483),
        (31, 29, 0.3, 0.000246420369), (31, 29, 0.5, 0.397421826991), (120.5, 3.25, 0.9, 0.000396107387),
    ],
)  # fmt: skip
def test_the_incomplete_beta_has_its_tabled_values(a: float, b: float, value: float, expected: float) -> None:
    assert po.beta_cdf(value, Beta(a, b)) == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize(
    ("freedom", "value", "expected"),
    [
        (1, -3, 0.10241638235), (2.5, 0.2, 0.571695157985), (9, 2.5, 0.983069086159),
        (9, -0.5, 0.314535649913), (120, -3, 0.00164195086), (120, 0, 0.5),
    ],
)  # fmt: skip
def test_the_student_distribution_has_its_tabled_values(
    freedom: float, value: float, expected: float
) -> None:
    assert po.student_cdf(value, freedom) == pytest.approx(expected, abs=1e-11)


@given(SHAPES, SHAPES, st.floats(0.001, 0.999))
def test_the_incomplete_beta_mirrors_itself(a: float, b: float, value: float) -> None:
    mirrored = 1.0 - po.beta_cdf(1.0 - value, Beta(b, a))
    assert po.beta_cdf(value, Beta(a, b)) == pytest.approx(mirrored, abs=1e-9)


@given(st.floats(0.001, 0.999), st.floats(0.5, 300), st.floats(0.5, 300))
def test_the_quantile_undoes_the_distribution(share: float, a: float, b: float) -> None:
    assert po.beta_cdf(po.beta_quantile(share, Beta(a, b)), Beta(a, b)) == pytest.approx(share, abs=1e-9)


@given(RESULTS, st.integers(0, 11))
def test_results_one_after_the_other_equal_all_at_once(results: list[float], cut: int) -> None:
    whole = po.nig_update(PRIOR, results)
    steps = po.nig_update(po.nig_update(PRIOR, results[:cut]), results[cut:])
    assert steps == pytest.approx(whole, rel=1e-9, abs=1e-9)


@given(RESULTS)
def test_a_weight_of_two_is_the_result_twice(results: list[float]) -> None:
    weighted = po.nig_update_weighted(PRIOR, results, [2.0] * len(results))
    assert weighted == pytest.approx(po.nig_update(PRIOR, results + results), rel=1e-9, abs=1e-9)


@given(RESULTS, st.floats(0.0, 1.0))
def test_discounting_is_the_same_as_lighter_results(results: list[float], gamma: float) -> None:
    faded = po.nig_discount(po.nig_update(PRIOR, results), PRIOR, gamma)
    light = po.nig_update_weighted(PRIOR, results, [gamma] * len(results))
    assert faded == pytest.approx(light, rel=1e-6, abs=1e-6)


def test_discounting_a_beta_pulls_it_to_ignorance() -> None:
    assert po.beta_discount(Beta(11, 5), 0.5) == Beta(6, 3)
    assert po.beta_discount(Beta(11, 5), 0.0) == Beta(1, 1)
    assert po.nig_discount(PRIOR, PRIOR, 0.5) == PRIOR


def test_without_results_nothing_is_learnt() -> None:
    assert po.nig_update(PRIOR, []) == PRIOR
    assert po.nig_update_weighted(PRIOR, [3.0], [0.0]) == PRIOR


def test_the_chance_of_a_positive_mean_is_half_at_zero_and_grows() -> None:
    assert po.nig_above(PRIOR) == pytest.approx(0.5)
    good = po.nig_update(PRIOR, [0.1, -0.05, 0.2, 0.0, 0.15])
    assert 0.9 < po.nig_above(good) < 1.0
    assert po.nig_above(good, good.m) == pytest.approx(0.5)


def test_a_draw_with_the_typical_chi_square_lies_one_scale_away() -> None:
    belief = Nig(0.2, 4.0, 3.0, 1.2)
    assert po.nig_draw(belief, 0.0, 6.0) == 0.2
    assert po.nig_draw(belief, 1.0, 6.0) == pytest.approx(0.2 + math.sqrt(1.2 / 12))


def test_a_strip_holds_the_whole_belief() -> None:
    grid, dense = po.nig_strip(Nig(0.1, 6, 4.5, 0.05), -2, 2, 2001)
    assert np.trapezoid(dense, grid) == pytest.approx(1.0, abs=1e-4)
    assert grid[dense.argmax()] == pytest.approx(0.1, abs=0.002)


def test_beliefs_outside_their_range_are_refused() -> None:
    with pytest.raises(ValueError, match="-1 wins"):
        po.beta_update(Beta(1, 1), -1, 0)
    with pytest.raises(ValueError, match=r"Beta\(0, 1\)"):
        po.beta_cdf(0.5, Beta(0, 1))
    with pytest.raises(ValueError, match="weight -1"):
        po.nig_update_weighted(PRIOR, [0.1], [-1.0])
    with pytest.raises(ValueError, match="allowed 0 to 1"):
        po.beta_discount(Beta(1, 1), 1.1)


def test_the_normal_distribution_and_its_inverse_agree() -> None:
    assert normal.quantile(0.975) == pytest.approx(1.959964, abs=1e-6)
    assert normal.cdf(normal.quantile(0.123)) == pytest.approx(0.123)
    with pytest.raises(ValueError, match="outside"):
        normal.quantile(0.0)


@pytest.mark.parametrize(
    ("freedom", "expected"), [(1, 12.706205), (2, 4.302653), (3, 3.182446), (30, 2.042272)]
)
def test_the_student_quantile_has_its_tabled_values(freedom: float, expected: float) -> None:
    assert po.student_quantile(0.975, freedom) == pytest.approx(expected, abs=1e-6)
    assert po.student_quantile(0.5, freedom) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("freedom", [1.0, 2.0, 3.5, 30.0, 2000.0])
@pytest.mark.parametrize("share", [0.51, 0.75, 0.95, 0.9999, 0.9999999])
def test_below_the_student_quantile_lies_its_share(share: float, freedom: float) -> None:
    found = po.student_quantile(share, freedom)
    assert po.student_cdf(found, freedom) == pytest.approx(share, abs=1e-11)
    assert po.student_cdf(found * (1 - 1e-6), freedom) < share


def test_a_student_quantile_below_the_middle_is_refused() -> None:
    with pytest.raises(ValueError, match="½"):
        po.student_quantile(0.4, 3)
