"""A canvas of cells with eight dots each: lines are drawn in dots, words and signs over them."""

from collections.abc import Sequence

from engine.domain.clean import own
from footbe_tui.widgets.lines import Line

_BLANK = 0x2800
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_RANK = {"dim": 0, "head": 0, "": 1, "fill": 1, "strong": 2, "fillwarn": 3, "fillalarm": 4, "warn": 3, "alarm": 4}


class Canvas:
    """So many cells; dots are counted from the top left, two across and four down in a cell."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._dots = [[0] * width for _ in range(height)]
        self._words: list[list[str]] = [[""] * width for _ in range(height)]
        self._tones = [["dim"] * width for _ in range(height)]

    def dot(self, x: int, y: int, tone: str = "") -> None:
        """Set a dot; outside the canvas nothing. A cell has the most urgent tone of its dots."""
        if 0 <= x < 2 * self.width and 0 <= y < 4 * self.height:
            row, column = y // 4, x // 2
            blank = not self._dots[row][column]
            self._dots[row][column] |= _BITS[y % 4][x % 2]
            if blank or _RANK.get(tone, 1) > _RANK.get(self._tones[row][column], 1):
                self._tones[row][column] = tone

    def line(self, start: tuple[int, int], end: tuple[int, int], tone: str = "") -> None:
        """Set the dots between two, both included."""
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
        for n in range(steps + 1):
            x = start[0] + round((end[0] - start[0]) * n / steps)
            self.dot(x, start[1] + round((end[1] - start[1]) * n / steps), tone)

    def path(self, points: Sequence[tuple[int, int]], tone: str = "") -> None:
        """Join these dots by lines; one alone stands alone."""
        for start, end in zip(points, points[1:] or points, strict=False):
            self.line(start, end, tone)

    def put(self, x: int, y: int, text: str, tone: str = "", *, over: bool = True) -> None:
        """Write text from a cell on; not `over` dots and words that stand there already."""
        for offset, char in enumerate(text):
            column = x + offset
            if not (0 <= column < self.width and 0 <= y < self.height):
                continue
            if over or not (self._words[y][column] or self._dots[y][column]):
                self._words[y][column], self._tones[y][column] = char, tone

    def lines(self) -> list[Line]:
        """How does the canvas read, line by line?"""
        return [self._row(y) for y in range(self.height)]

    def _row(self, y: int) -> Line:
        spans: list[tuple[str, str]] = []
        for x in range(self.width):
            dots = self._dots[y][x]
            sign = self._words[y][x] or (chr(_BLANK + dots) if dots else " ")
            tone = self._tones[y][x] if sign != " " else ""
            if spans and (spans[-1][1] == tone or sign == " "):
                spans[-1] = (spans[-1][0] + sign, spans[-1][1])
            else:
                spans.append((sign, tone))
        return tuple((own(text), tone) for text, tone in spans)
