"""An edge is followed from claim to money on the same entries, and its steps add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.performance.arms import ledgers as ledger_rows
from engine.core.performance.waterfall import STEPS, waterfall, waterfalls
from engine.domain.figures import ALL
from tests.support import ledgers

ENTRY = replace(
    next(entry for entry in ledgers.season(1, 1).entries if not entry.shadow),
    quantity=200, claimed=560_000, fair=520_000, mid_twice=10_000, spent=200 * 4_900, fees=20_000,
    close_twice=10_200, value=10_000, pnl=200 * 10_000 - 200 * 4_900 - 20_000, in_play=False,
)  # fmt: skip


def one(*entries, in_play=False):
    return waterfall(entries, shadow=False, in_play=in_play, strategy="balanced")


def test_the_levels_by_hand():
    # Two contracts: claimed .56, blended .52, mid .50, paid .49, fee .01 each, closed .51, paid out 1.
    levels = {step.name: step.level_each_micros.value for step in one(ENTRY).steps}
    assert levels == {
        "claimed": 60_000, "shrunk": 20_000, "after fee": 10_000, "filled": 20_000, "close": 10_000, "settled": 500_000,
    }  # fmt: skip


@given(days=st.integers(1, 5), fixtures=st.integers(1, 5), seed=st.integers(0, 50))
def test_steps_add_up_from_the_claim_to_what_came(days, fixtures, seed):
    for found in waterfalls(ledgers.season(days, fixtures, seed).entries):
        names = [step.name for step in found.steps]
        assert (
            names
            == ([name for name in STEPS if name != "close"] if found.in_play else list(STEPS))[: len(names)]
        )
        if found.steps:
            assert (
                sum(step.change_each_micros for step in found.steps)
                == found.steps[-1].level_each_micros.value
            )
        assert {step.level_each_micros.n for step in found.steps} <= {found.n}


def test_every_entry_is_in_a_waterfall_or_counted_out():
    entries = ledgers.season(9, 8).entries
    for shadow in (False, True):
        for in_play in (False, True):
            some = [e for e in entries if (e.shadow, e.in_play) == (shadow, in_play)]
            rows = [w for w in waterfalls(entries) if (w.shadow, w.in_play) == (shadow, in_play)]
            whole, *each = rows
            assert whole.strategy == ALL
            assert whole.n + whole.left_out == len(some)
            assert sum(row.n for row in each) == whole.n
            assert sum(row.contracts_centi for row in each) == whole.contracts_centi


@pytest.mark.parametrize("change", [{"claimed": None}, {"mid_twice": None}, {"close_twice": None}])
def test_an_entry_that_lacks_a_figure_is_left_out_of_every_step(change):
    found = one(ENTRY, replace(ENTRY, **change))
    assert (found.n, found.left_out) == (1, 1)
    assert all(step.level_each_micros.n == 1 for step in found.steps)


def test_in_play_there_is_no_close_and_none_is_missed():
    found = one(replace(ENTRY, in_play=True, close_twice=None), in_play=True)
    assert (found.n, "close" in {step.name for step in found.steps}) == (1, False)


def test_nothing_whole_has_no_steps():
    assert one(replace(ENTRY, claimed=None)).steps == ()
    assert waterfalls([]) == ()


def test_settled_times_contracts_is_the_money_that_came():
    some = [e for e in ledgers.season(12, 6).entries if e.shadow and not e.in_play and e.claimed is not None]
    found = waterfall(some, shadow=True, in_play=False, strategy=ALL)
    came = found.steps[-1].level_each_micros.value * found.contracts_centi / 100
    assert came == pytest.approx(sum(entry.pnl for entry in some), abs=found.contracts_centi)


def test_each_arms_ledger_adds_up_to_all_arms():
    entries = ledgers.season(9, 8).entries
    for shadow in (False, True):
        whole, *each = [row for row in ledger_rows(entries) if row.shadow is shadow]
        for name in ("entries", "pnl_micros", "risked_micros", "contracts_centi"):
            assert sum(getattr(row, name) for row in each) == getattr(whole, name)
        assert whole.entries == sum(entry.shadow is shadow for entry in entries)
        assert whole.return_ppm.value == pytest.approx(whole.pnl_micros * 1e6 / whole.risked_micros, abs=1)
