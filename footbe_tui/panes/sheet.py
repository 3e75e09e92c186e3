"""The page of sheets: an answer of the engine as tables and titled lists, with filter, order and a way into rows."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.domain.clean import Clean, own
from engine.domain.queries import Answer, Query, Sheet, SheetRow
from footbe_tui.panes.page import Page
from footbe_tui.panes.reader import labelled, wrapped
from footbe_tui.widgets.lines import EMPTY, Column, Line, headings, lay, length
from footbe_tui.widgets.live_table import Body

_WIDEST = 60
"""Cells that no column exceeds by itself."""


class Item(NamedTuple):
    """A line of the page under a key of its own, with what it leads to."""

    key: str
    line: Line
    leads_to: Query | None = None
    text: str = ""


def columns_of(sheet: Sheet, width: int) -> tuple[tuple[int, ...], tuple[Column, ...]]:
    """Which columns fit into so many cells, and how wide? Those with the highest `keep` are left out first."""
    sizes = [
        min(_WIDEST, max(len(column.title), *(len(row.cells[n]) for row in sheet.rows), 1))
        for n, column in enumerate(sheet.columns)
    ]
    shown = list(range(len(sheet.columns)))
    while sum(sizes[n] + 2 for n in shown) > width + 2:
        least = max(shown, key=lambda n: (sheet.columns[n].keep, n))
        if sheet.columns[least].keep == 0:
            break
        shown.remove(least)
    last = shown[-1]
    return tuple(shown), tuple(
        Column(sheet.columns[n].title, sizes[n], sheet.columns[n].align, gap=0 if n == last else 2)
        for n in shown
    )


def sheet_rows(sheet: Sheet, by: int | None) -> Sequence[SheetRow]:
    """Which order have rows by this column, the highest first, missing last? None is the order as given."""
    if by is None or by >= len(sheet.columns):
        return sheet.rows

    def rank(row: SheetRow) -> tuple[bool, float, str]:
        if not row.ranks:
            return (False, 0.0, row.cells[by])
        value = row.ranks[by]
        return (value is None, 0.0 if value is None else -float(value), row.cells[by])

    return sorted(sheet.rows, key=rank)


class SheetPage(Page):
    """Shows one answer; the cursor stays on its row when the same question is answered anew."""

    NAME = "Sheet"

    def __init__(self) -> None:
        super().__init__()
        self._answer: Answer | None = None
        self._sort: int | None = None

    def open(self, answer: Answer) -> None:
        """Show this answer: from its first row on, unless it answers what is shown already."""
        if self._answer is None or self._answer.query != answer.query:
            self._top, self._index, self._key, self._sort, self.wanted = 0, 0, None, None, ""
        self._answer = answer
        self.again()

    def next_sort(self) -> str:
        """Turn to the next column of the first sheet: what is it called?"""
        sheets = self._answer.sheets if self._answer else ()
        if not sheets:
            return ""
        following = 0 if self._sort is None else self._sort + 1
        self._sort = following if following < len(sheets[0].columns) else None
        self.again()
        return "" if self._sort is None else sheets[0].columns[self._sort].title

    def words(self, item: Item) -> str:
        """Which text of a row does a filter look at?"""
        return item.text or "".join(text for text, _ in item.line)

    def again(self) -> None:
        """Draw the answer once more."""
        answer = self._answer
        if answer is None or self.extent.width < 20:
            return
        items = list(self._items(answer, self.extent.width - 5))
        title: Line = ((answer.title, "strong"), (own(" · esc back"), "dim"))
        if self.wanted:
            title = (*title, (own(f" · filter “{self.wanted}”"), "warn"))
        self.show(title, Body(items, lambda item, _width: (item.line,), empty="nothing to show"))

    def _items(self, answer: Answer, width: int) -> Iterator[Item]:
        for number, sheet in enumerate(answer.sheets):
            yield from self._sheet(sheet, f"sheet{number}", width)
        for number, section in enumerate(answer.sections):
            yield Item(f"section{number}", ((section.title, "strong"),))
            for n, (label, value) in enumerate(section.lines):
                for m, line in enumerate(labelled(label, value, width)):
                    yield Item(f"section{number}.{n}.{m}", line)
            yield Item(f"section{number}.", EMPTY)

    def _sheet(self, sheet: Sheet, name: str, width: int) -> Iterator[Item]:
        yield Item(name, ((sheet.title, "strong"), (own(f"  {len(sheet.rows)}"), "dim")))
        if sheet.rows:
            shown, columns = columns_of(sheet, width)
            yield Item(f"{name}.head", headings(columns, width))
            for row in self._filtered(sheet_rows(sheet, self._sort)):
                yield self._item(row, shown, columns, width)
        for n, line in enumerate(wrapped(sheet.note, width, "dim") if sheet.note else []):
            yield Item(f"{name}.note{n}", line)
        yield Item(f"{name}.", EMPTY)

    def _filtered(self, rows: Sequence[SheetRow]) -> Sequence[SheetRow]:
        wanted = self.wanted.casefold()
        return [row for row in rows if wanted in _text(row).casefold()] if wanted else rows

    def _item(self, row: SheetRow, shown: tuple[int, ...], columns: tuple[Column, ...], width: int) -> Item:
        cells = [(row.cells[n], row.tone) for n in shown]
        line = lay(columns, cells, width)
        if row.leads_to is not None and length(line) < width:
            line = (*line, (own(" →"), "dim"))
        return Item(row.key, line, row.leads_to, _text(row))


def _text(row: SheetRow) -> Clean:
    return own("  ".join(row.cells))
