import pytest

from engine.core.sizing.kelly import cost_with_fee, exclusive_fractions, fraction
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


def test_exclusive_outcomes_reproduce_the_known_answer():
    fairs, odds = (500_000, 300_000, 200_000), (2.2, 3.2, 3.9)
    asked = [proposal(fair=fair, price=round(10_000 / each)) for fair, each in zip(fairs, odds, strict=True)]
    # Prices are whole in $0.0001, so the known answer is met to about as much.
    assert exclusive_fractions(asked, [FREE] * 3) == pytest.approx((109_756, 31_707, 0), abs=150)


def test_one_outcome_alone_is_plain_kelly_and_order_does_not_matter():
    one, other = proposal(), proposal(fair=300_000, price=2000)
    assert exclusive_fractions([one], [QUADRATIC])[0] == pytest.approx(fraction(one, QUADRATIC), abs=1)
    straight = exclusive_fractions([one, other], [QUADRATIC, QUADRATIC])
    assert exclusive_fractions([other, one], [QUADRATIC, QUADRATIC]) == straight[::-1]
    assert sum(straight) < 1_000_000
