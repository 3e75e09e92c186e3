"""A canvas of cells: words, signs and thin lines, in signs that every font of a terminal has."""

from collections.abc import Sequence

from engine.domain.clean import own
from footbe_tui.widgets.lines import Line


class Canvas:
    """So many cells, counted from the top left."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._signs = [[" "] * width for _ in range(height)]
        self._tones = [[""] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, tone: str = "", *, over: bool = True) -> None:
        """Write text from a cell on, nothing outside the canvas; not `over` signs that stand there already."""
        if not 0 <= y < self.height:
            return
        for column, char in enumerate(text, start=x):
            if 0 <= column < self.width and (over or self._signs[y][column] == " "):
                self._signs[y][column], self._tones[y][column] = char, tone

    def trace(self, x: int, rows: Sequence[int | None], tone: str = "") -> None:
        """Draw a thin line from column `x` on, through these rows one column after the other; None leaves a gap."""
        before: int | None = None
        for column, row in enumerate(rows, start=x):
            if row is not None:
                self._step(column, row if before is None else before, row, tone)
            before = row

    def _step(self, x: int, start: int, end: int, tone: str) -> None:
        if start == end:
            self.put(x, end, "─", tone)
            return
        down = end > start
        self.put(x, start, "╮" if down else "╯", tone)
        self.put(x, end, "╰" if down else "╭", tone)
        for y in range(min(start, end) + 1, max(start, end)):
            self.put(x, y, "│", tone)

    def scatter(self, x: int, rows: Sequence[int | None], sign: str, tone: str = "") -> None:
        """Put a sign in each of these rows, one column after the other, where nothing stands yet."""
        for column, row in enumerate(rows, start=x):
            if row is not None:
                self.put(column, row, sign, tone, over=False)

    def lines(self) -> list[Line]:
        """How does the canvas read, line by line?"""
        return [self._row(y) for y in range(self.height)]

    def _row(self, y: int) -> Line:
        spans: list[tuple[str, str]] = []
        for sign, tone in zip(self._signs[y], self._tones[y], strict=True):
            if spans and (spans[-1][1] == tone or sign == " "):
                spans[-1] = (spans[-1][0] + sign, spans[-1][1])
            else:
                spans.append((sign, tone))
        return tuple((own(text), tone) for text, tone in spans)
