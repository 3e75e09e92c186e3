"""`differences list | adopt ID | cancel ID | ignore ID`: what our books and the venue's disagree on, and what is done about it."""

import argparse
import sys

from engine.domain import text
from engine.domain.clean import own
from engine.domain.commands import Adopt, CancelForeign, Command, Ignore
from engine.domain.difference import DifferenceId, DifferenceRow, Remedy
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.moment import Moment
from footbe_tui.commands.client import ANSWER_SECONDS, reached
from footbe_tui.commands.start import home_of
from footbe_tui.commands.tell import said


def run(asked: argparse.Namespace) -> int:
    """List what differs, or have one difference done away with; exit 2 when the engine refuses."""
    if asked.action != "list" and not asked.id:
        raise FootbeError(
            f"differences {asked.action}: ID is missing; allowed: an ID that differences list writes"
        )
    with reached(home_of(asked), watches=True) as engine:
        snapshot = next(engine.snapshots(seconds=ANSWER_SECONDS))
        if asked.action == "list":
            return _listed(snapshot.differences, snapshot.status.at)
        row = found(snapshot.differences, asked.id)
        return said(engine.do(remedy(row, Remedy(asked.action), getattr(asked, "reason", ""))))


def _listed(rows: tuple[DifferenceRow, ...], now: Moment) -> int:
    for row in rows:
        print(line(row, now))
    if not rows:
        print("our books and the venue's agree", file=sys.stderr)
    return ExitCode.ORDERLY


def found(rows: tuple[DifferenceRow, ...], wanted: str) -> DifferenceRow:
    """Which difference is meant by its id, or by the beginning of it?

    Raises:
        FootbeError: none, or more than one.
    """
    exact = [row for row in rows if row.key == wanted]
    named = exact or [row for row in rows if row.key.startswith(wanted)]
    if len(named) != 1:
        known = ", ".join(row.key for row in rows) or "none: our books and the venue's agree"
        raise FootbeError(f"differences: {wanted!a} names {len(named) or 'none'} of them; allowed: {known}")
    return named[0]


def remedy(row: DifferenceRow, chosen: Remedy, reason: str) -> Command:
    """Which command does away with this difference so?

    Raises:
        FootbeError: that is no way out of it, or the reason is missing.
    """
    if str(chosen) not in row.remedies:
        raise FootbeError(f"differences: {row.key} cannot be {_DONE[chosen]}; allowed: {', '.join(row.remedies)}")
    key = DifferenceId(row.key)
    if chosen is Remedy.ADOPT:
        return Adopt(key)
    if chosen is Remedy.CANCEL:
        return CancelForeign(key)
    if not reason.strip():
        raise FootbeError("differences ignore: --reason is missing; allowed: why it may stand, for the journal")
    return Ignore(key, own(reason.strip()))


_DONE = {Remedy.ADOPT: "adopted", Remedy.CANCEL: "cancelled", Remedy.IGNORE: "ignored"}


def line(row: DifferenceRow, now: Moment) -> str:
    """How does a difference read in one line?"""
    stands = f"  (ignored: {row.ignored})" if row.ignored else ""
    ways = ", ".join(row.remedies)
    return (
        f"{row.key}  {text.words(row.kind)} {row.subject}: ours {row.ours}, the venue's {row.venues}, "
        f"for {text.span(now - row.since)}  [{ways}]{stands}"
    )
