"""The second road of the emergency stop: a gate that needs neither core nor journal."""

from pathlib import Path
from typing import Protocol

from engine.domain.identity import RunId
from engine.shell.clean import NOTE_MAX, clean
from engine.shell.clock import SystemClock
from engine.shell.ports import Clock
from engine.shell.redaction import redact
from engine.shell.small_file import put, taken

STOP_FILE = "STOP"
_RUN_MARK = "run "
_FOUND = "STOP file in the home folder"


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
        if self._reason is None and (found := self._found()) and not self._of_another_run():
            self.shut_gate(found)
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
        if not self._found() or self._of_another_run():
            put(self._path, f"{_RUN_MARK}{self._run}\n{self.reason}\n".encode())

    def release(self) -> None:
        """Open the gate and take the STOP file away: the operator has reset.

        What cannot be taken away keeps it shut, and the core is told why.
        """
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            self._reason, self._untold = f"{_FOUND} cannot be taken away: {error.strerror}", True
            return
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
            return taken(self._path).decode(errors="replace").split("\n", 1)[0].strip()
        except OSError:  # whatever it is, a run did not write it
            return ""

    def _found(self) -> str:
        """What shuts the gate, be it a file, a folder or a link to nowhere? Empty when nothing does."""
        try:
            self._path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return ""
        except OSError as error:
            return f"home folder cannot be read: {error.strerror}"
        return _FOUND
