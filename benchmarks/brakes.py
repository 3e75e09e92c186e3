"""Stops under trouble: how long until the gate is shut, the first cancel leaves, nothing rests and the engine has halted.

`python -m benchmarks.brakes [TRIALS]`. Real engines with paper money, each trial in a folder of its own; the one with a
venue in real time is the stop's second road against a venue on this machine that answers 429. What is asked for is
SAFETY's: 50 ms, 250 ms, 5 s, 15 s. Where a watchdog has to find out first, its patience is in the figures (here 3 s, else 30 s).
"""

import asyncio
import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from benchmarks.fake_venue import busy_venue_trials
from benchmarks.figure import Figure
from benchmarks.terminal import Terminal
from engine.shell.clock import SystemClock
from engine.shell.runtime.heartbeat import read_beat
from footbe_tui.commands.roads import send_signal
from footbe_tui.commands.trial import Took, TrialEngine, trial_engine

COMMAND = "python -m benchmarks.brakes"
TRIALS = 30
PATIENCE_SECONDS = 3.0
HALTED_SECONDS = 15.0
_ROOT = Path(__file__).resolve().parents[1]
_LEFT_BEHIND = ("engine.sock", "engine.lock", "heartbeat", "STOP")

Trial = Callable[[Path], Took]


class Step(NamedTuple):
    """One column: its name, what a trial took for it, what is asked for, in seconds."""

    name: str
    of: Callable[[Took], float | None]
    bound: float


STEPS = (
    Step("gate", lambda took: took.gate, 0.05),
    Step("first cancel", lambda took: took.cancel, 0.25),
    Step("gone", lambda took: took.clear, 5.0),
    Step("HALTED", lambda took: took.halted, HALTED_SECONDS),
)


LATER = {"frozen loop, watchdog": PATIENCE_SECONDS + 1.0}
"""By what a row may exceed: a watchdog has its patience, and is a process that starts with it."""


@contextlib.contextmanager
def template() -> Iterator[Path]:
    """A home in which orders rest, its engine killed: every trial begins with a copy of it."""
    with tempfile.TemporaryDirectory(prefix="footbe-brakes-") as folder:
        home = Path(folder) / "t"
        with trial_engine(home) as engine:
            engine.until_orders_rest(2)
            os.kill(engine.pid, signal.SIGKILL)
            engine.wait(10)
        yield home


def tried(trial: Trial, source: Path) -> Took:
    """What did one trial take?"""
    with tempfile.TemporaryDirectory(prefix="footbe-brake-") as folder:
        home = Path(folder) / "h"
        shutil.copytree(source, home, ignore=shutil.ignore_patterns(*_LEFT_BEHIND))
        return trial(home)


def busy_loop(home: Path) -> Took:
    """The loop never rests (as fast as it goes), and is stopped by signal alone."""
    with trial_engine(home, speed=100_000) as engine:
        resting = engine.until_orders_rest()
        began = time.monotonic()
        send_signal(engine.pid)
        return engine.until_halted(began, resting, HALTED_SECONDS)


def frozen_loop(home: Path) -> Took:
    """The process is stopped; the watchdog finds out. Gate: stop file; halted: the process is gone, and all its orders."""
    with trial_engine(home) as engine:
        resting = engine.until_orders_rest()
        watchdog = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "engine.shell.runtime.watchdog", str(home), str(PATIENCE_SECONDS)], cwd=_ROOT
        )
        time.sleep(1.5)  # it has to start before it can watch
        os.kill(engine.pid, signal.SIGSTOP)
        began = time.monotonic()
        marked = _when(engine.home.stop_file.exists)
        ended = _when(lambda: engine.exit_code is not None)
        watchdog.wait(60)
        since = [None if moment is None else max(0.0, moment - began) for moment in (marked, ended)]
        return Took(resting, since[0], since[1], since[1], since[1])


def stopped_console(home: Path) -> Took:
    """A console hangs on the engine and is stopped; `footbe-tui stop` is typed in another shell."""
    with trial_engine(home) as engine, _console(engine) as terminal:
        terminal.until("EQUITY")
        resting = engine.until_orders_rest()
        os.kill(terminal.pid, signal.SIGSTOP)
        try:
            return _typed(engine, resting)
        finally:
            os.kill(terminal.pid, signal.SIGCONT)


def stalled_terminal(home: Path) -> Took:
    """Nobody reads the console's terminal any more; its stop key is pressed."""
    with trial_engine(home) as engine, _console(engine) as terminal:
        terminal.until("EQUITY")
        resting = engine.until_orders_rest()
        time.sleep(1.0)
        began = time.monotonic()
        terminal.press("X")
        return engine.until_halted(began, resting, HALTED_SECONDS)


def dead_socket(home: Path) -> Took:
    """The socket is gone; `footbe-tui stop` is typed."""
    with trial_engine(home) as engine:
        resting = engine.until_orders_rest()
        engine.home.socket.unlink()
        return _typed(engine, resting)


def full_disk(home: Path) -> Took:
    """The engine's files cannot grow any more while it trades: it stops by itself and ends."""
    with trial_engine(home) as engine:
        resting = engine.until_orders_rest()
        resource.prlimit(engine.pid, resource.RLIMIT_FSIZE, (4096, 4096))
        began = time.monotonic()
        engine.wait(HALTED_SECONDS)
        ended = time.monotonic() - began if engine.exit_code is not None else None
        beat = read_beat(home)
        shut = None if beat is None or beat.gate_s is None else max(0.0, beat.gate_s - began)
        left = None if beat is None or beat.cancel_s is None else max(0.0, beat.cancel_s - began)
        since = None if shut is None or left is None else left - shut
        return Took(resting, None if shut is None else 0.0, since, ended, ended)


def _console(engine: TrialEngine) -> Terminal:
    """A console in a terminal of its own, once there is something to show."""
    engine.until_orders_rest()
    return Terminal("attach", "--home", str(engine.home.root))


def _typed(engine: TrialEngine, resting: int) -> Took:
    """`footbe-tui stop` in a shell: counted from its first act, the stop file; an interpreter has to start before that."""
    command = [sys.executable, "-m", "footbe_tui", "stop", "--home", str(engine.home.root)]
    shell = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    _when(engine.home.stop_file.exists)
    clock = SystemClock()
    age = (clock.now() * 1_000 - engine.home.stop_file.stat().st_ctime_ns) / 1e9
    took = engine.until_halted(time.monotonic() - age, resting, HALTED_SECONDS)
    if shell.wait(30) != 0:  # it did not confirm what the heartbeat says: that is no success
        return structs.replace(took, halted=None)
    return took


def _when(true: Callable[[], bool], seconds: float = 30.0) -> float | None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return None
        time.sleep(0.001)
    return time.monotonic()


ROADS: dict[str, Trial] = {
    "busy loop, SIGUSR1": busy_loop,
    "frozen loop, watchdog": frozen_loop,
    "stopped console, footbe-tui stop": stopped_console,
    "stalled terminal, key X": stalled_terminal,
    "dead socket, footbe-tui stop": dead_socket,
    "full disk": full_disk,
}


def measured(trials: int) -> dict[str, list[Took]]:
    """What did so many trials of each kind take?"""
    with template() as source:
        found = {name: [tried(trial, source) for _ in range(trials)] for name, trial in ROADS.items()}
    return {**found, "venue answering 429": asyncio.run(busy_venue_trials(trials))}


def line(name: str, trials: list[Took]) -> str:
    """How does one kind read: p50 and worst of each step?"""
    words = [f"{name:<34} {len(trials):>3}"]
    late_s = LATER.get(name, 0.0)
    for step in STEPS:
        values = sorted(value for value in map(step.of, trials) if value is not None)
        missing = len(trials) - len(values)
        middle, worst = (values[len(values) // 2], values[-1]) if values else (0.0, 0.0)
        late = "!" if missing or worst > step.bound + late_s else " "
        words.append(f"{middle * 1000:>7.0f} {worst * 1000:>7.0f}{late}" if values else f"{'never':>15}!")
    return " ".join(words)


def _or_never(seconds: float | None) -> float:
    return float("inf") if seconds is None else seconds


def brake_figures(trials: int = 5) -> list[Figure]:
    """How long does a stop take under trouble? The worst of a few trials."""
    figures = []
    for name, found in measured(trials).items():
        worst = [max((_or_never(step.of(took)) for took in found), default=0.0) for step in STEPS]
        value = " · ".join(f"{seconds * 1000:.0f}" for seconds in worst) + " ms"
        late_s = LATER.get(name, 0.0)
        bar = " · ".join(f"{(step.bound + late_s) * 1000:.0f}" for step in STEPS) + " ms"
        figures.append(Figure(f"{name}: gate, cancel, gone, HALTED", value, bar, COMMAND))
    return figures


def main(trials: int) -> None:
    """Print the table: milliseconds, p50 and worst, `!` where a bound was not held."""
    header = " ".join(f"{f'{step.name} ≤{step.bound * 1000:.0f}':>16}" for step in STEPS)
    print(f"{'milliseconds, p50 and worst':<34}   n {header}", flush=True)
    with template() as source:
        for name, trial in ROADS.items():
            print(line(name, [tried(trial, source) for _ in range(trials)]), flush=True)
    print(line("venue answering 429", asyncio.run(busy_venue_trials(trials))), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS)
