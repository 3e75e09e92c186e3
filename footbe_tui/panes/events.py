"""Pane 7: what happened, newest first."""

from engine.domain import text
from engine.domain.clean import own
from engine.domain.snapshot import EventRow, Snapshot
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.pane import Pane
from footbe_tui.widgets.lines import EMPTY, Line, fit
from footbe_tui.widgets.live_table import Body

_SHORT = {
    "strategy_selected": "chosen",
    "position_scan_complete": "scan",
    "daily_performance_update": "daily",
    "model_lifecycle": "model",
    "run_started": "started",
}
_KIND_WIDTH = 9
_TONES = {"alarm": "warn", "stop": "alarm", "incident": "alarm", "refused": "dim"}


def event_line(row: EventRow, zone: str) -> Line:
    """How does an event read: `14:03:01 fill     0412 bought ARS 15 at .52`?"""
    tone = _TONES.get(row.kind, "")
    return (
        (text.clock(row.at, zone), "dim"),
        (own(" "), ""),
        (fit(own(_SHORT.get(row.kind, row.kind)), _KIND_WIDTH), tone or "strong"),
        (own(" "), ""),
        (row.text, tone),
    )


class EventsPane(Pane):
    """The record of what happened."""

    NUMBER = 7
    NAME = "Events"
    TAB = "Events"
    SLICES = ("events", "orders")
    KEEPS_TOP = True

    def title(self, snapshot: Snapshot) -> Line:
        """How many orders are out, and where to look further?"""
        status = snapshot.status
        unknown = status.orders_unknown
        return (
            (own(f" · orders {status.orders_resting} resting, "), "dim"),
            (own(f"{unknown} unknown"), "alarm" if unknown else "dim"),
            (own(" · why no trade: "), "dim"),
            (self.key_of("funnel"), "key"),
        )

    def body(self, snapshot: Snapshot, glance: Glance) -> Body:
        """Which events are shown? Newest first, whichever way they come."""
        rows = snapshot.events
        if len(rows) > 1 and rows[0].at < rows[-1].at:
            rows = rows[::-1]
        return Body(
            self.rows(rows),
            lambda row, _width: (event_line(row, glance.zone),),
            EMPTY,
            empty="nothing happened yet: orders, fills, refusals and alarms stand here as they come",
        )

    def words(self, item: EventRow) -> str:
        """Which text does a filter look at?"""
        return f"{item.kind} {item.text}"
