"""Our side is behind, or our draw is two goals away, and the market has agreed with the score for a while."""

from engine.core.invalidation.facts import Facts, behind, running, score
from engine.domain.moment import Moment
from engine.domain.rules import TriggerRule
from engine.domain.sport import Sport


def check(rule: TriggerRule, facts: Facts) -> str | None:
    """Is the score against us, worse than at entry, and does the market agree with it?

    A position opened in play knew the score it was opened at; only a worse one is adverse. A few points
    say nothing in basketball: there the deficit must reach the rule's `least`.
    """
    status, position = running(facts), facts.position
    if status is None or status.score is None or facts.market_agrees_since is None:
        return None
    now = behind(facts.outcome, position.leg, *status.score)
    least = rule.least if facts.fixture.sport is Sport.BASKETBALL else 1
    if now < max(1, least) or now <= _at_entry(facts):
        return None
    return f"adverse score {score(status)}"


def _at_entry(facts: Facts) -> int:
    thesis = facts.position.thesis
    if not thesis.in_play or thesis.home is None or thesis.away is None:
        return 0
    return max(0, behind(facts.outcome, facts.position.leg, thesis.home, thesis.away))


def since(facts: Facts) -> Moment:
    """Since when does it count? Scores are late and are taken back: from when the market agreed with this one."""
    return facts.at if facts.market_agrees_since is None else facts.market_agrees_since
