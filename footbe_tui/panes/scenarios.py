"""The page of scenarios: choose a result per fixture and see what the book comes to, at once."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from engine.domain import text
from engine.domain.board import Board, BoardRow, Outturn, all_lose, best, favourites, outturn, worst
from engine.domain.clean import Clean, own
from engine.domain.identity import FixtureId
from engine.domain.queries import Answer, Query, Topic
from footbe_tui.panes.asking import AskingPage
from footbe_tui.widgets.bar import drawdown_bar
from footbe_tui.widgets.lines import EMPTY, Column, Line, Span, headings, lay
from footbe_tui.widgets.live_table import Body

_ROWS = (
    Column("FIXTURE", 9),
    Column("SETTLES", 7),
    Column("HOME", 16, ">"),
    Column("DRAW", 16, ">"),
    Column("AWAY", 16, ">", gap=2),
    Column("HELD", 0, grow=1),
)
_WIDER = (*_ROWS[:-1], Column("EXPECTED", 9, ">"), Column("CHANCES", 14, ">", gap=2), _ROWS[-1])
_WIDER_FROM = 106
_TOTALS = (Column("", 20), Column("BRINGS", 10, ">"), Column("EQUITY", 10, ">"), Column("DRAWDOWN", 9, ">", gap=2))
_BAR = (14, 30)
_TALL = 16
"""From so many lines on every total has its own."""

WAITS = "asking the engine …"
NOTHING = "nothing is held: a fixture stands here as soon as a position is open"


class BoardItem(NamedTuple):
    """A fixture under its key, with what it leads to."""

    key: FixtureId
    row: BoardRow
    leads_to: Query


class ScenariosPage(AskingPage):
    """Rows are fixtures, the most money first; `→` and `←` choose a result, and the totals below follow."""

    NAME = "Scenarios"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "choose(1)", show=False),
        Binding("left", "choose(-1)", show=False),
        Binding("backspace,delete", "forget", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None
        self.chosen: dict[FixtureId, int] = {}
        """Which result is taken for which fixture, by its place."""

    @property
    def board(self) -> Board | None:
        """What was last answered?"""
        return None if self._answer is None else self._answer.board

    def wants(self) -> Sequence[Query]:
        """Ask for the board."""
        return [Query(Topic.SCENARIOS)]

    def take(self, answer: Answer) -> None:
        """Show this board; what was chosen stays chosen while its fixture is held."""
        if answer.board is not None:
            held = {row.fixture: len(row.outcomes) for row in answer.board.rows}
            self.chosen = {key: place for key, place in self.chosen.items() if place < held.get(key, 0)}
            self._answer = answer
            self.again()

    def action_choose(self, steps: int) -> None:
        """Turn the fixture under the cursor to its next result; past the last it is open again."""
        item = self.selected
        if isinstance(item, BoardItem):
            place = self.chosen.pop(item.key, -1) + steps
            count = len(item.row.outcomes)
            place = count - 1 if place < -1 else place
            if 0 <= place < count:
                self.chosen[item.key] = place
            self.again()

    def action_forget(self) -> None:
        """Leave every fixture open again."""
        self.chosen.clear()
        self.again()

    def words(self, item: BoardItem) -> str:
        """Which text of a row does a filter look at?"""
        return f"{item.row.title} {item.row.held} {item.row.settles_on}"

    def again(self) -> None:
        """Draw the board once more."""
        width = self.extent.width - 5
        if width < 20:
            return
        answer, board = self._answer, self.board
        title = own("What if: the book under chosen results") if answer is None else answer.title
        keys: Line = ((own(" · "), "dim"), (own("← →"), "key"), (own(" result · esc back"), "dim"))
        rows = [] if board is None else board.rows
        items = [BoardItem(row.fixture, row, Query(Topic.FIXTURE, row.fixture)) for row in rows]
        wanted = self.wanted.casefold()
        shown = [item for item in items if wanted in self.words(item).casefold()]
        columns = _WIDER if width >= _WIDER_FROM else _ROWS
        body = Body(
            shown,
            lambda item, room: (self._line(item.row, columns, room),),
            headings(columns, width),
            empty=WAITS if board is None else "no row with this text" if rows else NOTHING,
        )
        self.show(((title, "strong"), *keys), body)

    def _line(self, row: BoardRow, columns: Sequence[Column], width: int) -> Line:
        chosen = self.chosen.get(row.fixture)
        cells = [_outcome(row, place, chosen) for place in range(len(row.outcomes))]
        if len(cells) == 2:
            cells.insert(1, (own(""), ""))
        spans: list[Span] = [(row.title, "strong" if chosen is not None else ""), (row.settles_on, "dim"), *cells]
        if len(columns) > len(_ROWS):
            spans += [(_expected(row), ""), (_chances(row), "dim")]
        return lay(columns, [*spans, (row.held, "dim")], width)

    def _inside(self, inner: int, height: int) -> tuple[list[Line], list[int]]:
        totals = self._totals(inner, height)
        lines, lit = super()._inside(inner, height - len(totals))
        return [*lines, *totals], lit

    def _rows_in_view(self) -> tuple[int, bool]:
        totals = len(self._totals(self.extent.width - 4, self.extent.height - 2))
        room = max(0, self.extent.height - 3 - totals)
        if room >= len(self._body.items):
            return room, False
        return max(0, room - 1), True

    def _totals(self, width: int, height: int) -> list[Line]:
        board = self.board
        if board is None or not board.rows:
            return []
        count = f"chosen ({len(self.chosen)} of {len(board.rows)})"
        rows = [(count, outturn(board, self.chosen), "strong")]
        rows += [("all favourites win", outturn(board, favourites(board)), "")]
        rows += [("best results", outturn(board, best(board)), "")] * (height >= _TALL)
        rows += [("worst results", outturn(board, worst(board)), "")]
        rows += [("all positions lose", all_lose(board), "")]
        lines = [_total(board, name, come, tone, width) for name, come, tone in rows]
        return [EMPTY, headings(_TOTALS, min(width, 53)), *lines, _joint(board)]


def _outcome(row: BoardRow, place: int, chosen: int | None) -> Span:
    words = f"{row.outcomes[place]} {text.money(row.brings[place], sign=True)}"
    if place == chosen:
        return own(f"[{words}]"), "strong"
    return own(f"{words} "), "dim" if chosen is not None else ""


def _expected(row: BoardRow) -> Clean:
    if not row.chances:
        return text.MISSING
    parts = zip(row.chances, row.brings, strict=True)
    return text.money(sum(chance * brought for chance, brought in parts) // 1_000_000, sign=True)


def _chances(row: BoardRow) -> Clean:
    return own(" ".join(text.fair(chance) for chance in row.chances) or text.MISSING)


def _total(board: Board, name: str, come: Outturn, tone: str, width: int) -> Line:
    past = "alarm" if come.drawdown >= board.stop else "warn" if come.drawdown >= board.pause else ""
    over = " past stop" if come.drawdown >= board.stop else " past pause" if past else ""
    cells: tuple[Span, ...] = (
        (own(name), tone or "dim"),
        (text.money(come.brings, sign=True), tone),
        (text.money(come.equity), tone),
        (text.percent(come.drawdown), past or tone),
    )
    bar: Line = ()
    if width >= 53 + _BAR[0]:
        wide = min(_BAR[1], width - 53 - 11)
        bar = drawdown_bar(come.drawdown, (board.warn, board.pause, board.stop), wide)
    return (*lay(_TOTALS, cells, 53), *bar, (own(over), past))


def _joint(board: Board) -> Line:
    low, high = text.money(board.low, sign=True), text.money(board.high, sign=True)
    reserved: Line = ()
    if board.reserved:
        words = f" · all lose counts {text.money(board.reserved)} that rests as filled and lost"
        reserved = ((own(words), "dim"),)
    return (
        (own("expected "), "dim"),
        (text.money(board.projected, sign=True), ""),
        (own("  5 % to 95 % "), "dim"),
        (own(f"{low} .. {high}"), ""),
        *reserved,
    )
