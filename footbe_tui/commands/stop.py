"""`stop`: the emergency stop from outside. Three roads, none of which waits for another's success."""

import argparse
import os
import signal
import sys
import time

from engine.config.home import Home
from engine.domain.commands import Stop
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.states import EngineState
from engine.shell.runtime.lock import HomeLock
from footbe_tui.commands.client import ANSWER_SECONDS, EngineClient, NotReachable, reached
from footbe_tui.commands.start import home_of

CONFIRM_SECONDS = 15.0
"""Within this a healthy venue has everything cancelled."""


def run(asked: argparse.Namespace) -> int:
    """Stop by file, socket and signal; exit 0 only when the engine itself says that it has halted."""
    home = home_of(asked)
    marked = leave_stop_file(home)
    print(marked)
    try:
        with reached(home, watches=True) as engine:
            return _stopped(
                engine, getattr(asked, "reason", "") or "stopped by the operator (footbe-tui stop)"
            )
    except NotReachable as error:
        pid = HomeLock(home.root).holder()
        if pid is None:
            print(f"footbe-tui: {error}", file=sys.stderr)
            return ExitCode.NOT_REACHABLE
        print(f"{send_signal(pid)}")
        print(f"footbe-tui: stop not confirmed: {error}", file=sys.stderr)
        return ExitCode.STOP_NOT_CONFIRMED


def stop_road(home: Home) -> str:
    """Stop by file and by signal, without a line to the engine: what was done, in one line?"""
    pid = HomeLock(home.root).holder()
    signalled = "no process holds this home: nobody to signal" if pid is None else send_signal(pid)
    return f"{leave_stop_file(home)} · {signalled}"


def leave_stop_file(home: Home) -> str:
    """Write the file that shuts the gate before every order; it stays until a reset. What was done?"""
    try:
        descriptor = os.open(home.stop_file, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        return f"stop file NOT written: {home.stop_file}: {error.strerror}"
    return f"stop file written: {home.stop_file} (engines here stay stopped until a reset)"


def send_signal(pid: int) -> str:
    """Send SIGUSR1, which the engine takes for a stop: what was done?"""
    try:
        os.kill(pid, signal.SIGUSR1)
    except OSError as error:
        return f"signal NOT sent to {pid}: {error.strerror}"
    return f"signal sent to {pid}"


def _stopped(engine: EngineClient, reason: str) -> int:
    receipt = engine.do(Stop(reason=reason), seconds=CONFIRM_SECONDS)
    print(receipt.text)
    end = time.monotonic() + CONFIRM_SECONDS
    for snapshot in engine.snapshots(seconds=ANSWER_SECONDS):
        state, unknown = snapshot.status.state, snapshot.status.orders_unknown
        if state is EngineState.HALTED:
            print(f"HALTED · {len(snapshot.positions)} positions kept · {unknown} unknown")
            return ExitCode.ORDERLY
        if time.monotonic() > end:
            print(
                f"footbe-tui: stop not confirmed: the engine is {state}, {unknown} orders unknown",
                file=sys.stderr,
            )
            return ExitCode.STOP_NOT_CONFIRMED
    raise FootbeError("stop: the engine shows nothing")
