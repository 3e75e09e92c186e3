"""The close, and what came of a fixture."""

import pytest
from msgspec.structs import replace

from engine.core.performance.closing import average, position_value
from engine.core.performance.settlement import episode, episodes, from_settlements
from engine.domain.effects import Settlement
from engine.domain.errors import Malformed
from engine.domain.money import DOLLAR
from tests.support.games import START, fixture, position, thesis


def test_a_position_counts_its_entry_fees_only():
    held = position(bought=4000, spent=18_400_000, fees=600_000)  # 40 at .46 and 1.5 cents each
    assert position_value(held, 10_000) == 25_000
    # Sold at twice the fee: that is the exit's affair.
    left = replace(held, sold=4000, proceeds=20_000_000, fees=1_800_000, sold_fees=1_200_000)
    assert position_value(left, 10_000) == 25_000
    assert position_value(held, 9_000) == -25_000
    assert position_value(held, None) is None
    assert position_value(replace(held, thesis=thesis(in_play=True)), 10_000) is None
    assert position_value(position(bought=0, spent=0), 10_000) is None


def test_a_cost_that_does_not_divide_counts_against_us():
    assert position_value(position(bought=300, spent=1_500_000, fees=1), 10_000) == -1


def test_means_are_weighted_by_contracts_and_rounded_down():
    assert average([(100, 300), (-50, 100)]) == 62
    assert average([(-1, 200), (0, 100)]) == -1
    assert average([]) is None


WON = position(settled_value=10_000, paid_out=40_000_000, fees=600_000)
SOLD = position(
    1, name="p2", bought=1000, spent=3_000_000, sold=1000, proceeds=2_500_000, fees=100_000, sold_fees=50_000
)


def test_an_episode_is_everything_of_one_arm_on_one_fixture():
    found = episode([WON, SOLD], {"p1": 10_600, "p2": None})
    assert found.pnl == (40_000_000 - 20_000_000 - 600_000) + (2_500_000 - 3_000_000 - 100_000)
    assert found.risked == 23_000_000 + 700_000
    assert found.clv == 530_000 - 500_000 - 15_000
    assert (found.strategy, found.fixture) == ("balanced", "F1")


def test_closing_value_is_weighted_by_what_was_bought():
    found = episode([WON, SOLD], {"p1": 10_600, "p2": 6_000})
    # p1: .015 on 40; p2: .30 − .30 − .005 on 10.
    assert found.clv == (15_000 * 40 - 5_000 * 10) // 50


def test_an_episode_of_an_open_position_or_of_two_arms_is_refused():
    for wrong in ([], [position()], [WON, replace(SOLD, strategy="aggressive")]):
        with pytest.raises(Malformed, match="episode"):
            episode(wrong, {})


def test_episodes_end_together_or_not_at_all():
    other = position(of=fixture(name="F2"), name="p3", settled_value=0)
    still = position(2, name="p4", strategy="aggressive")
    never = position(of=fixture(name="F3"), name="p5", bought=0, spent=0)
    found = episodes([WON, still, SOLD, other, never], {})
    assert [(e.fixture, e.strategy) for e in found] == [
        ("F1", "balanced"),
        ("F2", "balanced"),
    ]
    assert found[1].pnl == -20_000_000


def test_settlement_rows_tell_the_same_episodes():
    def row(name, pnl, risked, strategy="balanced"):
        return Settlement(
            name, "F1", "m", strategy, "2026-11-21", 10_000, 0, pnl, 1_000, risked, START, False
        )

    rows = [
        row("p1", 5 * DOLLAR, 30 * DOLLAR),
        row("p2", -DOLLAR, 10 * DOLLAR),
        row("p3", 0, DOLLAR, "aggressive"),
    ]
    first, second = from_settlements(rows, {"p1": 20_000, "p2": -20_000, "p3": None})
    assert (first.pnl, first.risked, first.clv) == (4 * DOLLAR, 40 * DOLLAR, 10_000)
    assert (second.strategy, second.clv) == ("aggressive", None)
