"""The page of sheets: an answer of the engine as tables and titled lists, with filter, order and a way into rows."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.domain.clean import Clean, own
from engine.domain.queries import Answer, Query, Section, Sheet, SheetRow
from footbe_tui.panes.page import Page
from footbe_tui.panes.reader import labelled, wrapped
from footbe_tui.widgets.lines import EMPTY, Column, Line, clean, headings, lay
from footbe_tui.widgets.live_table import Body

_WIDEST = 160
"""Cells that no column exceeds by itself."""

_LEADS = " →"
"""What stands behind a row that leads on."""

_ROOMY, _TIGHT = 40, 18
"""To how many cells a column of words gives way before others are left out, and after."""


class Item(NamedTuple):
    """A line of the page under a key of its own, with what it leads to; `sheet` is its table's place, -1 in none."""

    key: str
    line: Line
    leads_to: Query | None = None
    text: str = ""
    sheet: int = -1


def columns_of(sheet: Sheet, width: int) -> tuple[tuple[int, ...], tuple[Column, ...]]:
    """Which columns fit into so many cells, and how wide?

    The widest columns of words give way first, then those with the highest `keep` are left out, then words give
    way once more: what does not fit in a cell stands below it.
    """
    sizes = [
        min(_WIDEST, max(len(column.title), *(len(row.cells[n]) for row in sheet.rows), 1))
        for n, column in enumerate(sheet.columns)
    ]
    shown = list(range(len(sheet.columns)))
    _narrow(sheet, sizes, shown, width, _ROOMY)
    while _taken(sizes, shown) > width:
        least = max(shown, key=lambda n: (sheet.columns[n].keep, n))
        if sheet.columns[least].keep == 0:
            break
        shown.remove(least)
    _narrow(sheet, sizes, shown, width, _TIGHT)
    last = shown[-1]
    return tuple(shown), tuple(
        Column(sheet.columns[n].title, sizes[n], sheet.columns[n].align, gap=0 if n == last else 2)
        for n in shown
    )


def _taken(sizes: Sequence[int], shown: Sequence[int]) -> int:
    return sum(sizes[n] + 2 for n in shown) - 2


def _narrow(sheet: Sheet, sizes: list[int], shown: Sequence[int], width: int, least: int) -> None:
    """Let the widest columns of words give way, as far as that is needed and allowed."""
    while _taken(sizes, shown) > width:
        wide = [n for n in shown if sizes[n] > least and sheet.columns[n].align == "<"]
        if not wide:
            return
        widest = max(wide, key=lambda n: (sizes[n], n))
        sizes[widest] = max(least, sizes[widest] - (_taken(sizes, shown) - width))


def sheet_rows(sheet: Sheet, by: int | None) -> Sequence[SheetRow]:
    """Which order have rows by this column, the highest first, missing last? None is the order as given."""
    if by is None or by >= len(sheet.columns):
        return sheet.rows

    def rank(row: SheetRow) -> tuple[bool, float, str]:
        value = row.ranks[by] if row.ranks else None
        if value is None:
            return (bool(row.ranks) and _ranked(sheet, by), 0.0, row.cells[by])
        return (False, -float(value), row.cells[by])

    return sorted(sheet.rows, key=rank)


def _ranked(sheet: Sheet, by: int) -> bool:
    """Does anything in this column have a rank? Where nothing has, cells sort as they read."""
    return any(row.ranks and row.ranks[by] is not None for row in sheet.rows)


class SheetPage(Page):
    """Shows one answer; the cursor stays on its row when the same question is answered anew."""

    NAME = "Sheet"

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None
        self._sort: tuple[int, int] | None = None
        """Which sheet is sorted by which column."""
        self._sought: tuple[Query, str] | None = None
        """For which question and filter was the cursor put on the first row that leads on?"""

    def open(self, answer: Answer) -> None:
        """Show this answer: from its first row on, unless it answers what is shown already."""
        if self._answer is None or self._answer.query != answer.query:
            self._top, self._sort, self.wanted = 0, None, ""
        self._answer = answer
        self.again()

    def next_sort(self) -> str:
        """Turn to the next column of the sheet under the cursor: what is it called?"""
        here = self.selected.sheet if self.selected is not None else 0
        sheets = self._answer.sheets if self._answer else ()
        if not sheets:
            return ""
        place = max(0, here)
        following = self._sort[1] + 1 if self._sort is not None and self._sort[0] == place else 0
        self._sort = (place, following) if following < len(sheets[place].columns) else None
        self.again()
        return "" if self._sort is None else sheets[place].columns[following].title or "sign"

    def words(self, item: Item) -> str:
        """Which text of a row does a filter look at?"""
        return item.text or "".join(text for text, _ in item.line)

    def again(self) -> None:
        """Draw the answer once more."""
        answer = self._answer
        if answer is None or self.extent.width < 20:
            return
        items = list(self._items(answer, self.extent.width - 5))
        self._seek(answer, items)
        title: Line = ((answer.title, "strong"), (own(" · esc back"), "dim"))
        if self.wanted:
            title = (*title, (own(f" · filter “{self.wanted}”"), "warn"))
        empty = "no row with this text" if self.wanted else "nothing to show"
        self.show(title, Body(items, lambda item, _width: (item.line,), empty=empty))

    def _seek(self, answer: Answer, items: Sequence[Item]) -> None:
        """A new question, or another filter, begins on the first row that leads on."""
        sought = (answer.query, self.wanted)
        if sought == self._sought:
            return
        self._sought = sought
        first = next((n for n, item in enumerate(items) if item.leads_to is not None), 0)
        if first >= self.extent.height - 3:
            first = 0  # what stands first is read first
        self._top = 0
        self._index, self._key = first, items[first].key if items else None

    def _items(self, answer: Answer, width: int) -> Iterator[Item]:
        for number, section in enumerate(answer.sections):
            yield from self._section(section, f"section{number}", width)
        for number, sheet in enumerate(answer.sheets):
            yield from self._sheet(sheet, number, width)

    def _section(self, section: Section, name: str, width: int) -> Iterator[Item]:
        wanted = self.wanted.casefold()
        lines = [(label, value) for label, value in section.lines if wanted in f"{label} {value}".casefold()]
        if wanted and not lines:
            return
        yield Item(name, ((section.title, "strong"),))
        for n, (label, value) in enumerate(lines):
            for m, line in enumerate(labelled(label, value, width)):
                yield Item(f"{name}.{n}.{m}", line)
        yield Item(f"{name}.", EMPTY)

    def _sheet(self, sheet: Sheet, number: int, width: int) -> Iterator[Item]:
        name = f"sheet{number}"
        by = self._sort[1] if self._sort is not None and self._sort[0] == number else None
        rows = self._filtered(sheet_rows(sheet, by))
        if self.wanted and not rows:
            return
        bare = not any(column.title for column in sheet.columns)
        count = f"{len(rows)} of {len(sheet.rows)}" if self.wanted else "" if bare else str(len(sheet.rows))
        sorted_by = "" if by is None else f" · by {sheet.columns[by].title or 'sign'}"
        yield Item(name, ((sheet.title, "strong"), (own(f"  {count}"), "dim"), (own(sorted_by), "warn")), sheet=number)
        if rows:
            leads = any(row.leads_to is not None for row in rows)
            shown, columns = columns_of(sheet, width - len(_LEADS) if leads else width)
            if not bare:
                yield Item(f"{name}.head", headings(columns, width), sheet=number)
            for row in rows:
                yield from self._row_items(row, shown, columns, number)
        for n, line in enumerate(wrapped(sheet.note, width, "dim") if sheet.note else []):
            yield Item(f"{name}.note{n}", line, sheet=number)
        yield Item(f"{name}.", EMPTY, sheet=number)

    def _filtered(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        wanted = self.wanted.casefold()
        return [row for row in rows if wanted in _text(row).casefold()] if wanted else rows

    def _row_items(
        self, row: SheetRow, shown: tuple[int, ...], columns: tuple[Column, ...], number: int
    ) -> Iterator[Item]:
        """A row, and below it what did not fit into its cells."""
        parts = [_parts(row.cells[n], column) for n, column in zip(shown, columns, strict=True)]
        text = _text(row)
        for depth in range(max(len(each) for each in parts)):
            cells = [(own(each[depth] if depth < len(each) else ""), row.tone) for each in parts]
            line = lay(columns, cells, length_of(columns))
            if not depth and row.leads_to is not None:
                line = (*line, (own(_LEADS), "dim"))
            yield Item(f"{row.key}{'~' * depth}", line, row.leads_to, text, number)


def length_of(columns: Sequence[Column]) -> int:
    """How many cells do these columns take, none of them growing?"""
    return sum(column.width + column.gap for column in columns)


def _parts(cell: str, column: Column) -> list[str]:
    """How does a cell stand in its column: in one line, words in as many as they need?"""
    if len(cell) <= column.width or column.align == ">":
        return [cell]
    return textwrap.wrap(clean(cell), max(1, column.width)) or [""]


def _text(row: SheetRow) -> Clean:
    return own("  ".join(row.cells))
