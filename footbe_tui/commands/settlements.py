"""`settlements`: what settles when, what it is projected to bring, and what it has brought."""

import argparse

from engine.domain import text
from engine.domain.exits import ExitCode
from engine.domain.snapshot import SlateRow
from footbe_tui.commands.client import ANSWER_SECONDS, reached
from footbe_tui.commands.listing import tell
from footbe_tui.commands.start import home_of
from footbe_tui.reports import listed


def run(asked: argparse.Namespace) -> int:
    """Say each settlement date; exit 6 when there is no engine to ask."""
    with reached(home_of(asked), watches=True) as engine:
        picture = next(engine.snapshots(seconds=ANSWER_SECONDS))
    tell(
        asked,
        picture.status,
        picture.slates,
        name="settlements",
        columns=listed.SLATES,
        line=line,
        nothing="nothing is held and nothing has settled",
    )
    return ExitCode.ORDERLY


def line(row: SlateRow) -> str:
    """How does a settlement date read in one line?"""
    case = ""
    if row.projected is not None:
        between = f"[{text.money(row.low, sign=True)} .. {text.money(row.high, sign=True)}]"
        case = f"projected {text.money(row.projected, sign=True)} {between} dollars, {row.open_positions} open; "
    status = f"  {row.status}" if row.status else ""
    return (
        f"{text.slate(row.key)}  {case}realised {text.money(row.realised, sign=True)} dollars, fees {text.money(row.fees)}, target {text.money(row.target)}, "
        f"pace {text.percent(row.pace, digits=0)}{status}"
    )
