"""Plain orders, trades, positions and candidates for tests: one call each, every field can be said otherwise."""

from typing import Any

from engine.core.risk.candidate import Candidate, RiskContext
from engine.core.risk.drawdown import Account
from engine.core.risk.exposure import Exposure
from engine.domain.fees import QUADRATIC, FeeSchedule
from engine.domain.market import Book, Leg, Side
from engine.domain.moment import MINUTE, SECOND
from engine.domain.money import CONTRACT, DOLLAR
from engine.domain.order import Fill, Order, OrderState, Proposal, Purpose, Ticket
from engine.domain.position import Position, Thesis
from engine.domain.rules import Arm, DrawdownMode, DrawdownRules, Limits

NOW = 1_750_000_000 * SECOND


def ticket(**said: Any) -> Ticket:
    """Buy 10 YES of m1 at 50 cents, unless said otherwise."""
    plain: dict[str, Any] = {
        "id": "r-o000001",
        "fixture": "f1",
        "market": "m1",
        "leg": Leg.YES,
        "side": Side.BUY,
        "purpose": Purpose.ENTER,
        "price": 5000,
        "quantity": 10 * CONTRACT,
        "position": "r-p0001",
        "strategy": "balanced",
        "created_at": NOW,
        "settles_on": "2025-06-15",
        "post_only": False,
        "take_only": False,
        "expires_at": None,
        "most_cost": 0,
    }
    return Ticket(**(plain | said))


def exit_ticket(**said: Any) -> Ticket:
    """Sell 10 YES of m1 at 50 cents."""
    return ticket(**({"side": Side.SELL, "purpose": Purpose.EXIT} | said))


def order(state: OrderState = OrderState.RESTING, *, filled: int = 0, paid: int = 0, **said: Any) -> Order:
    """An order in this state on the plain ticket."""
    return Order(ticket=ticket(**said), state=state, filled=filled, paid=paid, fees=0, since=NOW)


def fill(**said: Any) -> Fill:
    """The plain order filled whole at its limit, for 10 cents of fee."""
    plain: dict[str, Any] = {
        "trade": "t1",
        "order": "r-o000001",
        "market": "m1",
        "leg": Leg.YES,
        "side": Side.BUY,
        "price": 5000,
        "quantity": 10 * CONTRACT,
        "fee": 100_000,
        "maker": False,
    }
    return Fill(**(plain | said))


def thesis() -> Thesis:
    """Why the plain position was opened."""
    return Thesis(
        strategy="balanced",
        model_id="model-1",
        fair=550_000,
        sd=20_000,
        edge=30_000,
        confidence=700_000,
        price=5000,
        mid_twice=10_000,
        home=None,
        away=None,
        in_play=False,
        at=NOW,
        reason="edge .03",
    )


def position(**said: Any) -> Position:
    """10 YES of m1, bought at 50 cents."""
    plain: dict[str, Any] = {
        "id": "r-p0001",
        "fixture": "f1",
        "market": "m1",
        "leg": Leg.YES,
        "strategy": "balanced",
        "settles_on": "2025-06-15",
        "opened_at": NOW,
        "thesis": thesis(),
        "bought": 10 * CONTRACT,
        "spent": 5 * DOLLAR,
    }
    return Position(**(plain | said))


def proposal(**said: Any) -> Proposal:
    """Take YES of m1 at 50 cents, fair value 60."""
    plain: dict[str, Any] = {
        "strategy": "balanced",
        "fixture": "f1",
        "market": "m1",
        "leg": Leg.YES,
        "price": 5000,
        "post_only": False,
        "fair": 600_000,
        "sd": 0,
        "edge": 82_500,
        "confidence": 900_000,
        "model_id": "model-1",
        "reason": "edge .08",
    }
    return Proposal(**(plain | said))


def arm(**said: Any) -> Arm:
    """An arm of quarter Kelly whose caps are far away."""
    plain: dict[str, Any] = {
        "name": "balanced",
        "kind": "value",
        "min_edge": 50_000,
        "kelly_fraction": 250_000,
        "min_confidence": 600_000,
        "trade_share": 1_000_000,
        "contracts_per_market": 10_000 * CONTRACT,
        "fixture_exposure": 10_000 * DOLLAR,
        "total_exposure": 10_000 * DOLLAR,
    }
    return Arm(**(plain | said))


def limits(**said: Any) -> Limits:
    """Limits so wide that nothing binds."""
    far = 1_000_000 * DOLLAR
    plain: dict[str, Any] = {
        "global_exposure": far,
        "global_share": 1_000_000,
        "fixture_exposure": far,
        "fixture_share": 1_000_000,
        "market_exposure": far,
        "strategy_exposure": far,
        "slate_exposure": far,
        "fixture_of_budget": 1_000_000,
        "slate_of_budget": 1_000_000,
        "bad_case_of_budget": 1_000_000,
        "common_factor": 200_000,
        "taper_floor": 1_000_000,
        "order_quantity": 100_000 * CONTRACT,
        "price_collar": 1000,
        "orders_per_minute": 20,
        "quote_age": 30 * SECOND,
        "score_age": 30 * SECOND,
        "price_lowest": 800,
        "price_highest": 9200,
        "edge_too_good": 100_000,
    }
    return Limits(**(plain | said))


def drawdown_rules(mode: DrawdownMode = DrawdownMode.GUARANTEED, **said: Any) -> DrawdownRules:
    """15, 18 and 20 per cent."""
    plain: dict[str, Any] = {
        "mode": mode,
        "warn": 150_000,
        "pause": 180_000,
        "stop": 200_000,
        "reduced": 500_000,
        "floor": 250_000,
        "restore_under": 100_000,
        "two_sided_for": MINUTE,
    }
    return DrawdownRules(**(plain | said))


def candidate(**said: Any) -> Candidate:
    """Buy 10 YES of m1 at 50 cents."""
    plain: dict[str, Any] = {
        "strategy": "balanced",
        "fixture": "f1",
        "market": "m1",
        "leg": Leg.YES,
        "price": 5000,
        "quantity": 10 * CONTRACT,
        "settles_on": "2025-06-15",
        "fees": QUADRATIC,
        "at": NOW,
        "in_play": False,
    }
    return Candidate(**(plain | said))


def exposure(**said: Any) -> Exposure:
    """Nothing at stake."""
    plain: dict[str, Any] = {"total": 0, "by_fixture": {}, "by_market": {}, "by_strategy": {}, "by_slate": {}}
    return Exposure(**(plain | said))


def risk_context(**said: Any) -> RiskContext:
    """A running engine with a million dollars, a fresh book at .49–.51 and nothing at stake."""
    rich = 1_000_000 * DOLLAR
    plain: dict[str, Any] = {
        "limits": limits(),
        "drawdown": drawdown_rules(),
        "account": Account(cash=rich, mark=rich),
        "exposure": exposure(),
        "equity": rich,
        "positions_at_cost": 0,
        "worst": rich,
        "floor": 800_000 * DOLLAR,
        "running": True,
        "orders_last_minute": 0,
        "book": Book("m1", ((4900, 1000),), ((5100, 1000),), NOW),
        "quote_age": SECOND,
        "score_age": None,
        "positions": {},
        "orders": {},
    }
    return RiskContext(**(plain | said))


def fees_of(schedule: FeeSchedule = QUADRATIC):
    """Every market charges this."""
    return lambda _market: schedule


__all__ = [
    "NOW",
    "arm",
    "candidate",
    "drawdown_rules",
    "exit_ticket",
    "exposure",
    "fees_of",
    "fill",
    "limits",
    "order",
    "position",
    "proposal",
    "risk_context",
    "thesis",
    "ticket",
]
