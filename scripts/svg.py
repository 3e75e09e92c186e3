"""A terminal's screen as an SVG of text: small, sharp, and the same bytes for the same screen."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import NamedTuple

import pyte
from pyte.screens import Char

CELL_WIDTH, CELL_HEIGHT, MARGIN = 8, 17, 12
INK, PAPER = "d0d0d0", "121212"
_NAMED = {
    "black": "1c1c1c",
    "red": "d75f5f",
    "green": "87af87",
    "brown": "d7af5f",
    "blue": "87afd7",
    "magenta": "af87af",
    "cyan": "87afaf",
    "white": "d0d0d0",
}


class Look(NamedTuple):
    """How does a run of cells look?"""

    ink: str
    paper: str
    bold: bool
    italic: bool
    underlined: bool


def look(cell: Char) -> Look:
    """How does this cell look, its colours as six hex digits?"""
    ink, paper = _colour(cell.fg, INK), _colour(cell.bg, PAPER)
    if cell.reverse:
        ink, paper = paper, ink
    return Look(ink, paper, cell.bold, cell.italics, cell.underscore)


def drawn(screen: pyte.Screen, title: str) -> str:
    """Which SVG shows this screen?"""
    return "\n".join([*head(screen.columns, screen.lines, title), *rows(screen), "</svg>", ""])


def head(columns: int, lines: int, title: str, more: str = "") -> list[str]:
    """How does an SVG of so many cells begin? `more` is laid over its style."""
    width, height = columns * CELL_WIDTH + 2 * MARGIN, lines * CELL_HEIGHT + 2 * MARGIN
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>footbe-tui: {escape(title)}, {columns} by {lines}</title>",
        f"<style>text{{font:14px 'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}}{more}</style>",
        f'<rect width="{width}" height="{height}" rx="6" fill="#{PAPER}"/>',
    ]


def rows(screen: pyte.Screen) -> list[str]:
    """How is each line of this screen drawn, where it stands? One text a line; nothing for an empty one."""
    return [
        "\n".join(
            _line(
                [screen.buffer[line][column] for column in range(screen.columns)], MARGIN + line * CELL_HEIGHT
            )
        )
        for line in range(screen.lines)
    ]


def _line(cells: list[Char], top: int) -> Iterator[str]:
    column = 0
    for style, run in groupby(cells, key=look):
        text = "".join(cell.data or " " for cell in run)
        left, wide = MARGIN + column * CELL_WIDTH, len(text) * CELL_WIDTH
        column += len(text)
        if style.paper != PAPER:
            yield f'<rect x="{left}" y="{top}" width="{wide}" height="{CELL_HEIGHT}" fill="#{style.paper}"/>'
        if text.strip():
            yield (
                f'<text x="{left}" y="{top + 13}" textLength="{wide}" fill="#{style.ink}"{_dress(style)}>'
                f"{escape(text, quote=False)}</text>"
            )


def _dress(style: Look) -> str:
    bold = ' font-weight="bold"' if style.bold else ""
    italic = ' font-style="italic"' if style.italic else ""
    return bold + italic + (' text-decoration="underline"' if style.underlined else "")


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    plain = name.removeprefix("bright")
    return _NAMED.get(plain, name if len(name) == 6 else default)
