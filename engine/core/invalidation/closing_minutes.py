"""Five minutes or less are left, and we are losing."""

from engine.core.invalidation.facts import Facts, losing, running, score
from engine.domain.moment import MINUTE
from engine.domain.rules import TriggerRule
from engine.domain.sport import REGULATION_MINUTES, Sport


def check(rule: TriggerRule, facts: Facts) -> str | None:
    """Is the game in the rule's last minutes (added time and overtime too), with our leg worth nothing at this score?"""
    status, sport = running(facts), facts.fixture.sport
    if (
        status is None
        or status.minute is None
        or status.score is None
        or status.minute < REGULATION_MINUTES[sport] - rule.span // MINUTE
    ):
        return None
    # A level basketball game goes to overtime: nobody is losing it.
    if sport is Sport.BASKETBALL and status.home == status.away:
        return None
    if not losing(facts.outcome, facts.position.leg, *status.score):
        return None
    return f"losing {score(status)} in minute {status.minute}"
