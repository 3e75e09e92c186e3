"""What came of a fixture."""

from engine.core.performance.settlement import episodes
from engine.domain.effects import Settlement
from engine.domain.money import DOLLAR
from tests.support.games import START


def test_settlement_rows_of_one_arm_on_one_fixture_are_one_episode():
    def row(name, pnl, risked, strategy="balanced"):
        return Settlement(
            name, "F1", "m", strategy, "2026-11-21", 10_000, 0, pnl, 1_000, risked, START, False
        )

    rows = [
        row("p1", 5 * DOLLAR, 30 * DOLLAR),
        row("p2", -DOLLAR, 10 * DOLLAR),
        row("p3", 0, DOLLAR, "aggressive"),
    ]
    first, second = episodes(rows)
    assert (first.pnl, first.risked) == (4 * DOLLAR, 40 * DOLLAR)
    assert (second.strategy, second.risked) == ("aggressive", DOLLAR)
