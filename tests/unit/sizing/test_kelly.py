import pytest

from engine.core.sizing.kelly import cost_with_fee, fraction
from engine.domain.fees import QUADRATIC, QUADRATIC_WITH_MAKER, FeeSchedule
from tests.support.words import proposal

FREE = FeeSchedule(0, 0, 100)


def test_the_cost_has_the_takers_or_the_makers_fee_inside():
    assert cost_with_fee(5000, QUADRATIC, maker=False) == pytest.approx(0.5175)
    assert cost_with_fee(5000, QUADRATIC, maker=True) == 0.5
    assert cost_with_fee(5000, QUADRATIC_WITH_MAKER, maker=True) == pytest.approx(0.504375)


def test_the_known_answer_without_a_fee():
    assert fraction(proposal(fair=600_000, price=5500), FREE) == 111_111


def test_the_fee_is_part_of_the_price():
    # (.60 − .5175) / (1 − .5175)
    assert fraction(proposal(), QUADRATIC) == 170_984
    assert fraction(proposal(post_only=True), QUADRATIC) in {199_999, 200_000}


@pytest.mark.parametrize("fair", [0, 400_000, 517_500])
def test_no_edge_after_the_fee_stakes_nothing(fair):
    assert fraction(proposal(fair=fair), QUADRATIC) == 0


def test_doubt_as_large_as_the_edge_halves_the_stake_and_more_doubt_shrinks_it_on():
    sure = fraction(proposal(), QUADRATIC)
    halved = fraction(proposal(sd=82_500), QUADRATIC)
    assert abs(halved - sure / 2) <= 1
    assert fraction(proposal(sd=200_000), QUADRATIC) < halved
