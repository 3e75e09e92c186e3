"""What went wrong: alarms and states that held the engine back, and what happened around each."""

from engine.core.health.trail import INCIDENTS_KEPT, Incident
from engine.core.state import State
from engine.core.view.writing import ROWS_MOST, ago, columns, facts, row, sheet, when
from engine.domain import text
from engine.domain.clean import own
from engine.domain.moment import MINUTE, Moment
from engine.domain.queries import Answer, Query, Sheet, SheetRow, Tone, Topic
from engine.domain.snapshot import EventRow
from engine.domain.states import Severity

HEADS = columns(
    "", "OPENED", "WHAT", "TEXT", "ACKNOWLEDGED 1", "OVER 2", "LASTED >", "PAGE 3"
)
_SHORT = {
    "strategy_selected": "chosen",
    "position_scan_complete": "scan",
    "daily_performance_update": "daily",
    "model_lifecycle": "model",
    "run_started": "started",
}
"""The words of the event pane."""

AROUND = 5 * MINUTE
"""So long before the opening and after the end belongs to an incident's timeline."""


def answer(state: State, query: Query) -> Answer:
    """Which incidents were there, those that stand first; or, of one, what happened around it?"""
    if query.entity:
        return _one(state, query)
    rows = sorted(state.trail.incidents, key=_rank)
    kept = f"the last {INCIDENTS_KEPT} of {state.trail.incidents_opened}"
    beyond = state.trail.incidents_opened > len(rows)
    note = "alarms and every state but RUNNING; ! nobody has acknowledged it"
    empty = "no incident yet: alarms and every state but RUNNING are kept here, with what happened around them"
    found = sheet(
        "Incidents: unseen first, then what stands, then newest",
        HEADS,
        [_row(state, each) for each in rows],
        (f"{kept} · {note}" if beyond else note) if rows else empty,
    )
    return Answer(query, own("Incidents"), (), sheets=(found,), at=state.run.at)


def since(state: State, at: Moment) -> list[Incident]:
    """Which incidents began after this moment?"""
    return [each for each in state.trail.incidents if each.opened > at]


def _rank(each: Incident) -> tuple[bool, bool, int]:
    """An alarm nobody has seen comes first, over or not: it still waits for somebody."""
    return not _unseen(each), each.over is not None, -each.number


def _unseen(each: Incident) -> bool:
    return each.kind == "alarm" and each.acked is None


def _row(state: State, each: Incident) -> SheetRow:
    until = state.run.at if each.over is None else each.over
    cells = (
        "!" if _unseen(each) else "",
        when(state, each.opened),
        each.severity or each.key,
        each.text,
        _seen(state, each),
        "stands" if each.over is None else when(state, each.over),
        text.span(until - each.opened),
        each.page,
    )
    ranks = (None, each.opened, None, None, each.acked, each.over, until - each.opened, None)
    leads = Query(Topic.INCIDENTS, str(each.number))
    return row(f"incident-{each.number}", cells, tone=_tone(each), ranks=ranks, leads_to=leads)


def _tone(each: Incident) -> Tone:
    if each.over is not None:
        return "" if _unseen(each) else "dim"
    if each.severity is Severity.HIGH:
        return "alarm" if _unseen(each) else "warn"
    return "warn" if each.kind == "alarm" else "strong"


def _seen(state: State, each: Incident) -> str:
    if each.kind == "state":
        return "·"
    return "not yet" if each.acked is None else f"{when(state, each.acked)} {each.acked_by}".rstrip()


def _one(state: State, query: Query) -> Answer:
    found = next((each for each in state.trail.incidents if str(each.number) == query.entity), None)
    if found is None:
        return Answer(query, own(f"incident {query.entity} is no longer kept"), ())
    until = state.run.at if found.over is None else found.over
    lines = (
        ("what", f"{found.severity or found.key}: {found.text}"),
        ("opened", f"{when(state, found.opened)}, {ago(state, found.opened)}"),
        ("acknowledged", "a state needs none" if found.kind == "state" else _seen(state, found)),
        ("over", "it stands" if found.over is None else when(state, found.over)),
        ("lasted", f"{text.span(until - found.opened)}{' so far' if found.over is None else ''}"),
        ("what to do", f"docs/operating/{found.page}.md"),
    )
    name = f"Incident {found.number} · {found.severity or found.key}"
    sheets = (facts("Incident", lines), _timeline(state, found))
    return Answer(query, own(name), (), sheets=sheets, at=state.run.at)


def _timeline(state: State, found: Incident) -> Sheet:
    low = found.opened - AROUND
    high = state.run.at if found.over is None else found.over + AROUND
    events = [event for event in state.trail.diary if low <= event.at <= high]
    reaches = state.trail.diary[0].at if state.trail.diary else state.run.at
    lost = " · older events are no longer kept" if reaches > low and state.run.started_at < low else ""
    return event_sheet(state, "Timeline: 5 minutes before to 5 minutes after", events, f"oldest first{lost}")


def event_sheet(state: State, name: str, events: list[EventRow], note: str) -> Sheet:
    """These events, each leading to what it is about."""
    heads = columns("TIME", "WHAT", "TEXT")
    rows = [
        row(
            f"event-{event.key}",
            (when(state, event.at), _SHORT.get(event.kind) or text.words(event.kind), event.text),
            tone="warn" if event.kind in {"alarm", "stop"} else "",
            ranks=(event.at, None, None),
            leads_to=event.leads_to,
        )
        for event in events[:ROWS_MOST]
    ]
    return sheet(name, heads, rows, note if rows else "nothing is kept of that time", of=len(events))
