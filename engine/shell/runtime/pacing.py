"""How fast virtual time may go against the wall; nothing else may depend on it."""

from engine.domain.moment import SECOND, Moment
from engine.shell.ports import Clock

BEHIND_SECONDS_MAX = 1.0
"""How far the engine may fall behind the pace before the pace starts anew from where it is."""

FOREVER = Moment(2**62)
"""Later than anything that can be due."""


class Pace:
    """Says how far virtual time may have come. Speed is virtual seconds per wall second, 0 for no waiting."""

    def __init__(self, clock: Clock, speed: int) -> None:
        self._clock = clock
        self._speed = speed
        self._slowed = False
        self._wall = clock.monotonic()
        self._virtual = Moment(0)

    @property
    def speed(self) -> int:
        """At which speed does time go now?"""
        return 1 if self._slowed else self._speed

    def start(self, at: Moment) -> None:
        """Go on from this virtual moment as from now."""
        self._wall = self._clock.monotonic()
        self._virtual = at

    def slow(self, at: Moment, *, slowed: bool) -> None:
        """Go at 1x while an approval waits for a person, else at the speed that was asked for."""
        if slowed != self._slowed:
            self._slowed = slowed
            self.start(at)

    def reached(self, due: Moment) -> Moment:
        """How far may virtual time have come, the next thing being due at `due`?"""
        if self.speed == 0:
            return FOREVER
        passed = self._clock.monotonic() - self._wall
        reached = Moment(self._virtual + int(passed * self.speed * SECOND))
        if reached - due > BEHIND_SECONDS_MAX * self.speed * SECOND:
            self.start(due)
            return due
        return reached

    def seconds_until(self, due: Moment) -> float:
        """How many wall seconds are left until this virtual moment? 0 when there is no waiting."""
        if self.speed == 0:
            return 0.0
        passed = self._clock.monotonic() - self._wall
        return max(0.0, (due - self._virtual) / (self.speed * SECOND) - passed)
