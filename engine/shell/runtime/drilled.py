"""When the emergency stop was last tried, and how that went."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.domain.clean import own
from engine.domain.moment import DAY, Moment
from engine.domain.snapshot import HealthRow
from engine.shell.ports import Clock
from engine.shell.small_file import put, taken

DRILL_FILE = "drill.json"
GOOD_FOR = 30 * DAY
"""After this a drill says nothing any more."""

_LOOK_SECONDS = 10.0


class Drilled(Struct, frozen=True):
    """The result of a drill: when, whether every road held its bounds, and what was measured, a line each."""

    at: Moment
    passed: bool
    lines: tuple[str, ...]


def keep_drill(data: Path, drilled: Drilled) -> None:
    """Write it into the data folder of a home.

    Raises:
        OSError: it cannot be written.
    """
    put(data / DRILL_FILE, msgspec.json.format(msgspec.json.encode(drilled)) + b"\n")


def read_drill(data: Path) -> Drilled | None:
    """What did the last drill show? None when there was none, or nothing that can be read."""
    try:
        return msgspec.json.decode(taken(data / DRILL_FILE), type=Drilled)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def drill_row(drilled: Drilled | None, now: Moment) -> HealthRow:
    """How does the health pane speak of it?"""
    if drilled is None:
        return HealthRow("drill", own("off"), None, None, own("-- never passed: footbe-tui stop --drill"))
    age = max(0, now - drilled.at)
    if not drilled.passed:
        return HealthRow("drill", own("sick"), age, GOOD_FOR, own("the last one FAILED: footbe-tui stop --drill"))
    if age > GOOD_FOR:
        return HealthRow("drill", own("STALE"), age, GOOD_FOR, own("passed too long ago: footbe-tui stop --drill"))
    return HealthRow("drill", own("ok"), age, GOOD_FOR, own("passed"))


def drill_teller(data: Path, clock: Clock) -> Callable[[], HealthRow]:
    """Which function gives the row, looking at the disk every ten seconds at most?"""
    looked_at = float("-inf")
    found: Drilled | None = None

    def row() -> HealthRow:
        nonlocal looked_at, found
        if clock.monotonic() - looked_at >= _LOOK_SECONDS:
            looked_at, found = clock.monotonic(), read_drill(data)
        return drill_row(found, clock.now())

    return row
