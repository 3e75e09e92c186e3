"""`alarms list | ack [ID]`: what needs somebody, and that it has been seen."""

import argparse

from engine.domain import text
from engine.domain.commands import Acknowledge
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.identity import AlarmId
from engine.domain.moment import Moment
from engine.domain.snapshot import AlarmRow
from footbe_tui.commands.client import ANSWER_SECONDS, reached
from footbe_tui.commands.listing import tell
from footbe_tui.commands.start import home_of
from footbe_tui.commands.tell import answered
from footbe_tui.reports import listed


def run(asked: argparse.Namespace) -> int:
    """List what stands, or acknowledge one, the top one where none is named; exit 2 when there is none."""
    with reached(home_of(asked), watches=True) as engine:
        picture = next(engine.snapshots(seconds=ANSWER_SECONDS))
        if asked.action == "ack":
            wanted = None if asked.id is None else found(picture.alarms, asked.id)
            return answered(asked, engine.do(Acknowledge(wanted)))
    now = picture.status.at
    tell(
        asked,
        picture.status,
        picture.alarms,
        name="alarms",
        columns=listed.alarms(now),
        line=lambda row: line(row, now),
        nothing="no alarm stands",
    )
    return ExitCode.ORDERLY


def found(rows: tuple[AlarmRow, ...], wanted: str) -> AlarmId:
    """Which alarm is meant by its id?

    Raises:
        FootbeError: none.
    """
    if all(row.key != wanted for row in rows):
        standing = ", ".join(row.key for row in rows) or "none stands"
        raise FootbeError(f"alarms: {wanted!a} does not stand; allowed: {standing}")
    return AlarmId(wanted)


def line(row: AlarmRow, now: Moment) -> str:
    """How does an alarm read in one line?"""
    seen = "acknowledged" if row.acked else "not acknowledged"
    over = ", over" if row.cleared else ""
    return f"{row.key}  {row.severity}  {row.text}  ({text.span(now - row.since)} ago, {seen}{over}; docs/operating/{row.page}.md)"
