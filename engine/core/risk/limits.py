"""Every limit on entries by name, and the verdict: the smallest room wins."""

from engine.core.risk import bad_case, gates, stakes
from engine.core.risk.candidate import Candidate, Limit, RiskContext, Room, affordable, most_cost
from engine.domain.money import Quantity, whole_contracts_down
from engine.domain.order import Allowed, Refused, Trimmed, Verdict

__all__ = ["LIMITS", "Candidate", "Limit", "RiskContext", "Room", "check", "most_cost"]

LIMITS: dict[str, Limit] = {
    "not_running": gates.NotRunning(),
    "quote_age": gates.QuoteAge(),
    "score_age": gates.ScoreAge(),
    "orders_per_minute": gates.OrdersPerMinute(),
    "price_band": gates.PriceBand(),
    "price_collar": gates.PriceCollar(),
    "no_leg_of_one_event": gates.NoLegOfOneEvent(),
    "opposite_leg": gates.OppositeLeg(),
    "order_size": gates.OrderSize(),
    "drawdown_guarantee": stakes.DrawdownGuarantee(),
    "global_exposure": stakes.GlobalExposure(),
    "slate_budget": stakes.SlateBudget(),
    "slate_bad_case": bad_case.SlateBadCase(),
    "slate_exposure": stakes.SlateExposure(),
    "fixture_budget": stakes.FixtureBudget(),
    "fixture_exposure": stakes.FixtureExposure(),
    "market_exposure": stakes.MarketExposure(),
    "strategy_exposure": stakes.StrategyExposure(),
}
"""Name to rule. Among rules that leave the same the first one is named."""


def check(candidate: Candidate, context: RiskContext) -> Verdict:
    """How much of this candidate may become an order, in whole contracts, and which rule says so?"""
    least, rule, detail = candidate.quantity, "", ""
    for name, limit in LIMITS.items():
        found = limit.room(candidate, context)
        passes = _passes(candidate, found)
        if passes < least:
            least, rule, detail = passes, name, found.detail
        if least == 0:
            return Refused(rule, detail)
    return Trimmed(least, rule) if rule else Allowed()


def _passes(candidate: Candidate, found: Room) -> Quantity:
    """How much of the candidate fits into this room? All of it, or whole contracts."""
    passes = candidate.quantity
    if found.quantity is not None and found.quantity < passes:
        passes = whole_contracts_down(found.quantity)
    if found.money is not None and most_cost(candidate, passes) > found.money:
        passes = Quantity(min(passes, affordable(candidate, found.money)))
    return passes
