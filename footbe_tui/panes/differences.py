"""The discrepancy desk: what our books say, what the venue says, and what may be done, line by line."""

from engine.domain import text
from engine.domain.clean import own
from engine.domain.difference import DifferenceRow
from engine.domain.snapshot import Snapshot
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.reader import wrapped
from footbe_tui.widgets.lines import EMPTY, Line


def difference_lines(snapshot: Snapshot, glance: Glance, width: int) -> list[Line]:
    """What differs between our books and the venue's, oldest first, and what may be done about it?"""
    lines = _head(snapshot, glance)
    for row in snapshot.differences:
        lines += _told(row, glance, width)
    return lines


def _head(snapshot: Snapshot, glance: Glance) -> list[Line]:
    at = snapshot.status.reconciled_at
    when = "not compared yet" if at is None else f"last compared {text.seen(at, glance.now, glance.zone)}"
    if snapshot.differences:
        return [((own(f"{when} · nothing new is opened while a difference waits"), "warn"),), EMPTY]
    return [((own(f"our books and the venue's agree · {when}"), "dim"),)]


def _told(row: DifferenceRow, glance: Glance, width: int) -> list[Line]:
    tone = "dim" if row.ignored else "alarm"
    head: Line = (
        (own(f"≠ {text.words(row.kind)} "), tone),
        (row.subject, "strong"),
        (own(f"  for {text.span(max(0, glance.now - row.since))}"), "dim"),
    )
    figures: Line = (
        (own("  ours "), "dim"),
        (row.ours, ""),
        (own("  the venue's "), "dim"),
        (row.venues, ""),
    )
    ways = f"  ignored: {row.ignored}" if row.ignored else f"  may be: {', '.join(row.remedies)}"
    return [head, figures, *wrapped(ways, width, "dim"), EMPTY]
