"""A framed table of keyed rows: paints only what is in view, repaints only what changed, keeps its cursor."""

import textwrap
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from engine.domain.clean import own
from footbe_tui.widgets.frame import frame
from footbe_tui.widgets.line_block import LineBlock
from footbe_tui.widgets.lines import EMPTY, Line, Span, cut, length

Paint = Callable[[Any, int], Sequence[Line]]
"""Draws one row in so many cells, as `height` lines."""


class Body(NamedTuple):
    """What a table shows: rows with a `key`, each painted when it comes into view."""

    items: Sequence[Any]
    paint: Paint
    heading: Line = EMPTY
    height: int = 1
    cursor: bool = True
    empty: str = ""
    """What will appear here, and when."""
    told: Sequence[Line] = ()
    """What stands in its place, where there is more to say."""


NOTHING = Body((), lambda _item, _width: ())


class LiveTable(LineBlock, can_focus=True):
    """Shows a `Body` under a title. The cursor stays on its row's key while rows come, go and move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("home", "move(-1000000)", show=False),
        Binding("end", "move(1000000)", show=False),
    ]


    class Selected(Message):
        """The cursor came to rest on another row."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._title: Line = EMPTY
        self._body = NOTHING
        self._key: str | None = None
        self._index = 0
        self._top = 0

    @property
    def selected(self) -> Any | None:
        """Which row is the cursor on? None when there is none."""
        return self._body.items[self._index] if self._body.items and self._body.cursor else None

    @property
    def more(self) -> Line:
        """How to see the rows that do not fit."""
        return ((own("↓ PgDn"), "key"), (own(" on"), "dim"))

    @property
    def titles(self) -> tuple[str, ...]:
        """Which titles of columns are drawn: those of the heading, and of rows that are headings themselves?"""
        lines = (self._body.heading, *(getattr(item, "line", EMPTY) for item in self._body.items))
        found = (text.strip() for line in lines for text, tone in line if tone == "head")
        return tuple(dict.fromkeys(title for title in found if title))

    @property
    def reading(self) -> str:
        """What does the selected row read, as it is drawn? Empty when there is none."""
        row = self.selected
        lines = () if row is None else self._body.paint(row, max(1, self.extent.width - 5))
        return " ".join("  ".join("".join(text for text, _ in line) for line in lines).split())

    def show(self, title: Line, body: Body) -> None:
        """Show these rows; the cursor follows its key, or stays at its place when the key is gone."""
        self._title, self._body = title, body
        self._follow()
        self._compose_lines()

    def resized(self) -> None:
        """Rows are painted for the new width."""
        self._compose_lines()

    def watch_has_focus(self, has_focus: bool) -> None:  # noqa: FBT001 - Textual's own signature
        """The frame stands out while keys come here."""
        super().watch_has_focus(has_focus)
        self._compose_lines()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.action_move(-1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.action_move(1)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a row."""
        y = event.y - 1 - bool(self._body.heading)
        if y >= 0 and self._body.cursor:
            self._go(self._top + y // self._body.height)

    def action_move(self, steps: int) -> None:
        """Move the cursor, or the view where there is no cursor."""
        self._go(self._index + steps if self._body.cursor else self._top + steps)

    def action_page(self, pages: int) -> None:
        """Move by what is in view."""
        self.action_move(pages * max(1, self._rows_in_view()[0]))

    def _go(self, index: int) -> None:
        last = len(self._body.items) - 1
        index = max(0, min(index, last))
        if not self._body.cursor:
            self._top = max(0, min(index, last + 1 - self._rows_in_view()[0]))
        elif self._body.items:
            self._index, self._key = index, self._body.items[index].key
            self.post_message(self.Selected())
        self._compose_lines()

    def _follow(self) -> None:
        items = self._body.items
        if not items:
            self._index = 0
            return
        if not (self._index < len(items) and items[self._index].key == self._key):
            found = next((i for i, item in enumerate(items) if item.key == self._key), None)
            self._index = min(self._index, len(items) - 1) if found is None else found
        self._key = items[self._index].key

    def _rows_in_view(self) -> tuple[int, bool]:
        """How many rows fit, and is a line kept for saying how many do not?"""
        room = self.extent.height - 2 - bool(self._body.heading)
        fits = max(0, room) // self._body.height
        if fits >= len(self._body.items):
            return fits, False
        return max(0, (room - 1) // self._body.height), True

    def _scroll(self, rows: int) -> None:
        last_top = max(0, len(self._body.items) - rows)
        if self._body.cursor and rows:
            self._top = min(max(self._top, self._index - rows + 1), self._index)
        self._top = max(0, min(self._top, last_top))

    def _compose_lines(self) -> None:
        width, height = self.extent
        if width < 6 or height < 2:
            return
        inner = width - 4
        lines, lit = self._inside(inner, height - 2)
        edge = frame(self.theme, focus=self.has_focus)
        title = self._title if length(self._title) <= width - 6 else cut(self._title, width - 6)
        framed = [edge.middle(line, width) for line in lines]
        top = edge.top(title, length(title), width)
        self.put([top, *framed, edge.bottom(width)], frozenset(y + 1 for y in lit))
        self.composed()

    def composed(self) -> None:
        """The lines were just drawn: what else follows from the row under the cursor?"""

    def _inside(self, inner: int, height: int) -> tuple[list[Line], list[int]]:
        body = self._body
        lines: list[Line] = (
            [((own(" "), ""), *body.heading) if body.cursor else body.heading] if body.heading else []
        )
        if not body.items:
            return self._filled([*lines, *(body.told or self._nothing(inner))], height), []
        rows, more = self._rows_in_view()
        self._scroll(rows)
        lit: list[int] = []
        for index in range(self._top, min(self._top + rows, len(body.items))):
            here = body.cursor and index == self._index
            if here and self.has_focus:
                lit += range(len(lines), len(lines) + body.height)
            lines += self._row(body.items[index], inner, here=here)
        if more:
            lines.append(self._hidden(rows))
        return self._filled(lines, height), lit

    def _nothing(self, width: int) -> list[Line]:
        return [((own(part), "dim"),) for part in textwrap.wrap(self._body.empty, max(8, width))]

    def _row(self, item: Any, inner: int, *, here: bool) -> list[Line]:
        body = self._body
        if not body.cursor:
            return list(body.paint(item, inner))
        marker: Span = (own(">" if here else " "), "strong")
        painted = body.paint(item, inner - 1)
        return [(marker if n == 0 else (own(" "), ""), *line) for n, line in enumerate(painted)]

    def _hidden(self, rows: int) -> Line:
        above, below = self._top, len(self._body.items) - self._top - rows
        said = [f"{above} above"] * bool(above) + [f"{below} more"] * bool(below)
        return ((own(f" … {' · '.join(said)} · "), "dim"), *self.more)

    def _filled(self, lines: list[Line], height: int) -> list[Line]:
        return (lines + [EMPTY] * (height - len(lines)))[: max(0, height)]
