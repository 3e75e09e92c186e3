"""What every pane needs to know beside its own slice: what time it is, and where."""

from typing import NamedTuple

from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment
from engine.domain.snapshot import Status
from engine.domain.sport import RUNNING, Phase
from footbe_tui.keymap import USUAL, Keymap


class Glance(NamedTuple):
    """The engine's time now, the zone it is written in, and whether the picture is too old to show figures."""

    now: Moment
    zone: str
    gone: bool = False
    keys: Keymap = USUAL

    def key(self, action: str) -> Clean:
        """How is the key of this action written for who looks?"""
        return own(self.keys[action].shown)


def day_word(status: Status) -> str:
    """Which settlement date is told: `TODAY`, or the last one's weekday until a game of today's has begun?"""
    now = f"{text.moment(status.at, status.zone):%Y-%m-%d}"
    return "TODAY" if status.today in (None, now) else text.slate(status.today or "")[:3].upper().ljust(5)


class Patience(NamedTuple):
    """From which ages on is a quote dimmed, and no longer shown?"""

    dim: int
    gone: int


IN_PLAY = Patience(30 * SECOND, 5 * MINUTE)
BEFORE = (
    (HOUR, Patience(5 * MINUTE, 60 * MINUTE)),
    (DAY, Patience(60 * MINUTE, 6 * HOUR)),
)
EARLIER = Patience(6 * HOUR, 2 * DAY)
"""A book may be quiet for hours when the game is days away, and for seconds while it is on: the first row of
`BEFORE` whose time to the start is not exceeded holds."""


def patience(phase: Phase, starts_in: int) -> Patience:
    """How old may a quote become, with so much time left to the start?"""
    if phase in RUNNING:
        return IN_PLAY
    return next((limits for within, limits in BEFORE if starts_in <= within), EARLIER)


def quote_state(at: Moment | None, phase: Phase, starts_in: int, now: Moment) -> str:
    """Is a quote seen at this moment `fresh`, `old` (dimmed, with its age) or `gone` (shown as `--`)?"""
    if at is None:
        return "gone"
    age, limits = now - at, patience(phase, starts_in)
    if age > limits.gone:
        return "gone"
    return "old" if age > limits.dim else "fresh"


def short_age(age: int) -> str:
    """How is an age written where there is room for three signs: `46s`, `18m`, `7h`?"""
    for unit, name, limit in ((SECOND, "s", 100 * SECOND), (MINUTE, "m", 100 * MINUTE)):
        if age < limit:
            return f"{max(age, 0) // unit}{name}"
    return f"{age // HOUR}h"
