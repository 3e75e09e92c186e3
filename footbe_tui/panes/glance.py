"""What every pane needs to know beside its own slice: what time it is, and where."""

from typing import NamedTuple

from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.sport import RUNNING, Phase


class Glance(NamedTuple):
    """The engine's time now, the zone it is written in, and whether the picture is too old to show figures."""

    now: Moment
    zone: str
    gone: bool = False


DIM_AFTER = {True: 30 * SECOND, False: 10 * MINUTE}
"""From which age on is a quote dimmed, while a game is running and otherwise?"""

GONE_AFTER = {True: 5 * MINUTE, False: 60 * MINUTE}
"""From which age on is a quote no longer shown?"""


def quote_state(at: Moment | None, phase: Phase, now: Moment) -> str:
    """Is a quote seen at this moment `fresh`, `old` (dimmed, with its age) or `gone` (shown as `--`)?"""
    if at is None:
        return "gone"
    age, running = now - at, phase in RUNNING
    if age > GONE_AFTER[running]:
        return "gone"
    return "old" if age > DIM_AFTER[running] else "fresh"
