"""A report on 80 columns: plain lines, no colour, nothing cut that a figure needs."""

from collections.abc import Sequence
from textwrap import wrap

from engine.domain import text
from engine.domain.report import Report
from footbe_tui.reports import contents, words
from footbe_tui.reports.table import Cell, Column, Table

WIDTH = 80
SHOWN = {"dates": 29, "alerts": 12}
"""So many rows of these tables stand in the text, the newest; the page, the JSON and the tables have all."""

_NAME, _BARS = 10, "▁▂▃▄▅▆▇█"
_WORDS_LEAST, _WORDS_LAST = 14, 6


def lines(report: Report) -> list[str]:
    """Which lines tell this report? None wider than 80 columns."""
    told = [contents.title(report)]
    if report.head.notice is not None:
        told.append(words.plain(report.head.notice))
    told.append("")
    for name, fact in contents.head(report):
        told += _wrapped(f"{name:<{_NAME}}", fact)
    told += _curve(report)
    for table in contents.tables(report):
        told += ["", *_table(table)]
    return [words.fitted(line, WIDTH).rstrip() for line in told]


def _wrapped(start: str, fact: str) -> list[str]:
    first, *more = wrap(fact, WIDTH - len(start)) or [""]
    return [start + first, *(" " * len(start) + line for line in more)]


def _curve(report: Report) -> list[str]:
    """Equity in a line of bars from its lowest to its highest, and drawdown against the line at which it stops."""
    points = report.curve.points
    if len(points) < 2:
        return []
    width = WIDTH - _NAME - 22
    picked = [points[index * (len(points) - 1) // (width - 1)] for index in range(width)]
    equity = [point.equity_micros for point in picked]
    low, high = min(equity), max(equity)
    bars = "".join(_BARS[(value - low) * (len(_BARS) - 1) // max(1, high - low)] for value in equity)
    return [f"{'equity':<{_NAME}}{bars} {text.money(low)} to {text.money(high)}"[:WIDTH]]


def _table(table: Table) -> list[str]:
    told = [table.title, "─" * WIDTH]
    if not table.rows:
        return [*told, table.empty]
    shown, left = _newest(table)
    widths = _widths(table.columns, shown)
    told.append(_line([column.heading for column in table.columns], table.columns, widths))
    told += [f"… {left} earlier"] if left else []
    for cells in shown:
        told += _row([cell.shown for cell in cells], table.columns, widths)
        if any(cell.spread for cell in cells):
            told.append(_line([cell.spread for cell in cells], table.columns, widths))
    for note in table.notes:
        told += wrap(note, WIDTH)
    return told


def _newest(table: Table) -> tuple[Sequence[tuple[Cell, ...]], int]:
    most = SHOWN.get(table.key, len(table.rows))
    return table.rows[-most:], max(0, len(table.rows) - most)


def _widths(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> list[int]:
    """How wide is each column? Words give way, down to a point, where figures need the room."""
    widths = [
        max(words.columns(column.heading), *(words.columns(line) for row in rows for line in _both(row[index])))
        for index, column in enumerate(columns)
    ]
    over = sum(widths) + len(columns) - 1 - WIDTH
    giving = sorted(range(len(columns)), key=lambda index: not columns[index].wraps)
    for least in (_WORDS_LEAST, _WORDS_LAST):
        for index in giving:
            if columns[index].words:
                given = min(max(0, over), max(0, widths[index] - least))
                widths[index] -= given
                over -= given
    return widths


def _both(cell: Cell) -> tuple[str, str]:
    return cell.shown, cell.spread


def _row(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> list[str]:
    """One row; a column that wraps goes on below itself."""
    parts = [
        wrap(cell, width) or [""] if column.wraps else [cell]
        for cell, column, width in zip(cells, columns, widths, strict=True)
    ]
    height = max(len(part) for part in parts)
    return [
        _line([part[line] if line < len(part) else "" for part in parts], columns, widths)
        for line in range(height)
    ]


def _line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    gap = " " * (2 if sum(widths) + 2 * (len(widths) - 1) <= WIDTH else 1)
    parts = [
        words.fitted(cell, width, "<" if column.words else ">")
        for cell, column, width in zip(cells, columns, widths, strict=True)
    ]
    return gap.join(parts).rstrip()
