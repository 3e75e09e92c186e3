"""Any venue, made safe to call: every call ends in time, and in a way the port knows."""

from collections.abc import Coroutine
from typing import Any, TypeVar

from engine.domain.clean import own
from engine.domain.errors import Broken, Passing
from engine.domain.identity import OrderId
from engine.domain.moment import Moment
from engine.domain.order import Ticket
from engine.domain.standing import Standing
from engine.shell.ports import Accepted, Cancelled, Declined, Lost, OrderAnswer, Placed, Take, Taken, Venue
from engine.shell.runtime.live.crew import Crew
from engine.shell.runtime.live.pulse import Pulse
from engine.shell.runtime.live.saying import said

CALL_SECONDS_MAX = 10.0
_CALLS = "calls"
_T = TypeVar("_T")


class BoundedVenue:
    """A `Venue` whose `place` and `cancel` never raise and whose other calls raise nothing but `Passing`.

    An adapter that broke is off: it places nothing more, and that is a definite answer. Cancels and
    questions are still tried: they can only make it safer.
    """

    def __init__(self, venue: Venue, crew: Crew, pulse: Pulse) -> None:
        self._venue = venue
        self._crew = crew
        self._pulse = pulse

    async def listen(self, take: Take) -> None:
        """Hand on what the venue tells, as the adapter does."""
        await self._venue.listen(take)

    async def place(self, ticket: Ticket) -> Placed:
        """Send an order once: taken, declined, or nobody knows?"""
        if self._pulse.off:
            return Declined(own(f"not sent: the venue's adapter is off: {self._pulse.off}"))
        try:
            answer = await self._asked(self._venue.place(ticket))
        except Passing as error:
            return Lost(said(error))
        if isinstance(answer, Lost):
            self._pulse.failed(_CALLS, answer.reason)
        elif not isinstance(answer, Accepted | Declined):
            return self._nonsense(answer)  # type: ignore[unreachable]  # adapters speak for strangers
        else:
            self._pulse.answered(_CALLS)
        return answer

    async def cancel(self, order: OrderId) -> Taken:
        """Take an order away: gone, not to be cancelled, or nobody knows?"""
        try:
            answer = await self._asked(self._venue.cancel(order))
        except Passing as error:
            return Lost(said(error))
        if isinstance(answer, Lost):
            self._pulse.failed(_CALLS, answer.reason)
        elif not isinstance(answer, Cancelled | Declined):
            return self._nonsense(answer)  # type: ignore[unreachable]  # as above
        else:
            self._pulse.answered(_CALLS)
        return answer

    async def cancel_all(self) -> None:
        """Pull the venue-side fuse.

        Raises:
            Passing: no definite answer.
        """
        await self._asked(self._venue.cancel_all())
        self._pulse.answered(_CALLS)

    async def order(self, order: OrderId) -> OrderAnswer:
        """What became of an order?

        Raises:
            Passing: no answer this time.
        """
        return self._sound(await self._asked(self._venue.order(order)), OrderAnswer)

    async def standing(self, since: Moment) -> Standing:
        """Where does everything stand?

        Raises:
            Passing: no answer this time.
        """
        return self._sound(await self._asked(self._venue.standing(since)), Standing)

    async def _asked(self, call: Coroutine[Any, Any, _T]) -> _T:
        try:
            return await self._crew.within(CALL_SECONDS_MAX, call)
        except Passing as error:
            self._pulse.failed(_CALLS, said(error))
            raise
        except Broken as error:
            self._pulse.broke(_CALLS, said(error))
            raise Passing(said(error)) from error

    def _sound(self, answer: _T, kind: type[_T]) -> _T:
        if not isinstance(answer, kind):
            raise Passing(self._nonsense(answer).reason)
        self._pulse.answered(_CALLS)
        return answer

    def _nonsense(self, answer: object) -> Lost:
        text = f"the adapter answered with {type(answer).__name__}"
        self._pulse.broke(_CALLS, text)
        return Lost(own(text))
