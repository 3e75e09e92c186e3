"""`status`: how a running engine stands, for people, for screen readers, for programs."""

import argparse

import msgspec

from engine.domain import text
from engine.domain.exits import ExitCode
from engine.domain.scenario import STRESS
from engine.domain.snapshot import Snapshot, Status
from footbe_tui.commands import plain
from footbe_tui.commands.client import ANSWER_SECONDS, reached
from footbe_tui.commands.output import show, show_json
from footbe_tui.commands.start import home_of

UNITS = {
    "money": "1e-6 dollars",
    "price": "1e-4 dollars",
    "quantity": "0.01 contracts",
    "share": "1e-6",
    "moment": "microseconds since 1970-01-01 UTC",
    "missing": "null",
}


def run(asked: argparse.Namespace) -> int:
    """Print one picture; exit 6 when there is no engine to ask."""
    with reached(home_of(asked), watches=True) as engine:
        snapshot = next(engine.snapshots(seconds=ANSWER_SECONDS))
    if getattr(asked, "json", False):
        show_json({"units": UNITS, **msgspec.structs.asdict(snapshot)})
    elif getattr(asked, "plain", False):
        show(f"{label}: {value}" for label, value in plain.facts(snapshot))
    else:
        told = facts(snapshot)
        wide = max(len(name) for name, _ in told)
        show(f"{name + ':':<{wide + 1}} {fact}" for name, fact in told)
    return ExitCode.ORDERLY


def status_line(snapshot: Snapshot) -> str:
    """How does an engine stand, in one line?"""
    status = snapshot.status
    causes = f" ({', '.join(status.causes)})" if status.causes else ""
    stress = f" · {status.feed.partition(':')[0]}" if status.feed.startswith(STRESS) else ""
    return (
        f"{status.mode} {status.state}{causes}{stress} · {text.moment(status.at, status.zone):%Y-%m-%d %H:%M} "
        f"{text.zone_short(status.zone)} · drawdown {text.percent(status.drawdown)} · at stake "
        f"{text.dollars_short(status.at_stake)} of {text.dollars_short(status.budget)} · positions "
        f"{len(snapshot.positions)} · today {text.money(status.realised_today, sign=True)} · approvals {status.approvals}"
        f" · alarms {status.alarms_unacked}"
    )


def facts(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What is worth saying of an engine, as label and words?"""
    status, risk = snapshot.status, snapshot.risk
    told = [
        ("mode", f"{status.mode}, feed {status.feed}"),
        ("state", f"{status.state}{': ' + ', '.join(status.causes) if status.causes else ''}"),
        *_stop_and_books(status),
        ("time", f"{text.moment(status.at, status.zone):%Y-%m-%d %H:%M:%S} {text.zone_short(status.zone)}"),
        (
            "drawdown",
            f"{text.percent(status.drawdown)} (pause {text.percent(risk.pause)}, stop {text.percent(risk.stop)})",
        ),
        ("at stake", f"{text.money(status.at_stake)} of {text.money(status.budget)} dollars"),
        ("equity if all lose", f"{text.money(risk.if_all_lose)} dollars"),
        ("realised today", f"{text.money(status.realised_today, sign=True)} dollars"),
        ("projected open", f"{text.money(status.projected_open, sign=True)} dollars"),
        ("positions", str(len(snapshot.positions))),
        ("orders", f"{status.orders_resting} resting, {status.orders_unknown} unknown"),
        ("approvals waiting", str(status.approvals)),
        ("alarms unacknowledged", str(status.alarms_unacked)),
    ]
    told += [(f"alarm {row.severity}", row.text) for row in snapshot.alarms if not row.cleared]
    return told + [
        (f"{row.key} {row.state}", row.detail) for row in snapshot.health if row.state not in {"ok", "off"}
    ]


def _stop_and_books(status: Status) -> list[tuple[str, str]]:
    """What came of the last stop, and do our books agree with the venue's?"""
    stop = [] if status.stop is None else [("stop", text.stop_receipt(status.stop, status.zone))]
    if status.reconciled_at is None:
        return [*stop, ("books", "not compared with the venue yet")]
    books = f"{status.differences} differences wait for you" if status.differences else "agree with the venue's"
    return [*stop, ("books", f"{books}, compared {text.seen(status.reconciled_at, status.at, status.zone)}")]
