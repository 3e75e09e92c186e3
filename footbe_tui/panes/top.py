"""The lines that never scroll: status, alarm, tabs, next approval, last event."""

from typing import NamedTuple

from engine.domain import text
from engine.domain.clean import own
from engine.domain.snapshot import AlarmRow, Risk, Snapshot, Status
from engine.domain.states import EngineState, Mode, Severity
from footbe_tui.panes.approvals import default_words, left, mandate
from footbe_tui.panes.events import event_line
from footbe_tui.panes.glance import Glance, day_word
from footbe_tui.panes.risk import drawdown_tone, tone_of
from footbe_tui.widgets.bar import drawdown_bar, share_bar
from footbe_tui.widgets.frame import LIGHT
from footbe_tui.widgets.lines import Line, Span, cut, fit, length, spread

_STATE_TONES = {
    EngineState.RUNNING: "strong",
    EngineState.STARTING: "strong",
    EngineState.PAUSED: "warn",
    EngineState.CLOSING: "warn",
}
STOPPED = frozenset({EngineState.HALTED, EngineState.HALT_INCOMPLETE})
"""States in which a stop has found its end, or has not and says so."""

_CAUSES = {
    "operator": "operator",
    "operator_stop": "operator",
    "drawdown_pause": "drawdown",
    "drawdown_stop": "drawdown",
    "stop_file": "stop file",
    "console_lost": "console",
}
BAR: Span = (own(" │ "), "frame")


class AlarmNews(NamedTuple):
    """What the line of alarms has to say beside the alarms themselves."""

    lost: str = ""
    """Why nothing is heard from the engine; empty while it is heard."""
    receipt: str = ""
    """The receipt of an emergency stop; it stands until acknowledged."""
    confirmed: bool = True
    """Was that stop confirmed?"""
    live: str = ""
    """What must be known of the engine that runs while its journal is looked back on."""
    past: bool = False
    """Is a journal shown? Nothing can be acknowledged in the past."""


def stop_news(lost: str, receipt: str, status: Status, *, confirmed: bool) -> AlarmNews:
    """How does the receipt of a stop go on? The engine's own, in its newest figures, once it has one."""
    if receipt and status.state in STOPPED and status.stop is not None:
        over = status.state is EngineState.HALTED
        state = "" if over else f"{text.words(status.state)} · "
        receipt = f"{state}{text.stop_receipt(status.stop, status.zone)}"
    return AlarmNews(lost, receipt, confirmed and status.state is not EngineState.HALT_INCOMPLETE)


def badge(mode: Mode) -> Line:
    """How does the mode stand out: `▐PAPER▌`?"""
    return ((own(f" {mode.value} "), "live" if mode is Mode.LIVE else "badge"),)


def state_words(status: Status) -> Span:
    """How does the engine's state read, with its first cause?"""
    name = status.state.value.replace("_", " ")
    if status.finished and status.state not in STOPPED:
        return (own("FINISHED"), "strong")
    cause = _CAUSES.get(status.causes[0], status.causes[0].replace("_", " ")) if status.causes else ""
    return (own(name if cause.upper() == name else f"{name} {cause}".rstrip()), _STATE_TONES.get(status.state, "alarm"))


def _drawdown(risk: Risk, width: int) -> Line:
    tone = drawdown_tone(risk)
    said: Line = ((own("DD "), "dim"), (own(text.percent(risk.drawdown).rjust(5)), tone or "strong"))
    if not width:
        return said
    return (*said, (own(" "), ""), *drawdown_bar(risk.drawdown, (risk.warn, risk.pause, risk.stop), width))


def _stake(status: Status, joined: str) -> Line:
    tone = tone_of(status.at_stake, status.budget)
    short = text.dollars_short
    return ((short(status.at_stake), tone or "strong"), (own(f"{joined}{short(status.budget)}"), ""))


def _signed(name: str, amount: int | None, width: int) -> Line:
    return ((own(f"{name} "), "dim"), (own(text.money(amount, sign=True).ljust(width)), "strong"))


CLOCK_WIDTH = 12
"""Cells that the clock keeps at the right end of the first line: a part of its own, for it moves every second."""


def clock(status: Status, glance: Glance) -> Line:
    """How does the clock read, in the engine's time?"""
    return ((own(f"{text.clock(glance.now, glance.zone)} {text.zone_short(status.zone)}"), ""),)


def _alarms(status: Status) -> Line:
    return (
        (own("ALM "), "dim"),
        (own(str(status.alarms_unacked)), "warn" if status.alarms_unacked else "strong"),
    )


def status_wide(snapshot: Snapshot, width: int) -> Line:
    """How does the status line of a wide screen read? Every figure keeps its place."""
    status = snapshot.status
    spare = max(0, width - 120)
    words, tone = state_words(status)
    stake = cut(((own("STAKE "), "dim"), *_stake(status, " of ")), 16)
    figures: Line = (
        *_drawdown(snapshot.risk, 13 + min(spare // 3, 12) if width >= 120 else 0),
        BAR,
        *stake,
        *_where_there_is_room(snapshot, spare),
        BAR,
        *_signed(day_word(status), status.realised_today, 7),
        BAR,
        *_signed("OPEN", status.projected_open, 7),
        BAR,
        *_alarms(status),
        (own(" " * (CLOCK_WIDTH + 1)), ""),
    )
    room = width - sum(len(part) for part, _ in figures) - len(BAR[0])
    mode = badge(status.mode)
    return (*cut((*mode, (own(" "), ""), (words, tone)), room), BAR, *figures)


def _where_there_is_room(snapshot: Snapshot, spare: int) -> Line:
    """What else does a very wide status line tell: the worst case, what waits and what rests?"""
    risk, status = snapshot.risk, snapshot.status
    worst = "warn" if risk.if_all_lose_drawdown >= risk.stop else "strong"
    lost: Line = (
        BAR,
        (own("IF ALL LOSE "), "dim"),
        (own(text.dollars_short(risk.if_all_lose).rjust(6)), "strong"),
        (own(" DD "), "dim"),
        (own(text.percent(risk.if_all_lose_drawdown).rjust(6)), worst),
    )
    counts: Line = (BAR, *cut(_waiting(status), 16))
    return (*(lost if spare >= 48 else ()), *(counts if spare >= 68 else ()))


def _waiting(status: Status) -> Line:
    """How many requests wait and how many orders are out, `?` when one of them is unknown?"""
    orders = status.orders_resting + status.orders_unknown
    return (
        (own("APPR "), "dim"),
        (own(str(status.approvals)), "warn" if status.approvals else "strong"),
        (own("  ORD "), "dim"),
        (
            own(f"{orders}{'?' if status.orders_unknown else ''}"),
            "alarm" if status.orders_unknown else "strong",
        ),
    )


def status_narrow(snapshot: Snapshot, width: int) -> tuple[Line, Line]:
    """How do the two status lines of a narrow screen read?"""
    status, risk = snapshot.status, snapshot.risk
    right: Line = (
        *_alarms(status),
        (own("  "), ""),
        *_waiting(status),
        (own(" " * (CLOCK_WIDTH + 2)), ""),
    )
    first = spread((*badge(status.mode), (own(" "), ""), state_words(status)), right, width)
    spare = max(0, width - 80)
    bar = ((own(" "), ""), *share_bar(status.at_stake, status.budget, 5 + spare // 3))
    second: Line = (
        *_drawdown(risk, 13 + spare // 2),
        (own("  STAKE "), "dim"),
        *_stake(status, "/"),
        *(bar if width >= 72 else ()),
        (own("  "), ""),
        *_signed(day_word(status), status.realised_today, 0),
        (own("  "), ""),
        *_signed("OPEN", status.projected_open, 0),
    )
    return first, cut(second, width)


def top_alarm(alarms: tuple[AlarmRow, ...]) -> AlarmRow | None:
    """Which alarm stands on the line: the first unacknowledged, else the first that still holds?"""
    return next((a for a in alarms if not a.acked), alarms[0] if alarms else None)


def alarm_line(snapshot: Snapshot, glance: Glance, more: AlarmNews, width: int) -> Line:
    """What needs an action now? A lost line first, then a stop's receipt, then alarms; else calm."""
    news = _news_line(more, glance, width)
    if news is not None:
        return news
    alarm = top_alarm(snapshot.alarms)
    if alarm is None:
        return ((own("no alarm"), "dim"),)
    ack: Line = () if more.past else ((glance.key("acknowledge"), "key"), (own(" ack · "), "dim"))
    right: Line = ((own("  "), ""), *ack, (glance.key("incidents"), "key"), (own(" detail"), "dim"))
    since = text.clock(alarm.since, glance.zone)
    state = "acked" if alarm.acked else "unacked"
    state += " · over" if alarm.cleared else ""
    quiet = alarm.acked or alarm.cleared
    tone = (
        "warn"
        if quiet
        else {Severity.HIGH: "alarmbar", Severity.MEDIUM: "warnbar"}.get(alarm.severity, "notebar")
    )
    left_part = fit(
        own(f"▲ {alarm.severity.value} {since} {alarm.text}"), max(0, min(width - 22 - len(state) - 4, 400))
    ).rstrip()
    return spread(((own(f"{left_part} · {state} "), tone),), right, width)


def _news_line(more: AlarmNews, glance: Glance, width: int) -> Line | None:
    """What stands on the line before any alarm: the engine behind a replay, a lost line, a stop's receipt?"""
    if more.live:
        said = f"■ {more.receipt} · {more.live}" if more.receipt else f"▲ {more.live}"
        right: Line = ((own("  "), ""), (glance.key("live"), "key"), (own(" back to it"), "dim"))
        return spread(((own(f"{said} "), "alarmbar"),), right, width)
    if more.lost and more.receipt:
        return cut(((own(f"▲ {more.lost.split(' · ')[0]} · ■ {more.receipt} "), "alarmbar"),), width)
    if more.lost:
        return cut(((own(f"▲ {more.lost} "), "alarmbar"),), width)
    if more.receipt:
        ack: Line = () if more.past else ((glance.key("acknowledge"), "key"), (own(" ack"), "dim"))
        tone = "notebar" if more.confirmed else "alarmbar"
        return spread(((own(f"■ {more.receipt} "), tone),), ack, width)
    return None


def tabs(counts: list[tuple[int, str, str]], shown: int, width: int, glance: Glance) -> Line:
    """How does the line of tabs read: number, short name, count or `!`; the shown one stands out?"""
    spans: list[Span] = []
    for number, name, count in counts:
        here = number == shown
        spans += [
            (own(f" {glance.key(f'pane_{number}')}"), "key"),
            (own(f" {name}{count} "), "notebar" if here else "warn" if "!" in count else "dim"),
        ]
    return cut(spans, width)


def next_approval(snapshot: Snapshot, glance: Glance, width: int) -> tuple[Line, ...]:
    """How does the box of the next approval read, frame and all? One line where none waits."""
    if not snapshot.approvals:
        return (((own("no approval waits"), "dim"),),)
    row = min(snapshot.approvals, key=lambda a: a.deadline_at)
    time_left = text.countdown(left(row, glance))
    title: Line = (
        (own("next approval · "), ""),
        (own(f"{time_left} left"), "warn"),
        (own(f" · at deadline: {default_words(row)}"), "dim"),
    )
    reason: Line = (
        (mandate(row), "strong"),
        (
            own(f": {row.reason}, hold {text.per_contract(row.holding)}, nets {text.per_contract(row.nets)}"),
            "",
        ),
    )
    return _box(title, reason, width)


def _box(title: Line, inside: Line, width: int) -> tuple[Line, ...]:
    size = min(length(title), width - 6)
    return LIGHT.top(cut(title, size), size, width), LIGHT.middle(inside, width), LIGHT.bottom(width)


def last_event(snapshot: Snapshot, glance: Glance) -> Line:
    """What happened last?"""
    return (
        event_line(max(snapshot.events, key=lambda e: e.at), glance.zone)
        if snapshot.events
        else ((own("nothing happened yet"), "dim"),)
    )


def tiny(snapshot: Snapshot, width: int) -> tuple[Line, ...]:
    """What is left under the least size: mode, state, drawdown and the stop key?"""
    line: Line = (*badge(snapshot.status.mode), (own(" "), ""), state_words(snapshot.status))
    tone = drawdown_tone(snapshot.risk) or "strong"
    return (
        cut(
            (
                *line,
                (own("  DD "), "dim"),
                (text.percent(snapshot.risk.drawdown), tone),
                (own("  X"), "key"),
                (own(" STOP"), ""),
            ),
            width,
        ),
        ((own("at least 60 × 16 for more"), "dim"),),
    )
