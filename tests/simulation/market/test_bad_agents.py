"""A bad agent looks bad in the pretended market, and one that knows the truth looks good.

Few seeds, fixed, valued at the true chance of each fill; `python -m benchmarks.market` prints the same figures over
many seeds. Each flaw that is planted turns the check that guards against it red.
"""

import pytest

from tests.support.agents import checks, flaws, minds

SEEDS = range(4)
NOT_ABOVE_ZERO = [
    "momentum, before", "reversal, before", "momentum over a day", "reversal over a day", "momentum, in play",
    "reversal, in play", "follow the favourite", "exit after an adverse score", "buy after a goal",
    "follow the tape, before",
]  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    return checks.lived(SEEDS, minds.plain_minds)


def test_a_random_taker_loses_the_spread_and_the_fee_and_twice_as_much_when_it_sells_again(rows):
    assert checks.loses_about(rows, checks.HELD, checks.HELD_LOSS) is None
    assert checks.loses_about(rows, checks.AT_ONCE, checks.TRIP_LOSS) is None
    assert checks.loses_about(rows, checks.LATER, checks.TRIP_LOSS) is None


@pytest.mark.parametrize("mind", NOT_ABOVE_ZERO)
def test_an_agent_that_goes_by_price_or_score_alone_does_not_earn(rows, mind):
    assert checks.not_above_zero(rows, mind) is None


def test_an_agent_that_knows_the_truth_earns(rows):
    assert checks.above_zero(rows, checks.KNOWER) is None


def test_fills_at_the_middle_are_found_out():
    with flaws.mid_fills():
        kind = checks.lived(SEEDS[:2], lambda: [minds.Taker(), minds.RoundTrip()], lambda: [minds.Rester()])
    assert "is not" in checks.loses_about(kind, checks.HELD, checks.HELD_LOSS)
    assert "is not" in checks.loses_about(kind, checks.AT_ONCE, checks.TRIP_LOSS)
    assert "above zero" in checks.not_above_zero(kind, checks.RESTER)
