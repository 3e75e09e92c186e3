"""Bars up and down from a zero line, with marks beside them."""

from collections.abc import Sequence
from typing import NamedTuple

from footbe_tui.widgets.lines import Line
from footbe_tui.widgets.plot.axes import Write
from footbe_tui.widgets.plot.canvas import Canvas

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_NAMES_WIDTH = 18
_ROOM_FOR_NAMES = 6
"""From this width on every bar has its name and value below it; else the first and the last have their names."""


class Bar(NamedTuple):
    """A value and what is written under it."""

    name: str
    value: int


class Mark(NamedTuple):
    """A value that is marked across, with its name at the right."""

    name: str
    value: int


def bar_plot(bars: Sequence[Bar], marks: Sequence[Mark], size: tuple[int, int], write: Write) -> list[Line]:
    """How do these bars look in so many cells? The last ones, if not all fit.

    Above the zero line is plus, below it minus, and where there is room each bar's value stands under it. A mark that
    would squeeze the bars to a third is written at the top edge with an arrow, as off the scale.
    """
    width, height = size
    left = max((len(write(bar.value)) for bar in bars), default=1) + 1
    room = width - left - 1 - (_NAMES_WIDTH if width >= 50 else 0)
    wide = max(1, min(8, room // max(1, len(bars)) - 1))
    shown = bars[-max(1, room // (wide + 1)) :]
    rows = height - 1 - (wide >= _ROOM_FOR_NAMES)
    largest = max((abs(bar.value) for bar in shown), default=1) or 1
    near = [mark for mark in marks if abs(mark.value) <= 3 * largest]
    top = max(0, *(bar.value for bar in shown), *(mark.value for mark in near), 0)
    bottom = min(0, *(bar.value for bar in shown), *(mark.value for mark in near), 0)
    above = _rows_above(top, bottom, rows)
    each = max(1, _share(top, above), _share(-bottom, rows - above))
    canvas = Canvas(width, height)
    for n, bar in enumerate(shown):
        x = left + 1 + n * (wide + 1)
        _bar(canvas, (x, wide), above, bar.value, each)
        if wide >= _ROOM_FOR_NAMES:
            canvas.put(x, rows, bar.name[:wide], "dim")
            canvas.put(x, rows + 1, write(bar.value)[:wide].rjust(wide), "")
    if shown and wide < _ROOM_FOR_NAMES:
        end = left + 1 + len(shown) * (wide + 1) - 1
        canvas.put(left + 1, rows, shown[0].name, "dim")
        canvas.put(max(left + len(shown[0].name) + 3, end - len(shown[-1].name)), rows, shown[-1].name, "dim")
    _zero(canvas, left, above, rows, room)
    _edges(canvas, left, (top, bottom), rows, write)
    _marks(canvas, marks, near, (left + 1, room, above, each), write)
    return canvas.lines()


def _share(amount: int, rows: int) -> int:
    """How much stands for a row when so many hold it all? Rounded up."""
    return (amount + rows - 1) // rows if rows > 0 else 0


def _rows_above(top: int, bottom: int, rows: int) -> int:
    """How many rows stand above zero? At least one on each side that has something."""
    if top <= 0:
        return 0
    if bottom >= 0:
        return rows - 1
    return max(1, min(rows - 1, rows * top // (top - bottom)))


def _bar(canvas: Canvas, across: tuple[int, int], above: int, value: int, each: int) -> None:
    x, wide = across
    eighths = abs(value) * 8 // each or int(value != 0)
    full, rest = divmod(eighths, 8)
    if value >= 0:
        for n in range(full):
            canvas.put(x, above - 1 - n, "█" * wide, "fill")
        if rest:
            canvas.put(x, above - 1 - full, _EIGHTHS[rest] * wide, "fill")
        return
    for n in range(full):
        canvas.put(x, above + n, "█" * wide, "fill")
    if rest:
        canvas.put(x, above + full, ("█" if rest >= 6 else "▀") * wide, "fill")


def _zero(canvas: Canvas, left: int, above: int, rows: int, room: int) -> None:
    for y in range(rows):
        canvas.put(left, y, "│", "frame")
    if above < rows:
        canvas.put(left, above, "┼", "frame")
        canvas.put(left - 2, above, "0", "dim")
        canvas.put(left + 1, above, "─" * room, "frame", over=False)


def _edges(canvas: Canvas, left: int, ends: tuple[int, int], rows: int, write: Write) -> None:
    for value, y in ((ends[0], 0), (ends[1], rows - 1)):
        if value:
            canvas.put(left - 1 - len(write(value)), y, write(value), "dim")


def _marks(
    canvas: Canvas, marks: Sequence[Mark], near: Sequence[Mark], at: tuple[int, int, int, int], write: Write
) -> None:
    left, room, above, each = at
    taken: list[int] = []
    for mark in marks:
        fits = mark in near
        y = max(0, above - 1 - max(0, mark.value - 1) // each) if fits and mark.value > 0 else above if fits else 0
        if fits and mark.value > 0:
            canvas.put(left, y, "┄" * room, "dim", over=False)
        while y in taken:
            y += 1
        taken.append(y)
        if canvas.width >= 50:
            canvas.put(left + room + 1, y, f"{'' if fits else '↑ '}{mark.name} {write(mark.value)}"[:_NAMES_WIDTH], "")
