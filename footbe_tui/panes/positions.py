"""Pane 1: what is held, worst thesis first."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import ClassVar

from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.money import Money
from engine.domain.snapshot import PositionRow, Snapshot, ThesisMark
from engine.domain.sport import RUNNING, Phase, Sport
from footbe_tui.panes.first import Phrase, first_lines, fresh
from footbe_tui.panes.glance import Glance, quote_state, short_age
from footbe_tui.panes.pane import Pane, Sort
from footbe_tui.widgets.lines import Column, Line, Span, headings, lay
from footbe_tui.widgets.live_table import Body

COLUMNS = (
    Column("", 1, gap=0),
    Column("ID", 4),
    Column("FIXTURE", 9, grow=1),
    Column("MIN", 5, ">"),
    Column("SCORE", 7, ">", grow=1),
    Column("HOLD", 4),
    Column("QTY", 3, ">", grow=1),
    Column("AVG", 4, ">", grow=1),
    Column("BID", 4, ">", grow=1),
    Column("FAIR", 4, ">", grow=1),
    Column("uP&L", 7, ">", grow=1),
    Column("SLATE", 6),
    Column("THESIS", 6),
)
_ONE_DOLLAR = 10_000

MORE = (
    Column("FAIR-BID", 8, ">", grow=1),
    Column("STAKE", 7, ">", grow=1),
    Column("TO WIN", 7, ">", grow=1),
    Column("QUOTE", 5, ">"),
    Column("ORD", 3, ">"),
    Column("ARM", 18),
)
"""What there is room for on a wide screen, or when the pane is zoomed: what holding is worth more than selling now,
what was paid, what winning adds, how old the quote is, how many of our orders rest on it and who bought. As many as fit."""

_TONES = {ThesisMark.OK: "", ThesisMark.WEAK: "warn", ThesisMark.BROKEN: "alarm"}
_SIGNS = {ThesisMark.OK: " ", ThesisMark.WEAK: "?", ThesisMark.BROKEN: "!"}
_SPECIAL = {Phase.FINISHED: "end", Phase.POSTPONED: "post.", Phase.ABANDONED: "aband", Phase.BREAK: "break"}


@cache
def columns(width: int) -> tuple[Column, ...]:
    """Which columns stand in so many cells?"""
    base = sum(column.width + column.gap for column in COLUMNS)
    ends = accumulate((column.width + column.gap for column in MORE), initial=base)
    return (*COLUMNS, *(column for column, end in zip(MORE, list(ends)[1:], strict=True) if end <= width + 1))


def stands(row: PositionRow, glance: Glance) -> Clean:
    """How is it written where a game stands: `31'`, `break`, `19:30`, `Sun`?"""
    if row.phase is Phase.SCHEDULED:
        return text.kick_off(row.starts_at, glance.now, glance.zone)
    if row.phase is Phase.BREAK and row.sport is Sport.FOOTBALL:
        return own("HT")
    return own(_SPECIAL.get(row.phase) or (text.MISSING if row.minute is None else f"{row.minute}'"))


def score(row: PositionRow) -> Clean:
    """How is a score written: `0-1`, a dot before the start?"""
    if row.phase not in RUNNING and row.phase is not Phase.FINISHED:
        return own("·")
    return text.MISSING if row.home is None or row.away is None else own(f"{row.home}-{row.away}")


def position_line(row: PositionRow, glance: Glance, width: int, orders: int = 0) -> Line:
    """How does a position read on one line? Quotes too old are dimmed, with their age, then left out."""
    state = quote_state(row.book_at, row.phase, row.starts_at - glance.now, glance.now)
    tone = _TONES[row.thesis]
    quiet = "dim" if state == "old" else ""
    gone = state == "gone"
    cells: tuple[Span, ...] = (
        (own(_SIGNS[row.thesis]), tone),
        (row.label, tone or "strong"),
        (own(f"{row.home_code}–{row.away_code}"), tone),
        (stands(row, glance), ""),
        (score(row), ""),
        (row.hold, ""),
        (text.quantity(row.quantity), ""),
        (text.price(row.average), ""),
        (text.MISSING if gone else text.price(row.bid), quiet),
        (text.MISSING if gone else text.fair(row.fair), quiet),
        (text.MISSING if gone else text.money(row.unrealised, sign=True), quiet or "strong"),
        (text.slate(row.settles_on), ""),
        _thesis(row, glance, state),
    )
    shown = columns(width)
    more = _more(row, glance, state, orders) if len(shown) > len(cells) else ()
    return lay(shown, (*cells, *more)[: len(shown)], width)


def _more(row: PositionRow, glance: Glance, state: str, orders: int) -> tuple[Span, ...]:
    quiet, shown = (
        "dim" if state == "old" else "",
        state != "gone" and row.fair is not None and row.bid is not None,
    )
    worth = text.per_contract(Money((row.fair or 0) - (row.bid or 0) * 100), sign=True)
    age = text.MISSING if row.book_at is None else own(short_age(glance.now - row.book_at))
    return (
        (worth if shown else text.MISSING, quiet),
        (text.money(Money(row.quantity * row.average)), ""),
        (text.money(Money(row.quantity * (_ONE_DOLLAR - row.average)), sign=True), ""),
        (age, quiet or "dim"),
        (own(str(orders or "·")), "" if orders else "dim"),
        (row.strategy, "dim"),
    )


def _thesis(row: PositionRow, glance: Glance, state: str) -> Span:
    """The word, which never goes; beside a good one there is room for the age of an old quote."""
    tone = _TONES[row.thesis]
    if state != "old" or row.book_at is None or row.thesis is not ThesisMark.OK:
        return own(row.thesis.value), tone
    return own(f"{row.thesis.value} {short_age(glance.now - row.book_at)}"), "dim"


def _worst(row: PositionRow) -> int:
    return row.unrealised if row.unrealised is not None else 0


class PositionsPane(Pane):
    """Every open position."""

    NUMBER = 1
    NAME = "Positions"
    TAB = "Pos"
    SLICES = ("positions", "orders", "slates")
    CLOCKED = True
    SORTS: ClassVar[tuple[Sort, ...]] = (
        ("worst thesis first", None),
        ("unrealised", _worst),
        ("settlement", lambda row: row.settles_on),
        ("fixture", lambda row: (row.home_code, row.away_code)),
    )

    def __init__(self) -> None:
        super().__init__()
        self.first: Sequence[Sequence[Phrase]] = ()
        """What a newcomer is told before anything was held; empty when that is known."""

    def title(self, snapshot: Snapshot) -> Line:
        """How many are there?"""
        note = "" if self._sort else " · worst thesis first"
        return ((own(f" {len(snapshot.positions)}"), "strong"), (own(note), "dim"))

    def tab(self, snapshot: Snapshot) -> str:
        """How many, and is one of them broken?"""
        broken = any(row.thesis is ThesisMark.BROKEN for row in snapshot.positions)
        return f" {len(snapshot.positions)}{'!' if broken else ''}"

    def words(self, item: PositionRow) -> str:
        """Which text does a filter look at?"""
        return f"{item.label} {item.fixture} {item.home_code} {item.away_code} {item.hold} {item.thesis} {item.strategy}"

    def body(self, snapshot: Snapshot, glance: Glance) -> Body:
        """Which positions are shown?"""
        resting = snapshot.status.orders_resting
        out = Counter(order.label for order in snapshot.orders)
        rests = (
            f" · {resting} {'order rests' if resting == 1 else 'orders rest'}, o shows them"
            if resting
            else ""
        )
        return Body(
            self.rows(snapshot.positions),
            lambda row, width: (position_line(row, glance, width, out[row.label]),),
            headings(columns(self.extent.width - 5), self.extent.width - 5),
            empty=f"no open position{rests}: one stands here as soon as an order of ours is filled",
            told=first_lines(self.first, self.extent.width - 4) if self.first and fresh(snapshot) else (),
        )
