"""The sign of life that the engine's own loop leaves in its home, for processes that can ask it nothing.

It is written over in place, so that a full disk does not end it, and it says when a stop took hold: moments of
the machine's monotonic clock, the same for every process.
"""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.domain.snapshot import Status
from engine.domain.states import EngineState
from engine.shell.ports import Clock
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.lock import started_ticks
from engine.shell.small_file import taken

HEARTBEAT_FILE = "heartbeat"
BEAT_SECONDS = 1.0
STOPPING_SECONDS = 0.02
"""How often the loop looks how far a stop has come."""

_BYTES = 512
"""Always the same length: what is written over needs no new place on the disk."""


class Beat(Struct, frozen=True, omit_defaults=True):
    """One sign of life. `gate_s`, `cancel_s`, `clear_s`, `halted_s`: when a stop got so far, seconds of the monotonic clock.

    `pid` and `ticks` name the process as its lock does. `ended`: the loop came to its end in good order.
    """

    pid: int
    ticks: int
    number: int
    state: str = ""
    resting: int = 0
    unknown: int = 0
    gate_s: float | None = None
    cancel_s: float | None = None
    clear_s: float | None = None
    halted_s: float | None = None
    ended: bool = False

    @property
    def halted(self) -> bool:
        """Has the engine come to the end of a stop, nothing resting and nothing unknown?"""
        return self.state == EngineState.HALTED and not self.resting and not self.unknown


def read_beat(home: Path) -> Beat | None:
    """Which sign of life stands in this home? None when there is none, or none that can be read."""
    try:
        data = taken(home / HEARTBEAT_FILE)
        return msgspec.json.decode(data.rstrip(b" \n\0"), type=Beat)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


class Heart:
    """Beats when the loop asks it to, and not oftener than each second; faster while a stop is under way.

    `look` gives the state as the core has it. A beat that cannot be written is left out: the watchdog
    acts on what it sees.
    """

    def __init__(self, home: Path, brake: Brake, look: Callable[[], Status], clock: Clock) -> None:
        self._brake, self._look, self._clock = brake, look, clock
        self._path = home / HEARTBEAT_FILE
        self._pid = os.getpid()
        self._ticks = started_ticks(self._pid) or 0
        self._descriptor: int | None = None
        self._beaten_at = self._looked_at = float("-inf")
        self._clear_s: float | None = None
        self._halted_s: float | None = None
        self._number = 0
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Call this with every beat."""
        self._listeners.append(listener)

    def beat(self) -> None:
        """The loop turns: leave a sign of it, if the last one is a second old."""
        now = self._clock.monotonic()
        if now - self._beaten_at >= BEAT_SECONDS:
            self._leave(now)
        elif self._stopping and now - self._looked_at >= STOPPING_SECONDS:
            self._looked_at = now
            if self._moved(self._look(), now):
                self._leave(now)

    def last(self) -> None:
        """The loop ends, but not in good order: leave how it stands. The watchdog judges the rest."""
        if self._descriptor is not None:
            self._leave(self._clock.monotonic())

    def end(self) -> None:
        """The loop has come to its end in good order: nobody need watch any more."""
        self._leave(self._clock.monotonic(), ended=True)
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @property
    def _stopping(self) -> bool:
        return self._brake.shut_at is not None and self._halted_s is None

    def _moved(self, status: Status, now: float) -> bool:
        """Has a stop come further? Noted are the first moment without orders and the first in HALTED."""
        if self._brake.shut_at is None:
            self._clear_s = self._halted_s = None
            return False
        before = (self._clear_s, self._halted_s)
        if self._clear_s is None and not status.orders_resting and not status.orders_unknown:
            self._clear_s = now
        if self._halted_s is None and status.state is EngineState.HALTED:
            self._halted_s = now
        return before != (self._clear_s, self._halted_s)

    def _leave(self, now: float, *, ended: bool = False) -> None:
        self._beaten_at = now
        self._number += 1
        status = self._look()
        self._moved(status, now)
        brake = self._brake
        beat = Beat(
            pid=self._pid,
            ticks=self._ticks,
            number=self._number,
            state=status.state.value,
            resting=status.orders_resting,
            unknown=status.orders_unknown,
            gate_s=brake.shut_at,
            cancel_s=brake.cancelled_at,
            clear_s=self._clear_s,
            halted_s=self._halted_s,
            ended=ended,
        )
        for listener in () if ended else self._listeners:
            listener()
        with contextlib.suppress(OSError):  # an engine whose disk is gone is for the watchdog to judge
            os.pwrite(self._opened(), msgspec.json.encode(beat).ljust(_BYTES), 0)

    def _opened(self) -> int:
        if self._descriptor is None:
            flags = os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
            self._descriptor = os.open(self._path, flags, 0o600)
        return self._descriptor
