"""Perform, in real time: committed effects go to the venue, answers come back as events."""

from msgspec.structs import replace

from engine.domain.effects import AskOrder, AskVenue, CancelAll, CancelOrder, PlaceOrder
from engine.domain.errors import Passing
from engine.domain.events import AskFailed, OrderStood, VenueStood
from engine.domain.identity import OrderId
from engine.domain.moment import Moment
from engine.domain.standing import Standing
from engine.shell.ports import Clock, Take, Venue, VenueEffect
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.live.backoff import Backoff
from engine.shell.runtime.live.crew import Crew
from engine.shell.runtime.live.lanes import Lanes
from engine.shell.runtime.live.saying import said
from engine.shell.runtime.live.sent import Sent
from engine.shell.runtime.live.timing import EngineTime, Stamp

FUSE_SECONDS_MAX = 5.0
"""The longest wait between two tries to cancel everything."""


class Courier:
    """Carries each committed venue effect once; what may be repeated is repeated until it is answered.

    Every order hears exactly one of accepted, refused, unknown; every question is answered, `AskFailed`
    being an answer.
    """

    def __init__(
        self,
        venue: Venue,
        sent: Sent,
        crew: Crew,
        clock: Clock,
        *,
        time: EngineTime,
        brake: Brake,
        tell: Take,
    ) -> None:
        self._venue, self._sent, self._crew, self._clock, self._tell = venue, sent, crew, clock, tell
        self._brake, self._time = brake, time
        self.lanes = Lanes(venue, brake, crew, clock, tell)
        self.lanes.swept = self._ask_order
        self._asking: dict[OrderId, None] = {}
        self._questions: list[AskVenue] = []
        self._fuses = 0

    @property
    def idle(self) -> bool:
        """Is no order and no cancel waiting or under way?"""
        return self.lanes.idle and not self._fuses

    @property
    def asking(self) -> int:
        """How many questions are under way or waiting?"""
        return len(self._asking) + len(self._questions)

    def carry(self, effect: VenueEffect) -> None:
        """Set this on its way; its commit is behind it."""
        if isinstance(effect, PlaceOrder):
            self.lanes.queue(effect.ticket.market, effect)
        elif isinstance(effect, CancelOrder):
            self.lanes.queue(self._sent.alive.get(effect.order, effect.order), effect)
        elif isinstance(effect, CancelAll):
            self._pull_fuse()
        elif isinstance(effect, AskOrder):
            self._ask_order(effect.order)
        else:
            self._ask_venue(effect)

    def _pull_fuse(self) -> None:
        # one under way may have gone out before what this one is to catch: then it goes out once more
        self._fuses = min(2, self._fuses + 1)
        if self._fuses == 1:
            self._crew.start(self._cancel_all(), "cancel everything")

    async def _cancel_all(self) -> None:
        backoff = Backoff(most=FUSE_SECONDS_MAX)
        while self._fuses:
            self._brake.note_cancel()
            try:
                await self._venue.cancel_all()
            except Passing:
                await self._clock.sleep(backoff.wait())
            else:
                self._fuses -= 1
                backoff.well()

    def _ask_order(self, order: OrderId) -> None:
        if order not in self._asking:
            self._asking[order] = None
            self._crew.start(self._hear_of(order), f"ask {order}")

    async def _hear_of(self, order: OrderId) -> None:
        asked = self._time.stamp()
        try:
            answer = await self._venue.order(order)
        except Passing as error:
            self._tell(AskFailed(order, said(error)))
        else:
            self._tell(OrderStood(order, answer.found, answer.fills, asked.from_venue(answer.as_of)))
        finally:
            del self._asking[order]

    def _ask_venue(self, question: AskVenue) -> None:
        if question in self._questions[1:]:
            return  # the same question has not gone out yet: its answer will serve both
        self._questions.append(question)
        if len(self._questions) == 1:
            self._crew.start(self._hear_everything(), "ask everything")

    async def _hear_everything(self) -> None:
        while self._questions:
            question, asked = self._questions[0], self._time.stamp()
            since = asked.for_venue(question.since)
            try:
                standing = await self._venue.standing(since)
            except Passing as error:
                self._tell(AskFailed(None, said(error)))
            else:
                self._tell(VenueStood(question.why, _translated(standing, asked, question.since)))
            finally:
                del self._questions[0]


def _translated(standing: Standing, asked: Stamp, since: Moment) -> Standing:
    """The answer in the engine's own time; one that reaches less far back than asked says so."""
    missing = max(0, standing.since - asked.for_venue(since))
    return replace(standing, as_of=asked.from_venue(standing.as_of), since=Moment(since + missing))
