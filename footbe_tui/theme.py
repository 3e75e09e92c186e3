"""Which look stands for which tone? Panes name tones; only this table knows colours."""

from functools import cache

from rich.style import Style

BACKGROUND = "#101214"
LIT = "#26292d"
"""Background of the selected row."""

_COLOURS: dict[str, str] = {
    "": "#b4b8bc",
    "dim": "#6b7076",
    "strong": "bold #eceff1",
    "head": "#868c93",
    "frame": "#3f454b",
    "focus": "#9aa1a8",
    "warn": "#d9b25f",
    "alarm": "bold #ff6b60",
    "alarmbar": "bold #ffffff on #8f1d17",
    "warnbar": "bold #101214 on #c69a3f",
    "notebar": "bold #eceff1 on #3a4046",
    "badge": "bold #101214 on #aeb4ba",
    "live": "bold #101214 on #e0a83a",
    "key": "bold #d5d9dd",
    "fill": "#8d949b",
    "fillwarn": "#d9b25f",
    "fillalarm": "#ff6b60",
    "label": "#101214 on #8d949b",
    "labelwarn": "bold #101214 on #d9b25f",
    "labelalarm": "bold #101214 on #ff6b60",
}

TONES: dict[str, Style] = {tone: Style.parse(f"{look}") for tone, look in _COLOURS.items()}
"""Every tone a pane may name; anything abnormal also carries a letter or a sign."""

FADED = TONES["dim"]
"""What every tone becomes while nothing is heard from the engine."""


@cache
def look(tone: str, *, lit: bool = False, faded: bool = False) -> Style:
    """How is a tone drawn, on a selected row (`lit`), or when the picture is old (`faded`)?"""
    style = FADED if faded else TONES[tone]
    if style.bgcolor is None:
        style += Style(bgcolor=LIT if lit else BACKGROUND)
    return style
