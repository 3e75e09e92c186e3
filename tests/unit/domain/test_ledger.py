"""Entries and forks: closing-line value and regret, to the micro-dollar and with the right sign."""

import pytest
from msgspec.structs import replace

from engine.domain.ledger import Deed, Projected
from tests.unit.store.test_tables import ENTRY, FORK


def test_closing_line_value_is_the_close_less_price_and_fees_per_contract_rounded_down():
    # Two contracts at 40 c with 3 micro-dollars of fees, closed at 45 c.
    assert ENTRY.clv == 50_000 - 2
    assert ENTRY.risked == 800_003


@pytest.mark.parametrize("change", [{"close_twice": None}, {"in_play": True}, {"quantity": 0}])
def test_without_a_close_before_it_there_is_no_closing_line_value(change):
    assert replace(ENTRY, **change).clv is None


@pytest.mark.parametrize(
    ("deed", "regret"),
    [(Deed.NOTED, 500_000), (Deed.REJECTED, 500_000), (Deed.LEFT, -500_000), (Deed.APPROVED, -500_000)],
)
def test_regret_is_what_the_other_way_would_have_made(deed, regret):
    assert replace(FORK, deed=deed).regret == regret


def test_regret_is_unknown_while_either_way_is():
    assert replace(FORK, leaving=None).regret is None
    assert replace(FORK, holding=None).regret is None


def test_a_projection_knows_whether_it_held_only_when_it_is_over():
    waiting = Projected("2026-01-01", 1, ("p",), 5, -9, 9)
    assert waiting.inside is None
    assert replace(waiting, realised=9).inside
    assert not replace(waiting, realised=10).inside
