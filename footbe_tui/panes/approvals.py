"""Pane 4: exits that wait for an answer, soonest first."""

import time

from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.moment import SECOND
from engine.domain.snapshot import ApprovalRow, Snapshot
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.pane import Pane
from footbe_tui.widgets.lines import EMPTY, Line, spread
from footbe_tui.widgets.live_table import Body

_SOON = 30 * SECOND
_RULES = {
    "exit_if_better": "if better",
    "exit": "exit anyway",
    "ask": "ask again",
    "note": "hold",
    "hold": "hold",
}


def left(row: ApprovalRow, glance: Glance) -> int:
    """How long is there to answer, in microseconds of the engine's time?"""
    return max(0, row.deadline_at - glance.now)


def mandate(row: ApprovalRow) -> Clean:
    """What is asked for: `EXIT 0412 sell ≤40 ARS ≥.29`?"""
    quantity = text.quantity(row.quantity)
    return own(f"EXIT {row.label} sell ≤{quantity} {row.hold} ≥{text.price(row.price)}")


def default(row: ApprovalRow) -> str:
    """What happens at the deadline when nobody answers?"""
    if row.stale and row.at_deadline == "exit_if_better":
        return "hold, STALE"
    return _RULES.get(row.at_deadline, row.at_deadline)


def default_words(row: ApprovalRow) -> str:
    """The same where there is room: `exit if better`?"""
    words = default(row)
    return f"exit {words}" if words == _RULES["exit_if_better"] else words


def waited(row: ApprovalRow) -> Clean:
    """What has waiting brought so far, per contract: `+.020`, below zero when it has cost?"""
    return text.per_contract(row.waited_cost, sign=True)


def approval_lines(row: ApprovalRow, glance: Glance, width: int) -> tuple[Line, Line, Line]:
    """How does a request read: the mandate with its countdown, the reason, what it brings and costs?"""
    remaining = left(row, glance)
    tone = "alarm" if remaining < _SOON else "warn"
    first: Line = ((text.countdown(remaining), tone), (own(" "), ""), (mandate(row), "strong"))
    then: Line = ((own(f" → {default(row)}"), "warn" if row.stale else "dim"),)
    second = spread(((own("  "), ""), (row.reason or row.trigger, "")), then, width)
    third: Line = (
        (own("  hold "), "dim"),
        (text.per_contract(row.holding), ""),
        (own("  nets "), "dim"),
        (text.per_contract(row.nets), ""),
        (own("  wait "), "dim"),
        (waited(row), ""),
    )
    return first, second, third


class ApprovalsPane(Pane):
    """Requests for approval; `y` and `n` answer the one under the cursor, in the version drawn here."""

    NUMBER = 4
    NAME = "Approvals"
    TAB = "Appr"
    SLICES = ("approvals",)
    CLOCKED = True

    def __init__(self) -> None:
        super().__init__()
        self._under: tuple[str, int] | None = None
        self.steady_since = 0.0
        """Since when (monotonic seconds) has the request under the cursor stood still in its version?"""

    def composed(self) -> None:
        """Another request, or another version of it, under the cursor starts the time anew."""
        row = self.selected
        under = None if row is None else (row.key, row.version)
        if under != self._under:
            self._under, self.steady_since = under, time.monotonic()

    def title(self, snapshot: Snapshot) -> Line:
        """How many wait?"""
        count = len(snapshot.approvals)
        if not count:
            return ((own(" 0"), "dim"),)
        return ((own(f" {count}"), "warn"), (own(" · soonest first"), "dim"))

    def tab(self, snapshot: Snapshot) -> str:
        """How many wait?"""
        return f" {len(snapshot.approvals)}"

    def words(self, item: ApprovalRow) -> str:
        """Which text does a filter look at?"""
        return f"{item.label} {item.fixture} {item.hold} {item.trigger} {item.reason}"

    def body(self, snapshot: Snapshot, glance: Glance) -> Body:
        """Which requests are shown?"""
        return Body(
            self.rows(snapshot.approvals),
            lambda row, width: approval_lines(row, glance, width),
            EMPTY,
            height=3,
            empty="nothing waits for you: a request stands here when the agent wants out of a position",
        )
