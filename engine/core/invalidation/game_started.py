"""A position from before the game is now in play."""

from engine.core.invalidation.facts import Facts, running
from engine.domain.rules import TriggerRule


def check(_: TriggerRule, facts: Facts) -> str | None:
    """Has the game begun since this position was opened?"""
    status = running(facts)
    if status is None or facts.position.thesis.in_play:
        return None
    minute = "" if status.minute is None else f", minute {status.minute}"
    return f"game started{minute}"
