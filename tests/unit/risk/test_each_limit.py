"""Every entry of LIMITS refuses something that nothing else refuses: without it this test is red."""

import pytest

from engine.core.risk.exposure import exposure as summed
from engine.core.risk.limits import LIMITS, check
from engine.domain.market import Leg
from engine.domain.moment import SECOND
from engine.domain.money import CONTRACT, DOLLAR
from engine.domain.order import Allowed, OrderState, Refused
from engine.domain.prospect import Prospect
from tests.support.words import (
    candidate,
    exposure,
    fees_of,
    limits,
    order,
    position,
    risk_context,
)

NONE = {"limits": limits(order_quantity=CONTRACT - 1)}
USED = 100 * DOLLAR
DATE = "2025-06-15"


def full(kind, key, **bound):
    """As much is at stake there as may be."""
    return {"exposure": exposure(**{kind: {key: USED}}), "limits": limits(**bound)}


SHUT = {
    "not_running": ({}, {"running": False}),
    "quote_age": ({}, {"quote_age": 31 * SECOND}),
    "score_age": ({"in_play": True}, {"score_age": None}),
    "orders_per_minute": ({}, {"orders_last_minute": 20}),
    "price_band": ({"price": 700}, {"limits": limits(price_collar=9_999)}),
    "price_collar": ({"price": 3_800}, {}),
    "no_leg_of_one_event": ({"leg": Leg.NO}, {"positions": {"p": position(leg=Leg.NO, market="m2")}}),
    "opposite_leg": ({"leg": Leg.NO}, {"positions": {"p": position()}}),
    "order_size": ({}, NONE),
    "drawdown_guarantee": ({}, {"worst": 800_000 * DOLLAR, "floor": 800_000 * DOLLAR}),
    "global_exposure": ({}, {"exposure": exposure(total=USED), "limits": limits(global_exposure=USED)}),
    "slate_budget": ({}, full("by_slate", DATE, slate_of_budget=500)),
    "slate_bad_case": (
        {},
        {"slate": (Prospect("f9", (1_000_000,), (-USED,)),), "limits": limits(bad_case_of_budget=500)},
    ),
    "slate_exposure": ({}, full("by_slate", DATE, slate_exposure=USED)),
    "fixture_budget": ({}, full("by_fixture", "f1", fixture_of_budget=500)),
    "fixture_exposure": ({}, full("by_fixture", "f1", fixture_exposure=USED)),
    "market_exposure": ({}, full("by_market", "m1", market_exposure=USED)),
    "strategy_exposure": ({}, full("by_strategy", "balanced", strategy_exposure=USED)),
}


def test_every_limit_has_its_case():
    assert list(SHUT) == list(LIMITS)


@pytest.mark.parametrize("name", SHUT)
def test_what_one_limit_refuses_nothing_else_does(name, monkeypatch):
    said, around = SHUT[name]
    verdict = check(candidate(**said), risk_context(**around))
    assert isinstance(verdict, Refused)
    assert verdict.rule == name
    assert verdict.detail
    monkeypatch.delitem(LIMITS, name)
    assert check(candidate(**said), risk_context(**around)) == Allowed()


@pytest.mark.parametrize(
    "state", [OrderState.SENT, OrderState.RESTING, OrderState.CANCELLING, OrderState.UNKNOWN]
)
def test_an_order_that_may_still_be_filled_counts_at_its_worst_wherever_it_counts(state):
    asked = order(state)
    found = summed({}, {"o": asked}, fees_of())
    worst = 5 * DOLLAR + 175_000 + 1_200
    assert found.total == worst
    assert [*found.by_fixture.values(), *found.by_market.values()] == [worst, worst]
    assert [*found.by_strategy.values(), *found.by_slate.values()] == [worst, worst]


def test_the_outcomes_of_one_fixture_count_together_whichever_side_of_them_is_held():
    held = {
        "p": position(),
        "q": position(id="q", market="m2", leg=Leg.NO),
        "r": position(id="r", market="m3", fixture="f2"),
    }
    asked = {"o": order(OrderState.UNKNOWN, market="m3")}
    found = summed(held, asked, fees_of())
    assert found.by_fixture["f1"] == 10 * DOLLAR + 5_176_200
    assert found.by_fixture["f2"] == 5 * DOLLAR
    assert found.total == found.by_fixture["f1"] + found.by_fixture["f2"]
    assert found.by_market == {"m1": 5 * DOLLAR, "m2": 5 * DOLLAR, "m3": 5 * DOLLAR + 5_176_200}
