"""Decisions are counted once each, by trigger and by decider; choices are compared half against half."""

import pytest
from msgspec.structs import replace

from engine.core.performance.choices import bandit, entropy_millibits
from engine.core.performance.decisions import by_decider, by_trigger
from engine.domain.effects import ArmView, Choice
from engine.domain.identity import NO_TRADE
from engine.domain.ledger import Deed
from tests.support import ledgers

DEEDS = ("left", "approved", "rejected", "lapsed_left", "lapsed_held", "noted")


def test_every_decision_is_counted_once_whichever_way_they_are_sorted():
    forks = ledgers.season(10, 6).forks
    for rows in (by_trigger(forks, {}), by_decider(forks)):
        assert sum(row.decisions for row in rows) == len(forks)
        assert all(sum(getattr(row, deed) for deed in DEEDS) == row.decisions for row in rows)
        assert sum(row.regret_total_micros for row in rows) == sum(fork.regret for fork in forks)
        assert sum(row.regret_each_micros.n for row in rows) == len(forks)


def test_a_trigger_that_fired_and_was_not_decided_still_has_its_row():
    rows = by_trigger([], {"price_moved": 3})
    assert [(row.name, row.fired, row.decisions, row.regret_each_micros) for row in rows] == [
        ("price_moved", 3, 0, None)
    ]


def test_without_counts_of_firing_there_are_none():
    assert {row.fired for row in by_trigger(ledgers.season(3, 3).forks, None)} == {None}


def test_a_decision_whose_alternative_is_unknown_is_counted_and_has_no_regret():
    fork = replace(ledgers.season(1, 1).forks[0], leaving=None, deed=Deed.NOTED)
    (row,) = by_trigger([fork], {fork.trigger: 1})
    assert (row.decisions, row.regret_each_micros, row.regret_total_micros) == (1, None, 0)


def chosen(names):
    views = tuple(ArmView(name, 0.0, 500_000, 1) for name in ("a", "b"))
    return [Choice(f"F{n}", 1, n, views, name, 500_000) for n, name in enumerate(names)]


def test_shares_and_counts_by_hand():
    found = bandit(chosen("aabbbbbb"), "b")
    rows = {row.strategy: row for row in found.rows}
    assert [rows[name].chosen for name in "ab"] == [2, 6]
    assert (rows["b"].first_half_ppm, rows["b"].second_half_ppm) == (500_000, 1_000_000)
    assert sum(row.chosen for row in found.rows) == found.choices == 8
    assert found.gain_ppm.value == 500_000
    assert found.gain_ppm.low < 500_000 <= found.gain_ppm.high
    assert (found.entropy_first_millibits, found.entropy_second_millibits) == (1000, 0)


def test_doing_nothing_stands_last():
    assert [row.strategy for row in bandit(chosen([NO_TRADE, "a"]), None).rows] == ["a", "b", NO_TRADE]


@pytest.mark.parametrize("names", ["", "a"])
def test_without_two_halves_nothing_is_compared(names):
    assert bandit(chosen(names), "a").gain_ppm is None


def test_entropy_is_in_bits():
    assert entropy_millibits(chosen("abab")) == 1000
    assert entropy_millibits([]) is None
