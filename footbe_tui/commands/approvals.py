"""`approvals list | approve ID | reject ID`: answer exits without a console."""

import argparse
import sys

from engine.domain import text
from engine.domain.commands import Approve, Reject
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.identity import ApprovalId
from engine.domain.moment import Moment
from engine.domain.snapshot import ApprovalRow
from footbe_tui.commands.client import ANSWER_SECONDS, reached
from footbe_tui.commands.start import home_of
from footbe_tui.commands.tell import said


def run(asked: argparse.Namespace) -> int:
    """List what waits, or answer one request in the version that stands now."""
    if asked.action != "list" and not asked.id:
        raise FootbeError(
            f"approvals {asked.action}: ID is missing; allowed: an ID that approvals list writes"
        )
    with reached(home_of(asked), watches=True) as engine:
        snapshot = next(engine.snapshots(seconds=ANSWER_SECONDS))
        if asked.action == "list":
            for row in snapshot.approvals:
                print(line(row, snapshot.status.at))
            if not snapshot.approvals:
                print("no exit waits for approval", file=sys.stderr)
            return ExitCode.ORDERLY
        row = found(snapshot.approvals, asked.id)
        kind = Approve if asked.action == "approve" else Reject
        return said(engine.do(kind(approval=ApprovalId(row.key), version=row.version)))


def found(rows: tuple[ApprovalRow, ...], wanted: str) -> ApprovalRow:
    """Which request is meant by an id or its short form?

    Raises:
        FootbeError: none, or more than one.
    """
    named = [
        row for row in rows if wanted in {row.key, row.label} or row.label.lstrip("0") == wanted.lstrip("0")
    ]
    if len(named) != 1:
        waiting = ", ".join(row.label for row in rows) or "none waits"
        raise FootbeError(f"approvals: {wanted!a} is not waiting; allowed: {waiting}")
    return named[0]


def line(row: ApprovalRow, now: Moment) -> str:
    """How does a request read in one line?"""
    return (
        f"{row.label}  {text.countdown(row.deadline_at - now)} left  {row.fixture}: sell up to "
        f"{text.quantity(row.quantity)} {row.hold} at {text.price(row.price)} or better"
        f"  ({row.trigger}: {row.reason}; holding {text.per_contract(row.holding)}, exit nets "
        f"{text.per_contract(row.nets)}, waiting so far {text.per_contract(row.waited_cost, sign=True)}; at deadline: {row.at_deadline.replace('_', ' ')})"
    )
