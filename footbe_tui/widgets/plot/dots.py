"""What was said against what came, on a square of shares; and figures with their intervals on one scale."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.domain.clean import own
from footbe_tui.widgets.lines import Line, fit
from footbe_tui.widgets.plot.axes import Scale, Write
from footbe_tui.widgets.plot.canvas import Canvas

WHOLE = 1_000_000


class Dot(NamedTuple):
    """A share said and a share come (parts per million) with the ends of its interval, and how sure it is."""

    said: int
    came: int
    low: int
    high: int
    few: bool


def square_plot(dots: Sequence[Dot], others: Sequence[Dot], size: tuple[int, int]) -> list[Line]:
    """How do these dots lie about the diagonal? `●` is ours, `○` of a small sample, `×` the others."""
    width, height = size
    canvas, left = Canvas(width, height), 5
    across, up = Scale(0, WHOLE, max(1, width - left - 1)), Scale(0, WHOLE, height - 1)

    def row(share: int) -> int:
        return up.size - 1 - up.place(share)

    for x in range(0, across.size, 2):
        canvas.put(left + 1 + x, row(x * WHOLE // max(1, across.size - 1)), "·", "dim")
    for dot in dots:
        for y in range(row(dot.high), row(dot.low) + 1):
            canvas.put(left + 1 + across.place(dot.said), y, "│", "dim" if dot.few else "")
    for dot in others:
        canvas.put(left + 1 + across.place(dot.said), row(dot.came), "×", "dim")
    for dot in dots:
        sign, tone = ("○", "dim") if dot.few else ("●", "strong")
        canvas.put(left + 1 + across.place(dot.said), row(dot.came), sign, tone)
    _frame(canvas, left)
    return canvas.lines()


def _frame(canvas: Canvas, left: int) -> None:
    rows = canvas.height - 1
    for y in range(rows):
        canvas.put(left, y, "│", "frame")
    for share, y in ((100, 0), (50, rows // 2), (0, rows - 1)):
        canvas.put(left - 1 - len(f"{share}%"), y, f"{share}%", "dim")
        canvas.put(left, y, "┤", "frame")
    wide = canvas.width - left - 1
    for share in (0, 25, 50, 75, 100):
        text = f"{share}%"
        place = min(wide - len(text), max(0, share * wide // 100 - len(text) // 2))
        canvas.put(left + 1 + place, rows, text, "dim")


class Reach(NamedTuple):
    """A figure by name, with its interval and what is written beside it; no bounds where there are none."""

    name: str
    value: int
    low: int | None
    high: int | None
    said: str
    few: bool


def reach_plot(reaches: Sequence[Reach], size: tuple[int, int], write: Write) -> list[Line]:
    """How do these figures and their intervals lie about zero, on one scale? One row each, the scale last."""
    width, height = size
    names = max((len(each.name) for each in reaches), default=0)
    said = max((len(each.said) for each in reaches), default=0)
    room = max(7, width - names - said - 4)
    ends = [end for each in reaches for end in (each.value, each.low, each.high) if end is not None]
    most = max((abs(end) for end in ends), default=1) or 1
    across = Scale(-most, most, room)
    rows = [_reach(each, across, names, said) for each in reaches[: max(0, height - 1)]]
    scale = Canvas(room, 1)
    scale.put(0, 0, write(-most), "dim")
    scale.put(room // 2, 0, "0", "dim")
    scale.put(room - len(write(most)), 0, write(most), "dim")
    return [*rows, ((own(" " * (names + 2)), ""), *scale.lines()[0])]


def _reach(each: Reach, across: Scale, names: int, said: int) -> Line:
    canvas, tone = Canvas(across.size, 1), "dim" if each.few else ""
    canvas.put(across.place(0), 0, "┊", "head")
    if each.low is not None and each.high is not None:
        start, end = across.place(each.low), across.place(each.high)
        canvas.put(start, 0, "├" + "─" * max(0, end - start - 1) + "┤", tone)
    canvas.put(across.place(each.value), 0, "○" if each.few else "●", tone or "strong")
    return (
        (fit(own(each.name), names), tone),
        (own("  "), ""),
        *canvas.lines()[0],
        (own("  "), ""),
        (fit(own(each.said), said), tone),
    )
