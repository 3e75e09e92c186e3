"""Is there room on the disk, and does the clock tell the time?"""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from engine.domain.errors import FootbeError
from engine.domain.moment import SECOND, Moment
from engine.domain.states import Mode
from engine.shell.ports import Clock
from engine.shell.runtime.disk import Room
from engine.shell.runtime.doctor.finding import Finding, Patient, bad, fine, note
from engine.shell.runtime.runs import standing

SKEW = 2 * SECOND
_STEP_SECONDS = 0.05
_PAUSE_SECONDS = 0.2
_FIRST_YEAR, _LAST_YEAR = 2025, 2100
_SET = "set the clock (timedatectl set-ntp true), then look again"

Pause = Callable[[float], None]


class Machine(Struct, frozen=True):
    """What a doctor measures with; `floor_bytes` is the least room there has to be."""

    clock: Clock
    pause: Pause
    room: Room
    floor_bytes: int


def disk(patient: Patient, machine: Machine) -> Iterator[Finding]:
    """Is there room for the journal, and for a copy of it?"""
    folder = next(path for path in (patient.journal.parent, *patient.journal.parents) if path.is_dir())
    try:
        free = machine.room(folder)
    except OSError as error:
        yield bad(
            "disk",
            f"does not say what is free: {error.strerror or error}",
            folder,
            "look at the disk",
            storage=True,
        )
        return
    size = patient.journal.stat().st_size if patient.journal.is_file() else 0
    said, floor = f"{free // 1_000_000} MB free", machine.floor_bytes // 1_000_000
    if free < machine.floor_bytes:
        remedy = "free some: old copies in backups/, logs; footbe-tui thin"
        yield bad("disk", f"{said}, {floor} MB wanted: an engine pauses", folder, remedy, storage=True)
    elif free < size + machine.floor_bytes:
        yield note(
            "disk",
            f"{said}: no room for a copy of {size // 1_000_000} MB",
            folder,
            "free some before a backup",
        )
    else:
        yield fine("disk", said, folder)


def clock(patient: Patient, machine: Machine) -> Iterator[Finding]:
    """Is the time that the clock tells the time? No network is asked."""
    now = machine.clock.now()
    shown = dt.datetime.fromtimestamp(now / SECOND, dt.UTC)
    wrong = list(_wrong_time(patient, machine, now, shown))
    yield from wrong
    if not wrong:
        yield fine("clock", f"{shown:%Y-%m-%d %H:%M:%S} UTC")


def _wrong_time(patient: Patient, machine: Machine, now: Moment, shown: dt.datetime) -> Iterator[Finding]:
    if not _FIRST_YEAR <= shown.year <= _LAST_YEAR:
        yield bad("clock", f"says it is {shown:%Y-%m-%d}: it was never set", "the machine's clock", _SET)
    ahead, newest = _from_the_future(patient.root, now)
    if newest is not None:
        what = f"{newest.name} was written {ahead // SECOND} s after what the clock says is now"
        yield bad("clock", what, newest, f"{_SET}; if it is right now: touch '{newest}'")
    step = _step(machine)
    if abs(step) > _STEP_SECONDS:
        yield bad("clock", f"jumped by {step:+.2f} s while it was looked at", "the machine's clock", _SET)
    told = _live_end(patient)
    if told is not None and told > now + SKEW:
        what = f"the journal of real trading ends {(told - now) // SECOND} s after now"
        yield bad("clock", what, patient.journal, _SET)


def _from_the_future(root: Path, now: Moment) -> tuple[int, Path | None]:
    worst: tuple[int, Path | None] = (0, None)
    for path in sorted(root.rglob("*")):
        try:
            ahead = path.lstat().st_mtime_ns // 1_000 - now
        except OSError:
            continue  # gone since it was listed
        if ahead > SKEW and ahead > worst[0]:
            worst = (ahead, path)
    return worst


def _step(machine: Machine) -> float:
    """How much further than the monotonic clock did the wall clock go, in seconds?"""
    wall, steady = machine.clock.now(), machine.clock.monotonic()
    machine.pause(_PAUSE_SECONDS)
    return (machine.clock.now() - wall) / SECOND - (machine.clock.monotonic() - steady)


def _live_end(patient: Patient) -> Moment | None:
    """When does the journal of a run with real markets end? None where time is simulated or nothing stands."""
    try:
        found = standing(patient.journal)
    except FootbeError:
        return None  # said elsewhere
    real = found is not None and found.started.mode is Mode.LIVE
    return found.ends_at if real and found is not None else None
