"""What the engine's process does on signals, from its first moment on."""

import asyncio
import contextlib
import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

from engine.domain.commands import Close, Source
from engine.shell.runtime.run import Run

_FROM_THE_START = (signal.SIGUSR1, signal.SIGTERM, signal.SIGHUP)


def emergency_stop(run: Run, reason: str) -> None:
    """Shut the gate, then leave the mark, then tell the core: in this order, whatever fails."""
    run.brake.shut_gate(reason)
    with contextlib.suppress(OSError):  # the gate in memory is shut; the core is told below
        run.brake.leave_mark()
    run.inbox.submit_stop(reason)


class Signals:
    """SIGUSR1 stops, SIGTERM (and SIGINT without a console as parent) closes, a lost terminal is nothing.

    The gate is shut inside the handler: it runs between two steps of whatever the loop is busy with, and while
    it sleeps; all else waits for the loop. What comes before there is a run is carried out once there is one.
    Outside the main thread nothing is listened to.
    """

    def __init__(self) -> None:
        self._run: Run | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._early: list[int] = []
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Listen from now on."""
        self._listen(*_FROM_THE_START)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave everything as it was."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def attach(self, run: Run) -> None:
        """This is the run that is meant; whoever asked for something earlier gets it now."""
        self._loop, self._run = asyncio.get_running_loop(), run
        self._listen(signal.SIGINT)
        early, self._early = self._early, []
        for number in early:
            self._answer(number)

    def detach(self) -> None:
        """The run is over."""
        self._run = None

    def _listen(self, *numbers: signal.Signals) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in numbers:
                self._before[number] = signal.signal(number, self._on)

    def _on(self, number: int, _frame: FrameType | None) -> None:
        run, loop = self._run, self._loop
        if run is None or loop is None:
            self._early.append(number)
            return
        if number == signal.SIGUSR1:
            run.brake.shut_gate("SIGUSR1")
        loop.call_soon_threadsafe(self._answer, number)

    def _answer(self, number: int) -> None:
        run = self._run
        if run is None:
            return
        if number == signal.SIGUSR1:
            emergency_stop(run, "SIGUSR1")
        elif number == signal.SIGTERM or (number == signal.SIGINT and not run.options.stay):
            run.inbox.submit(Source.SIGNAL, Close())
