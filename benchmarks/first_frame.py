"""From typing `footbe-tui --paper` to a first useful frame, in a pseudo-terminal of 120 × 40.

Useful: the desk stands with the mode, the engine's state and figures of risk. Also measured: the first frame of any kind.
Beside it the bare start of the same interpreter.
"""

import statistics
import subprocess
import sys
import time

from benchmarks.figure import Figure, show
from benchmarks.terminal import Terminal, console, cpu_seconds

COMMAND = "python -m benchmarks.first_frame"
ROUNDS = 5
_LIMIT_SECONDS = 30.0


def useful(terminal: Terminal) -> bool:
    """Does the screen show mode, state and equity?"""
    text = terminal.text()
    return " SIM " in text and "RUNNING" in text and "EQUITY" in text


def once() -> tuple[float, float, float]:
    """After how many seconds comes anything at all, after how many the desk, and how many processor seconds took the console?"""
    began = time.monotonic()
    with console("--feed", "sim", "--seed=7", "--fresh") as terminal:
        anything = 0.0
        while not useful(terminal):
            terminal.read(0.01)
            if not anything and terminal.text().strip():
                anything = time.monotonic() - began
            if time.monotonic() - began > _LIMIT_SECONDS:
                raise RuntimeError(f"no useful frame:\n{terminal.text()}")
        return anything, time.monotonic() - began, cpu_seconds(terminal.pid)


def interpreter() -> float:
    """How many seconds does the interpreter alone take to start and end?"""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", ""], check=True)
    return time.monotonic() - began


def frame_figures() -> list[Figure]:
    """How long does an operator wait?"""
    found = [once() for _ in range(ROUNDS)]
    bare = statistics.median(interpreter() for _ in range(ROUNDS))
    anything = statistics.median(first for first, _, _ in found)
    desk = [useful_after for _, useful_after, _ in found]
    spent = min(cpu for _, _, cpu in found)
    ratio = f"{statistics.median(desk) / bare:.0f} : 1 to python -c ''"
    return [
        Figure("start to first frame of any kind, median of 5", f"{anything:.2f} s", "", COMMAND),
        Figure(
            "start to first useful frame, median of 5 (worst)",
            f"{statistics.median(desk):.2f} s ({max(desk):.2f} s), {ratio}",
            "<= 1.5 s",
            COMMAND,
        ),
        Figure("processor seconds of the console until then, least of 5", f"{spent:.2f} s", "", COMMAND),
    ]


if __name__ == "__main__":
    show(frame_figures())
