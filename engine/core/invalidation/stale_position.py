"""A position has been open longer than 48 hours since the last forecast of its fixture."""

from engine.core.invalidation.facts import Facts
from engine.domain import text
from engine.domain.rules import TriggerRule


def check(rule: TriggerRule, facts: Facts) -> str | None:
    """Has this position stood for more than the rule's span without a forecast? None ever counts from its opening."""
    since = max(facts.position.opened_at, facts.forecast_at or facts.position.opened_at)
    age = facts.at - since
    return f"no forecast for {text.span(age)}" if age > rule.span else None
