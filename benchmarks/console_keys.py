"""From a key to what it does and to what is seen, for every key of the table, while 200 figures move four times a second.

*Action*: from the byte in the terminal until the word of it has been read on the engine's side of the socket. *Seen*: until the
first cell changes that stood still before; cells that the load moves by itself do not count. A key that never reaches the engine
has no action of that kind.
"""

import contextlib
import os
import select
import statistics
import sys
import time
from collections.abc import Sequence
from typing import IO, NamedTuple

from benchmarks.console_parts import Engine, ours
from benchmarks.pty_line import PtyLine
from footbe_tui.actions import allowed

COMMAND = "python -m benchmarks.console_keys"
ROUNDS = 7
_STILL_SECONDS, _WITHIN, _PAUSE = 3.0, 1.0, 0.35
_SENT = {"enter": "\r", "esc": "\x1b"}
_BEFORE = {"approve": "A", "reject": "A", "back": "z", "pane_1": "2"}
"""What is pressed first, so that the key has something to do."""
_STATES = ("pause", "stop", "ctrl+x while typing")
"""Keys after which the engine stands in another state for a while."""
_SPECIAL = {"down": "\x1b[B", "page down": "\x1b[6~", "ctrl+x while typing": "\x18"}
_CLOCK = 13
"""Cells at the right end of the first line in which time passes."""


class Pressed(NamedTuple):
    """Seconds until the word of a key reached the engine and until its answer was seen; None: it did not come."""

    action: float | None
    seen: float | None


class KeyTimes(NamedTuple):
    """What was measured of one key."""

    name: str
    key: str
    action: tuple[float, ...]
    seen: tuple[float, ...]
    asked: int


def moving_cells(line: PtyLine, seconds: float = _STILL_SECONDS) -> set[tuple[int, int]]:
    """Which cells does the load move by itself?"""
    moving = {(0, x) for x in range(line.screen.columns - _CLOCK, line.screen.columns)}
    before, until = line.cells(), time.monotonic() + seconds
    while time.monotonic() < until:
        line.watch(0.1)
        now = line.cells()
        moving |= {place for place, cell in now.items() if cell != before[place]}
        before = now
    return moving


def pressed(
    line: PtyLine,
    key: str,
    moving: set[tuple[int, int]],
    words: IO[bytes] | None,
    *,
    within: float = _WITHIN,
) -> Pressed:
    """What comes of this key, and how soon?"""
    heard(words)
    before = line.cells()
    line.screen.dirty.clear()
    at = line.press(key)
    seen: float | None = None
    while seen is None and time.monotonic() < at + within:
        data, came = line.chunk(at + within - time.monotonic())
        line.draw(data)
        rows = set(line.screen.dirty)
        line.screen.dirty.clear()
        if any(cell != before[place] for place, cell in line.cells(rows).items() if place not in moving):
            seen = came - at
    line.watch(0.02)
    said = heard(words)
    return Pressed(said[0] - at if said else None, seen)


def heard(words: IO[bytes] | None) -> list[float]:
    """At which monotonic seconds did words reach the engine since this was last asked?"""
    if words is None:
        return []
    times = []
    while select.select([words], [], [], 0)[0]:
        data = os.read(words.fileno(), 65_536)
        if not data:
            break
        times += [int(said.split()[0]) / 1e9 for said in data.decode().splitlines()]
    return times


def back_to_start(line: PtyLine) -> None:
    """Leave what a key has opened."""
    for key in ("\x1b", "\x1b", "\x1b", "1"):
        line.press(key)
        line.watch(0.15)


def key_table() -> list[tuple[str, str]]:
    """Which keys are measured: each action's own, and those that move a cursor?"""
    named = [(action.name, _SENT.get(action.shown, action.shown)) for action in allowed(observe=False)]
    return [*named, *((name, key) for name, key in _SPECIAL.items())]


def measured(*, size: tuple[int, int], rounds: int = ROUNDS) -> list[KeyTimes]:
    """How long does each key take?"""
    table = key_table()
    found: dict[str, list[Pressed]] = {name: [] for name, _ in table}
    with Engine() as engine, ours(engine, size=size) as line:
        line.until("ARS–EVE")
        line.watch(2.0)
        for _ in range(rounds):
            moving = moving_cells(line)
            for name, key in table:
                found[name].append(_once(line, engine, name, key, moving))
    return [
        KeyTimes(
            name,
            key,
            tuple(p.action for p in found[name] if p.action is not None),
            tuple(p.seen for p in found[name] if p.seen is not None),
            rounds,
        )
        for name, key in table
    ]


def _once(line: PtyLine, engine: Engine, name: str, key: str, moving: set[tuple[int, int]]) -> Pressed:
    first = "/" if "typing" in name else _BEFORE.get(name, "")
    if first:
        line.press(first)
        line.watch(0.5)
    found = pressed(line, key, moving, engine.words)
    line.watch(_PAUSE)
    if name in _STATES:
        line.watch(1.0)
        line.press("a")
    if name not in _SPECIAL or "typing" in name:
        back_to_start(line)
    return found


def share(times: Sequence[float], part: float) -> float:
    """Which time is not exceeded in this part of the cases (nearest rank)?"""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, max(0, round(part * len(ordered) + 0.5) - 1))]


def said(times: Sequence[float]) -> str:
    """How do times read: median, 95 of 100, worst, in milliseconds?"""
    if not times:
        return f"{'--':>7} {'--':>7} {'--':>7}"
    figures = (statistics.median(times), share(times, 0.95), max(times))
    return " ".join(f"{figure * 1000:7.1f}" for figure in figures)


def show_keys(times: Sequence[KeyTimes], out: IO[str] = sys.stdout) -> None:
    """Print a row per key and one for all."""
    head = f"{'p50':>7} {'p95':>7} {'worst':>7}"
    print(f"{'key':<22} {'action ms':<8}{head[8:]}   {'seen ms':<8}{head[8:]}   seen", file=out)
    for row in times:
        name = f"{row.key if row.key.isprintable() else ''} {row.name}".strip()
        print(f"{name:<22} {said(row.action)}   {said(row.seen)}   {len(row.seen)}/{row.asked}", file=out)
    every = [[time for row in times for time in getattr(row, kind)] for kind in ("action", "seen")]
    print(f"{'all keys':<22} {said(every[0])}   {said(every[1])}", file=out, flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        for columns, lines in ((120, 40), (80, 24)):
            print(f"{columns} x {lines}, load average {os.getloadavg()[0]:.1f}")
            show_keys(measured(size=(columns, lines)))
