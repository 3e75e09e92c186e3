"""Which lines frame a part of the screen: light ones, or heavier ones round the part that has the keys?"""

from typing import NamedTuple

from engine.domain.clean import own
from footbe_tui.theme import Theme
from footbe_tui.widgets.lines import Line, Span, cut


class Frame(NamedTuple):
    """The six signs of a frame, and their tone."""

    signs: str
    tone: str

    def top(self, title: Line, size: int, width: int) -> Line:
        """How does the upper edge read, with a title of `size` cells in it?"""
        left, line, right = self.signs[0], self.signs[1], self.signs[2]
        return (
            (own(f"{left}{line} "), self.tone),
            *title,
            (own(f" {line * (width - 5 - size)}{right}"), self.tone),
        )

    def middle(self, line: Line, width: int) -> Line:
        """How does a line stand between the sides?"""
        side: Span = (own(self.signs[3]), self.tone)
        return (side, (own(" "), ""), *cut(line, width - 4), (own(" "), ""), side)

    def bottom(self, width: int) -> Line:
        """How does the lower edge read?"""
        return ((own(f"{self.signs[4]}{self.signs[1] * (width - 2)}{self.signs[5]}"), self.tone),)


LIGHT = Frame("┌─┐│└┘", "frame")
_FOCUS, _HEAVY = Frame(LIGHT.signs, "focus"), Frame("┏━┓┃┗┛", "focus")


def frame(theme: Theme, *, focus: bool) -> Frame:
    """Which frame has a part: the one round the part that has the keys stands out in every theme?"""
    return (_HEAVY if theme.heavy else _FOCUS) if focus else LIGHT
