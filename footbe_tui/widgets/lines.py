"""How are lines made of toned pieces of text, measured in terminal cells and safe to draw?"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from engine.domain.clean import Clean, own

Span = tuple[Clean, str]
"""A clean text and its tone."""

Line = tuple[Span, ...]

_Cell = tuple[str, str]
"""What stands in one cell (nothing in the second of a wide sign), and its tone."""

EMPTY: Line = ()
_PICTURES = 0x2400
_REPLACEMENT = "\ufffd"


_REMEMBERED = 8_192
"""So many texts are cleaned and fitted once: nearly all of a screen reads as it did a quarter of a second ago."""


@lru_cache(maxsize=_REMEMBERED)
def clean(text: str) -> Clean:
    """How is a text shown so that no byte of it can command the terminal? Controls become pictures."""
    return own(text if text.isprintable() else "".join(map(_visible, text)))


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    return chr(_PICTURES + ord(char)) if ord(char) < 32 else _REPLACEMENT


def fit(text: Clean, width: int, align: str = "<") -> Clean:
    """How does a text fill exactly `width` cells, cut with `…` where it is too long?"""
    return _fit(text, width, align)


@lru_cache(maxsize=_REMEMBERED)
def _fit(text: str, width: int, align: str) -> Clean:
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
    runs: list[tuple[int, int]] = []
    for start, before, after in _stretches(old, new):
        if len(before) != len(after):
            return [(0, max(length(old), length(new)))]
        for x, (was, now) in enumerate(zip(before, after, strict=True), start):
            if was == now:
                continue
            if runs and x - runs[-1][1] <= bridge:
                runs[-1] = (runs[-1][0], x + 1)
            else:
                runs.append((x, x + 1))
    return runs


def _stretches(old: Line, new: Line) -> list[tuple[int, list[_Cell], list[_Cell]]]:
    """Where may two drawings differ: first cell, and the cells of both? Pieces that read the same are passed over."""
    sizes = [cell_len(text) for text, _ in old]
    if sizes != [cell_len(text) for text, _ in new]:
        return [(0, _cells(old), _cells(new))]
    found: list[tuple[int, list[_Cell], list[_Cell]]] = []
    x = 0
    for was, now, size in zip(old, new, sizes, strict=True):
        if was != now:
            found.append((x, _cells((was,)), _cells((now,))))
        x += size
    return found


def _cells(line: Line) -> list[_Cell]:
    cells: list[_Cell] = []
    for text, tone in line:
        for char in text:
            size = 1 if char.isascii() else cell_len(char)
            if size:
                cells.append((char, tone))
                cells.extend([("", tone)] * (size - 1))
            elif cells:
                cells[-1] = (cells[-1][0] + char, tone)
    return cells
