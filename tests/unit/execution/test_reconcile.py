"""Our books against the venue's: forty mismatches made by hand, and everything that is under way and no mismatch."""

import pytest
from msgspec.structs import replace

from engine.core.execution.differences import begun, gone_on, sentence
from engine.core.execution.reconcile import CASH, Finding, Ours, compared, explained, holding_subject
from engine.domain.difference import DifferenceKind, Remedy
from engine.domain.market import Leg, Side
from engine.domain.moment import SECOND
from engine.domain.money import CONTRACT, DOLLAR, ONE
from engine.domain.order import OrderState
from engine.domain.standing import Holding, Standing, VenueOrder
from tests.support.words import NOW, fill, order

AS_OF = NOW + 60 * SECOND
LATE = AS_OF + SECOND
M1 = ("m1", Leg.YES)
M2 = ("m2", Leg.NO)


def shows(key="r-o000001", **said):
    """How the venue shows the plain order."""
    plain = {
        "id": key,
        "market": "m1",
        "leg": Leg.YES,
        "side": Side.BUY,
        "price": 5000,
        "quantity": 1000,
        "filled": 0,
        "rests": True,
    }
    return VenueOrder(**(plain | said))


def books(**said):
    """One order rests, ten contracts are held, and there is some cash."""
    plain = {
        "live": {"r-o000001": order()},
        "ended": {},
        "holdings": {M1: 1000},
        "cash": 900 * DOLLAR,
        "touched": {},
    }
    return Ours(**(plain | said))


def venue(**said):
    """The venue shows just that."""
    plain = {
        "as_of": AS_OF,
        "since": NOW,
        "orders": (shows(),),
        "fills": (),
        "holdings": (Holding(*M1, 1000),),
        "cash": 900 * DOLLAR,
    }
    return Standing(**(plain | said))


def holds(*legs):
    return tuple(Holding(*key, count) for *key, count in legs)


def over(state=OrderState.CANCELLED, since=NOW, **said):
    return replace(order(state, **said), since=since)


F, H, C = DifferenceKind.FOREIGN_ORDER, DifferenceKind.HOLDING, DifferenceKind.CASH
SUBJECT1, SUBJECT2 = holding_subject(*M1), holding_subject(*M2)

MISMATCHES = {
    "an order nobody sent": ({}, {"orders": (shows(), shows("x"))}, [(F, "x", 0, 1000)]),
    "an order nobody sent, half filled": (
        {},
        {"orders": (shows(), shows("x", filled=400))},
        [(F, "x", 0, 600)],
    ),
    "an order nobody sent on a market we do not know": (
        {},
        {"orders": (shows(), shows("x", market="zz"))},
        [(F, "x", 0, 1000)],
    ),
    "an order nobody sent, selling": (
        {},
        {"orders": (shows(), shows("x", side=Side.SELL))},
        [(F, "x", 0, 1000)],
    ),
    "an order nobody sent on the other leg": (
        {},
        {"orders": (shows(), shows("x", leg=Leg.NO))},
        [(F, "x", 0, 1000)],
    ),
    "two orders nobody sent": (
        {},
        {"orders": (shows(), shows("x"), shows("y"))},
        [(F, "x", 0, 1000), (F, "y", 0, 1000)],
    ),
    "an order nobody sent that the venue sweeps": (
        {},
        {"orders": (shows(), shows("x", sweeping=True))},
        [(F, "x", 0, 1000)],
    ),
    "a cancelled order alive": (
        {"live": {}, "ended": {"r-o000001": over()}},
        {},
        [(F, "r-o000001", 0, 1000)],
    ),
    "a refused order alive": (
        {"live": {}, "ended": {"r-o000001": over(OrderState.REFUSED)}},
        {},
        [(F, "r-o000001", 0, 1000)],
    ),
    "an expired order alive": (
        {"live": {}, "ended": {"r-o000001": over(OrderState.EXPIRED)}},
        {},
        [(F, "r-o000001", 0, 1000)],
    ),
    "a filled order alive": (
        {"live": {}, "ended": {"r-o000001": over(OrderState.FILLED, filled=1000)}},
        {"orders": (shows(filled=200),)},
        [(F, "r-o000001", 0, 800)],
    ),
    "our order at another price": ({}, {"orders": (shows(price=5100),)}, [(F, "r-o000001", 0, 1000)]),
    "our order on the flipped leg": ({}, {"orders": (shows(leg=Leg.NO),)}, [(F, "r-o000001", 0, 1000)]),
    "our order on the other side": ({}, {"orders": (shows(side=Side.SELL),)}, [(F, "r-o000001", 0, 1000)]),
    "our order on another market": ({}, {"orders": (shows(market="m2"),)}, [(F, "r-o000001", 0, 1000)]),
    "one contract more": ({}, {"holdings": holds((*M1, 1100))}, [(H, SUBJECT1, 1000, 1100)]),
    "a hundredth of a contract more": ({}, {"holdings": holds((*M1, 1001))}, [(H, SUBJECT1, 1000, 1001)]),
    "one contract less": ({}, {"holdings": holds((*M1, 900))}, [(H, SUBJECT1, 1000, 900)]),
    "twice as much": ({}, {"holdings": holds((*M1, 2000))}, [(H, SUBJECT1, 1000, 2000)]),
    "nothing held there": ({}, {"holdings": ()}, [(H, SUBJECT1, 1000, 0)]),
    "nothing held here": ({"holdings": {}}, {}, [(H, SUBJECT1, 0, 1000)]),
    "a flipped leg": (
        {},
        {"holdings": holds(("m1", Leg.NO, 1000))},
        [(H, SUBJECT1, 1000, 0), (H, "m1/no", 0, 1000)],
    ),
    "both legs there": (
        {},
        {"holdings": holds((*M1, 1000), ("m1", Leg.NO, 500))},
        [(H, "m1/no", 0, 500)],
    ),
    "another market as well": ({}, {"holdings": holds((*M1, 1000), (*M2, 300))}, [(H, SUBJECT2, 0, 300)]),
    "another market instead": (
        {},
        {"holdings": holds((*M2, 1000))},
        [(H, SUBJECT1, 1000, 0), (H, SUBJECT2, 0, 1000)],
    ),
    "an unknown market": ({}, {"holdings": holds((*M1, 1000), ("zz", Leg.YES, 5))}, [(H, "zz/yes", 0, 5)]),
    "sold more than was bought": ({"holdings": {M1: -100}}, {"holdings": ()}, [(H, SUBJECT1, -100, 0)]),
    "a dollar more": ({}, {"cash": 901 * DOLLAR}, [(C, CASH, 900 * DOLLAR, 901 * DOLLAR)]),
    "a dollar less": ({}, {"cash": 899 * DOLLAR}, [(C, CASH, 900 * DOLLAR, 899 * DOLLAR)]),
    "a micro-dollar more": ({}, {"cash": 900 * DOLLAR + 1}, [(C, CASH, 900 * DOLLAR, 900 * DOLLAR + 1)]),
    "a micro-dollar less": ({}, {"cash": 900 * DOLLAR - 1}, [(C, CASH, 900 * DOLLAR, 900 * DOLLAR - 1)]),
    "no cash at all": ({}, {"cash": 0}, [(C, CASH, 900 * DOLLAR, 0)]),
    "cash below nothing": ({}, {"cash": -DOLLAR}, [(C, CASH, 900 * DOLLAR, -DOLLAR)]),
    "a fill nobody told of, by holding and cash": (
        {},
        {"holdings": holds((*M1, 1100)), "cash": 899 * DOLLAR},
        [(H, SUBJECT1, 1000, 1100), (C, CASH, 900 * DOLLAR, 899 * DOLLAR)],
    ),
    "a fee nobody told of": (
        {},
        {"cash": 900 * DOLLAR - 17_500},
        [(C, CASH, 900 * DOLLAR, 900 * DOLLAR - 17_500)],
    ),
    "everything at once": (
        {},
        {"orders": (shows(), shows("x")), "holdings": holds((*M2, 1)), "cash": 0},
        [(F, "x", 0, 1000), (H, SUBJECT1, 1000, 0), (H, SUBJECT2, 0, 1), (C, CASH, 900 * DOLLAR, 0)],
    ),
    "a holding that moved long before": (
        {"touched": {SUBJECT1: NOW}},
        {"holdings": holds((*M1, 900))},
        [(H, SUBJECT1, 1000, 900)],
    ),
    "cash that moved long before": (
        {"touched": {CASH: AS_OF - 1}},
        {"cash": 0},
        [(C, CASH, 900 * DOLLAR, 0)],
    ),
    "one holding moved just now, the other did not": (
        {"holdings": {M1: 1000, M2: 10}, "touched": {SUBJECT1: LATE}},
        {"holdings": ()},
        [(H, SUBJECT2, 10, 0)],
    ),
    "books without anything, an account with everything": (
        {"live": {}, "holdings": {}, "cash": 0},
        {},
        [(F, "r-o000001", 0, 1000), (H, SUBJECT1, 0, 1000), (C, CASH, 0, 900 * DOLLAR)],
    ),
}


@pytest.mark.parametrize("name", MISMATCHES)
def test_a_mismatch_is_found_line_by_line(name):
    ours, theirs, lines = MISMATCHES[name]
    found = compared(books(**ours), venue(**theirs))
    assert [(each.kind, each.subject, each.ours, each.venues) for each in found.findings] == lines


def test_there_are_forty_of_them():
    assert len(MISMATCHES) == 40


UNDER_WAY = {
    "nothing at all": ({}, {}),
    "an order sent that the list does not show yet": (
        {"live": {"r-o000001": order(OrderState.SENT)}},
        {"orders": ()},
    ),
    "an order nobody knows the fate of": ({"live": {"r-o000001": order(OrderState.UNKNOWN)}}, {"orders": ()}),
    "an unknown order that rests": ({"live": {"r-o000001": order(OrderState.UNKNOWN)}}, {}),
    "a cancel asked for, the order still shown": ({"live": {"r-o000001": order(OrderState.CANCELLING)}}, {}),
    "an order that ended after the list was made": (
        {"live": {}, "ended": {"r-o000001": over(since=LATE)}},
        {},
    ),
    "an order that the list shows as over": ({"live": {}}, {"orders": (shows(rests=False),)}),
    "a trade told after the list was made": (
        {"holdings": {M1: 1100}, "cash": 899 * DOLLAR, "touched": {SUBJECT1: LATE, CASH: LATE}},
        {},
    ),
    "a trade told at the list's own moment": ({"cash": 899 * DOLLAR, "touched": {CASH: AS_OF}}, {}),
    "a list from long before": ({"cash": 1, "touched": {CASH: LATE}}, {"as_of": NOW}),
}


@pytest.mark.parametrize("name", UNDER_WAY)
def test_what_is_under_way_is_no_difference(name):
    ours, theirs = UNDER_WAY[name]
    assert compared(books(**ours), venue(**theirs)).findings == ()


@pytest.mark.parametrize("state", [OrderState.RESTING, OrderState.CANCELLING])
def test_an_order_that_should_be_shown_and_is_not_is_asked_about(state):
    ours = books(live={"r-o000001": order(state)})
    assert compared(ours, venue(orders=())).missing == ("r-o000001",)
    assert compared(ours, venue(orders=(), as_of=NOW)).missing == (), "the list is older than its own answer"
    assert compared(ours, venue(orders=(shows(filled=1),))).missing == ("r-o000001",), (
        "it has traded more there"
    )
    assert compared(ours, venue()).missing == ()


def test_an_order_over_for_us_that_rests_is_told_apart_from_a_foreign_one():
    ended = books(live={}, ended={"r-o000001": over()})
    assert compared(ended, venue()).risen == ("r-o000001",)
    assert compared(books(live={}), venue()).risen == ()


@pytest.mark.parametrize(
    ("side", "leg", "value", "contracts", "cash"),
    [
        (Side.BUY, Leg.YES, None, 1000, -5_100_000),
        (Side.SELL, Leg.YES, None, -1000, 4_900_000),
        (Side.BUY, Leg.YES, ONE, 0, 4_900_000),
        (Side.BUY, Leg.NO, ONE, 0, -5_100_000),
        (Side.BUY, Leg.NO, 0, 0, 4_900_000),
        (Side.SELL, Leg.YES, ONE, 0, -5_100_000),
    ],
)
def test_a_trade_outside_our_books_explains_its_holding_cash_and_pay_out(side, leg, value, contracts, cash):
    trade = fill(side=side, leg=leg)
    assert explained(trade, {} if value is None else {"m1": value}) == (contracts, cash)


def line(kind=H, ours=1000, venues=1100, **said):
    return begun(Finding(kind, "m1/yes", "m1", Leg.YES, ours, venues), NOW, listed=said.get("listed", True))


def test_a_difference_found_again_is_the_same_one_and_waits_anew_only_when_its_gap_changed():
    let = replace(line(), ignored="known")
    same = gone_on(let, Finding(H, "m1/yes", "m1", Leg.YES, 900, 1000), listed=True)
    other = gone_on(let, Finding(H, "m1/yes", "m1", Leg.YES, 1000, 1200), listed=True)
    assert (same.id, same.ignored, same.ours) == (let.id, "known", 900)
    assert (other.id, other.ignored, other.since) == (let.id, "", let.since)


@pytest.mark.parametrize("kind", DifferenceKind)
def test_every_kind_has_its_remedies_and_nothing_of_an_unlisted_market_is_adopted(kind):
    assert Remedy.IGNORE in line(kind).remedies
    assert Remedy.ADOPT in line(kind).remedies
    assert Remedy.ADOPT not in line(kind, listed=False).remedies
    assert (Remedy.CANCEL in line(kind).remedies) is (kind is F)


@pytest.mark.parametrize(
    ("kind", "ours", "venues", "says"),
    [
        (F, 0, 10 * CONTRACT, "rests at the venue"),
        (H, 10 * CONTRACT, 0, "held here"),
        (C, DOLLAR, 2 * DOLLAR, "cash: 1.00 here, 2.00 at the venue"),
        (DifferenceKind.LOST_ORDER, CONTRACT, 0, "not known to the venue"),
        (DifferenceKind.FOREIGN_FILL, 0, CONTRACT, "of no order of ours"),
        (DifferenceKind.FOREIGN_FILL, CONTRACT, CONTRACT, "booked as the venue told it"),
    ],
)
def test_a_difference_is_one_sentence_with_both_figures(kind, ours, venues, says):
    assert says in sentence(line(kind, ours, venues))
