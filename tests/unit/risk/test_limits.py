"""One boundary per limit: just below, at, just above."""

import pytest

from engine.core.risk.drawdown import Account
from engine.core.risk.limits import LIMITS, check, most_cost
from engine.domain.market import Book, Leg
from engine.domain.moment import SECOND
from engine.domain.money import CONTRACT, DOLLAR, Money
from engine.domain.order import Allowed, OrderState, Refused, Trimmed
from engine.domain.rules import DrawdownMode
from tests.support.words import (
    NOW,
    candidate,
    drawdown_rules,
    exposure,
    limits,
    order,
    position,
    risk_context,
)

COST = most_cost(candidate(), 10 * CONTRACT)
"""What the plain candidate takes at worst."""
USED = 100 * DOLLAR
MILLION = 1_000_000


def used(kind, key):
    return exposure(**{kind: {key: USED}})


def small(**said):
    """An account of a thousand dollars with nothing at stake."""
    rich = 1000 * DOLLAR
    plain = {"account": Account(cash=rich, mark=rich), "equity": rich, "worst": rich, "floor": 800 * DOLLAR}
    return risk_context(**(plain | said))


# rule → a context in which exactly this much money is left by that rule
MONEY = {
    "global_exposure": lambda left: risk_context(
        limits=limits(global_exposure=USED + left), exposure=exposure(total=USED)
    ),
    "fixture_exposure": lambda left: risk_context(
        limits=limits(fixture_exposure=USED + left), exposure=used("by_fixture", "f1")
    ),
    "market_exposure": lambda left: risk_context(
        limits=limits(market_exposure=USED + left), exposure=used("by_market", "m1")
    ),
    "strategy_exposure": lambda left: risk_context(
        limits=limits(strategy_exposure=USED + left), exposure=used("by_strategy", "balanced")
    ),
    "slate_exposure": lambda left: risk_context(
        limits=limits(slate_exposure=USED + left), exposure=used("by_slate", "2025-06-15")
    ),
    "drawdown_guarantee": lambda left: risk_context(worst=900 * DOLLAR + left, floor=900 * DOLLAR),
    # The budget of the plain account is 200,000 dollars; an eighth of it is 25,000, a half 100,000.
    "fixture_budget": lambda left: risk_context(
        limits=limits(fixture_of_budget=125_000), exposure=exposure(by_fixture={"f1": 25_000 * DOLLAR - left})
    ),
    "slate_budget": lambda left: risk_context(
        limits=limits(slate_of_budget=500_000),
        exposure=exposure(by_slate={"2025-06-15": 100_000 * DOLLAR - left}),
    ),
}


@pytest.mark.parametrize("rule", MONEY)
def test_a_limit_in_money_lets_through_exactly_what_is_left(rule):
    assert check(candidate(), MONEY[rule](COST)) == Allowed()
    assert check(candidate(), MONEY[rule](COST + 1)) == Allowed()
    assert check(candidate(), MONEY[rule](Money(COST - 1))) == Trimmed(9 * CONTRACT, rule)


@pytest.mark.parametrize("rule", MONEY)
def test_less_than_a_contract_left_is_a_refusal_that_says_needs_and_has(rule):
    one = most_cost(candidate(), CONTRACT)
    assert check(candidate(), MONEY[rule](one)) == Trimmed(CONTRACT, rule)
    assert check(candidate(), MONEY[rule](Money(one - 1))) == Refused(rule, "needs 5.18, has 0.52")
    assert check(candidate(), MONEY[rule](Money(0))) == Refused(rule, "needs 5.18, has 0.00")
    assert check(candidate(), MONEY[rule](Money(-5))) == Refused(rule, "needs 5.18, has 0.00")


@pytest.mark.parametrize(
    ("rule", "field"), [("global_exposure", "global_share"), ("fixture_exposure", "fixture_share")]
)
def test_of_an_amount_and_its_share_of_equity_the_smaller_counts(rule, field):
    # 0.4 % of a thousand dollars is 4 dollars: seven contracts at .50 with fees.
    assert check(candidate(), small(limits=limits(**{field: 4000}))) == Trimmed(7 * CONTRACT, rule)
    amount = {rule: 2 * DOLLAR}
    assert check(candidate(), small(limits=limits(**{field: 4000}, **amount))) == Trimmed(3 * CONTRACT, rule)


def test_never_more_at_stake_than_equity():
    poor = small(equity=Money(COST), limits=limits(fixture_share=10 * MILLION, global_share=10 * MILLION))
    assert check(candidate(), poor) == Allowed()
    poorer = small(
        equity=Money(COST - 1), limits=limits(fixture_share=10 * MILLION, global_share=10 * MILLION)
    )
    assert check(candidate(), poorer) == Trimmed(9 * CONTRACT, "global_exposure")


def test_a_hundred_dollar_start_makes_sense():
    hundred = 100 * DOLLAR
    start = risk_context(
        account=Account(cash=hundred, mark=hundred),
        equity=hundred,
        worst=hundred,
        floor=80 * DOLLAR,
        limits=limits(fixture_of_budget=125_000, slate_of_budget=500_000),
    )
    # An eighth of a budget of 20 dollars: 2.50, four contracts at .50 with fees.
    assert check(candidate(), start) == Trimmed(4 * CONTRACT, "fixture_budget")


def test_when_drawdown_is_only_watched_the_guarantee_stands_aside():
    past = {"worst": 0, "floor": 900 * DOLLAR}
    assert isinstance(check(candidate(), risk_context(**past)), Refused)
    watched = drawdown_rules(DrawdownMode.WATCHED)
    assert check(candidate(), risk_context(drawdown=watched, **past)) == Allowed()


def shut_unless(rule, passes, context, **said):
    verdict = check(candidate(**said), context)
    assert (verdict == Allowed()) is passes
    assert passes or verdict.rule == rule


@pytest.mark.parametrize(("running", "passes"), [(True, True), (False, False)])
def test_no_entry_unless_running(running, passes):
    shut_unless("not_running", passes, risk_context(running=running))


@pytest.mark.parametrize(
    ("age", "passes"), [(30 * SECOND - 1, True), (30 * SECOND, True), (30 * SECOND + 1, False), (None, False)]
)
def test_no_entry_without_a_fresh_quote(age, passes):
    shut_unless("quote_age", passes, risk_context(quote_age=age))


@pytest.mark.parametrize(
    ("age", "in_play", "passes"),
    [
        (30 * SECOND - 1, True, True),
        (30 * SECOND, True, True),
        (30 * SECOND + 1, True, False),
        (None, True, False),
        (None, False, True),
        (99 * SECOND, False, True),
    ],
)
def test_no_entry_in_play_without_a_fresh_score(age, in_play, passes):
    shut_unless("score_age", passes, risk_context(score_age=age), in_play=in_play)


@pytest.mark.parametrize(("sent", "passes"), [(19, True), (20, False), (21, False)])
def test_no_more_orders_in_a_minute_than_allowed(sent, passes):
    shut_unless("orders_per_minute", passes, risk_context(orders_last_minute=sent))


@pytest.mark.parametrize(
    ("price", "passes"), [(799, False), (800, True), (801, True), (9199, True), (9200, True), (9201, False)]
)
def test_no_entry_outside_the_band(price, passes):
    wide = limits(price_collar=9999)
    shut_unless("price_band", passes, risk_context(limits=wide), price=price)


@pytest.mark.parametrize(
    ("price", "passes"),
    [(3899, False), (3900, True), (3901, True), (6099, True), (6100, True), (6101, False)],
)
@pytest.mark.parametrize("leg", Leg)
def test_no_entry_further_off_the_book_than_the_collar(price, passes, leg):
    shut_unless("price_collar", passes, risk_context(), price=price, leg=leg)


@pytest.mark.parametrize("book", [None, Book("m1", (), ((5100, 1),), NOW), Book("m1", ((4900, 1),), (), NOW)])
def test_no_entry_without_a_two_sided_book(book):
    shut_unless("price_collar", False, risk_context(book=book))


@pytest.mark.parametrize(
    ("most", "verdict"),
    [
        (11 * CONTRACT, Allowed()),
        (10 * CONTRACT, Allowed()),
        (10 * CONTRACT - 1, Trimmed(9 * CONTRACT, "order_size")),
        (CONTRACT, Trimmed(CONTRACT, "order_size")),
        (CONTRACT - 1, Refused("order_size", "needs 10, at most 0.99 whole contracts")),
    ],
)
def test_no_order_is_larger_than_allowed(most, verdict):
    assert check(candidate(), risk_context(limits=limits(order_quantity=most))) == verdict


def test_only_whole_contracts_are_asked_for():
    assert check(candidate(quantity=250), risk_context()) == Trimmed(200, "order_size")
    assert check(candidate(quantity=99), risk_context()).rule == "order_size"


@pytest.mark.parametrize(
    ("leg", "held", "market", "passes"),
    [
        (Leg.NO, Leg.NO, "m2", False),
        (Leg.NO, Leg.NO, "m1", True),
        (Leg.NO, Leg.YES, "m2", True),
        (Leg.YES, Leg.NO, "m2", True),
        (Leg.YES, Leg.YES, "m2", True),
    ],
)
def test_no_is_never_held_on_two_outcomes_of_one_event(leg, held, market, passes):
    by_position = risk_context(positions={"p": position(leg=held, market=market)})
    by_order = risk_context(orders={"o": order(OrderState.UNKNOWN, leg=held, market=market)})
    shut_unless("no_leg_of_one_event", passes, by_position, leg=leg)
    shut_unless("no_leg_of_one_event", passes, by_order, leg=leg)


@pytest.mark.parametrize(("leg", "held"), [(Leg.YES, Leg.NO), (Leg.NO, Leg.YES)])
def test_both_legs_of_one_market_are_never_held(leg, held):
    shut_unless("opposite_leg", False, risk_context(positions={"p": position(leg=held)}), leg=leg)
    shut_unless("opposite_leg", False, risk_context(orders={"o": order(leg=held)}), leg=leg)


def test_what_is_closed_over_or_on_another_fixture_bars_nothing():
    gone = risk_context(
        positions={"p": position(leg=Leg.NO, sold=10 * CONTRACT), "q": position(leg=Leg.NO, fixture="f2")},
        orders={"o": order(OrderState.CANCELLED, leg=Leg.NO)},
    )
    assert check(candidate(), gone) == Allowed()


def test_the_smallest_room_wins_and_the_first_of_equals_is_named():
    three, two = most_cost(candidate(), 3 * CONTRACT), most_cost(candidate(), 2 * CONTRACT)
    both = limits(market_exposure=three, strategy_exposure=two)
    assert check(candidate(), risk_context(limits=both)) == Trimmed(2 * CONTRACT, "strategy_exposure")
    same = limits(market_exposure=two, strategy_exposure=two)
    assert check(candidate(), risk_context(limits=same)) == Trimmed(2 * CONTRACT, "market_exposure")


def test_every_limit_of_money_has_its_boundary_here():
    gates = {"not_running", "quote_age", "score_age", "orders_per_minute", "price_band", "price_collar"}
    gates |= {"no_leg_of_one_event", "opposite_leg", "order_size"}
    assert set(MONEY) | gates | {"slate_bad_case"} == set(LIMITS)
