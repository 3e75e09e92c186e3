"""The discrepancy desk: what does not agree, one line each, told once, and the latch that stands while any waits."""

from engine.core.conduct import guarding
from engine.core.conduct.alarming import clear_alarm
from engine.core.conduct.turn import Turn
from engine.core.execution import differences
from engine.core.execution.reconcile import Finding
from engine.core.state import State
from engine.domain.difference import Difference, DifferenceId, DifferenceKind
from engine.domain.effects import KeepDifference
from engine.domain.states import Cause, Severity

PAGE = "reconcile"


def differ(turn: Turn, finding: Finding) -> None:
    """Write a difference down, raise its alarm once, and hold entries back."""
    kept, state = turn.state.reckoning.differences, turn.state
    listed = adoptable(state, finding)
    before = kept.get(finding.id)
    if before is None:
        now = differences.begun(finding, turn.at, listed=listed)
    else:
        now = differences.gone_on(before, finding, listed=listed)
    if now != before:
        kept[now.id] = now
        turn.emit(KeepDifference(now, turn.at, gone=False))
    if before is not None and before.ignored and not now.ignored:
        clear_alarm(turn, _alarm(now.id))
    if not now.ignored:
        turn.alarm(_alarm(now.id), Severity.HIGH, PAGE, differences.sentence(now))
        guarding.latch(turn, Cause.RECONCILE, differences.sentence(now))


def adoptable(state: State, line: Finding | Difference) -> bool:
    """Can it be taken into our books: a market that is listed, or of a trade what it paid when it was settled?"""
    quotes, market = state.quotes, line.market
    return (
        market is None
        or market in quotes.markets
        or (line.kind is DifferenceKind.FOREIGN_FILL and market in quotes.settled)
    )


def agree(turn: Turn, key: DifferenceId, how: str) -> None:
    """A difference is gone: by itself, or by what the operator decided."""
    gone = turn.state.reckoning.differences.pop(key, None)
    if gone is not None:
        turn.emit(KeepDifference(gone, turn.at, gone=True))
        clear_alarm(turn, _alarm(key))
        turn.say("reconciled", f"{differences.sentence(gone)} · {how}", difference=key)


def let_stand(turn: Turn, difference: Difference) -> None:
    """A difference was decided to be left alone: it no longer holds anything back."""
    turn.state.reckoning.differences[difference.id] = difference
    turn.emit(KeepDifference(difference, turn.at, gone=False))
    clear_alarm(turn, _alarm(difference.id))
    release(turn, "difference ignored")


def release(turn: Turn, text: str) -> None:
    """Let entries go on when no difference waits and no order has been in question for too long."""
    kept = turn.state.reckoning
    if not kept.waiting and not any(each.overdue for each in kept.asking.values()):
        guarding.unlatch(turn, Cause.RECONCILE, text)


def _alarm(key: DifferenceId) -> str:
    return f"difference-{key}"
