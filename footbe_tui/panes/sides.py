"""What stands beside the panes on a very wide screen, and is one key away on every other: orders, alarms, refusals."""

import textwrap

from engine.domain import text
from engine.domain.clean import own
from engine.domain.snapshot import AlarmRow, FunnelRow, OrderRow, Snapshot
from footbe_tui.panes.glance import Glance, short_age
from footbe_tui.panes.pane import Pane
from footbe_tui.panes.strategies import SHORT
from footbe_tui.widgets.lines import Column, Line, clean, headings, lay
from footbe_tui.widgets.live_table import Body

_ORDERS = (
    Column("ID", 6),
    Column("FIXTURE", 9, grow=1),
    Column("SIDE", 4),
    Column("HOLD", 4),
    Column("PRICE", 5, ">"),
    Column("FILLED", 7, ">", grow=1),
    Column("STATE", 8),
    Column("SINCE", 5, ">"),
)
_REFUSALS = (
    Column("ARM", 9),
    Column("RULE", 20, grow=1),
    Column("TIMES", 7, ">"),
    Column("LAST", 5, ">"),
)


class Side(Pane, can_focus=False):
    """A pane without a number: its letter opens the whole of it."""

    NUMBER = 0

    @property
    def more(self) -> Line:
        """How is all of it seen?"""
        return ((self.key_of(self.ACTION), "key"), (own(" all"), "dim"))


def _ago(at: int, glance: Glance) -> tuple[str, str]:
    return short_age(glance.now - at), "dim"


def order_line(row: OrderRow, glance: Glance, width: int) -> Line:
    """How does a live order read where there is little room?"""
    unknown = row.state.casefold() == "unknown"
    filled = f"{text.quantity(row.filled)}/{text.quantity(row.quantity)}"
    since, dim = _ago(row.since, glance)
    return lay(
        _ORDERS,
        (
            (row.label, "alarm" if unknown else "strong"),
            (row.fixture, ""),
            (row.side, ""),
            (row.hold, ""),
            (text.price(row.price), ""),
            (own(filled), ""),
            (own(f"{row.state}{'!' if unknown else ''}"), "alarm" if unknown else ""),
            (own(since), dim),
        ),
        width,
    )


class OrdersSide(Side):
    """Live orders."""

    ACTION, NAME, TAB = "orders", "Orders", "Ord"
    SLICES = ("orders",)
    CLOCKED = True

    def title(self, snapshot: Snapshot) -> Line:
        """How many are out?"""
        return ((own(f" {len(snapshot.orders)}"), "strong"),)

    def body(self, snapshot: Snapshot, glance: Glance) -> Body:
        """Which orders are shown?"""
        return Body(
            snapshot.orders,
            lambda row, width: (order_line(row, glance, width),),
            headings(_ORDERS, self.extent.width - 4),
            cursor=False,
            empty="no order is out: one stands here while it rests or nobody knows what became of it",
        )


def refusal_line(row: FunnelRow, glance: Glance, width: int) -> Line:
    """How does it read how often a rule refused an arm?"""
    since, dim = _ago(row.last_at, glance)
    return lay(
        _REFUSALS,
        (
            (own(SHORT.get(row.strategy, row.strategy)), ""),
            (row.rule, "strong"),
            (own(str(row.count)), ""),
            (own(since), dim),
        ),
        width,
    )


class RefusalsSide(Side):
    """Why nothing was traded, the commonest reason first."""

    ACTION, NAME, TAB = "funnel", "Why no trade", "Why"
    SLICES = ("funnel",)
    CLOCKED = True

    def title(self, snapshot: Snapshot) -> Line:
        """How many refusals were counted?"""
        return ((own(f" · {sum(row.count for row in snapshot.funnel)} refusals"), "dim"),)

    def body(self, snapshot: Snapshot, glance: Glance) -> Body:
        """Which refusals are shown?"""
        return Body(
            sorted(snapshot.funnel, key=lambda row: -row.count),
            lambda row, width: (refusal_line(row, glance, width),),
            headings(_REFUSALS, self.extent.width - 4),
            cursor=False,
            empty="no refusal counted yet: one stands here when a rule says no to an arm",
        )


def alarm_row(row: AlarmRow, glance: Glance, width: int) -> tuple[Line, ...]:
    """How does an alarm read on three lines: sign, severity, time and state, then what it says?"""
    loud = not (row.acked or row.cleared)
    tone = "alarm" if loud else "warn"
    state = f"{'acked' if row.acked else 'unacked'}{' · over' if row.cleared else ''}"
    said = textwrap.wrap(clean(row.text), max(20, width - 2), max_lines=2, placeholder=" …")
    return (
        (
            (own(f"{'▲' if loud else ' '} {row.severity.value} "), tone),
            (text.clock(row.since, glance.zone), "dim"),
            (own(f"  {state}"), tone if loud else "dim"),
        ),
        *(((own(f"  {line}"), ""),) for line in (*said, "", "")[:2]),
    )


class AlarmsSide(Side):
    """Every alarm that stands, not the top one alone."""

    ACTION, NAME, TAB = "incidents", "Alarms", "Alarms"
    SLICES = ("alarms",)

    def title(self, snapshot: Snapshot) -> Line:
        """How many stand?"""
        return ((own(f" {len(snapshot.alarms)}"), "warn" if snapshot.alarms else "dim"),)

    def body(self, snapshot: Snapshot, glance: Glance) -> Body:
        """Which alarms are shown?"""
        return Body(
            snapshot.alarms,
            lambda row, width: alarm_row(row, glance, width),
            height=3,
            cursor=False,
            empty="no alarm stands: one stands here until its condition is over and it was acknowledged",
        )


SIDES: dict[str, type[Side]] = {"orders": OrdersSide, "alarms": AlarmsSide, "refusals": RefusalsSide}
"""Every pane of the sides by name, from above."""
