"""What happened since somebody last looked, in five lines; then the events."""

from engine.core.state import State
from engine.core.view import incidents
from engine.core.view.writing import ago, facts, when
from engine.domain import text
from engine.domain.approval import ApprovalState
from engine.domain.clean import own
from engine.domain.moment import Moment
from engine.domain.money import Money
from engine.domain.queries import Answer, Query

Line = tuple[str, str]

_ROUTINE = frozenset({"order"})
"""What is no news by itself: an order that came to something has its fill."""


def answer(state: State, query: Query) -> Answer:
    """What happened after this moment (microseconds; empty: the start of the run)?"""
    begun = state.run.started_at
    at = _moment(query.entity, begun, state.run.at)
    whole = at == begun
    lines = (_made(state, at), _positions(state, at), _asked(state, at), _alarms(state, at), _states(state, at))
    events = [event for event in state.trail.diary if event.at > at and event.kind not in _ROUTINE][::-1]
    head = "Since the run began" if whole else "Since you left"
    reaches = state.trail.diary[0].at if state.trail.diary else at
    note = f"newest first{'' if reaches <= at or whole else ', back to ' + when(state, reaches)}"
    title = f"{head}, {when(state, at)} · {ago(state, at)}"
    return Answer(
        query,
        own(title),
        (),
        sheets=(facts("In five lines", lines), incidents.event_sheet(state, "What happened", events, note)),
        at=state.run.at,
    )


def _moment(told: str, begun: Moment, now: Moment) -> Moment:
    """Which moment is meant? Never one before the run, and never one that is yet to come."""
    if not (told.isascii() and told.isdecimal()):
        return begun
    return now if len(told) > len(str(now)) else Moment(min(max(int(told), begun), now))


def _made(state: State, at: Moment) -> Line:
    rows = [row for row in state.score.settlements if row.at > at]
    pnl, fees = Money(sum(row.pnl for row in rows)), Money(sum(row.fees for row in rows))
    if not rows:
        return "made", "nothing has settled"
    won = sum(row.pnl > 0 for row in rows)
    return "made", f"{text.money(pnl, sign=True)} realised (fees {text.money(fees)} in it), {len(rows)} settled, {won} with a gain"


def _positions(state: State, at: Moment) -> Line:
    opened: set[str] = {each.id for each in state.trading.positions.values() if each.bought and each.opened_at > at}
    opened |= {each.key for each in state.score.entries if not each.shadow and each.opened_at > at}
    left = {each.id for each in state.trading.positions.values() if _left(each.closed_at, at) and each.sold}
    held = sum(each.open for each in state.trading.positions.values())
    fills = sum(each.at > at for each in state.trail.fills.values())
    sold = f", {len(left)} left early" if left else ""
    return "positions", f"{len(opened)} opened{sold}, {_count(fills, 'fill')}; {held} open now"


def _left(closed_at: Moment | None, at: Moment) -> bool:
    return closed_at is not None and closed_at > at


def _asked(state: State, at: Moment) -> Line:
    past = [each for each in state.trail.requests if (each.answered_at or each.asked_at) > at]
    pending = state.doubts.pending.values()
    asked = {each.id for each in (*past, *pending) if each.asked_at > at}
    said = {how: sum(each.state is how for each in past) for how in ApprovalState}
    told = (
        (said[ApprovalState.APPROVED], "approved"),
        (said[ApprovalState.REJECTED], "rejected"),
        (said[ApprovalState.LAPSED], "passed their deadline"),
        (said[ApprovalState.SUPERSEDED], "overtaken by events"),
        (len(pending), "waiting now"),
    )
    parts = [f"{_count(len(asked), 'request')}", *(f"{count} {how}" for count, how in told if count)]
    return "approvals", ", ".join(parts)


def _alarms(state: State, at: Moment) -> Line:
    began = [each for each in incidents.since(state, at) if each.kind == "alarm"]
    standing = sum(not row.acked for row in state.desk.alarms.values())
    if not began:
        return "alarms", f"none{f'; {standing} older not acknowledged' if standing else ''}"
    last = began[-1]
    text_ = f"{_count(len(began), 'alarm')}, {standing} not acknowledged; last {when(state, last.opened)}"
    return "alarms", f"{text_}: {last.text}"


def _states(state: State, at: Moment) -> Line:
    began = [each for each in incidents.since(state, at) if each.kind == "state"]
    now = state.desk.state
    if not began:
        return "engine", f"{now} all the time" if _as_before(state, at) else f"{now} now"
    told = [f"{each.key} {when(state, each.opened)}" for each in began[-3:]]
    more = f"{len(began) - 3} earlier, " if len(began) > 3 else ""
    return "engine", f"{now} now; was {more}{', '.join(told)}"


def _as_before(state: State, at: Moment) -> bool:
    """Has no state ended since?"""
    return not any(each.kind == "state" and each.over is not None and each.over > at for each in state.trail.incidents)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
