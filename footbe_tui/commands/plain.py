"""How an engine stands, a fact on a line, `label: value`, for screen readers and scripts.

Always the same lines in the same order, units and ages in words, no sign that has to be seen to be understood. A figure
that is missing is `unknown`. Only alarms and parts of the machine come with as many lines as there are.
"""

from engine.domain import text
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment
from engine.domain.money import DOLLAR
from engine.domain.snapshot import AlarmRow, ApprovalRow, HealthRow, PositionRow, Risk, Snapshot, Status

Facts = list[tuple[str, str]]
UNKNOWN = "unknown"
"""What stands where a figure is missing."""

_UNITS = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))


def facts(snapshot: Snapshot) -> Facts:
    """What is to be said of an engine, label and value, in order?"""
    status, risk = snapshot.status, snapshot.risk
    return [
        *_engine(status),
        *_money(status, risk),
        *_counts(snapshot),
        *(_alarm(number, row, status.at) for number, row in enumerate(snapshot.alarms, start=1)),
        *(_health(row) for row in snapshot.health),
    ]


def dollars(amount: int | None) -> str:
    """How is an amount written: `-8.40 dollars`, to the nearest cent?"""
    if amount is None:
        return UNKNOWN
    cents = (abs(amount) + DOLLAR // 200) // (DOLLAR // 100)
    return f"{'-' if amount < 0 and cents else ''}{cents // 100}.{cents % 100:02d} dollars"


def percent(parts: int | None) -> str:
    """How are parts per million written: `1.3 percent`?"""
    return UNKNOWN if parts is None else f"{parts / 10_000:.1f} percent"


def span(length: int | None) -> str:
    """How is a length of time written: `0.4 seconds`, `46 seconds`, in the largest unit it has two of?"""
    if length is None:
        return UNKNOWN
    length = max(0, length)
    if length < 10 * SECOND:
        return f"{length / SECOND:.1f} seconds"
    unit, name = next(((unit, name) for unit, name in _UNITS if length >= 2 * unit), _UNITS[-1])
    return f"{length // unit} {name}s"


def _engine(status: Status) -> Facts:
    return [
        ("mode", str(status.mode)),
        ("feed", status.feed),
        ("state", str(status.state)),
        ("causes", ", ".join(map(text.words, status.causes)) or "none"),
        ("stop", "none" if status.stop is None else text.stop_receipt(status.stop, status.zone).replace(" · ", ", ")),
        ("books", _books(status)),
        ("time", f"{text.moment(status.at, status.zone):%Y-%m-%d %H:%M:%S} {status.zone}"),
        ("settlement date", status.today or UNKNOWN),
        ("speed", "as fast as it goes" if status.speed == 0 else f"{status.speed} seconds per second"),
        ("finished", "yes" if status.finished else "no"),
    ]


def _books(status: Status) -> str:
    if status.reconciled_at is None:
        return "not compared with the venue yet"
    agree = f"{status.differences} differences wait for you" if status.differences else "agree with the venue's"
    return f"{agree}, compared {span(status.at - status.reconciled_at)} ago"


def _money(status: Status, risk: Risk) -> Facts:
    return [
        ("drawdown", percent(status.drawdown)),
        ("drawdown warning line", percent(risk.warn)),
        ("drawdown pause line", percent(risk.pause)),
        ("drawdown stop line", percent(risk.stop)),
        ("left to the pause line", dollars(risk.to_pause)),
        ("left to the stop line", dollars(risk.to_stop)),
        ("at stake", dollars(status.at_stake)),
        ("budget", dollars(status.budget)),
        ("equity", dollars(risk.equity)),
        ("equity if all lose", dollars(risk.if_all_lose)),
        ("drawdown if all lose", percent(risk.if_all_lose_drawdown)),
        ("cash", dollars(risk.cash)),
        ("cash not reserved", dollars(risk.free)),
        ("realised today", dollars(status.realised_today)),
        ("projected open", dollars(status.projected_open)),
    ]


def _counts(snapshot: Snapshot) -> Facts:
    status = snapshot.status
    return [
        ("positions", str(len(snapshot.positions))),
        ("worst thesis", _position(snapshot.positions[0]) if snapshot.positions else "none"),
        ("orders resting", str(status.orders_resting)),
        ("orders unknown", str(status.orders_unknown)),
        ("approvals waiting", str(status.approvals)),
        ("next approval", _approval(snapshot.approvals[0], status.at) if snapshot.approvals else "none"),
        ("differences waiting", str(status.differences)),
        ("alarms not acknowledged", str(status.alarms_unacked)),
    ]


def _position(row: PositionRow) -> str:
    return (
        f"{row.label}, {row.thesis.lower()}, {row.fixture}, {text.quantity(row.quantity)} contracts of {row.hold}, "
        f"unrealised {dollars(row.unrealised)}"
    )


def _approval(row: ApprovalRow, now: Moment) -> str:
    return (
        f"{row.label} version {row.version}, {span(row.deadline_at - now)} left, {row.fixture}, sell up to "
        f"{text.quantity(row.quantity)} {row.hold} at {text.price(row.price)} dollars or better, {row.reason}, "
        f"at deadline {text.words(row.at_deadline)}"
    )


def _alarm(number: int, row: AlarmRow, now: Moment) -> tuple[str, str]:
    seen = "acknowledged" if row.acked else "not acknowledged"
    over = ", over" if row.cleared else ""
    return f"alarm {number}", f"{row.severity}, {row.text}, raised {span(now - row.since)} ago, {seen}{over}, page {row.page}"


def _health(row: HealthRow) -> tuple[str, str]:
    old = "" if row.age is None else f", {span(row.age)} old"
    limit = "" if row.limit is None else f", limit {span(row.limit)}"
    detail = f", {row.detail}" if row.detail else ""
    return f"health of {row.key}", f"{row.state.lower()}{old}{limit}{detail}"
