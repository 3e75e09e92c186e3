"""What was made: to the micro-dollar where it is money, with its sample where it is a mean."""

import pytest
from msgspec.structs import replace

from engine.core.performance.result import by_date, refusal_counts, result
from engine.domain.effects import Settlement
from engine.domain.money import DOLLAR
from tests.support import ledgers
from tests.support.games import START


def row(number, pnl, *, day=21, strategy="balanced", risked=10 * DOLLAR):
    return Settlement(
        f"p{number}", f"F{number}", "m", strategy, f"2026-11-{day}", 10_000, 0, round(pnl * DOLLAR), 50_000, risked,
        START + number, False,
    )  # fmt: skip


ROWS = [row(1, 2), row(2, -10, day=22), row(3, 5, day=22, strategy="aggressive"), row(4, 9, day=23)]


def made(rows=ROWS, entries=(), **changes):
    given = {"trades": (5, 2, 1), "bankroll": 100 * DOLLAR, "drawdown": None}
    return result(rows, entries, **(given | changes))


def test_money_by_hand():
    found = made()
    assert (found.pnl_micros, found.fees_micros, found.risked_micros) == (6 * DOLLAR, 200_000, 40 * DOLLAR)
    assert (found.positions, len(found.dates), found.episodes, found.wins) == (4, 3, 4, 3)
    assert (found.orders, found.fills, found.maker_fills) == (5, 2, 1)


def test_dates_add_up_to_the_whole_to_the_micro_dollar():
    season = ledgers.season(40, 6)
    found = made(season.settlements)
    for name in ("pnl_micros", "fees_micros", "risked_micros"):
        assert sum(getattr(date, name) for date in found.dates) == getattr(found, name)
    assert sum(date.positions for date in found.dates) == found.positions == len(season.settlements)
    assert found.pnl_by_date_micros.value == found.pnl_micros


def test_dates_come_in_order_whatever_order_they_were_booked_in():
    assert by_date(ROWS[::-1]) == by_date(ROWS)


def test_drawdown_is_the_accounts_and_else_that_of_settled_money():
    assert made().drawdown_ppm == 98_040  # 102 to 92, rounded up
    assert made(drawdown=12).drawdown_ppm == 12
    assert made([row(1, 5)]).drawdown_ppm == 0
    assert made([]).drawdown_ppm is None


def test_figures_of_means_name_their_sample():
    found = made()
    assert (found.return_ppm.value, found.return_ppm.n, found.return_ppm.dates) == (150_000, 4, 3)
    assert (found.hit_rate_ppm.value, found.hit_rate_ppm.n) == (750_000, 4)
    assert (found.daily_return_ppm.value, found.daily_return_ppm.n) == (20_000, 3)  # +2, −5, +9 on 100
    assert (found.sharpe_day_ppm, found.sharpe_year_ppm) == (None, None)  # three dates are too few


@pytest.mark.parametrize("rows", [[row(1, 5)], [row(1, 5), row(2, -3)]])
def test_one_date_carries_no_interval(rows):
    found = made(rows)
    assert (found.return_ppm.low, found.daily_return_ppm.low, found.sharpe_day_ppm) == (None, None, None)


def test_nothing_settled_is_missing_and_not_nought():
    found = made([])
    assert found.pnl_micros == 0
    assert (found.pnl_by_date_micros, found.return_ppm, found.hit_rate_ppm, found.clv_each_micros) == (
        None,
    ) * 4


def test_closing_line_and_mark_outs_are_of_entries_by_contracts():
    entries = [entry for entry in ledgers.season(6, 4).entries if not entry.shadow]
    found = made(entries=entries)
    before = [entry for entry in entries if entry.clv is not None]
    contracts = sum(entry.quantity for entry in before)
    assert found.clv_each_micros.value == pytest.approx(
        sum(entry.clv * entry.quantity for entry in before) / contracts, abs=1
    )
    assert (found.clv_each_micros.n, found.mark_60s_each_micros.n) == (len(before), len(entries))
    blind = [replace(entry, marks=(None, None, None), close_twice=None) for entry in entries]
    assert made(entries=blind).mark_5s_each_micros is None
    assert made(entries=blind).clv_each_micros is None


def test_refusals_come_most_frequent_first_with_whom_they_met_most():
    found = refusal_counts({"edge": {"a": 3}, "horizon": {"a": 2, "b": 5}, "band": {"b": 3}})
    assert found == [("horizon", 7, "b"), ("band", 3, "b"), ("edge", 3, "a")]


def test_nothing_on_nothing_still_stands():
    assert made([], bankroll=0).daily_return_ppm is None
