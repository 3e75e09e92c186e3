"""Which lines stand above everything, and what stands on a narrow screen below the pane that is shown?"""

from collections.abc import Sequence
from typing import NamedTuple

from engine.domain.snapshot import Snapshot
from footbe_tui.panes import Pane
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.top import AlarmNews, alarm_line, status_narrow, status_wide, tabs, tiny
from footbe_tui.screens.layout import kind
from footbe_tui.widgets.lines import Line


class Seen(NamedTuple):
    """What was last seen."""

    snapshot: Snapshot
    glance: Glance
    more: AlarmNews


def head_lines(seen: Seen, size: tuple[int, int], panes: Sequence[Pane], number: int) -> tuple[Line, ...]:
    """How do the top lines read in this size? `number` is that of the shown pane, 0 while a page is open."""
    snapshot, glance, more = seen
    width, shape = size[0], kind(*size)
    if shape == "tiny":
        return tiny(snapshot, width)
    alarm = alarm_line(snapshot, glance, more, width)
    if shape == "wide":
        return status_wide(snapshot, width), alarm
    counts = [(pane.NUMBER, pane.TAB, pane.tab(snapshot)) for pane in panes]
    return (*status_narrow(snapshot, width), alarm, tabs(counts, number, width, glance))
