"""The themes on a terminal of sixteen colours: its own, by name, for the nearest ones would lose what is dim."""

from footbe_tui.theme import THEMES, Theme

_DARK = {
    "": "white",
    "dim": "bright_black",
    "strong": "bold bright_white",
    "head": "white",
    "frame": "bright_black",
    "focus": "bright_white",
    "warn": "bright_yellow",
    "alarm": "bold bright_red",
    "alarmbar": "bold bright_white on red",
    "warnbar": "black on yellow",
    "notebar": "black on white",
    "badge": "black on white",
    "live": "black on yellow",
    "key": "bold bright_white",
    "fill": "white",
    "fillwarn": "bright_yellow",
    "fillalarm": "bright_red",
    "label": "black on white",
    "labelwarn": "black on yellow",
    "labelalarm": "bold bright_white on red",
}

_LOUD = {"dim": "white", "": "bright_white", "head": "bright_white", "frame": "white", "fill": "bright_white"}

_BLUE = {
    "warn": "bright_cyan",
    "alarm": "bold bright_yellow",
    "alarmbar": "black on yellow",
    "warnbar": "black on cyan",
    "live": "bold bright_white on blue",
    "fillwarn": "bright_cyan",
    "fillalarm": "bright_yellow",
    "labelwarn": "black on cyan",
    "labelalarm": "black on yellow",
}

_LIGHT = {
    **dict.fromkeys(("", "head", "focus"), "black"),
    **dict.fromkeys(("strong", "key"), "bold black"),
    **dict.fromkeys(("dim", "frame", "fill"), "bright_black"),
    **dict.fromkeys(("warn", "fillwarn"), "blue"),
    "alarm": "bold red",
    "fillalarm": "red",
    **dict.fromkeys(("badge", "label"), "bold bright_white on black"),
    **dict.fromkeys(("alarmbar", "labelalarm"), "bold bright_white on red"),
    **dict.fromkeys(("warnbar", "labelwarn", "live"), "bold bright_white on blue"),
    "notebar": "black on white",
}

_TABLES = {
    "grey": _DARK,
    "light": _LIGHT,
    "high-contrast": {**_DARK, **_LOUD},
    "colour-blind": {**_DARK, **_BLUE},
}

_PAPERS = {True: "black", False: "bright_white"}

SIXTEEN: dict[str, Theme] = {
    name: theme._replace(paper=_PAPERS[theme.dark], lit=_PAPERS[theme.dark], looks=_TABLES[name], heavy=True)
    for name, theme in THEMES.items()
}
"""Every theme by name; the selected row has `>` alone, the part that has the keys a heavier frame."""
