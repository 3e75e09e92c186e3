"""Pane 2: what settles when, what is projected for it and what was made."""

from collections.abc import Sequence

from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.snapshot import SlateRow, Snapshot
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.pane import Pane
from footbe_tui.widgets.lines import Column, Line, Span, headings, lay
from footbe_tui.widgets.live_table import Body

COLUMNS = (
    Column("SLATE", 9, grow=1),
    Column("PROJECTED", 9, ">", grow=1, gap=2),
    Column("5%–95%", 15, grow=1),
    Column("n", 4, ">", grow=1),
    Column("REALISED", 10, ">", grow=1),
    Column("FEES", 7, ">", grow=1),
    Column("TARGET", 8, ">", grow=1),
    Column("PACE", 5, ">"),
)

WIDE = (
    *COLUMNS,
    Column("EXPECTED", 9, ">", grow=1),
    Column("AT STAKE", 8, ">", grow=1),
    Column("NEW", 5, ">", grow=1),
    Column("STATUS", 8),
)
"""What there is room for when the pane is zoomed on a wide screen."""

WIDE_FROM = 110
SLOW = ("behind", "losing")

WEEK, OPEN = "week", "open"


def columns(width: int) -> tuple[Column, ...]:
    """Which columns stand in so many cells?"""
    return WIDE if width >= WIDE_FROM else COLUMNS


def interval(row: SlateRow) -> Clean:
    """How is an interval written: `[-61 .. +70]`, or nothing where none is known?"""
    if row.low is None or row.high is None:
        return text.MISSING if row.projected is not None else own("·")
    ends = [f"{'+' if end > 0 else ''}{text.dollars_short(end)}" for end in (row.low, row.high)]
    return own(f"[{ends[0]} .. {ends[1]}]")


def _or_dot(written: Clean) -> Clean:
    return own("·") if written == text.MISSING else written


def slate_line(row: SlateRow, zone: str, width: int) -> Line:
    """How does a settlement date read? Realised and projected have a column each."""
    total = row.key == OPEN
    name = "Open" if total else f"{text.slate(row.key)} {text.zone_short(zone)}"
    pace = "" if row.pace is None else f"{row.pace // 10_000} %"
    tone = "strong" if total else ""
    cells: tuple[Span, ...] = (
        (own(name), "strong"),
        (text.money(row.projected, sign=True), tone),
        (interval(row), "dim"),
        (own(str(row.open_positions)), tone),
        (own("" if total else _or_dot(text.money(row.realised, sign=True))), "strong"),
        (own("" if total else _or_dot(text.money(row.fees, sign=True))), ""),
        (own("" if total else _or_dot(text.money(row.target))), ""),
        (own(pace), ""),
    )
    if width < WIDE_FROM:
        return lay(COLUMNS, cells, width)
    more: tuple[Span, ...] = (
        (_or_dot(text.money(row.expected, sign=True)), tone),
        (own("" if row.share is None else text.percent(row.share, digits=0)), ""),
        (own("" if row.taper is None else text.percent(row.taper, digits=0)), ""),
        (row.status, "warn" if row.status in SLOW else ""),
    )
    return lay(WIDE, (*cells, *more), width)


def week_line(row: SlateRow) -> Line:
    """How does the venue's week read: what its days made together, a day, and in which word?"""
    made = f" · week {text.percent(row.total, sign=True)} in {row.days} d, {text.percent(row.daily, sign=True)} a day:"
    honest = f"{text.percent(row.honest_low).removesuffix('%')}-{text.percent(row.honest_high)}"
    return (
        (own(made), "dim"),
        (own(f" {row.status}"), "warn" if row.status in SLOW else "dim"),
        (own(f" · honest {honest}"), "dim"),
    )


def is_past(row: SlateRow, today: str) -> bool:
    """Is a date over, with nothing held for it any more?"""
    return row.key != OPEN and row.key < today and not row.open_positions


def in_order(rows: Sequence[SlateRow], today: str) -> list[SlateRow]:
    """Which dates come first? Those to come, the next first; what is open in all; then past ones, the last first."""
    dates = [row for row in rows if row.key not in {WEEK, OPEN}]
    coming = [row for row in dates if not is_past(row, today)]
    past = [row for row in dates if is_past(row, today)]
    return [*coming, *(row for row in rows if row.key == OPEN), *reversed(past)]


class SettlementPane(Pane):
    """Every settlement date that is open or recent, and the line of all open ones."""

    NUMBER = 2
    NAME = "Settlement"
    TAB = "Settle"
    SLICES = ("slates",)
    KEEPS_TOP = True

    def title(self, snapshot: Snapshot) -> Line:
        """How does the week stand?"""
        week = next((row for row in snapshot.slates if row.key == WEEK), None)
        hint: Line = ((own(" · "), "dim"), (own("enter"), "key"), (own(" what settles on a date"), "dim"))
        return hint if week is None else (*week_line(week), *hint)

    def body(self, snapshot: Snapshot, glance: Glance) -> Body:
        """Which dates are shown: those to come, the line of what is open, then what is past?"""
        zone = snapshot.status.zone
        today = f"{text.moment(glance.now, zone):%Y-%m-%d}"

        def paint(row: SlateRow, width: int) -> tuple[Line, ...]:
            line = slate_line(row, zone, width)
            return (tuple((part, "dim") for part, _ in line) if is_past(row, today) else line,)

        return Body(
            self.rows(in_order(snapshot.slates, today)),
            paint,
            headings(columns(self.extent.width - 5), self.extent.width - 5),
            empty="nothing settles yet: a date appears here with the first position or resting order on it",
        )

    def words(self, item: SlateRow) -> str:
        """Which text does a filter look at?"""
        return f"{item.key} {text.slate(item.key)}"
