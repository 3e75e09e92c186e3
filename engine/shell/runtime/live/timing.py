"""Engine time: the wall's, but never going back; and what is noticed when the wall jumps."""

from msgspec import Struct

from engine.domain.clean import own
from engine.domain.events import Noticed
from engine.domain.moment import SECOND, Moment, Span
from engine.domain.states import Cause
from engine.shell.ports import Clock

JUMP_SECONDS = 2.0
"""More than this against the monotonic clock is a jump; less is a clock being set right."""

QUIET_SECONDS = 60.0
"""So long without a jump, and the clock is trusted again; so long a slow drift is added up."""

_CREEP = 2
"""While the wall is behind, engine time goes on at one second in so many, so that wakings still come."""


class Stamp(Struct, frozen=True):
    """One instant as the engine and as the wall name it; `lead` is the most the engine was ever ahead."""

    engine: Moment
    wall: Moment
    lead: Span

    def for_venue(self, since: Moment) -> Moment:
        """From when on, in the wall's words, must be asked so that nothing after `since` is left out?"""
        return Moment(max(0, self.wall - max(0, self.engine - since) - self.lead))

    def from_venue(self, as_of: Moment) -> Moment:
        """Up to when, in the engine's words, does an answer speak that was asked for at this instant?

        Never later than the asking: a wall that jumped meanwhile makes an answer older, never newer.
        """
        return Moment(self.engine - max(0, self.wall - as_of))


class EngineTime:
    """Follows the wall forward at once; where the wall fell back, goes on at half speed until it is there again.

    Standing still would hold back every waking of a stop or of an unknown order for as long as the jump;
    going on at full speed would never meet the wall again. The clock stays sick until they have met.
    `sick`: what the journal last said of the clock.
    """

    def __init__(self, clock: Clock, at: Moment, *, sick: bool = False) -> None:
        self._clock = clock
        self._at = at
        self._moved_at = clock.monotonic()
        self._drift = self._drift_now(self._moved_at)
        self._lead = Span(0)
        self._anchored_at = self._jumped_at = self._moved_at
        self.sick = sick

    def now(self) -> Moment:
        """Which moment is it for the engine? Never before an earlier answer."""
        monotonic = self._clock.monotonic()
        crept = self._at + int((monotonic - self._moved_at) * SECOND) // _CREEP
        moment = max(self._clock.now(), crept)
        if moment > self._at:
            self._at, self._moved_at = Moment(moment), monotonic
        return self._at

    def stamp(self) -> Stamp:
        """Which instant is this, in both tongues?"""
        engine, wall = self.now(), self._clock.now()
        self._lead = Span(max(self._lead, engine - wall))
        return Stamp(engine, wall, self._lead)

    def look(self) -> Noticed | None:
        """Has the clock become sick, or well again, since the last look?"""
        monotonic = self._clock.monotonic()
        drift = self._drift_now(monotonic)
        jumped = drift - self._drift
        at = self.stamp()
        behind = (at.engine - at.wall) / SECOND
        if abs(jumped) > JUMP_SECONDS or behind > JUMP_SECONDS:
            self._jumped_at = monotonic
        if abs(jumped) > JUMP_SECONDS or monotonic - self._anchored_at > QUIET_SECONDS:
            self._drift, self._anchored_at = drift, monotonic
        return self._told(jumped, behind, monotonic)

    def _told(self, jumped: float, behind: float, monotonic: float) -> Noticed | None:
        ill = abs(jumped) > JUMP_SECONDS or behind > JUMP_SECONDS
        if ill and not self.sick:
            self.sick = True
            if abs(jumped) > JUMP_SECONDS:
                return Noticed(Cause.CLOCK, sick=True, text=own(f"the clock jumped by {jumped:+.1f} s"))
            return Noticed(
                Cause.CLOCK, sick=True, text=own(f"the clock is {behind:.1f} s behind the journal")
            )
        if self.sick and not ill and monotonic - self._jumped_at >= QUIET_SECONDS:
            self.sick = False
            return Noticed(
                Cause.CLOCK, sick=False, text=own(f"the clock has been steady for {QUIET_SECONDS:g} s")
            )
        return None

    def _drift_now(self, monotonic: float) -> float:
        return self._clock.now() / SECOND - monotonic
