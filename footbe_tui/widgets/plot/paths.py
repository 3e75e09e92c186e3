"""Lines over time, each named where it ends; and depths that hang from a line, with marks."""

from collections.abc import Sequence
from typing import NamedTuple

from footbe_tui.widgets.lines import Line
from footbe_tui.widgets.plot.axes import Scale, Write, spanned, ticks
from footbe_tui.widgets.plot.canvas import Canvas


class Path(NamedTuple):
    """One line: its name, where it goes, its tone; `lows` and `highs` are the ends of intervals, or empty."""

    name: str
    xs: Sequence[int]
    ys: Sequence[int]
    tone: str = ""
    lows: Sequence[int] = ()
    highs: Sequence[int] = ()
    said: str = ""
    """What stands at its end beside its name; else its last value as on the axis."""


class Ends(NamedTuple):
    """What is written under the left and the right end of the horizontal axis."""

    left: str
    right: str


def path_plot(
    paths: Sequence[Path], size: tuple[int, int], write: Write, ends: Ends, *, zero: bool = False, gutter: int = 0
) -> list[Line]:
    """How do these lines look in so many cells? With `zero` the axis holds 0 and shows it; `gutter` cells at the left."""
    width, height = size
    values = [value for path in paths for value in (*path.ys, *path.lows, *path.highs)] + [0] * zero
    low, high = spanned(values)
    marks = ticks(low, high, max(2, height // 3))
    left = max(gutter, *(len(write(mark)) + 1 for mark in marks))
    named = [(path, f" {path.name} {path.said or write(path.ys[-1])}") for path in paths if path.ys]
    right = max((len(text) for _, text in named), default=0) if width >= 56 else 0
    canvas, room = Canvas(width, height), max(2, width - left - right)
    up = Scale(low, high, 4 * (height - 1))
    _axis(canvas, left, up, marks, write)
    if zero:
        canvas.put(left + 1, _row(up, 0), "┈" * (room - 1), "dim")
    xs = [x for path in paths for x in path.xs]
    across = Scale(min(xs, default=0), max(xs, default=1), 2 * (room - 1))
    for path, _ in named:
        _draw(canvas, path, across, up, 2 * (left + 1))
    _names(canvas, [(text, path.tone, _row(up, path.ys[-1])) for path, text in named] if right else [], left + room)
    _under(canvas, left, room, ends)
    return canvas.lines()


def _draw(canvas: Canvas, path: Path, across: Scale, up: Scale, left: int) -> None:
    def spot(x: int, y: int) -> tuple[int, int]:
        return left + across.place(x), up.size - 1 - up.place(y)

    for bound in (path.lows, path.highs):
        known = [
            spot(x, y)
            for x, y, low, high in zip(path.xs, bound, path.lows, path.highs, strict=False)
            if low < high
        ]
        if known:
            canvas.path(known, "dim")
    canvas.path([spot(x, y) for x, y in zip(path.xs, path.ys, strict=True)], path.tone)


def _row(up: Scale, value: int) -> int:
    return (up.size - 1 - up.place(value)) // 4


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
    canvas.put(left + 1, y, ends.left, "dim")
    canvas.put(max(left + len(ends.left) + 3, left + room - len(ends.right)), y, ends.right, "dim")


def depth_plot(
    path: Path, marks: Sequence[int], size: tuple[int, int], write: Write, *, gutter: int = 0
) -> list[Line]:
    """How deep did it go below a line at the top? Filled from the top down; `marks` are lines with their value beside.

    Marks that share a row are written together.
    """
    width, height = size
    deepest = max([*marks, *path.ys, 1])
    down = Scale(0, deepest + deepest // 12, 4 * height)
    rows: dict[int, list[str]] = {0: [write(0)]}
    for mark in marks:
        rows.setdefault(down.place(mark) // 4, []).append(write(mark))
    labels = {y: _joined(said) for y, said in rows.items()}
    left = max(gutter, *(len(text) + 1 for text in labels.values()))
    canvas = Canvas(width, height)
    across = Scale(min(path.xs, default=0), max(path.xs, default=1), 2 * (width - left - 2))
    places: dict[int, int] = {}
    for x, y in zip(path.xs, path.ys, strict=True):
        place = across.place(x)
        places[place] = max(places.get(place, 0), y)
    _hang(canvas, places, down, 2 * (left + 1), tuple(marks))
    for y in range(height):
        canvas.put(left, y, "┤" if y in labels else "│", "frame")
        canvas.put(left - 1 - len(labels.get(y, "")), y, labels.get(y, ""), "dim")
        if y in labels and y:
            canvas.put(left + 1, y, "┄" * (width - left - 1), "dim", over=False)
    return canvas.lines()


def _hang(canvas: Canvas, places: dict[int, int], down: Scale, left: int, marks: tuple[int, ...]) -> None:
    """Fill from the top down to each depth; between two known places the earlier one holds."""
    known, depth = sorted(places), 0
    for x in range(known[0], known[-1] + 1) if known else ():
        depth = places.get(x, depth)
        over = sum(depth >= mark for mark in marks)
        tone = "fillalarm" if over > 1 else "fillwarn" if over else "fill"
        for y in range(down.place(depth) + 1 if depth else 0):
            canvas.dot(left + x, y, tone)


def _joined(said: Sequence[str]) -> str:
    return "·".join([*(text.removesuffix("%") for text in said[:-1]), said[-1]])
