"""An engine of its own in a folder of its own, to try a stop on; it is gone when it was tried."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from engine.config.home import Home, home_at
from engine.domain.errors import FootbeError
from engine.shell.runtime.heartbeat import Beat, read_beat
from footbe_tui.commands.client import ANSWER_SECONDS, EngineClient, NotReachable, reached

SPEED = 600
"""Simulated seconds per second: some seconds until orders rest."""

START_SECONDS = 90.0
END_SECONDS = 20.0
_LOOK_SECONDS = 0.01


class NotTried(FootbeError):
    """It did not come to the trial."""


class Took(Struct, frozen=True):
    """How many seconds after the beginning a stop had got so far; None when it never did. `resting`: orders at the beginning."""

    resting: int
    gate: float | None
    cancel: float | None
    clear: float | None
    halted: float | None


class TrialEngine:
    """A running engine: `home`, `pid`."""

    def __init__(self, home: Home, process: "subprocess.Popen[bytes]") -> None:
        self.home = home
        self.pid = process.pid
        self._process = process

    @property
    def exit_code(self) -> int | None:
        """How did it end? None while it runs."""
        return self._process.poll()

    def wait(self, seconds: float) -> int | None:
        """With which code did it end within this time? None when it did not."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(seconds)
        return None

    def until_orders_rest(self, at_least: int = 1) -> int:
        """Wait until so many orders rest: how many are it?

        Raises:
            NotTried: the engine ended, or none rested in time.
        """
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.exit_code is None:
            with contextlib.suppress(NotReachable), reached(self.home, watches=True) as engine:
                return _resting(engine, at_least, end)
            time.sleep(_LOOK_SECONDS * 10)
        raise NotTried(f"no order rested within {START_SECONDS:g} s (exit code {self.exit_code})")

    def until_halted(self, began: float, resting: int, seconds: float) -> Took:
        """Wait until a stop that began then is over, or this time: how long did each step take?"""
        end = began + seconds
        beat = self._beat()
        while time.monotonic() < end and not (beat is not None and beat.halted_s is not None and beat.halted):
            time.sleep(_LOOK_SECONDS)
            beat = self._beat()
        if beat is None:
            return Took(resting, None, None, None, None)
        moments = (beat.gate_s, beat.cancel_s, beat.clear_s, beat.halted_s)
        return Took(resting, *(None if moment is None else max(0.0, moment - began) for moment in moments))

    def end(self) -> None:
        """Have it gone, whatever it is doing."""
        for number, seconds in ((signal.SIGCONT, 0.0), (signal.SIGTERM, END_SECONDS), (signal.SIGKILL, END_SECONDS)):
            if self.exit_code is None:
                os.kill(self.pid, number)
                self.wait(seconds)

    def _beat(self) -> Beat | None:
        return read_beat(self.home.root)


def _resting(engine: EngineClient, at_least: int, end: float) -> int:
    for snapshot in engine.snapshots(seconds=ANSWER_SECONDS):
        if snapshot.status.orders_resting >= at_least:
            return snapshot.status.orders_resting
        if time.monotonic() > end:
            break
    raise NotTried("no order rested in time")


@contextmanager
def trial_engine(folder: Path, *words: str, speed: int = SPEED) -> Iterator[TrialEngine]:
    """An engine on the simulated feed in this folder; it is ended at the end."""
    home = home_at(str(folder))
    home.prepare()
    command = [sys.executable, "-m", "footbe_tui", "engine", "--paper", "--feed=sim", "--seed=7", f"--speed={speed}"]
    with home.engine_output.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*command, f"--home={home.root}", *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    engine = TrialEngine(home, process)
    try:
        yield engine
    finally:
        engine.end()
