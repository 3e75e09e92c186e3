"""How a tape goes on by itself: held, or so many of its seconds in one of ours."""

from engine.domain.moment import SECOND, Moment
from engine.domain.tape import SPEEDS

_FIRST = SPEEDS.index(60)


class Pacing:
    """Counts from where it was let go; whatever moves it by hand counts anew from there."""

    def __init__(self) -> None:
        self._place = _FIRST
        self.held = True
        self._from: tuple[Moment, float] = (Moment(0), 0.0)

    @property
    def speed(self) -> int:
        """How many of the journal's seconds go by in one of ours? 0 as many as it goes."""
        return SPEEDS[self._place]

    def let_go(self, at: Moment, now: float) -> None:
        """Go on from this moment of the journal, `now` being monotonic seconds."""
        self.held, self._from = False, (at, now)

    def hold(self) -> None:
        """Stand still."""
        self.held = True

    def change(self, by: int, at: Moment, now: float) -> bool:
        """Go faster or slower from here on: is there such a speed?"""
        place = self._place + by
        if not 0 <= place < len(SPEEDS):
            return False
        self._place, self._from = place, (at, now)
        return True

    def due(self, now: float, end: Moment) -> Moment:
        """Which moment should be shown now? The end, if it goes as fast as it can."""
        at, since = self._from
        return min(end, Moment(at + int((now - since) * self.speed * SECOND))) if self.speed else end
