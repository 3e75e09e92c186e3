import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.maths import kelly

CHANCES = st.floats(0.01, 0.99)


def grown(probability: float, cost: float, stake: float) -> float:
    """Mean logarithm of the bankroll after one bet on a one-dollar claim."""
    return probability * math.log(1 - stake + stake / cost) + (1 - probability) * math.log(1 - stake)


def test_sixty_percent_at_fifty_five_cents_stakes_a_ninth() -> None:
    assert kelly.binary(0.60, 0.55) == pytest.approx(0.111111, abs=1e-6)


def test_exclusive_outcomes_give_the_published_stakes() -> None:
    stakes, reserve = kelly.exclusive([0.5, 0.3, 0.2], [2.2, 3.2, 3.9])
    assert stakes == pytest.approx((0.109756, 0.031707, 0.0), abs=1e-6)
    assert reserve == pytest.approx(0.858537, abs=1e-6)
    assert kelly.growth([0.5, 0.3, 0.2], [2.2, 3.2, 3.9], stakes) == pytest.approx(0.00490329, abs=1e-8)


def test_one_outcome_alone_is_the_binary_rule() -> None:
    stakes, _ = kelly.exclusive([0.6, 0.4], [1 / 0.55, 1.01])
    assert stakes[0] == pytest.approx(kelly.binary(0.6, 0.55))
    assert stakes[1] == 0.0


@given(price=st.floats(0.01, 0.98), fee=st.floats(0.0, 0.019))
def test_a_fair_price_with_its_fee_stakes_nothing(price: float, fee: float) -> None:
    assert kelly.binary(price + fee, price + fee) == 0.0


@given(probability=CHANCES, cost=st.floats(0.01, 0.99), other=st.floats(0.0, 0.98))
def test_no_other_stake_grows_faster(probability: float, cost: float, other: float) -> None:
    stake = kelly.binary(probability, cost)
    assert 0.0 <= stake < 1.0
    assert grown(probability, cost, stake) >= grown(probability, cost, other) - 1e-12


@given(st.lists(st.tuples(st.floats(0.05, 1.0), st.floats(1.05, 12.0)), min_size=2, max_size=5))
def test_exclusive_stakes_fit_the_bankroll_and_never_shrink_it(book: list[tuple[float, float]]) -> None:
    total = sum(weight for weight, _ in book)
    chances = [weight / total for weight, _ in book]
    odds = [price for _, price in book]
    stakes, _ = kelly.exclusive(chances, odds)
    assert sum(stakes) <= 1.0 + 1e-12
    assert min(stakes) >= 0.0
    assert kelly.growth(chances, odds, stakes) >= -1e-12


def test_permuting_outcomes_permutes_stakes() -> None:
    stakes, _ = kelly.exclusive([0.5, 0.3, 0.2], [2.2, 3.2, 3.9])
    turned, _ = kelly.exclusive([0.2, 0.5, 0.3], [3.9, 2.2, 3.2])
    assert turned == pytest.approx((stakes[2], stakes[0], stakes[1]))


def test_a_cost_of_a_dollar_is_never_paid() -> None:
    assert kelly.binary(1.0, 1.0) == 0.0
    assert kelly.binary(1.0, 1.02) == 0.0


def test_losing_everything_on_a_possible_outcome_is_ruin() -> None:
    assert kelly.growth([0.5, 0.5], [3.0, 3.0], [1.0, 0.0]) == -math.inf
    assert kelly.growth([0.5, 0.4], [3.0, 3.0], [0.5, 0.5]) == -math.inf


def test_an_uncertain_edge_stakes_less() -> None:
    assert kelly.shrinkage(0.05, 0.05) == 0.5
    assert kelly.shrinkage(0.05, 0.0) == 1.0
    assert kelly.shrinkage(0.0, 0.0) == 0.0
    with pytest.raises(ValueError, match="below zero"):
        kelly.shrinkage(0.1, -0.1)


def test_one_chance_in_ten_of_losing_three_tenths_is_the_published_aversion() -> None:
    assert kelly.rck_lambda(0.7, 0.1) == pytest.approx(6.4557, abs=1e-4)
    with pytest.raises(ValueError, match=r"inside \(0, 1\)"):
        kelly.rck_lambda(1.0, 0.1)


@pytest.mark.parametrize(("probability", "cost"), [(1.1, 0.5), (-0.1, 0.5), (0.5, 0.0), (math.nan, 0.5)])
def test_what_is_no_chance_and_no_cost_is_refused(probability: float, cost: float) -> None:
    with pytest.raises(ValueError, match="allowed"):
        kelly.binary(probability, cost)


def test_a_book_that_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="2 probabilities for 3 odds"):
        kelly.exclusive([0.5, 0.5], [2.0, 3.0, 4.0])
    with pytest.raises(ValueError, match="sum to"):
        kelly.exclusive([0.8, 0.5], [2.0, 3.0])
    with pytest.raises(ValueError, match=r"odds 1\.0"):
        kelly.exclusive([0.5, 0.5], [1.0, 3.0])
