"""What all panes share: which slices they watch, and when they draw again."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from engine.domain.clean import Clean, own
from engine.domain.snapshot import Snapshot
from footbe_tui.keymap import USUAL
from footbe_tui.panes.glance import Glance
from footbe_tui.widgets.lines import EMPTY, Line
from footbe_tui.widgets.live_table import Body, LiveTable

Sort = tuple[str, Callable[[Any], Any] | None]
"""What an order is called, and by what rows are sorted; None is the engine's own order."""


class Pane(LiveTable):
    """One framed part of the screen. It is drawn again only when a slice it watches is another object."""

    NUMBER: ClassVar[int]
    ACTION: ClassVar[str] = ""
    """Which action goes to it, where that is not its number's?"""
    NAME: ClassVar[str]
    TAB: ClassVar[str]
    """Short name on the line of tabs."""
    SLICES: ClassVar[tuple[str, ...]]
    CLOCKED: ClassVar[bool] = False
    """Does it show ages or countdowns, which change although no slice does?"""
    SORTS: ClassVar[tuple[Sort, ...]] = (("", None),)
    KEEPS_TOP: ClassVar[bool] = False
    """Does a cursor on the first row stay on the first row, whichever that is? Elsewhere it follows its row."""

    def __init__(self) -> None:
        super().__init__(id=f"pane-{self.ACTION or self.NUMBER}")
        self._seen: tuple[Any, ...] = ()
        self._last: tuple[Snapshot, Glance] | None = None
        self.wanted = ""
        """Only rows with this text are shown."""
        self._sort = 0

    def _follow(self) -> None:
        if self.KEEPS_TOP and self._index == 0:
            self._key = self._body.items[0].key if self._body.items else None
        else:
            super()._follow()

    def title(self, _snapshot: Snapshot) -> Line:
        """How is the pane's frame titled, after number and name?"""
        return EMPTY

    def body(self, _snapshot: Snapshot, _glance: Glance) -> Body:
        """Which rows does the pane show?"""
        raise AssertionError(f"{type(self).__name__} shows nothing")

    def tab(self, _snapshot: Snapshot) -> str:
        """What follows the short name on the line of tabs: a count, or `!` for something abnormal?"""
        return ""

    @property
    def more(self) -> Line:
        """How to see the rows that do not fit."""
        return ((self.key_of("zoom"), "key"), (own(" zoom"), "dim"))

    def key_of(self, action: str) -> Clean:
        """How is the key of this action written for who looks?"""
        return own(USUAL[action].shown) if self._last is None else self._last[1].key(action)

    def words(self, item: Any) -> str:
        """Which text of a row does a filter look at?"""
        return str(item)

    def look(self, snapshot: Snapshot, glance: Glance, *, second: bool = False) -> bool:
        """Draw again if a watched slice is another object (or, with clocks, a second passed). Did it?"""
        seen = (*(getattr(snapshot, name) for name in self.SLICES), glance.gone)
        same = len(seen) == len(self._seen) and all(a is b for a, b in zip(seen, self._seen, strict=True))
        if same and not (second and self.CLOCKED):
            return False
        self._seen, self._last = seen, (snapshot, glance)
        self._paint(snapshot, glance)
        return True

    def again(self) -> None:
        """Draw what was last seen once more: filter, order or size changed."""
        if self._last is not None:
            self._paint(*self._last)

    def next_sort(self) -> str:
        """Turn to the next order: what is it called?"""
        self._sort = (self._sort + 1) % len(self.SORTS)
        self.again()
        return self.SORTS[self._sort][0]

    def rows(self, items: Sequence[Any]) -> Sequence[Any]:
        """Which of these rows pass the filter, in the chosen order?"""
        by = self.SORTS[self._sort][1]
        if self.wanted:
            wanted = self.wanted.casefold()
            items = [item for item in items if wanted in self.words(item).casefold()]
        return items if by is None else sorted(items, key=by)

    def resized(self) -> None:
        """Columns are laid out for the new width."""
        self.again()

    def _paint(self, snapshot: Snapshot, glance: Glance) -> None:
        if not self.extent.width:
            return
        body = (
            Body((), lambda _i, _w: (), empty="no news from the engine")
            if glance.gone
            else self.body(snapshot, glance)
        )
        if self.wanted and not body.items:
            body = body._replace(empty="no row with this text")
        sort = self.SORTS[self._sort][0] if self._sort else ""
        notes = [f"by {sort}"] * bool(sort) + [f"filter “{self.wanted}”"] * bool(self.wanted)
        title = (
            (own(f"{self.key_of(self.ACTION or f'pane_{self.NUMBER}')} "), "key"),
            (own(self.NAME), "strong"),
            *self.title(snapshot),
        )
        self.show((*title, *((own(f" · {note}"), "warn") for note in notes)), body)
