"""The console at the far end of `ssh -C` over 64 kbit/s and 400 ms there and back: bytes, keys, how old the picture is.

Under the load of `console_load`; then with a key held down that repaints everything, thirty times a second, and a stop.
"""

import os
import re
import sys
import time
from typing import NamedTuple

from benchmarks.console_keys import heard, moving_cells, pressed, said, share
from benchmarks.console_parts import Engine
from benchmarks.figure import Figure, show
from benchmarks.pty_line import NARROW, WIDE
from benchmarks.slow_line import BYTES_PER_SECOND, DELAY_SECONDS, SlowLine

COMMAND = "python -m benchmarks.console_remote"
_MEASURED, _PRESSES, _HELD, _HELD_HERTZ = 10.0, 8, 6.0, 30
_TODAY = re.compile(r"TODAY ([+-]?[\d ]+\.\d\d)")


class Remote(NamedTuple):
    """What was measured on a slow line; seconds, and compressed and raw bytes a second."""

    packed: float
    raw: float
    lags: tuple[float, ...]
    seen: tuple[float, ...]
    held_lags: tuple[float, ...]
    held_raw: float
    caught_up: float
    stopped: float


def lag(line: SlowLine, engine: Engine) -> float | None:
    """How many seconds old is the picture that stands on the screen? None when it does not say."""
    found = _TODAY.search(line.text())
    if found is None:
        return None
    step = round(float(found[1].replace(" ", "")) * 100)
    return time.monotonic() - (engine.began + step / 4)


def lags(line: SlowLine, engine: Engine, seconds: float, keys: str = "") -> list[float]:
    """How old is the picture, ten times a second, while these keys are pressed again and again?"""
    found: list[float] = []
    until, at = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        if keys:
            line.press(keys[at % len(keys)])
            at += 1
        line.watch(1 / (_HELD_HERTZ if keys else 10))
        age = lag(line, engine)
        if age is not None:
            found.append(age)
    return found


def measured(size: tuple[int, int]) -> Remote:
    """How is it to work there?"""
    with Engine() as engine:
        command = [sys.executable, "-m", "benchmarks.peers.ours", str(engine.socket)]
        with SlowLine(command, size=size, cwd=engine.folder) as line:
            line.until("ARS–EVE", 60.0)
            line.watch(4.0)
            raw, packed, began = line.raw, line.packed, time.monotonic()
            calm = lags(line, engine, _MEASURED)
            spent = time.monotonic() - began
            raw, packed = line.raw - raw, line.packed - packed
            seen = _keys(line, engine)
            before = line.raw
            held = lags(line, engine, _HELD, "1234567")
            held_raw = (line.raw - before) / _HELD
            stopped = _stop(line, engine)
            return Remote(
                packed / spent, raw / spent, tuple(calm), seen, tuple(held), held_raw, _calm_again(line, engine), stopped
            )


def _keys(line: SlowLine, engine: Engine) -> tuple[float, ...]:
    found = []
    for key in "37" * (_PRESSES // 2):
        moving = moving_cells(line)
        seen = pressed(line, key, moving, engine.words, within=5.0).seen
        if seen is not None:
            found.append(seen)
        line.watch(0.5)
    return tuple(found)


def _stop(line: SlowLine, engine: Engine) -> float:
    """After how many seconds is the stop at the engine, on a line that is full?"""
    heard(engine.words)
    at = line.press("X")
    while time.monotonic() < at + 20:
        line.watch(0.05)
        for came in heard(engine.words):
            return came - at
    return float("inf")


def _calm_again(line: SlowLine, engine: Engine) -> float:
    """After how many seconds is the picture younger than a second and the way here?"""
    line.press("1")
    began = time.monotonic()
    while (age := lag(line, engine)) is None or age > 1.0 + DELAY_SECONDS:
        line.watch(0.1)
        if time.monotonic() - began > 60:
            break
    return time.monotonic() - began


def remote_figures() -> list[Figure]:
    """Can one work from far away?"""
    figures = []
    for size in (NARROW, WIDE):
        found = measured(size)
        name = f"ssh -C, {BYTES_PER_SECOND * 8 // 1000} kbit/s, {2 * DELAY_SECONDS * 1000:.0f} ms there and back, {size[0]}x{size[1]}"
        print(f"{name}, load average {os.getloadavg()[0]:.1f}")
        print(f"  bytes per second, compressed · raw       {found.packed:,.0f} · {found.raw:,.0f}")
        print(f"  key to seen ms, p50 p95 worst            {said(found.seen)}")
        print(f"  picture is old ms, p50 p95 worst         {said(found.lags)}")
        print(f"  the same, keys held down                 {said(found.held_lags)}   {found.held_raw:,.0f} raw bytes/s")
        print(f"  seconds until the picture is fresh again {found.caught_up:.1f}")
        print(f"  key X to the engine, line full           {found.stopped * 1000:.0f} ms", flush=True)
        figures += [
            Figure(f"{name}: compressed bytes per second", f"{found.packed:,.0f}", f"< {BYTES_PER_SECOND:,}", COMMAND),
            Figure(f"{name}: picture's age p95", f"{share(found.lags, 0.95):.2f} s", "<= 1 s and the way", COMMAND),
            Figure(f"{name}: the same, keys held down", f"{share(found.held_lags, 0.95):.2f} s", "<= 2 s", COMMAND),
            Figure(f"{name}: X to the engine, line full", f"{found.stopped:.2f} s", "<= 1 s", COMMAND),
        ]
    return figures


if __name__ == "__main__":
    show(remote_figures())
