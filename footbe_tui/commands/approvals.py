"""`approvals list | approve ID | reject ID`: answer exits without a console."""

import argparse

from engine.domain import text
from engine.domain.commands import Approve, Reject
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.identity import ApprovalId
from engine.domain.moment import Moment
from engine.domain.snapshot import ApprovalRow
from footbe_tui.commands.client import ANSWER_SECONDS, reached
from footbe_tui.commands.listing import tell
from footbe_tui.commands.start import home_of
from footbe_tui.commands.tell import answered
from footbe_tui.reports import listed


def run(asked: argparse.Namespace) -> int:
    """List what waits, or answer one request in the version that stands now; exit 2 when it is refused."""
    if asked.action != "list" and not asked.id:
        raise FootbeError(
            f"approvals {asked.action}: ID is missing; allowed: an ID that approvals list writes"
        )
    with reached(home_of(asked), watches=True) as engine:
        picture = next(engine.snapshots(seconds=ANSWER_SECONDS))
        if asked.action != "list":
            row = found(picture.approvals, asked.id)
            kind = Approve if asked.action == "approve" else Reject
            receipt = engine.do(kind(approval=ApprovalId(row.key), version=row.version))
            return answered(asked, receipt, about=f"{asked.action} {mandate(row)}")
    now = picture.status.at
    tell(
        asked,
        picture.status,
        picture.approvals,
        name="approvals",
        columns=listed.approvals(now),
        line=lambda row: line(row, now),
        nothing="no exit waits for approval",
    )
    return ExitCode.ORDERLY


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


def mandate(row: ApprovalRow) -> str:
    """What exactly is answered?"""
    return (
        f"{row.label} version {row.version}: {row.fixture}, sell up to {text.quantity(row.quantity)} {row.hold} at "
        f"{text.price(row.price)} or better"
    )


def line(row: ApprovalRow, now: Moment) -> str:
    """How does a request read in one line?"""
    return (
        f"{row.label}  {text.countdown(row.deadline_at - now)} left  {row.fixture}: sell up to "
        f"{text.quantity(row.quantity)} {row.hold} at {text.price(row.price)} or better"
        f"  ({row.trigger}: {row.reason}; holding {text.per_contract(row.holding)}, exit nets "
        f"{text.per_contract(row.nets)}, waiting so far {text.per_contract(row.waited_cost, sign=True)}; "
        f"at deadline: {text.words(row.at_deadline)}; version {row.version})"
    )
