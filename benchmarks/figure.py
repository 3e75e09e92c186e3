"""One measured figure, as it is printed."""

from typing import NamedTuple


class Figure(NamedTuple):
    """What was measured, the value with its unit, what is asked for (empty: nothing), and the command that measures it alone."""

    what: str
    value: str
    bar: str
    command: str


def show(figures: list[Figure]) -> None:
    """Print one line per figure."""
    for figure in figures:
        bar = f"(to reach: {figure.bar})" if figure.bar else ""
        print(f"{figure.what:<58} {figure.value:<34} {bar:<28} {figure.command}", flush=True)
