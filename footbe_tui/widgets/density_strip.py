"""How is a belief drawn: heights in eighth blocks on a scale that all arms share, zero marked?"""

from collections.abc import Sequence

from engine.domain.clean import own
from footbe_tui.widgets.lines import Line

_BLOCKS = "·▁▂▃▄▅▆▇█"
_MEAN_MAX = 2


def density_strip(heights: Sequence[int], width: int, *, tone: str = "") -> Line:
    """How do these heights (0 to 8, left to right over the common scale) fill `width` cells?

    The middle cell is the zero mark `┊`; heights are read at the middle of each cell, so strips of one
    width compare at a glance whatever the number of bins.
    """
    middle = width // 2
    cells = [_BLOCKS[_height(heights, x, width)] for x in range(width)]
    return (
        (own("".join(cells[:middle])), tone),
        (own("┊"), "head"),
        (own("".join(cells[middle + 1 :])), tone),
    )


def levelled(heights: Sequence[int]) -> Sequence[int]:
    """How high do these heights stand beside others, as a belief that covers the whole scale knows little?

    They are cut down until their mean is at most two eighths; a narrow belief keeps its height.
    """
    total, most = sum(heights), _MEAN_MAX * len(heights)
    if total <= most:
        return heights
    return [-(-height * most // total) for height in heights]


def _height(heights: Sequence[int], x: int, width: int) -> int:
    if not heights:
        return 0
    return min(8, max(0, heights[(2 * x + 1) * len(heights) // (2 * width)]))


def scale_line(width: int, low: str, high: str) -> Line:
    """How does the heading over the strips read: both ends and zero at the mark?"""
    middle = width // 2
    zero = "0%"
    left = low + " " * (middle - len(low)) + zero
    return ((own(left + " " * (width - len(left) - len(high)) + high), "head"),)
