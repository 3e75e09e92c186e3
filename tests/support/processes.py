"""Real engines as processes, started and ended by a test."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from engine.shell.runtime.heartbeat import read_beat

ROOT = Path(__file__).resolve().parents[2]
SIM = ("--paper", "--feed", "sim", "--seed", "7")


def command(*words, odd=None):
    """Which argument vector is `footbe-tui WORDS`, with a defect or without?"""
    return [sys.executable, "-m", *(("tests.support.odd_engine", odd) if odd else ("footbe_tui",)), *words]


def said(*words, odd=None, seconds=60, **given):
    """Run to the end: exit code, standard output, error."""
    done = subprocess.run(
        command(*words, odd=odd), cwd=ROOT, capture_output=True, timeout=seconds, check=False, **given
    )
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


@contextlib.contextmanager
def running(home, *words, odd=None, speed="600", beats=True):
    """An engine in this home that has beaten once; it is gone at the end. Its output lies in `out`."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "out").open("ab") as out:
        process = subprocess.Popen(
            command("engine", *SIM, "--speed", speed, "--home", str(home), *words, odd=odd),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        if beats:
            until(lambda: process.poll() is not None or _beats(home, process.pid), 60, "heartbeat")
        yield process
    finally:
        if process.poll() is None:
            for number in (signal.SIGCONT, signal.SIGKILL):
                os.kill(process.pid, number)
        process.wait()


def _beats(home, pid):
    beat = read_beat(home)
    return beat is not None and beat.pid == pid and beat.state == "RUNNING"


def until(true, seconds=45.0, what="it"):
    """Wait until this holds: what did it give?"""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, f"no {what} within {seconds} s"
        time.sleep(0.02)
    return found


def state(home):
    """Which state does the heartbeat tell? Empty when there is none."""
    beat = read_beat(home)
    return "" if beat is None else beat.state
