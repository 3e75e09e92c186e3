"""The course of virtual time: from one thing that is due to the next.

What comes next is the feed's step, a fit's delivery, a waking or a command; at one moment in that
order. A unit (all a step lets us hear, or one of the others) is decided whole.
"""

from enum import Enum

from engine.domain.errors import Impossible
from engine.domain.moment import Moment
from engine.shell.ports import Clock, VirtualFeed, VirtualVenue
from engine.shell.runtime.agenda import Agenda
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.pacing import FOREVER
from engine.shell.runtime.perform import carry
from engine.shell.runtime.tape import Tape

SLICE_SECONDS = 0.02
"""For how long time goes on before others get their turn."""


class Why(Enum):
    """Why does time stand still?"""

    QUIET = "nothing more is due"
    COMMIT = "something must be committed"
    FIT = "a fit is due"
    TOLD = "the feed has told everything"
    SLICE = "others want their turn"


class Course:
    """Takes what the feed tells and the wakings in their order, onto the tape; `at` is how far everything was lived through."""

    def __init__(
        self,
        *,
        feed: VirtualFeed,
        venue: VirtualVenue,
        agenda: Agenda,
        tape: Tape,
        brake: Brake,
        clock: Clock,
        at: Moment,
    ) -> None:
        self._feed, self._agenda, self._tape, self._clock = feed, agenda, tape, clock
        self._venue, self._brake = venue, brake
        self.at = self._fed_to = at

    def next_due(self) -> Moment:
        """When is whatever comes next due? Later than anything if nothing comes."""
        due = self._feed.next_at()
        return min(self._agenda.due, FOREVER if due is None else due)

    def on(self, at: Moment) -> Moment:
        """Go on to this moment.

        Raises:
            Impossible: it lies behind us.
        """
        if at < self.at:
            raise Impossible(f"the feed goes back from {self.at} to {at}")
        self.at = at
        return at

    def come_to(self, at: Moment) -> None:
        """Let everything come behind this moment and behind what the feed has told: steps without a word moved it on."""
        self.at = max(self.at, self._fed_to, at)

    def go_on(self, limit: Moment, *, one: bool = False) -> Why:
        """Take what is due up to `limit`, unit after unit (or `one`), until somebody has to wait.

        Raises:
            Crashed: deciding raised.
            Impossible: time ran backwards.
        """
        next_at, step = self._feed.next_at, self._feed.step
        agenda, take, monotonic = self._agenda, self._tape.take, self._clock.monotonic
        until = monotonic() + SLICE_SECONDS
        while True:
            due = next_at()
            if due is None:
                return Why.TOLD
            if due <= agenda.due:
                if due > limit:
                    return Why.QUIET
                heard = step()
                self._fed_to = heard.at
                full = take(self.on(heard.at), heard.events) if heard.events else False
            elif agenda.due > limit:
                return Why.QUIET
            elif agenda.fit_due:
                return Why.FIT
            else:
                at, woke = agenda.take_wake()
                full = take(self.on(max(at, self.at)), (woke,))
            if full:
                return Why.COMMIT
            if agenda.owed:
                carry(agenda.hand_over(), self._venue, self._brake)  # questions wait for no commit
            if one or monotonic() > until:
                return Why.SLICE
