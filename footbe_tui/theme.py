"""Which look stands for which tone? Panes name tones; only these tables know colours."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from rich.style import Style

TONES = (
    *("", "dim", "strong", "head", "frame", "focus", "warn", "alarm"),
    *("alarmbar", "warnbar", "notebar", "badge", "live", "key"),
    *("fill", "fillwarn", "fillalarm", "label", "labelwarn", "labelalarm"),
)
"""Every tone a pane may name; anything abnormal also carries a letter or a sign."""


class Theme(NamedTuple):
    """One table over all tones. `paper` is the background, `lit` that of the selected row; both empty without colour."""

    name: str
    dark: bool
    paper: str
    lit: str
    looks: Mapping[str, str]
    heavy: bool = False
    """Is the frame that has the keys drawn in heavier lines, because its colour does not tell?"""


GREY = Theme(
    "grey",
    True,
    "#101214",
    "#26292d",
    {
        "": "#b4b8bc",
        "dim": "#7a8087",
        "strong": "bold #eceff1",
        "head": "#9298a0",
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
    },
)

LIGHT = Theme(
    "light",
    False,
    "#fafaf7",
    "#e3e6e9",
    {
        "": "#2e3338",
        "dim": "#6b7177",
        "strong": "bold #000000",
        "head": "#4d545b",
        "frame": "#bcc2c7",
        "focus": "#4a5057",
        "warn": "#6f4b00",
        "alarm": "bold #a8140b",
        "alarmbar": "bold #ffffff on #a31910",
        "warnbar": "bold #1b1300 on #e3b04b",
        "notebar": "bold #101214 on #cbd1d6",
        "badge": "bold #ffffff on #4b5157",
        "live": "bold #ffffff on #8a5200",
        "key": "bold #1d2124",
        "fill": "#7d848a",
        "fillwarn": "#a06c00",
        "fillalarm": "#c4261b",
        "label": "#ffffff on #646b71",
        "labelwarn": "bold #1b1300 on #d9a233",
        "labelalarm": "bold #ffffff on #b01d13",
    },
)

HIGH_CONTRAST = Theme(
    "high-contrast",
    True,
    "#000000",
    "#2a2a2a",
    {
        "": "#ffffff",
        "dim": "#b8b8b8",
        "strong": "bold #ffffff",
        "head": "#e4e4e4",
        "frame": "#8a8a8a",
        "focus": "#ffffff",
        "warn": "#ffd75f",
        "alarm": "bold #ffa59a",
        "alarmbar": "bold #ffffff on #8b0000",
        "warnbar": "bold #000000 on #ffd75f",
        "notebar": "bold #000000 on #d0d0d0",
        "badge": "bold #000000 on #ffffff",
        "live": "bold #000000 on #ffaf00",
        "key": "bold #ffffff",
        "fill": "#d0d0d0",
        "fillwarn": "#ffd75f",
        "fillalarm": "#ffa59a",
        "label": "#000000 on #d0d0d0",
        "labelwarn": "bold #000000 on #ffd75f",
        "labelalarm": "bold #000000 on #ffa59a",
    },
    heavy=True,
)

COLOUR_BLIND = Theme(
    "colour-blind",
    True,
    "#101214",
    "#26292d",
    {
        **GREY.looks,
        "warn": "#79bdf2",
        "alarm": "bold #ff9f40",
        "alarmbar": "bold #101214 on #f0902a",
        "warnbar": "bold #101214 on #56b4e9",
        "live": "bold #101214 on #f0e442",
        "fillwarn": "#56b4e9",
        "fillalarm": "#ff9f40",
        "labelwarn": "bold #101214 on #56b4e9",
        "labelalarm": "bold #101214 on #ff9f40",
    },
)
"""Blue warns and orange alarms, after the palette of Okabe and Ito (2008): no eye mistakes one for the other."""

NO_COLOUR = Theme(
    "no-colour",
    True,
    "",
    "",
    {
        **dict.fromkeys(("", "fill", "fillwarn"), ""),
        **dict.fromkeys(("dim", "head", "frame"), "dim"),
        **dict.fromkeys(("strong", "focus", "warn", "key", "fillalarm"), "bold"),
        **dict.fromkeys(("warnbar", "notebar", "badge", "label", "labelwarn"), "reverse"),
        **dict.fromkeys(("alarm", "alarmbar", "live", "labelalarm"), "bold reverse"),
    },
    heavy=True,
)
"""What NO_COLOR asks for (https://no-color.org): bold, dim and reverse alone."""

THEMES: dict[str, Theme] = {theme.name: theme for theme in (GREY, LIGHT, HIGH_CONTRAST, COLOUR_BLIND)}
"""Every theme that can be chosen, in the order in which `T` turns them."""


def following(name: str) -> str:
    """Which theme comes after this one?"""
    names = list(THEMES)
    return names[(names.index(name) + 1) % len(names)] if name in names else name


@cache
def _style(words: str, ground: str) -> Style:
    style = Style.parse(words)
    if ground and style.bgcolor is None:
        style += Style(bgcolor=ground)
    return style


def look(tone: str, *, theme: Theme = GREY, lit: bool = False, faded: bool = False) -> Style:
    """How is a tone drawn, on a selected row (`lit`), or when the picture is old (`faded`)?"""
    return _style(theme.looks["dim" if faded else tone], theme.lit if lit else theme.paper)
