"""What the watchdog leaves for whoever comes next: an alarm that outlives both processes."""

import contextlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.domain.moment import Moment

ALERT_FILE = "watchdog.json"


class Alert(Struct, frozen=True):
    """What the watchdog found and did, in one line. `killed`: it ended the engine, so that the next one starts halted."""

    at: Moment
    text: str
    killed: bool


def read_alert(home: Path) -> Alert | None:
    """What did a watchdog leave in this home? None when nothing; a file that cannot be read counts as an engine ended."""
    try:
        data = (home / ALERT_FILE).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        return Alert(Moment(0), f"the watchdog left a word that cannot be read: {error.strerror}", killed=True)
    try:
        return msgspec.json.decode(data, type=Alert)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Alert(Moment(0), "the watchdog left a word that cannot be read", killed=True)


def leave_alert(home: Path, alert: Alert) -> None:
    """Write it down so that it outlasts a power cut.

    Raises:
        OSError: it cannot be written.
    """
    new = home / f"{ALERT_FILE}.new"
    put(new, msgspec.json.encode(alert) + b"\n")
    new.replace(home / ALERT_FILE)  # whoever reads it reads a whole one
    sync_folder(home)


def forget_alert(home: Path) -> None:
    """Take it away: it stands in the journal now."""
    with contextlib.suppress(OSError):  # told twice is better than not at all
        (home / ALERT_FILE).unlink(missing_ok=True)


def put(path: Path, data: bytes) -> None:
    """Write a small file, and have file and folder on the disk before returning.

    Raises:
        OSError: it cannot be written.
    """
    flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        os.write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk before returning.

    Raises:
        OSError: it cannot be done.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
