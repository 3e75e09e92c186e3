"""The second road of the emergency stop: a gate that needs neither core nor journal."""

import os
from pathlib import Path
from typing import Protocol

from engine.domain.identity import RunId
from engine.shell.clean import NOTE_MAX, clean
from engine.shell.clock import SystemClock
from engine.shell.ports import Clock
from engine.shell.redaction import redact

STOP_FILE = "STOP"
_RUN_MARK = "run "


class GateMoved(Protocol):
    """Whoever wants to know of the gate at once."""

    def __call__(self, *, shut: bool) -> None:
        """The gate has just shut, or just opened."""
        ...


class Brake:
    """A gate in memory and a STOP file in the home. Shut, no entry passes; exits and cancels always do.

    A STOP file made by hand belongs to the home and stops every run; one that a run wrote names that
    run and stops only it. `shut_at` and `cancelled_at`: when it was shut, and when the first cancel left
    after that, seconds of the monotonic clock; None while it is open.
    """

    def __init__(self, home: Path, run: RunId, clock: Clock | None = None) -> None:
        self._path = home / STOP_FILE
        self._run = run
        self._reason: str | None = None
        self._untold = False
        self._listeners: list[GateMoved] = []
        self._clock = clock or SystemClock()
        self.shut_at: float | None = None
        self.cancelled_at: float | None = None

    def listen(self, listener: "GateMoved") -> None:
        """Call this whenever the gate shuts or opens, at that instant."""
        self._listeners.append(listener)

    @property
    def shut(self) -> bool:
        """Is the gate shut, or must it be now because a STOP file has come?"""
        if self._reason is None and self._path.exists() and not self._of_another_run():
            self.shut_gate("STOP file in the home folder")
            self._untold = True
        return self._reason is not None

    @property
    def reason(self) -> str:
        """Why is the gate shut? Empty when it is open."""
        return self._reason or ""

    def news(self) -> str | None:
        """Has a STOP file shut the gate since this was last asked? Then why: the core is still to be told."""
        told = self._reason if self.shut and self._untold else None
        self._untold = False
        return told

    def shut_gate(self, reason: str) -> None:
        """Shut the gate at once, in memory; the file follows with `leave_mark`."""
        if self._reason is None:
            self._reason = clean(redact(reason), NOTE_MAX)
            self.shut_at = self._clock.monotonic()
            self._tell(shut=True)

    def note_cancel(self) -> None:
        """A cancel goes out."""
        if self.shut_at is not None and self.cancelled_at is None:
            self.cancelled_at = self._clock.monotonic()

    def leave_mark(self) -> None:
        """Write the STOP file so that a restart finds the gate shut.

        Raises:
            OSError: it could not be written; the gate in memory stays shut.
        """
        if self._path.exists() and not self._of_another_run():
            return
        descriptor = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        try:
            os.write(descriptor, f"{_RUN_MARK}{self._run}\n{self.reason}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def release(self) -> None:
        """Open the gate and take the STOP file away: the operator has reset."""
        self._path.unlink(missing_ok=True)
        self._reason = self.shut_at = self.cancelled_at = None
        self._tell(shut=False)

    def _tell(self, *, shut: bool) -> None:
        for listener in self._listeners:
            listener(shut=shut)

    @property
    def marked_by_us(self) -> bool:
        """Was the STOP file written by a stop of this very run?"""
        return self._named() == f"{_RUN_MARK}{self._run}"

    def _of_another_run(self) -> bool:
        named = self._named()
        return named.startswith(_RUN_MARK) and named != f"{_RUN_MARK}{self._run}"

    def _named(self) -> str:
        try:
            return self._path.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0].strip()
        except OSError:
            return ""
