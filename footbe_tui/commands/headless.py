"""An engine in this process, with a status line every few seconds and the report at the end."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.config.home import Home
from engine.config.options import EngineOptions
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from footbe_tui.commands.client import ANSWER_SECONDS, reached
from footbe_tui.commands.files import put
from footbe_tui.commands.status import status_line

if TYPE_CHECKING:
    from engine.config.tree import Config

STATUS_SECONDS = 5.0


def run_here(config: "Config", options: EngineOptions, home: Home, *, quiet: bool = False) -> int:
    """Run until the engine ends: its exit code. The report goes to standard output and beside the journal, everything else to error."""
    before = _written(home)
    from engine.build import run as run_engine  # noqa: PLC0415 - numpy and the core load only where an engine runs

    with status_lines(home, _say) if not quiet else _nothing():
        code = run_engine(config, options, home)
    if _written(home) != before:
        told = _told(home)
        if code == ExitCode.ORDERLY and not quiet:
            print(told, end="")
    return code


def _told(home: Home) -> str:
    """Write the figures that the engine left for a person to read: which text is it?"""
    from footbe_tui.reports import as_json, as_text  # noqa: PLC0415 - only where a run has ended

    told = "\n".join(as_text.lines(as_json.read(home.figures.read_bytes()))) + "\n"
    put(home.report, told)
    return told


@contextmanager
def status_lines(home: Home, say: Callable[[str], None], seconds: float = STATUS_SECONDS) -> Iterator[None]:
    """Say how the engine of this home stands, every few seconds, from a thread that looks in like any client.

    Before it has answered once nothing is said: it is still reading its recording, or cannot begin and says so itself.
    """
    over = threading.Event()

    def look() -> None:
        line = ""
        while not over.wait(seconds):
            try:
                with reached(home, watches=True) as engine:
                    line = status_line(next(engine.snapshots(seconds=ANSWER_SECONDS)))
            except FootbeError as error:
                line = line and f"no status: {error}"
            if line and not over.is_set():
                say(line)

    thread = threading.Thread(target=look, daemon=True, name="status-lines")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(ANSWER_SECONDS)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _written(home: Home) -> int | None:
    try:
        return home.figures.stat().st_mtime_ns
    except OSError:
        return None
