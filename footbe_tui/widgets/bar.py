"""How is a share drawn as a bar of eighth blocks, plain or with the drawdown's marks?"""

from engine.domain.clean import own
from footbe_tui.widgets.lines import Line, Span

_EIGHTHS = " ▏▎▍▌▋▊▉"


def share_bar(used: int, limit: int, width: int, *, tone: str = "fill") -> Line:
    """How much of a limit is used? Full blocks, one of eighths, then dots; over the limit it is full."""
    eighths = 0 if limit <= 0 else min(width * 8, max(0, used) * width * 8 // limit)
    if limit > 0 and used > 0 and not eighths:
        eighths = 1
    full, rest = divmod(eighths, 8)
    text = "█" * full + (_EIGHTHS[rest] if rest else "")
    return ((own(text), tone), (own("·" * (width - len(text))), "dim"))


def drawdown_bar(value: int, marks: tuple[int, int, int], width: int) -> Line:
    """Where does the drawdown stand against its three marks, `15·18┊20`? All in parts per million.

    The cells before the first mark's label are linear from 0 to it; the label spans from the first mark
    to the second, the second's label from there to the third. Filled labels stay readable.
    """
    warn, pause, stop = marks
    labels = [f"{mark / 10_000:g}" for mark in marks]
    free = max(1, width - len(labels[0]) - len(labels[1]) - len(labels[2]) - 2)
    tone = "alarm" if value >= pause else "warn" if value >= warn else ""
    body = share_bar(min(value, warn), warn, free, tone=f"fill{tone}")
    first = _label(f"{labels[0]}·", value - warn, pause - warn, tone)
    second = _label(labels[1], value - pause, stop - pause, tone)
    last: Span = (own(f"┊{labels[2]}"), "alarm" if value >= stop else "dim")
    return (*body, *first, *second, last)


def _label(text: str, over: int, span: int, tone: str) -> Line:
    """Which cells of a label are filled by what is `over` its mark?"""
    filled = 0 if span <= 0 or over < 0 else min(len(text), over * len(text) // span + 1)
    return ((own(text[:filled]), f"label{tone}"), (own(text[filled:]), "dim"))
