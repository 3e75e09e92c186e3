"""A widget of whole lines that repaints only the cells that changed."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.events import Resize
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from footbe_tui.theme import GREY, Theme, look
from footbe_tui.widgets.lines import EMPTY, Line, changed_runs, cut


class LineBlock(Widget):
    """Draws the lines it was last given; knows shapes and nothing of their meaning."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._wanted: Sequence[Line] = ()
        self._wanted_lit: frozenset[int] = frozenset()
        self._given: list[tuple[Line, bool] | None] = []
        """What each line was last asked to be, before it was cut: what is asked for again is not cut again."""
        self._drawn: list[tuple[Line, bool]] = []
        self._strips: list[Strip] = []
        self._faded = False
        self.theme = GREY
        """Which table its tones are looked up in."""
        self.extent = Size(0, 0)
        """The size it is drawn for: known before Textual has laid it out, so that the first frame is right."""

    def put(self, lines: Sequence[Line], lit: frozenset[int] = frozenset()) -> None:
        """Show these lines; `lit` are the numbers of those on the brighter background."""
        self._wanted, self._wanted_lit = lines, lit
        self._draw()

    def fade(self, *, faded: bool) -> None:
        """Draw everything dim, because it is old?"""
        if faded != self._faded:
            self._faded = faded
            self._drawn.clear()
            self._draw()

    def wear(self, theme: Theme) -> None:
        """Draw everything in this theme."""
        if theme is not self.theme:
            self.theme = theme
            self._drawn.clear()
            self.resized()

    def plain(self) -> list[str]:
        """What does each line read, without its tones?"""
        return ["".join(text for text, _ in line) for line, _ in self._drawn]

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Stand here on the screen, in this size."""
        self.styles.offset = (x, y)
        self.styles.width, self.styles.height = width, height
        self._extend(Size(width, height))

    def on_resize(self, event: Resize) -> None:
        """Lines are cut to the new width, if this size is news."""
        self._extend(event.size)

    def _extend(self, size: Size) -> None:
        if size != self.extent:
            self.extent = size
            self.resized()

    def resized(self) -> None:
        """Draw again in the new size."""
        self._draw()

    def render_line(self, y: int) -> Strip:
        """What stands on line `y` of this widget?"""
        return self._strips[y] if y < len(self._strips) else self._blank(self.extent.width)

    def _blank(self, width: int) -> Strip:
        return Strip.blank(width, look("", theme=self.theme))

    def _draw(self) -> None:
        width, height = self.extent
        if not width or not height:
            return
        fresh = len(self._drawn) != height or (self._strips and self._strips[0].cell_length != width)
        if fresh:
            self._drawn, self._strips = [(EMPTY, False)] * height, [self._blank(width)] * height
            self._given = [None] * height
        dirty: list[Region] = []
        for y in range(height):
            given = (self._wanted[y] if y < len(self._wanted) else EMPTY, y in self._wanted_lit)
            if given != self._given[y]:
                self._given[y] = given
                dirty += self._redraw(y, cut(given[0], width), lit=given[1])
        if fresh:
            self.refresh()
        elif dirty:
            self.refresh(*dirty)

    def _redraw(self, y: int, line: Line, *, lit: bool) -> list[Region]:
        if self._drawn[y] == (line, lit):
            return []
        old, was_lit = self._drawn[y]
        self._drawn[y] = (line, lit)
        self._strips[y] = self._strip(line, lit=lit)
        runs = changed_runs(old, line) if was_lit == lit else [(0, self.extent.width)]
        return [Region(start, y, end - start, 1) for start, end in runs]

    def _strip(self, line: Line, *, lit: bool) -> Strip:
        segments: list[Segment] = []
        style = look("", theme=self.theme, lit=lit, faded=self._faded)
        for text, tone in line:
            own = look(tone, theme=self.theme, lit=lit, faded=self._faded)
            # Blanks show only their background: as part of what stands before them they cost no bytes of their own.
            if text.strip(" ") or own.bgcolor != style.bgcolor or own.reverse != style.reverse:
                style = own
            if text:
                segments.append(Segment(text, style))
        return Strip(segments, self.extent.width).simplify()
