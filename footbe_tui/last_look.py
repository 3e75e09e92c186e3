"""When did somebody last look at this run? One small file; a broken one means that nobody knows."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.domain.moment import Moment

FILE = "last-look.json"
"""Its name in the home."""

ABSENT_FROM = 120.0
"""Seconds without a look from which somebody was away."""

NOTED_EVERY = 60.0
"""Seconds between two notes of the same console."""

_LARGEST = 4096


class Looked(Struct, frozen=True):
    """Up to which moment of the engine was this run looked at?"""

    run: str
    at: int


class LastLook:
    """Keeps the moment of the last look at a run. Nothing here ever stops a console: what cannot be kept is not."""

    def __init__(self, path: Path, run: Callable[[], str]) -> None:
        """`run` tells which run is looked at; empty while that is not known."""
        self._path, self._run = path, run
        self._noted_at: float | None = None
        self.left_at: Moment | None = None
        """Up to which moment was it looked at before this console came? None when nobody knows."""

    def arrive(self, at: Moment, now: float) -> float | None:
        """A first picture is there: for how many seconds had nobody looked? None when nobody knows."""
        run, before = self._run(), _seen_at(self._path)
        known = _read(self._path)
        self.note(at, now)
        after = _seen_at(self._path)
        if known is None or known.run != run or not 0 <= known.at < at or before is None or after is None:
            return None
        self.left_at = Moment(known.at)
        return max(0.0, after - before)

    @property
    def arrived(self) -> bool:
        """Has this console looked yet?"""
        return self._noted_at is not None

    def due(self, now: float) -> bool:
        """Is it time to note another look?"""
        return self._noted_at is not None and now - self._noted_at >= NOTED_EVERY

    def note(self, at: Moment, now: float) -> None:
        """It was looked at now, up to this moment of the engine."""
        self._noted_at = now
        _write(self._path, Looked(self._run(), at))


def _seen_at(path: Path) -> float | None:
    """When was the file last written, by the clock of its disk?"""
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def _read(path: Path) -> Looked | None:
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(_LARGEST), type=Looked)
    except (OSError, msgspec.MsgspecError):
        return None


def _write(path: Path, looked: Looked) -> None:
    """Whole or not at all, for the owner alone; a disk that is full or read-only keeps nothing."""
    fresh = path.with_name(f"{path.name}.new")
    flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW
    try:
        descriptor = os.open(fresh, flags, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(msgspec.json.encode(looked))
        fresh.replace(path)
    except OSError:
        return
