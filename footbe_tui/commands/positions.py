"""`positions`: what is held, worst thesis first."""

import argparse

from engine.domain import text
from engine.domain.exits import ExitCode
from engine.domain.moment import Moment
from engine.domain.snapshot import PositionRow
from footbe_tui.commands.client import ANSWER_SECONDS, reached
from footbe_tui.commands.listing import tell
from footbe_tui.commands.start import home_of
from footbe_tui.reports import listed


def run(asked: argparse.Namespace) -> int:
    """Say each position; exit 6 when there is no engine to ask."""
    with reached(home_of(asked), watches=True) as engine:
        picture = next(engine.snapshots(seconds=ANSWER_SECONDS))
    status = picture.status
    tell(
        asked,
        status,
        picture.positions,
        name="positions",
        columns=listed.positions(status.at),
        line=lambda row: line(row, status.at, status.zone),
        nothing="nothing is held",
    )
    return ExitCode.ORDERLY


def line(row: PositionRow, now: Moment, zone: str) -> str:
    """How does a position read in one line?"""
    score = "" if row.home is None or row.away is None else f" {row.home}-{row.away}"
    age = text.MISSING if row.book_at is None else text.span(now - row.book_at)
    waits = "  · its exit waits for approval" if row.approval else ""
    return (
        f"{row.label}  {row.thesis:<6}  {row.fixture} {_stage(row, now, zone)}{score}: {text.quantity(row.quantity)} "
        f"{row.hold} at {text.price(row.average)}, bid {text.price(row.bid)} ({age} old), fair {text.fair(row.fair)}, "
        f"unrealised {text.money(row.unrealised, sign=True)} dollars, settles {text.slate(row.settles_on)}  "
        f"({row.strategy}){waits}"
    )


def _stage(row: PositionRow, now: Moment, zone: str) -> str:
    if row.minute is not None:
        return f"{row.minute}'"
    return text.kick_off(row.starts_at, now, zone) if row.starts_at > now else text.words(row.phase)
