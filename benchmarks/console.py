"""The console's budgets through a real terminal, and what other full-screen programs need on the same one, in one run.

Full cockpit, 1,000 positions, 200 figures of them and some of every pane change four times a second. Beside it: htop and top
once a second, btop, and the same positions from the same socket in Textual's `DataTable`, by `update_cell` and by filling it
anew. The machine is noisy: each program is measured several times, the least counts, and ratios count more than figures.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

from benchmarks.console_keys import KeyTimes, measured, pressed, said, share, show_keys
from benchmarks.console_parts import PEERS, Engine, Peer, installed, ours, program
from benchmarks.figure import Figure, show
from benchmarks.pty_line import NARROW, WIDE, PtyLine

COMMAND = "python -m benchmarks.console"
_SETTLE, _MEASURED, _TIMES = 3.0, 5.0, 3
_PRESSES = 10

Size = tuple[int, int]


class Use(NamedTuple):
    """What one program needs: bytes a second, share of a core, and when its answers to a key are seen (seconds)."""

    name: str
    bytes: float
    cpu: float
    seen: tuple[float, ...]


@contextmanager
def _console(size: Size, *words: str) -> Iterator[PtyLine]:
    with Engine(*words) as engine, ours(engine, size=size) as line:
        line.until("ARS–EVE")
        yield line


@contextmanager
def _stock(size: Size, how: str) -> Iterator[PtyLine]:
    with Engine() as engine, program(engine, "stock_table", how, size=size) as line:
        line.until("ARS–EVE")
        yield line


@contextmanager
def _foreign(size: Size, command: list[str]) -> Iterator[PtyLine]:
    with PtyLine(command, size=size, cwd="/") as line:
        line.watch(1.0)
        yield line


def use(name: str, opened: AbstractContextManager[PtyLine], keys: tuple[str, str] = ("", "")) -> Use:
    """What does this program need? `keys`: one that changes what is seen, and one that takes it back."""
    with opened as line:
        line.watch(_SETTLE)
        found = [line.drain(_MEASURED) for _ in range(_TIMES)]
        seen = tuple(_answers(line, *keys)) if keys[0] else ()
    return Use(name, min(d.bytes / d.seconds for d in found), min(d.cpu / d.seconds for d in found), seen)


def _answers(line: PtyLine, there: str, back: str) -> Iterator[float]:
    """After which times is something new seen? The screen is drawn from a full repaint on."""
    line.watch(1.0)
    for _ in range(_PRESSES):
        moving = _moving(line)
        found = pressed(line, there, moving, None)
        if found.seen is not None:
            yield found.seen
        line.watch(0.2)
        line.press(back)
        line.watch(0.6)


def _moving(line: PtyLine) -> set[tuple[int, int]]:
    moving: set[tuple[int, int]] = set()
    before, until = line.cells(), time.monotonic() + 1.2
    while time.monotonic() < until:
        line.watch(0.1)
        now = line.cells()
        moving |= {place for place, cell in now.items() if cell != before[place]}
        before = now
    return moving


def uses(size: Size) -> Iterator[Use | str]:
    """What do the console and its peers need on a terminal of this size? A text is the name of a peer that is not there."""
    yield use("footbe-tui", _console(size), ("z", "z"))
    yield use("footbe-tui, nothing moves", _console(size, "--still"))
    for peer in PEERS:
        yield _peer(peer, size)
    yield use("DataTable, update_cell", _stock(size, "update"), ("x", ""))
    yield use("DataTable, cleared and filled", _stock(size, "rebuild"), ("x", ""))


def _peer(peer: Peer, size: Size) -> Use | str:
    command = installed(peer)
    return peer.name if command is None else use(peer.name, _foreign(size, command), (peer.key, "\x1b"))


def show_uses(size: Size) -> tuple[Use, Use]:
    """Print a row per program, with what the console needs for each 1 of it: the console under load, and still."""
    print(f"{size[0]} x {size[1]}, load average {os.getloadavg()[0]:.1f}")
    print(f"{'program':<32}{'bytes/s':>9}{'ours : 1':>10}{'of a core':>11}{'ours : 1':>10}   key to seen ms: p50 p95 worst")
    found: list[Use] = []
    for row in uses(size):
        if isinstance(row, str):
            print(f"{row:<32}{'not installed':>20}")
            continue
        found.append(row)
        mine = found[0]
        ratios = f"{_ratio(mine.bytes, row.bytes):>10}", f"{_ratio(mine.cpu, row.cpu):>10}"
        print(f"{row.name:<32}{row.bytes:>9,.0f}{ratios[0]}{row.cpu:>11.1%}{ratios[1]}   {said(row.seen)}", flush=True)
    return found[0], found[1]


def _ratio(ours_needs: float, theirs: float) -> str:
    return f"{ours_needs / theirs:.2f}" if theirs else "--"


def console_figures() -> list[Figure]:
    """Does the console keep to its budgets?"""
    figures = []
    for size in (WIDE, NARROW):
        live, still = show_uses(size)
        keys = measured(size=size)
        show_keys(keys)
        figures += _budgets(f"console {size[0]}x{size[1]}", live, still, keys)
    return figures


def _budgets(name: str, live: Use, still: Use, keys: list[KeyTimes]) -> list[Figure]:
    action = [time for row in keys for time in row.action]
    seen = [time for row in keys for time in row.seen]
    rows: list[tuple[str, str, str]] = [
        ("under load, bytes per second", f"{live.bytes:,.0f}", "<= 15,000"),
        ("under load, share of a core", f"{live.cpu:.1%}", "<= 10 %"),
        ("key to action, every key, p50 · p95", _two(action), "p95 <= 20 ms"),
        ("key to seen, every key, p50 · p95", _two(seen), "p95 <= 60 ms"),
        ("nothing moves, bytes per second", f"{still.bytes:,.0f}", "<= 300"),
        ("nothing moves, share of a core", f"{still.cpu:.1%}", ""),
    ]
    return [Figure(f"{name}: {what}", value, bar, COMMAND) for what, value, bar in rows]


def _two(times: list[float]) -> str:
    return f"{share(times, 0.5) * 1000:.1f} · {share(times, 0.95) * 1000:.1f} ms"


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        show(console_figures())
