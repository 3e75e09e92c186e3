"""Pictures drawn by hand: scales, axes and the few shapes that charts are made of, as SVG text.

Every picture is a plain string without script, style or outside address; its colours are the page's.
"""

import math
from collections.abc import Callable, Sequence
from html import escape

from msgspec import Struct

WIDTH, LEFT, RIGHT, TOP = 480, 58, 14, 12
"""A picture's width and margins, in its own units; the page scales it."""

CHARACTER = 6.6
"""About how wide a letter of an axis is."""


class Scale(Struct, frozen=True):
    """From a figure to a place on the picture, in a straight line."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """At which place does this figure stand?"""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Which round figures from `low` to `high` may an axis name? At most about so many."""
    if high <= low:
        return [low]
    raw = (high - low) / most
    power = 10 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(index * step, 10) for index in range(first, math.floor(high / step + 1e-9) + 1)]


def widened(low: float, high: float, *, zero: bool = False, room: float = 0.06) -> tuple[float, float]:
    """Between which figures does an axis go, a little room left, with `zero` on it where it must be?"""
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return low - 1, high + 1
    gap = (high - low) * room
    return (low if zero and low == 0 else low - gap), (high if zero and high == 0 else high + gap)


def tag(name: str, content: str = "", **attributes: object) -> str:
    """An element; numbers to a tenth, `class_` for class, underlines for dashes."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def rect(x: float, y: float, width: float, height: float, class_: str) -> str:
    """A box; one without height still shows as a hair."""
    return tag("rect", x=x, y=y, width=max(width, 0.6), height=max(height, 0.6), class_=class_)


def words(x: float, y: float, said: str, anchor: str = "middle", class_: str = "t") -> str:
    """A text; what it says is escaped."""
    return tag("text", escape(said), x=x, y=y, text_anchor=anchor, class_=class_)


def path(points: Sequence[tuple[float, float]], class_: str) -> str:
    """A line through points."""
    steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return tag("path", d=f"M{steps}", class_=class_)


def area(points: Sequence[tuple[float, float]], base: float, class_: str) -> str:
    """The room between a line through points and a level."""
    if not points:
        return ""
    steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return tag(
        "path", d=f"M{points[0][0]:.1f} {base:.1f}L{steps}L{points[-1][0]:.1f} {base:.1f}Z", class_=class_
    )


def left_axis(scale: Scale, named: Callable[[float], str], right: float = WIDTH - RIGHT) -> str:
    """Round figures at the left with a hair across; the line at zero is stronger."""
    drawn = []
    for value in ticks(scale.low, scale.high):
        y = scale(value)
        drawn.append(line(LEFT, y, right, y, "zero" if value == 0 else "grid"))
        drawn.append(words(LEFT - 6, y + 4, named(value), "end"))
    return "".join(drawn)


def low_axis(scale: Scale, y: float, top: float, named: Callable[[float], str]) -> str:
    """Round figures below with a hair up; the line at zero is stronger."""
    drawn = []
    for value in ticks(scale.low, scale.high):
        x = scale(value)
        drawn.append(line(x, top, x, y, "zero" if value == 0 else "grid"))
        drawn.append(words(x, y + 16, named(value)))
    return "".join(drawn)


class Drawing(Struct, frozen=True):
    """A picture, its name, and in words what its axes and signs mean."""

    title: str
    caption: str
    drawn: str


def picture(key: str, height: float, *, title: str, caption: str, desc: str, drawn: Sequence[str]) -> Drawing:
    """A whole picture with its name and what it says, for whoever cannot see it."""
    inside = (
        tag("title", escape(title), id=f"{key}-t") + tag("desc", escape(desc), id=f"{key}-d") + "".join(drawn)
    )
    whole = tag(
        "svg",
        inside,
        viewBox=f"0 0 {WIDTH} {height:.0f}",
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
        class_="chart",
    )
    return Drawing(title, caption, whole)


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}"
    return escape(str(value), quote=True)
