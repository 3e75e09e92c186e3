"""A recorded session as one SVG that plays by itself: each line is drawn once for every look it had."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

import pyte

from scripts.svg import CELL_HEIGHT, INK, MARGIN, head, rows


class Frame(NamedTuple):
    """What stood on the screen from this second on, and what is said of it."""

    at: float
    caption: str
    rows: tuple[str, ...]


class Film:
    """Takes frames of one screen."""

    def __init__(self, screen: pyte.Screen) -> None:
        self._screen = screen
        self.frames: list[Frame] = []
        self.seconds = 0.0

    def take(self, caption: str, seconds: float) -> None:
        """Show what stands on the screen for so many seconds."""
        self.frames.append(Frame(self.seconds, caption, tuple(rows(self._screen))))
        self.seconds += seconds

    def drawn(self, title: str) -> str:
        """Which SVG plays these frames, over and over?"""
        columns, lines = self._screen.columns, self._screen.lines
        shown = Showings(self.seconds)
        parts = [
            part
            for number in range(lines)
            for part in shown.parts([(frame.at, frame.rows[number]) for frame in self.frames])
        ]
        captions = [(frame.at, _caption(frame.caption, lines)) for frame in self.frames]
        parts += shown.parts(captions)
        return "\n".join([*head(columns, lines + 2, title, shown.style()), *parts, "</svg>", ""])


class Showings:
    """When is what shown? One rule of style for every set of spans of time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._names: dict[tuple[tuple[float, float], ...], str] = {}

    def parts(self, versions: Sequence[tuple[float, str]]) -> Iterator[str]:
        """How are these versions of one line drawn, each while it is the newest?"""
        spans: dict[str, list[tuple[float, float]]] = {}
        for n, (at, drawn) in enumerate(versions):
            end = versions[n + 1][0] if n + 1 < len(versions) else self._seconds
            known = spans.setdefault(drawn, [])
            if known and known[-1][1] == at:
                known[-1] = (known[-1][0], end)
            else:
                known.append((at, end))
        for drawn, times in spans.items():
            if drawn and times == [(0.0, self._seconds)]:
                yield drawn
            elif drawn:
                name = self._names.setdefault(tuple(times), f"s{len(self._names)}")
                yield f'<g class="{name}">{drawn}</g>'

    def style(self) -> str:
        """Which rules of style show and hide?"""
        return "".join(self._rule(name, times) for times, name in self._names.items())

    def _rule(self, name: str, times: tuple[tuple[float, float], ...]) -> str:
        steps = {0.0: "hidden"}
        for start, end in times:
            steps[self._share(start)] = "visible"
            if end < self._seconds:
                steps[self._share(end)] = "hidden"
        keys = "".join(f"{share:g}%{{visibility:{what}}}" for share, what in sorted(steps.items()))
        last = steps[max(steps)]
        return (
            f".{name}{{animation:{name} {self._seconds:g}s step-end infinite}}"
            f"@keyframes {name}{{{keys}100%{{visibility:{last}}}}}"
        )

    def _share(self, at: float) -> float:
        return round(at / self._seconds * 100, 3)


def _caption(words: str, lines: int) -> str:
    y = MARGIN + (lines + 1) * CELL_HEIGHT + 13
    return f'<text x="{MARGIN}" y="{y}" fill="#{INK}" font-weight="bold">{escape(words, quote=False)}</text>'
