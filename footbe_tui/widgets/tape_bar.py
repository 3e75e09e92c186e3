"""How is the place in a journal drawn: a rail with what stands out on it, and where one is?"""

from collections.abc import Sequence

from engine.domain.clean import own
from engine.domain.moment import Moment
from engine.domain.tape import URGENCY, MarkKind, TapeMark
from footbe_tui.widgets.lines import Line, Span

SIGNS = {
    MarkKind.STOP: ("X", "alarm"),
    MarkKind.ALARM: ("!", "warn"),
    MarkKind.REFUSED: ("r", "warn"),
    MarkKind.PAUSE: ("p", "strong"),
    MarkKind.SETTLED: ("$", "dim"),
}
"""Every kind of mark with its letter and its tone."""

_RAIL, _PASSED, _HERE = "·", "─", "█"


def tape_bar(at: Moment, span: tuple[Moment, Moment], marks: Sequence[TapeMark], width: int) -> Line:
    """Where between the two moments is `at`? Of marks that share a cell the most urgent is drawn."""
    here = cell_of(at, span, width)
    cells: list[Span] = [
        (own(_PASSED if n <= here else _RAIL), "" if n <= here else "dim") for n in range(width)
    ]
    for mark in sorted(marks, key=lambda mark: -URGENCY.index(mark.kind)):
        sign, tone = SIGNS[mark.kind]
        cells[cell_of(mark.at, span, width)] = (own(sign), tone)
    cells[here] = (own(_HERE), "strong")
    return tuple(cells)


def cell_of(at: Moment, span: tuple[Moment, Moment], width: int) -> int:
    """Which of so many cells stands for this moment?"""
    begin, end = span
    return max(0, min(width - 1, (at - begin) * (width - 1) // max(1, end - begin)))
