"""Real engines and real consoles in pseudo-terminals: what of them lives, and how it stands."""

import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path

from engine.config.home import home_at
from engine.shell.runtime.heartbeat import read_beat
from engine.shell.runtime.lock import HomeLock
from tests.console.terminal import Terminal


def holder(home: Path) -> int | None:
    return HomeLock(home).holder()


def until(true, seconds=45.0, what="it"):
    """Wait until this holds: what did it give?"""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, f"no {what} within {seconds} s"
        time.sleep(0.02)
    return found


def state(home: Path) -> str:
    beat = read_beat(home)
    return "" if beat is None else beat.state


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def paper_console(home: Path, *words: str, policy: str | None = None, size=(120, 40)):
    """`footbe-tui --paper` in a terminal of its own, with its engine; both are gone at the end."""
    home_at(str(home)).prepare()
    if policy is not None:
        settings = home / "own.yaml"
        settings.write_text(f"console:\n  on_console_lost: {policy}\n")
        words = (*words, "--config", str(settings))
    given = ("--paper", "--feed", "sim", "--seed", "7", "--home", str(home), *words)
    with Terminal(*given, module="footbe_tui", size=size) as terminal:
        try:
            terminal.until("EQUITY", 30)
            yield terminal
        finally:
            end_engine(home)


def end_engine(home: Path) -> None:
    """Have the engine of this home gone, whatever it is doing."""
    pid = holder(home)
    if pid is not None:
        os.kill(pid, signal.SIGCONT)
        os.kill(pid, signal.SIGKILL)
        until(lambda: not alive(pid), what="end of the engine")
