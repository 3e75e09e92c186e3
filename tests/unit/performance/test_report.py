"""The run report says what its samples carry and nothing more."""

import pytest
from msgspec.structs import replace

from engine.core.performance.report import report
from engine.core.performance.summary import lines
from engine.domain.effects import Settlement
from engine.domain.identity import NO_TRADE
from engine.domain.money import DOLLAR
from engine.domain.rules import Targets
from engine.maths.metrics import wilson_interval
from tests.support.games import START

TARGETS = Targets(low=100_000, mid=110_000, high=120_000, honest_low=0, honest_high=1_000)


def row(number, pnl, *, day=21, strategy="balanced", risked=10 * DOLLAR):
    return Settlement(
        f"p{number}", f"F{number}", "m", strategy, f"2026-11-{day}", 10_000, 0, round(pnl * DOLLAR), 50_000, risked,
        START + number, False,
    )  # fmt: skip


ROWS = [row(1, 2), row(2, -10, day=22), row(3, 5, day=22, strategy="aggressive"), row(4, 9, day=23)]
CHOSEN = {"balanced": 1, NO_TRADE: 1}


def made(rows=ROWS, **changes):
    fields = {
        "settlements": rows, "trades": (2, 1), "chosen": CHOSEN, "clv": {"p1": 20_000, "p4": 10_000},
        "refusals": {"edge": 3, "horizon": 7, "band": 3}, "bankroll": 100 * DOLLAR,
    }  # fmt: skip
    return report(**(fields | changes))


def test_money_by_hand():
    found = made()
    assert (found.pnl, found.fees, found.risked) == (6 * DOLLAR, 200_000, 40 * DOLLAR)
    assert (found.settled, found.days, found.episodes, found.wins) == (4, 3, 4, 3)
    assert (found.fills, found.maker_fills) == (2, 1)


def test_drawdown_is_from_the_highest_point_of_realised_money():
    assert made().drawdown == 98_040  # 102 to 92, rounded up
    assert made([row(1, 5)]).drawdown == 0
    assert made([]).drawdown is None


def test_the_hit_rate_has_wilsons_interval():
    expected = wilson_interval(3, 4)
    assert made().hit_rate.mean == 750_000
    assert made().hit_rate.low == pytest.approx(expected.low * 1e6, abs=1)


def test_the_return_is_a_mean_of_episodes_clustered_by_date():
    found = made().ret
    assert found.mean == 150_000  # (.2 − 1 + .5 + .9) / 4
    # Residuals by date .05, −.80, .75: variance 3/2 · (.0025 + .64 + .5625) / 16.
    half = 4.302653 * (1.5 * 1.205 / 16) ** 0.5
    assert (found.low, found.high) == (
        pytest.approx((0.15 - half) * 1e6, abs=2),
        pytest.approx((0.15 + half) * 1e6, abs=2),
    )


def test_days_and_their_sharpe():
    found = made()
    assert found.daily.mean == 20_000  # +2, −5, +9 on 100
    assert found.sharpe == pytest.approx(0.02 / 0.07)


@pytest.mark.parametrize("rows", [[], [row(1, 5)], [row(1, 5), row(2, -3)]])
def test_one_date_carries_no_interval(rows):
    found = made(rows)
    assert (found.ret, found.daily, found.sharpe) == (None, None, None)


def test_each_arm_has_its_own_figures():
    found = {arm.name: arm for arm in made().strategies}
    assert list(found) == ["balanced", NO_TRADE, "aggressive"]
    assert (found["balanced"].chosen, found["balanced"].episodes) == (1, 3)
    assert found["balanced"].clv.mean == 15_000
    assert found["balanced"].pnl == DOLLAR
    assert found["aggressive"].clv is None
    assert found[NO_TRADE].episodes == 0


def test_refusals_come_most_frequent_first():
    assert made().refusals == (("horizon", 7), ("band", 3), ("edge", 3))


def test_no_line_is_longer_than_80_characters():
    wild = [
        row(n, 99_999, day=20 + n, strategy="a_very_long_name_of_a_strategy", risked=DOLLAR) for n in range(5)
    ]
    for rows in (ROWS, [], wild):
        assert all(len(line) <= 80 for line in lines(made(rows), TARGETS))


def test_what_is_missing_is_two_dashes_and_never_zero():
    told = lines(made([], chosen={}, trades=(0, 0), refusals={}), TARGETS)
    assert "Return per dollar  --" in "\n".join(told)
    assert "Drawdown           --" in "\n".join(told)
    assert "No choices made." in told
    assert told[-1] == "Refusals: none"
    assert not any("nan" in line or "None" in line or "inf" in line for line in told)


def test_the_word_edge_stands_only_beside_its_interval():
    cases = {
        "no interval yet": [row(1, 5)],
        "not told from zero": ROWS,
        "above zero": [row(n, 3 + n / 10, day=n) for n in range(1, 9)],
        "below zero": [row(n, -3 - n / 10, day=n) for n in range(1, 9)],
    }
    for says, rows in cases.items():
        told = [line for line in lines(made(rows, refusals={})) if "edge" in line or says in line]
        assert len(told) == 1
        assert says in told[0]
        assert ("edge" in told[0]) == ("[" in told[0])


def test_the_wishes_stand_beside_what_was_measured_and_what_is_honest():
    told = "\n".join(lines(made(), TARGETS))
    assert "asked for" in told
    assert "10.0%-12.0%" in told
    assert "0.0%-0.1%" in told
    assert "asked for" not in "\n".join(lines(made()))


def test_a_report_of_nothing_on_nothing_still_stands():
    assert lines(made([], bankroll=0))
    assert replace(made(), strategies=()).episodes == 4


def test_the_profit_comes_with_the_interval_its_dates_carry():
    found = made().pnl_span  # by date +2, −5, +9
    assert found.mean == 6 * DOLLAR
    assert found.low < 0 < found.high
    assert made([row(1, 5)]).pnl_span is None
    assert any(line.startswith("P&L after fees     +6.00 [") for line in lines(made(), TARGETS))
