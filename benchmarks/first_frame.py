"""From typing `footbe-tui --paper` to a first useful frame, in a pseudo-terminal of 120 × 40.

Useful: the desk stands with the mode, the engine's state and figures of risk, while the engine may still be warming up behind it
(STARTING). Also measured: the first frame of any kind, and when it says RUNNING.
Beside it the bare start of the same interpreter.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from benchmarks.figure import Figure, show
from benchmarks.pty_line import cpu_seconds
from benchmarks.terminal import Terminal, console

COMMAND = "python -m benchmarks.first_frame"
ROUNDS = 5
_LIMIT_SECONDS = 30.0


def useful(terminal: Terminal) -> bool:
    """Does the screen show mode, state and equity?"""
    text = terminal.text()
    return " SIM " in text and ("STARTING" in text or "RUNNING" in text) and "EQUITY" in text


def running(terminal: Terminal) -> bool:
    """Does the desk say that the engine runs?"""
    return useful(terminal) and "RUNNING" in terminal.text()


class Start(NamedTuple):
    """Seconds after which anything, the desk, and RUNNING was seen; processor seconds of the console up to the desk."""

    anything: float
    desk: float
    running: float
    cpu: float


def once() -> Start:
    """How long does one start take?"""
    began = time.monotonic()
    with console("--feed", "sim", "--seed=7", "--fresh") as terminal:

        def until(seen: Callable[[Terminal], bool]) -> float:
            while not seen(terminal):
                terminal.watch(0.01)
                if time.monotonic() - began > _LIMIT_SECONDS:
                    raise RuntimeError(f"no useful frame:\n{terminal.text()}")
            return time.monotonic() - began

        anything = until(lambda shown: bool(shown.text().strip()))
        desk, cpu = until(useful), cpu_seconds(terminal.pid)
        return Start(anything, desk, until(running), cpu)


def interpreter() -> float:
    """How many seconds does the interpreter alone take to start and end?"""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", ""], check=True)
    return time.monotonic() - began


def frame_figures() -> list[Figure]:
    """How long does an operator wait?"""
    found = [once() for _ in range(ROUNDS)]
    bare = statistics.median(interpreter() for _ in range(ROUNDS))
    anything = statistics.median(start.anything for start in found)
    desk = [start.desk for start in found]
    runs = statistics.median(start.running for start in found)
    spent = min(start.cpu for start in found)
    ratio = f"{statistics.median(desk) / bare:.0f} : 1 to python -c ''"
    return [
        Figure("start to first frame of any kind, median of 5", f"{anything:.2f} s", "", COMMAND),
        Figure(
            "start to first useful frame, median of 5 (worst)",
            f"{statistics.median(desk):.2f} s ({max(desk):.2f} s), {ratio}",
            "<= 1.5 s",
            COMMAND,
        ),
        Figure("start to RUNNING on the desk, median of 5", f"{runs:.2f} s", "", COMMAND),
        Figure("processor seconds of the console until then, least of 5", f"{spent:.2f} s", "", COMMAND),
    ]


if __name__ == "__main__":
    show(frame_figures())
