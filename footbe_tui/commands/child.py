"""An engine started for a console: a process of its own that outlives the console when asked to."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from engine.config.home import Home
from engine.config.options import EngineOptions
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from footbe_tui.commands.start import engine_arguments

CLOSE_SECONDS = 20.0
"""An orderly end takes at most 15 s; then it is asked again, then forced."""

_FORCE_SECONDS = 15.0
_LOOK_SECONDS = 0.1
_LAST_LINES = 5


class EngineChild:
    """The engine's process, as its starter sees it."""

    def __init__(self, process: "subprocess.Popen[bytes]", home: Home) -> None:
        self._process = process
        self._home = home
        self.pid = process.pid

    @property
    def alive(self) -> bool:
        """Is it running?"""
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How did it end? None while it runs."""
        return self._process.poll()

    def ended(self) -> int:
        """Wait for its orderly end, ask again, then force it: with which exit code did it end?"""
        for seconds, insist in (
            (CLOSE_SECONDS, self._process.terminate),
            (_FORCE_SECONDS, self._process.kill),
        ):
            try:
                return self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                insist()
        self._process.wait()
        return ExitCode.FORCED

    def last_words(self) -> list[str]:
        """What did it print last? At most five lines."""
        try:
            with self._home.engine_output.open(encoding="utf-8", errors="replace") as stream:
                return [line.rstrip() for line in stream.readlines()[-_LAST_LINES:]]
        except OSError:
            return []

    @contextmanager
    def birth_watched(self) -> Iterator[None]:
        """Run a console inside: it is closed, from a thread, when the engine ends before it ever listens.

        Raises:
            Stillborn: the engine ended while the console was still loading.
        """
        before = _identity(self._home.socket)
        console_left = threading.Event()

        def watch() -> None:
            while _identity(self._home.socket) in {None, before} and not console_left.wait(_LOOK_SECONDS):
                if not self.alive:
                    os.kill(os.getpid(), signal.SIGTERM)
                    return

        handled = signal.signal(signal.SIGTERM, _stillborn)  # the console brings its own once it stands
        thread = threading.Thread(target=watch, daemon=True, name="engine-birth")
        thread.start()
        try:
            yield
        finally:
            console_left.set()
            thread.join()
            signal.signal(signal.SIGTERM, handled)


class Stillborn(FootbeError):
    """The engine ended before there was a console to show it."""


def _stillborn(_number: int, _frame: object) -> None:
    raise Stillborn("the engine ended before it could be shown")


class NotStarted(FootbeError):
    """The engine's process cannot be made."""

    exit_code = ExitCode.STORAGE


def start_engine(options: EngineOptions, home: Home) -> EngineChild:
    """Start an engine in a session of its own, its output in the logs folder.

    Raises:
        NotStarted: the output file or the process cannot be made.
    """
    try:
        with home.engine_output.open("wb") as output:
            home.engine_output.chmod(0o600)
            return EngineChild(_process(options, output), home)
    except OSError as error:
        raise NotStarted(f"the engine cannot be started: {error.strerror}: {error.filename}") from None


def _process(options: EngineOptions, output: IO[bytes]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, each argument one word of ours
        [sys.executable, "-m", "footbe_tui", "engine", *engine_arguments(options)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
