"""Lines over time, each named where it ends; and depths that hang from a line, with marks."""

from collections.abc import Sequence
from typing import NamedTuple

from footbe_tui.widgets.lines import Line
from footbe_tui.widgets.plot.axes import Scale, Write, spanned, ticks
from footbe_tui.widgets.plot.canvas import Canvas

NAMES_FROM = 56
"""From so many cells on there is room for names at the right."""


class Path(NamedTuple):
    """One line: its name, where it goes, its tone; `lows` and `highs` are the ends of intervals, or empty.

    A `dotted` one is drawn in dots, below the others: told from them without colour.
    """

    name: str
    xs: Sequence[int]
    ys: Sequence[int]
    tone: str = ""
    lows: Sequence[int] = ()
    highs: Sequence[int] = ()
    said: str = ""
    """What stands at its end beside its name; else its last value as on the axis."""
    dotted: bool = False


class Ends(NamedTuple):
    """What is written under the left and the right end of the horizontal axis."""

    left: str
    right: str


def path_plot(
    paths: Sequence[Path],
    size: tuple[int, int],
    write: Write,
    ends: Ends,
    *,
    zero: bool = False,
    gutter: int = 0,
    least: int = 1,
) -> list[Line]:
    """How do these lines look in so many cells?

    With `zero` the axis holds 0 and shows it; `gutter` cells at the left; `least` is the finest step that can be written.
    """
    width, height = size
    values = [value for path in paths for value in (*path.ys, *path.lows, *path.highs)] + [0] * zero
    low, high = spanned(values)
    marks = ticks(low, high, max(2, height // 3), least=least) or [low]
    left = max(gutter, *(len(write(mark)) + 1 for mark in marks))
    named = [(path, f" {path.name} {path.said or write(path.ys[-1])}") for path in paths if path.ys]
    right = max((len(text) for _, text in named), default=0) if width >= NAMES_FROM else 0
    canvas, room = Canvas(width, height), max(2, width - left - 1 - right)
    up = Scale(low, high, height - 1)
    _axis(canvas, left, up, marks, write)
    xs = [x for path in paths for x in path.xs]
    across = Scale(min(xs, default=0), max(xs, default=1), room)
    for path in sorted(paths, key=lambda path: path.dotted):
        _draw(canvas, path, across, up, left + 1)
    if zero:
        canvas.put(left + 1, _row(up, 0), "┈" * room, "dim", over=False)
    rows = [(text, path.tone, _row(up, path.ys[-1])) for path, text in named] if right else []
    _names(canvas, rows, left + 1 + room)
    _under(canvas, left + 1, room, ends)
    return canvas.lines()


def _draw(canvas: Canvas, path: Path, across: Scale, up: Scale, left: int) -> None:
    def rows(values: Sequence[int]) -> list[int | None]:
        held = _held(path.xs, values, across)
        return [None if value is None else _row(up, value) for value in held]

    if path.dotted:
        canvas.scatter(left, rows(path.ys), "·", path.tone)
    else:
        canvas.trace(left, rows(path.ys), path.tone)
    for bound in (path.lows, path.highs):
        known = [
            place if low < high else None
            for place, low, high in zip(bound, path.lows, path.highs, strict=True)
        ]
        held = _held(path.xs, known, across) if known else []
        canvas.scatter(left, [None if value is None else _row(up, value) for value in held], "·", "dim")


def _held(xs: Sequence[int], values: Sequence[int | None], across: Scale) -> list[int | None]:
    """Which value stands in each column? The last one at or before it; None before the first."""
    by_column: dict[int, int | None] = {}
    for x, value in zip(xs, values, strict=True):
        by_column[across.place(x)] = value
    found: list[int | None] = []
    for column in range(across.size):
        found.append(by_column.get(column, found[-1] if found else None))
    return found


def _row(up: Scale, value: int) -> int:
    return up.size - 1 - up.place(value)


def _axis(canvas: Canvas, left: int, up: Scale, marks: Sequence[int], write: Write) -> None:
    for y in range(canvas.height - 1):
        canvas.put(left, y, "│", "frame")
    for mark in marks:
        y = _row(up, mark)
        canvas.put(left - 1 - len(write(mark)), y, write(mark), "dim")
        canvas.put(left, y, "┤", "frame")


def _names(canvas: Canvas, names: Sequence[tuple[str, str, int]], x: int) -> None:
    taken: list[int] = []
    for text, tone, wanted in sorted(names, key=lambda each: each[2]):
        y = max(0, min(wanted, canvas.height - 2))
        while y in taken and y < canvas.height - 2:
            y += 1
        while y in taken and y > 0:
            y -= 1
        taken.append(y)
        canvas.put(x, y, text, tone)


def _under(canvas: Canvas, left: int, room: int, ends: Ends) -> None:
    y = canvas.height - 1
    canvas.put(left, y, ends.left, "dim")
    canvas.put(max(left + len(ends.left) + 3, left + room - len(ends.right)), y, ends.right, "dim")


def depth_plot(
    path: Path, marks: Sequence[int], size: tuple[int, int], write: Write, *, gutter: int = 0
) -> list[Line]:
    """How deep did it go below a line at the top? Filled from the top down; `marks` are lines with their value beside.

    A column shows the deepest of its moments. Marks that share a row are written together.
    """
    width, height = size
    deepest = max([*marks, *path.ys, 1])
    down = Scale(0, deepest + deepest // 12, 2 * height)
    rows: dict[int, list[str]] = {0: [write(0)]}
    for mark in marks:
        rows.setdefault(down.place(mark) // 2, []).append(write(mark))
    labels = {y: _joined(said) for y, said in rows.items()}
    left = max(gutter, *(len(text) + 1 for text in labels.values()))
    canvas = Canvas(width, height)
    across = Scale(min(path.xs, default=0), max(path.xs, default=1), max(1, width - left - 1))
    for column, depth in enumerate(_deepest(path, across), start=left + 1):
        _hang(canvas, column, depth, down, marks)
    for y in range(height):
        canvas.put(left, y, "┤" if y in labels else "│", "frame")
        canvas.put(left - 1 - len(labels.get(y, "")), y, labels.get(y, ""), "dim")
        if y in labels and y:
            canvas.put(left + 1, y, "┄" * (width - left - 1), "dim", over=False)
    return canvas.lines()


def _deepest(path: Path, across: Scale) -> list[int]:
    """How deep was it in each column? Without a moment in it, as deep as last."""
    worst: dict[int, int] = {}
    last: dict[int, int] = {}
    for x, y in zip(path.xs, path.ys, strict=True):
        place = across.place(x)
        worst[place], last[place] = max(worst.get(place, 0), y), y
    found, held = [], 0
    for column in range(across.size):
        found.append(worst.get(column, held))
        held = last.get(column, held)
    return found


def _hang(canvas: Canvas, column: int, depth: int, down: Scale, marks: Sequence[int]) -> None:
    over = sum(depth >= mark for mark in marks)
    tone = "fillalarm" if over > 1 else "fillwarn" if over else "fill"
    full, half = divmod(max(1, down.place(depth)) if depth else 0, 2)
    for y in range(full):
        canvas.put(column, y, "█", tone)
    if half:
        canvas.put(column, full, "▀", tone)


def _joined(said: Sequence[str]) -> str:
    return "·".join([*(text.removesuffix("%") for text in said[:-1]), said[-1]])
