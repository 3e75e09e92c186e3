"""Regret by trigger, deed and decider: what is counted, per contract, and how sure one may be."""

import pytest

from engine.core.performance.regret import (
    Outcome,
    credit,
    known,
    regrets,
    regrets_by_decider,
    regrets_by_deed,
    regrets_by_trigger,
)
from engine.domain.ledger import DEADLINE, OPERATOR, Deed, Fork
from engine.domain.market import Leg


def fork(deed=Deed.LEFT, *, trigger="price_moved", by=None, date="2026-01-01", quantity=200, **figures):
    return Fork(
        "k", "p", "F", "M", Leg.YES, "balanced", trigger, deed, by or trigger, 1, in_play=True,
        quantity=quantity, fair=None, leaving=figures.get("leaving"), holding=figures.get("holding"),
        closed_at=2, settles_on=date,
    )  # fmt: skip


def test_leaving_at_thirty_what_pays_a_dollar_costs_seventy_cents_a_contract():
    (row,) = regrets([fork(leaving=600_000, holding=2_000_000)])
    assert (row.trigger, row.deed, row.by) == ("price_moved", Deed.LEFT, "price_moved")
    assert (row.n, row.unknown, row.per_contract, row.total) == (1, 0, 700_000, 1_400_000)
    assert row.span is None, "one date carries no interval"


def test_holding_what_pays_nothing_costs_what_selling_would_have_brought():
    (row,) = regrets([fork(Deed.NOTED, leaving=600_000, holding=0)])
    assert row.per_contract == 300_000


def test_every_decision_counts_once_whatever_its_size():
    (row,) = regrets(
        [
            fork(Deed.NOTED, leaving=100, holding=0, quantity=100),
            fork(Deed.NOTED, leaving=30_000, holding=0, quantity=10_000),
        ]
    )
    assert (row.per_contract, row.total) == (200, 30_100)


def test_decisions_of_one_date_share_their_luck():
    apart = [fork(leaving=x, holding=0, date=f"2026-01-{d:02}") for d, x in enumerate((0, 200, 0, 200), 1)]
    (wide,) = regrets([*apart[:1], *apart[1:2]] * 2)
    (row,) = regrets(apart)
    assert row.per_contract == wide.per_contract == -50
    assert row.span.low < -50 < row.span.high
    assert wide.span.high - wide.span.low > row.span.high - row.span.low, "two dates know less than four"


def test_what_lacks_a_figure_is_counted_as_unknown():
    (row,) = regrets([fork(leaving=None, holding=5), fork(quantity=0), fork(leaving=3, holding=3)])
    assert (row.n, row.unknown, row.per_contract, row.total) == (1, 2, 0, 0)
    (row,) = regrets([fork(leaving=None)])
    assert (row.n, row.per_contract, row.span) == (0, None, None)


def test_rows_pool_over_what_they_do_not_name():
    told = [
        fork(Deed.LEFT, leaving=2, holding=4),
        fork(Deed.REJECTED, by=OPERATOR, leaving=6, holding=4),
        fork(Deed.LAPSED_HELD, trigger="adverse_score", by=DEADLINE, leaving=8, holding=4),
        fork(Deed.APPROVED, trigger="adverse_score", by=OPERATOR, leaving=9, holding=4),
    ]
    assert [(row.trigger, row.n, row.total) for row in regrets_by_trigger(told)] == [
        ("price_moved", 2, 4),
        ("adverse_score", 2, -1),
    ]
    assert [(row.by, row.total) for row in regrets_by_decider(told)] == [
        ("price_moved", 2),
        (OPERATOR, -3),
        (DEADLINE, 4),
    ]
    assert [row.deed for row in regrets_by_deed(told)] == [fork.deed for fork in told]
    assert len(regrets(told)) == 4


@pytest.mark.parametrize("deed", list(Deed))
def test_only_what_was_left_earns_credit(deed):
    earned = credit(fork(deed, leaving=700, holding=500))
    assert earned == (200 if deed in {Deed.LEFT, Deed.APPROVED, Deed.LAPSED_LEFT} else 0)


def test_what_was_partly_sold_later_came_to_the_mean_rounded_down():
    held = fork(Deed.REJECTED, quantity=100, leaving=1)
    done = known(held, Outcome(sold=100, brought=100, kept=200, pays=1))
    assert done.holding == 100  # (100 + 1 x 200) / 300 of a hundredth, times 100
    assert known(held, Outcome(sold=300, brought=-1, kept=0, pays=0)).holding == -1
    assert known(held, Outcome(sold=0, brought=0, kept=300, pays=None)).holding is None
    assert known(held, Outcome(sold=0, brought=0, kept=0, pays=5)).holding is None


def test_a_sale_counts_for_what_it_sold_even_on_a_void_market():
    left = fork(quantity=500)
    done = known(left, Outcome(sold=300, brought=900, kept=0, pays=None))
    assert (done.quantity, done.leaving, done.holding, done.regret) == (300, 900, None, None)
