"""`stop --drill`: every road of the emergency stop, tried on an engine of its own and measured."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec import Struct

from engine.config.home import Home
from engine.domain.clean import own
from engine.domain.commands import Stop
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.shell.clock import SystemClock
from engine.shell.runtime.alert_file import read_alert
from engine.shell.runtime.drilled import Drilled, keep_drill
from engine.shell.runtime.watchdog import FROZEN_SECONDS
from footbe_tui.commands.client import reached
from footbe_tui.commands.roads import leave_stop_file, send_signal
from footbe_tui.commands.trial import Took, TrialEngine, trial_engine

GATE_SECONDS, CANCEL_SECONDS, CLEAR_SECONDS, HALTED_SECONDS = 0.05, 0.25, 5.0, 15.0
"""What a stop may take with a healthy venue: gate shut, first cancel, all orders gone, HALTED."""

FILE_SECONDS = 1.0
"""The stop file is looked at before every order and at least this often."""

KILL_SECONDS = 10.0
"""What a watchdog may take beyond its patience."""


class Result(Struct, frozen=True):
    """One road: did it hold its bounds, and what was measured?"""

    passed: bool
    line: str


def drill(home: Home, *, frozen_seconds: float | None = None) -> int:
    """Try every road, print what was measured, keep it in the home: 0 when all held their bounds, else 5.

    No running engine is touched: each road has an engine and a folder of its own. `frozen_seconds` shortens the
    watchdog's patience; the promise is 30 s.
    """
    print("each road on an engine of its own, with paper money, in a folder of its own; about a minute and a half")
    results: list[Result] = []
    for name, road in _ROADS.items():
        results.append(_tried(name, partial(_stopped, road)))
        print(results[-1].line, flush=True)
    results.append(_tried("frozen", partial(_frozen, frozen_seconds)))
    print(results[-1].line, flush=True)
    passed = all(result.passed for result in results)
    print("drill passed" if passed else "drill FAILED", flush=True)
    _keep(home, Drilled(SystemClock().now(), passed, tuple(result.line for result in results)))
    return ExitCode.ORDERLY if passed else ExitCode.STOP_NOT_CONFIRMED


def _keep(home: Home, drilled: Drilled) -> None:
    try:
        home.prepare()
        keep_drill(home.data, drilled)
    except (OSError, FootbeError) as error:
        print(f"footbe-tui: the result cannot be kept: {error}", file=sys.stderr)


def _tried(name: str, trial: Callable[[Path], Result]) -> Result:
    try:
        with tempfile.TemporaryDirectory(prefix="footbe-drill-") as folder:
            result = trial(Path(folder))
    except (FootbeError, OSError) as error:
        result = Result(passed=False, line=str(error))
    return Result(result.passed, f"{name:<7} {'ok    ' if result.passed else 'FAILED'} {result.line}")


def _by_line(engine: TrialEngine) -> float:
    with reached(engine.home) as line:
        began = time.monotonic()
        line.do(Stop(reason=own("drill")))
    return began


def _by_file(engine: TrialEngine) -> float:
    began = time.monotonic()
    leave_stop_file(engine.home, "drill")
    return began


def _by_signal(engine: TrialEngine) -> float:
    began = time.monotonic()
    send_signal(engine.pid)
    return began


_ROADS: dict[str, Callable[[TrialEngine], float]] = {"line": _by_line, "file": _by_file, "signal": _by_signal}


def _stopped(road: Callable[[TrialEngine], float], folder: Path) -> Result:
    with trial_engine(folder) as engine:
        resting = engine.until_orders_rest()
        took = engine.until_halted(road(engine), resting, HALTED_SECONDS)
    return judged(took, gate=FILE_SECONDS if road is _by_file else GATE_SECONDS)


def judged(took: Took, *, gate: float = GATE_SECONDS) -> Result:
    """Did a stop hold its bounds? The first cancel and the rest are counted from the beginning, a late gate with them."""
    late = gate - GATE_SECONDS
    steps = (
        ("gate", took.gate, gate),
        ("first cancel", took.cancel, CANCEL_SECONDS + late),
        ("gone", took.clear, CLEAR_SECONDS),
        ("HALTED", took.halted, HALTED_SECONDS),
    )
    words = [f"{took.resting} resting"]
    words += [f"{name} {_milliseconds(value)} (≤ {bound * 1000:.0f} ms)" for name, value, bound in steps]
    return Result(all(value is not None and value <= bound for _, value, bound in steps), " · ".join(words))


def _milliseconds(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds * 1000:.0f} ms"


def _frozen(frozen_seconds: float | None, folder: Path) -> Result:
    """Freeze an engine, have the watchdog find it, and look whether the next one starts halted."""
    with trial_engine(folder) as engine:
        engine.until_orders_rest()
        watchdog = None if frozen_seconds is None else _watch(folder, frozen_seconds)
        began = time.monotonic()
        os.kill(engine.pid, signal.SIGSTOP)
        patience = frozen_seconds or FROZEN_SECONDS
        code = engine.wait(patience + KILL_SECONDS)
        took = time.monotonic() - began
        if watchdog is not None:
            watchdog.wait(KILL_SECONDS)
        if code != -signal.SIGKILL:
            return Result(passed=False, line=f"the watchdog did not end it within {took:.0f} s")
        marked, alert = engine.home.stop_file.exists(), read_alert(engine.home.root)
    with trial_engine(folder) as again:
        halted = again.until_halted(time.monotonic(), 0, HALTED_SECONDS).halted is not None
    line = (
        f"ended after {took:.1f} s (≤ {patience + KILL_SECONDS:g} s) · stop file {'there' if marked else 'MISSING'}"
        f" · alarm {'there' if alert else 'MISSING'} · next start {'HALTED' if halted else 'NOT HALTED'}"
    )
    return Result(marked and alert is not None and halted, line)


def _watch(folder: Path, seconds: float) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "engine.shell.runtime.watchdog", str(folder), str(seconds)]
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own module
