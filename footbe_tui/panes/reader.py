"""The reader: help, alarms and differences, in place of the panes until esc."""

import textwrap
from collections.abc import Callable
from typing import NamedTuple

from engine.domain import text
from engine.domain.clean import own
from engine.domain.queries import Answer
from engine.domain.snapshot import AlarmRow, Snapshot
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.page import Page
from footbe_tui.widgets.lines import EMPTY, Line, clean
from footbe_tui.widgets.live_table import Body

Source = Callable[[Snapshot, Glance, int], list[Line]]
"""Which lines are read, for a picture and a width?"""


class Read(NamedTuple):
    """A line under its number."""

    key: str
    line: Line


class Reader(Page):
    """Shows lines of one source; those of a live source follow the picture."""

    NAME = "Reader"

    def __init__(self) -> None:
        super().__init__()
        self._source: Source | None = None
        self._heading = ""
        self.beneath: Callable[[], None] | None = None
        """What shows again what this was opened over, where that is more than the panes."""
        self._last: tuple[Snapshot, Glance] | None = None

    def open(self, heading: str, source: Source, snapshot: Snapshot, glance: Glance) -> None:
        """Read this from its first line on."""
        self._heading, self._source, self._top, self.wanted = heading, source, 0, ""
        self.beneath = None
        self.look(snapshot, glance)

    @property
    def heading(self) -> str:
        """Which text is read?"""
        return self._heading

    @property
    def source(self) -> Source | None:
        """Where do its lines come from?"""
        return self._source

    def look(self, snapshot: Snapshot, glance: Glance) -> None:
        """Follow the picture."""
        self._last = (snapshot, glance)
        if self._source is None or not self.extent.width:
            return
        lines = self._source(snapshot, glance, self.extent.width - 4)
        wanted = self.wanted.casefold()
        rows = [Read(str(n), line) for n, line in enumerate(lines) if wanted in _words(line).casefold()]
        body = Body(rows, lambda read, _width: (read.line,), cursor=False, empty="nothing to show")
        self.show(((own(self._heading), "strong"), (own(" · esc back"), "dim")), body)

    def words(self, item: Read) -> str:
        """Which text does a filter look at?"""
        return _words(item.line)

    def again(self) -> None:
        """Wrap for another width, or filter anew."""
        if self._last is not None:
            self.look(*self._last)


def _words(line: Line) -> str:
    return "".join(text for text, _ in line)


def wrapped(words: str, width: int, tone: str = "") -> list[Line]:
    """How does a long text stand in so many cells?"""
    return [((own(line), tone),) for line in textwrap.wrap(clean(words), max(20, width))]


def answer_lines(answer: Answer) -> Source:
    """How does an answer of the engine read: titled sections of label and value?"""

    def lines(_snapshot: Snapshot, _glance: Glance, width: int) -> list[Line]:
        read: list[Line] = []
        for section in answer.sections:
            read += [((section.title, "strong"),)]
            for label, value in section.lines:
                read += labelled(label, value, width)
            read.append(EMPTY)
        return read

    return lines


def labelled(label: str, value: str, width: int) -> list[Line]:
    """How do a label and its value stand in so many cells, wrapped under itself?"""
    column = min(26, width // 3)
    parts = textwrap.wrap(clean(value), max(20, width - column - 3)) or [""]
    first: Line = (
        (own("  "), ""),
        (own(clean(label)[:column].ljust(column)), "dim"),
        (own(" "), ""),
        (own(parts[0]), ""),
    )
    return [first, *(((own(" " * (column + 3)), ""), (own(part), "")) for part in parts[1:])]


def alarm_lines(snapshot: Snapshot, glance: Glance, width: int) -> list[Line]:
    """Which alarms stand, with the page that says what to do?"""
    lines: list[Line] = []
    for row in snapshot.alarms:
        lines += _alarm(row, glance, width)
    return lines or [((own("no alarm stands"), "dim"),)]


def _alarm(row: AlarmRow, glance: Glance, width: int) -> list[Line]:
    state = (
        f"{'acknowledged' if row.acked else 'not acknowledged'}{', condition over' if row.cleared else ''}"
    )
    head: Line = (
        (own(f"▲ {row.severity.value} "), "alarm" if not row.acked else "warn"),
        (text.seen(row.since, glance.now, glance.zone), "dim"),
        (own(f"  {state}"), "dim"),
    )
    where: Line = ((own(f"what to do: docs/operating/{row.page.removesuffix('.md')}.md"), "dim"),)
    return [head, *wrapped(row.text, width), where, EMPTY]
