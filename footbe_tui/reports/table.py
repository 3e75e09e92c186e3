"""A table as it is shown, whatever it is shown on: columns, cells already written, what it says of itself."""

from msgspec import Struct


class Cell(Struct, frozen=True):
    """A figure and, below it, how wide its interval is."""

    shown: str
    spread: str = ""


class Column(Struct, frozen=True):
    """A heading; words stand left, figures right. The one that `wraps` takes what room is left."""

    heading: str
    words: bool = False
    wraps: bool = False


class Table(Struct, frozen=True):
    """Rows under headings. `key` names it in an address; `notes` say what its figures are and where they come from."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    empty: str = "nothing yet"


def row(*cells: str | Cell) -> tuple[Cell, ...]:
    """A row of cells, plain texts among them."""
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)


def figures(*headings: str) -> tuple[Column, ...]:
    """Columns of figures under these headings."""
    return tuple(Column(heading) for heading in headings)


def named(heading: str) -> Column:
    """A column of words."""
    return Column(heading, words=True)
