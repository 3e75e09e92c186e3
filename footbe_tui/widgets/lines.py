"""How are lines made of toned pieces of text, measured in terminal cells and safe to draw?"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from engine.domain.clean import Clean, own

Span = tuple[Clean, str]
"""A clean text and its tone."""

Line = tuple[Span, ...]

EMPTY: Line = ()
_PICTURES = 0x2400
_REPLACEMENT = "\ufffd"


def clean(text: str) -> Clean:
    """How is a text shown so that no byte of it can command the terminal? Controls become pictures."""
    return own(text if text.isprintable() else "".join(map(_visible, text)))


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    return chr(_PICTURES + ord(char)) if ord(char) < 32 else _REPLACEMENT


def fit(text: Clean, width: int, align: str = "<") -> Clean:
    """How does a text fill exactly `width` cells, cut with `…` where it is too long?"""
    text = clean(text)
    length = cell_len(text)
    if length > width:
        return own(set_cell_size(text, width - 1) + "…" if width > 0 else "")
    if align == ">":
        return own(" " * (width - length) + text)
    return own(text + " " * (width - length))


def length(line: Line) -> int:
    """How many cells does a line take?"""
    return sum(cell_len(text) for text, _ in line)


def cut(line: Iterable[Span], width: int) -> Line:
    """How does a line fill exactly `width` cells? Its spans are cleaned on the way."""
    spans: list[Span] = []
    left = width
    for text, tone in line:
        shown = clean(text)
        size = cell_len(shown)
        if size > left:
            spans.append((fit(shown, left), tone))
            return tuple(spans)
        spans.append((shown, tone))
        left -= size
    if left > 0:
        spans.append((own(" " * left), ""))
    return tuple(spans)


def spread(left: Line, right: Line, width: int) -> Line:
    """How do two lines share one, the right one kept whole at the right edge?"""
    room = max(0, width - length(right))
    return (*cut(left, room), *cut(right, width - room))


class Column(NamedTuple):
    """One column of a table: its title, its cells, which side it leans to; `grow` takes spare cells."""

    title: str
    width: int
    align: str = "<"
    grow: int = 0
    gap: int = 1


def widths(columns: Sequence[Column], width: int) -> tuple[int, ...]:
    """How wide is each column in `width` cells? What is left over goes to those that grow, by weight."""
    spare = width - sum(column.width + column.gap for column in columns) + columns[-1].gap
    weight = sum(column.grow for column in columns)
    if spare <= 0 or not weight:
        return tuple(column.width for column in columns)
    return tuple(column.width + spare * column.grow // weight for column in columns)


def lay(columns: Sequence[Column], cells: Sequence[Span], width: int) -> Line:
    """How do these cells stand in their columns?"""
    spans: list[Span] = []
    for column, size, (text, tone) in zip(columns, widths(columns, width), cells, strict=True):
        spans.append((fit(text, size, column.align), tone))
        if column.gap:
            spans.append((own(" " * column.gap), ""))
    return tuple(spans)


def headings(columns: Sequence[Column], width: int) -> Line:
    """How does the line of column titles read?"""
    return lay(columns, [(own(column.title), "head") for column in columns], width)


def changed_runs(old: Line, new: Line, *, bridge: int = 8) -> list[tuple[int, int]]:
    """Which stretches of cells (start, end) differ between two drawings of a line?

    Stretches closer than `bridge` cells are one: moving the cursor costs as many bytes as they do.
    """
    before, after = _cells(old), _cells(new)
    if len(before) != len(after):
        return [(0, max(len(before), len(after)))]
    runs: list[tuple[int, int]] = []
    for x, (was, now) in enumerate(zip(before, after, strict=True)):
        if was == now:
            continue
        if runs and x - runs[-1][1] <= bridge:
            runs[-1] = (runs[-1][0], x + 1)
        else:
            runs.append((x, x + 1))
    return runs


def _cells(line: Line) -> list[Span]:
    cells: list[Span] = []
    for text, tone in line:
        for char in text:
            size = 1 if char.isascii() else cell_len(char)
            if size:
                cells.append((own(char), tone))
                cells.extend([(own(""), tone)] * (size - 1))
            elif cells:
                cells[-1] = (own(cells[-1][0] + char), tone)
    return cells
