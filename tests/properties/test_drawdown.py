"""Whatever books, trades, exits, settlements and deposits do: drawdown stays within the stop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.walks import STOP, WRONG_GATES, Gate, walked

SEEDS = 120


@pytest.mark.parametrize("maker_fees", [False, True])
def test_no_random_walk_takes_drawdown_past_the_stop(maker_fees):
    depths = [walked(seed, maker_fees=maker_fees) for seed in range(SEEDS)]
    assert max(depths) <= STOP
    # The walks lean on the limit; otherwise they would prove nothing.
    assert sum(depth > 190_000 for depth in depths) > SEEDS // 2


@given(st.integers(10_000, 2**63), st.booleans())
def test_nor_does_any_walk_hypothesis_asks_for(seed, maker_fees):
    assert walked(seed, steps=60, maker_fees=maker_fees) <= STOP


@pytest.mark.parametrize("forgotten", WRONG_GATES)
def test_a_gate_that_forgets_one_thing_is_caught(forgotten):
    depths = (walked(seed, WRONG_GATES[forgotten]) for seed in range(SEEDS))
    assert any(depth > STOP for depth in depths), f"nothing noticed a gate {forgotten}"


def test_the_right_gate_differs_from_every_wrong_one():
    assert Gate() not in WRONG_GATES.values()
