"""Pane 6: is every part of the machine well?"""

from engine.domain import text
from engine.domain.clean import own
from engine.domain.snapshot import HealthRow, Snapshot
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.pane import Pane
from footbe_tui.widgets.lines import Line, fit
from footbe_tui.widgets.live_table import Body

_TONES = {"ok": "", "STALE": "warn", "sick": "alarm", "off": "warn"}


def health_line(row: HealthRow, width: int) -> Line:
    """How does one part read: `!scores  STALE 46 s (limit 30 s)`?"""
    tone = _TONES.get(row.state, "warn")
    age = "" if row.age is None else f" {text.span(row.age)}"
    limit = f" (limit {text.span(row.limit)})" if row.limit is not None and row.state != "ok" else ""
    mark = "!" if tone else " "
    said = f" {row.state}{age}{limit}"
    room = width - 12 - len(said)
    detail = f"  {row.detail}" if row.detail and room > 6 else ""
    return (
        (own(mark), tone),
        (fit(own(row.key.replace("_", " ")), 10), tone or "strong"),
        (own(said), tone),
        (own(detail), "dim"),
    )


class HealthPane(Pane):
    """Feeds, venue, journal, models, clock, drill."""

    NUMBER = 6
    NAME = "Health"
    TAB = "Health"
    SLICES = ("health",)

    def title(self, snapshot: Snapshot) -> Line:
        """How many parts are not well?"""
        ill = sum(row.state != "ok" for row in snapshot.health)
        return ((own(f" · {ill} not ok"), "warn"),) if ill else ()

    def tab(self, snapshot: Snapshot) -> str:
        """Is a part not well?"""
        return "!" if any(row.state != "ok" for row in snapshot.health) else ""

    def body(self, snapshot: Snapshot, _glance: Glance) -> Body:
        """Which parts are shown, those that are not well first?"""
        rows = sorted(self.rows(snapshot.health), key=lambda row: row.state == "ok")
        return Body(
            rows,
            lambda row, width: (health_line(row, width),),
            cursor=False,
            empty="nothing heard yet: each part stands here from its first sign of life",
        )

    def words(self, item: HealthRow) -> str:
        """Which text does a filter look at?"""
        return f"{item.key} {item.state} {item.detail}"
