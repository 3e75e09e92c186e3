"""What the watchdog leaves for whoever comes next: an alarm that outlives both processes."""

import contextlib
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.domain.moment import Moment
from engine.shell.small_file import put, sync_folder, taken

ALERT_FILE = "watchdog.json"


class Alert(Struct, frozen=True):
    """What the watchdog found and did, in one line. `killed`: it ended the engine, so that the next one starts halted."""

    at: Moment
    text: str
    killed: bool


def read_alert(home: Path) -> Alert | None:
    """What did a watchdog leave in this home? None when nothing; a file that cannot be read counts as an engine ended."""
    try:
        data = taken(home / ALERT_FILE)
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
