"""What stands between every drawn line and the terminal: no colour, ASCII alone."""

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from footbe_tui.ascii import plain


@lru_cache(maxsize=1024)
def _bare(style: Style) -> Style:
    return Style(bold=style.bold, dim=style.dim, reverse=style.reverse)


class NoColour(LineFilter):
    """Leaves bold, dim and reverse, and no colour at all, as NO_COLOR asks."""

    def apply(self, segments: list[Segment], _background: Color) -> list[Segment]:
        """The same text without a colour."""
        return [Segment(text, _bare(style) if style else None, control) for text, style, control in segments]


class Ascii(LineFilter):
    """Leaves ASCII alone, in the same cells."""

    def apply(self, segments: list[Segment], _background: Color) -> list[Segment]:
        """The same cells in ASCII."""
        return [Segment(plain(text), style, control) for text, style, control in segments]


def filters(*, colour: bool, ascii_only: bool) -> tuple[LineFilter, ...]:
    """Which filters does every line pass?"""
    return (*(() if colour else (NoColour(),)), *((Ascii(),) if ascii_only else ()))
