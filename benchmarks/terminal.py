"""The real console in a pseudo-terminal, on a paper engine of its own."""

import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.pty_line import ROOT, WIDE, PtyLine

_ENDS_WITHIN = 30.0


class Terminal(PtyLine):
    """Runs `footbe-tui` with these words."""

    LEAVE_SECONDS = 10.0

    def __init__(self, *words: str, size: tuple[int, int] = WIDE) -> None:
        super().__init__([sys.executable, "-m", "footbe_tui", *words], size=size, cwd=str(ROOT))


@contextlib.contextmanager
def console(*words: str, size: tuple[int, int] = WIDE) -> Iterator[Terminal]:
    """A paper engine of its own in a throw-away home, with the console on it; both are gone at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="footbe-") as home,
        console_at(Path(home), *words, size=size) as terminal,
    ):
        yield terminal


@contextlib.contextmanager
def console_at(home: Path, *words: str, size: tuple[int, int] = WIDE) -> Iterator[Terminal]:
    """A paper engine in this home with the console on it; both are gone at the end."""
    try:
        with Terminal("--paper", "--home", str(home), *words, size=size) as terminal:
            yield terminal
    finally:
        end_engine(home)


def engine_pid(home: Path) -> int | None:
    """Which process holds this home? None when nobody does."""
    try:
        return int((home / "engine.lock").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def end_engine(home: Path) -> None:
    """Ask the engine of a home to end, and wait for it."""
    pid = engine_pid(home)
    if pid is None:
        return
    until = time.monotonic() + _ENDS_WITHIN
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        while time.monotonic() < until and engine_pid(home) is not None:
            time.sleep(0.05)
