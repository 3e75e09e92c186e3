"""A bad agent looks bad in the pretended market, and one that knows the truth looks good.

Few seeds, fixed, valued at the true chance of each fill; `python -m benchmarks.market` prints the same figures over
many seeds, and the desk's.
"""

import pytest

from tests.support.agents import checks, minds
from tests.support.agents.bed import Matchday

SEEDS = range(2)


def before(seed):
    return Matchday(seed, before=True)


@pytest.fixture(scope="module")
def rows():
    return checks.lived(SEEDS, minds.takers)


def test_a_random_taker_loses_the_spread_and_the_fee_and_twice_as_much_when_it_sells_again(rows):
    assert checks.loses_about(rows, checks.HELD, checks.HELD_LOSS) is None
    assert checks.loses_about(rows, checks.AT_ONCE, checks.TRIP_LOSS) is None
    assert checks.loses_about(rows, checks.LATER, checks.TRIP_LOSS) is None


@pytest.mark.parametrize("mind", [mind.name for mind in minds.poor()])
def test_an_agent_that_goes_by_price_tape_or_score_alone_does_not_earn(rows, mind):
    assert checks.not_above_zero(rows, mind) is None


def test_an_agent_that_knows_the_truth_earns(rows):
    assert checks.above_zero(rows, checks.KNOWER) is None


@pytest.mark.parametrize("better", [0, 1])
def test_who_rests_at_the_bid_is_filled_when_it_is_wrong_for_him(better):
    resting = checks.lived(SEEDS[:2], lambda: [minds.Rester("rester", better)], day=before)
    assert checks.not_above_zero(resting, "rester") is None
    assert checks.below_zero(resting, "rester") is None
