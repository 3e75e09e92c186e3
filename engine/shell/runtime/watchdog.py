"""A process that watches the engine's heartbeat: 30 s without one, and it stops, cancels, kills and alerts.

It needs neither loop nor journal of the engine. `python -m engine.shell.runtime.watchdog HOME` runs it.
"""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from engine.domain.moment import Moment
from engine.shell.clock import SystemClock
from engine.shell.runtime.alert_file import Alert, leave_alert
from engine.shell.runtime.brake import STOP_FILE
from engine.shell.runtime.heartbeat import HEARTBEAT_FILE, Beat, read_beat
from engine.shell.runtime.lock import started_ticks
from engine.shell.small_file import put, taken

FROZEN_SECONDS = 30.0
"""A heartbeat that does not change for so long belongs to an engine that is not there any more."""

LOOKS = 30
"""How often it looks within that time."""

CLEAR_SECONDS = 20.0
"""How long cancels are tried before the kill; after it they are tried for `LAST_SECONDS`."""

LAST_SECONDS = 600.0
ORDERLY, STOP_NOT_CONFIRMED = 0, 5

Say = Callable[[str], None]


class Verdict(Enum):
    """What does a look at the heartbeat show?"""

    ALIVE = "it beats"
    ENDED = "the engine ended in good order"
    OTHER = "another engine has the home"
    GONE = "engine and home are gone"
    FROZEN = "the engine is there and does not beat"
    DEAD = "the engine died without a word"


class Watch:
    """Judges one engine by its heartbeat, on a monotonic clock of its own.

    Only time in which it looked counts: after a gap (the machine slept, or this process was stopped itself)
    the engine gets its full time again.
    """

    def __init__(self, home: Path, engine: Beat, frozen_seconds: float, now: float) -> None:
        self._home, self._engine, self._frozen = home, engine, frozen_seconds
        self._bytes = b""
        self._changed_at = self._looked_at = now

    def look(self, now: float) -> Verdict:
        """How does it stand at this moment of the monotonic clock?"""
        if now - self._looked_at > self._frozen / 3:
            self._changed_at = now
        self._looked_at = now
        beat = read_beat(self._home)
        if beat is not None and (beat.pid, beat.ticks) != (self._engine.pid, self._engine.ticks):
            return Verdict.OTHER
        if beat is not None and beat.ended:
            return Verdict.ENDED
        data = self._read()
        if data != self._bytes:
            self._bytes, self._changed_at = data, now
        if not self._home.is_dir() and not self.engine_lives:
            return Verdict.GONE
        if now - self._changed_at < self._frozen:
            return Verdict.ALIVE
        return Verdict.FROZEN if self.engine_lives else Verdict.DEAD

    @property
    def engine_lives(self) -> bool:
        """Is the process that is watched still there, and no other under its number?"""
        return started_ticks(self._engine.pid) == self._engine.ticks

    def _read(self) -> bytes:
        try:
            return taken(self._home / HEARTBEAT_FILE)
        except OSError:
            return b""


def watch(home: Path, *, frozen_seconds: float = FROZEN_SECONDS, say: Say = print) -> int:
    """Watch the engine of this home until it has ended: 0, or 5 when orders may be left at a venue.

    Returns at once when no engine beats there.
    """
    engine = read_beat(home)
    if engine is None or engine.ended:
        say(f"watchdog: no engine beats in {home}")
        return ORDERLY
    watching = Watch(home, engine, frozen_seconds, time.monotonic())
    while (verdict := watching.look(time.monotonic())) is Verdict.ALIVE:
        time.sleep(frozen_seconds / LOOKS)
    if verdict not in (Verdict.FROZEN, Verdict.DEAD):
        say(f"watchdog: {verdict.value}")
        return ORDERLY
    return act(home, engine, frozen_seconds, frozen=verdict is Verdict.FROZEN, say=say)


def act(home: Path, engine: Beat, seconds: float, *, frozen: bool, say: Say) -> int:
    """Stop file, alarm, cancels, kill, cancels until nothing rests: 0, or 5 when something may be left.

    Of an engine that died nothing is killed and no stop file stays: its next start reconciles. The alarm is
    written before the kill, which may end this process too where both are one unit of a supervisor.
    """
    what = f"the engine (process {engine.pid}) {'does not beat' if frozen else 'died'}: no heartbeat for {seconds:g} s"
    if frozen:
        say(_stop_file(home, what))
    _alarm(home, f"{what}; it is being ended" if frozen else what, killed=frozen, say=say)
    cleared = _cleared(home, CLEAR_SECONDS, say)
    if frozen:
        killed = kill(engine.pid, engine.ticks)
        say(f"watchdog: {killed}")
        cleared = _cleared(home, LAST_SECONDS if not cleared else CLEAR_SECONDS, say)
        what = f"{what}; {killed}"
    _alarm(home, f"{what}; {'nothing rests at a venue' if cleared else 'ORDERS MAY REST AT A VENUE'}", killed=frozen, say=say)
    return ORDERLY if cleared else STOP_NOT_CONFIRMED


def kill(pid: int, ticks: int) -> str:
    """End this very process, and no other that was given its number: what was done, in one line?"""
    try:
        handle = os.pidfd_open(pid)
    except OSError as error:
        return f"not killed: process {pid}: {error.strerror}"
    try:
        if started_ticks(pid) != ticks:
            return f"not killed: process {pid} is another one"
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except OSError as error:
        return f"not killed: process {pid}: {error.strerror}"
    finally:
        os.close(handle)
    return f"killed process {pid}"


def _stop_file(home: Path, why: str) -> str:
    try:
        put(home / STOP_FILE, f"watchdog\n{why}\n".encode())
    except OSError as error:
        return f"watchdog: stop file NOT written: {error.strerror}"
    return f"watchdog: stop file written: {home / STOP_FILE}"


def _cleared(home: Path, seconds: float, say: Say) -> bool:
    from engine.shell.runtime.outside import NOTHING_OUTSIDE, clear_outside  # noqa: PLC0415 - only where it acts

    found = clear_outside(home, seconds)
    for venue in found:
        say(f"watchdog: {venue.line}")
    if not found:
        say(f"watchdog: {NOTHING_OUTSIDE}")
    return all(venue.done for venue in found)


def _alarm(home: Path, text: str, *, killed: bool, say: Say) -> None:
    at = SystemClock().now()
    say(f"watchdog: {text}")
    try:
        leave_alert(home, Alert(at, text, killed))
    except OSError as error:
        say(f"watchdog: alarm NOT written: {error.strerror}")
    _log(home, at, text)


def _log(home: Path, at: Moment, text: str) -> None:
    """Add a line to the engine's log, in its form."""
    words = json.dumps({"event": "watchdog", "at_micros": at, "text": text}, ensure_ascii=False)
    path = home / "logs" / "footbe_trader.log"
    with contextlib.suppress(OSError):  # the alarm file says it too
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        try:
            os.write(descriptor, words.encode() + b"\n")
        finally:
            os.close(descriptor)


def _hush(_line: str) -> None:
    """A watchdog that an engine started has nobody to talk to: alarm file and log say it."""


if __name__ == "__main__":
    sys.exit(watch(Path(sys.argv[1]), frozen_seconds=float(sys.argv[2]), say=_hush))
