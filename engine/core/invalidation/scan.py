"""Which triggers say that a position's thesis no longer holds?"""

from collections.abc import Mapping, Sequence

from engine.core.invalidation.facts import Facts
from engine.core.invalidation.registry import TRIGGERS
from engine.domain.approval import ExitPolicy, Withdrawal
from engine.domain.clean import own
from engine.domain.errors import Malformed
from engine.domain.identity import TriggerName
from engine.domain.moment import Moment
from engine.domain.rules import TriggerRule
from engine.domain.snapshot import ThesisMark


def scan(
    rules: Sequence[TriggerRule], facts: Facts, held: Mapping[TriggerName, Moment]
) -> tuple[list[Withdrawal], dict[TriggerName, Moment]]:
    """Which triggers fire now, and since when has each condition held?

    `held` is what the last scan of this position gave back. A trigger fires once its condition has held,
    scan after scan, for its rule's dwell; a condition that lapses starts anew. A closed position fires
    nothing.

    Raises:
        Malformed: a rule names no trigger.
    """
    fired: list[Withdrawal] = []
    since: dict[TriggerName, Moment] = {}
    if not facts.position.open:
        return fired, since
    for rule in rules:
        if rule.name not in TRIGGERS:
            raise Malformed("trigger", rule.name, ", ".join(TRIGGERS))
        trigger = TRIGGERS[rule.name]
        reason = trigger.check(rule, facts) if rule.enabled else None
        if reason is None:
            continue
        since[rule.name] = trigger.since(facts) if trigger.since else held.get(rule.name, facts.at)
        if facts.at - since[rule.name] >= rule.dwell:
            fired.append(Withdrawal(rule.name, facts.position.id, own(reason), trigger.broken))
    return fired, since


def next_look(rules: Sequence[TriggerRule], since: Mapping[TriggerName, Moment], at: Moment) -> Moment | None:
    """When would a condition that holds now have held long enough? None when none is waiting."""
    if not since:
        return None
    due = [since[rule.name] + rule.dwell for rule in rules if rule.name in since]
    waiting = [moment for moment in due if moment > at]
    return Moment(min(waiting)) if waiting else None


def policy(rule: TriggerRule, in_play: bool) -> ExitPolicy:  # noqa: FBT001 - it is the one thing asked
    """What follows when this trigger fires, before or during the game?"""
    return rule.policy_in_play if in_play else rule.policy_before


def thesis_mark(withdrawals: Sequence[Withdrawal]) -> ThesisMark:
    """Does the thesis stand, is it weakened, or broken?"""
    if any(withdrawal.broken for withdrawal in withdrawals):
        return ThesisMark.BROKEN
    return ThesisMark.WEAK if withdrawals else ThesisMark.OK
