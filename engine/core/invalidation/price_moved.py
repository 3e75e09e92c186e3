"""The market has moved against us, mid to mid, by more than a share and at least some ticks."""

from engine.core.invalidation.facts import Facts
from engine.domain import text
from engine.domain.market import MICROS_PER_MID_TWICE
from engine.domain.probability import MILLION
from engine.domain.rules import TriggerRule


def check(rule: TriggerRule, facts: Facts) -> str | None:
    """Has our leg's mid fallen by more than `threshold` (ppm of the mid at entry) and `ticks` ticks or more?"""
    then, now = facts.position.thesis.mid_twice, facts.mid_twice_now
    if then is None or now is None or then <= 0 or now < 0:
        return None
    fall = then - now
    if fall <= 0 or fall * MILLION <= rule.threshold * then or fall < 2 * rule.ticks * facts.tick:
        return None
    parts = fall * MILLION // then
    return f"price moved {text.percent(parts, digits=0)} against us, mid {_mid(then)} to {_mid(now)}"


def _mid(twice: int) -> str:
    return text.per_contract(twice * MICROS_PER_MID_TWICE)
