"""What was committed to be sent, and what has been heard of it: known without core and journal."""

import msgspec
from msgspec import Struct

from engine.domain.effects import (
    AskOrder,
    AskVenue,
    CancelAll,
    CancelOrder,
    Effects,
    KeepOrder,
    PlaceOrder,
)
from engine.domain.errors import Malformed
from engine.domain.events import (
    AskFailed,
    BookSeen,
    CancelRefused,
    Event,
    Noticed,
    OrderAccepted,
    OrderEnded,
    OrderRefused,
    OrderStood,
    OrderUnknown,
    VenueStood,
)
from engine.domain.identity import MarketId, OrderId
from engine.domain.moment import Moment
from engine.domain.order import OrderState, Purpose
from engine.domain.states import Cause
from engine.shell.runtime.agenda import Agenda

_PLACED = (OrderAccepted, OrderRefused, OrderUnknown, OrderEnded)
_TAKEN = (OrderEnded, CancelRefused, OrderRefused)


class Sent(Struct):
    """Kept in step with the journal like an agenda, and frozen beside it.

    `alive`: orders that may rest or come to rest, with their market; `doubtful`: those of which nobody knows
    whether the venue has them. `placing`, `cancelling`, `asking`: committed and not answered yet.
    `reconciling`: why the venue was asked about everything. `fuse`: the reason of the last cancel of everything,
    until an entry is sent or the venue shows that nothing rests but what it sweeps itself. `sick`: what was last
    noticed.
    """

    alive: dict[OrderId, MarketId] = {}
    placing: dict[OrderId, None] = {}
    doubtful: dict[OrderId, None] = {}
    cancelling: dict[OrderId, str] = {}
    asking: dict[OrderId, None] = {}
    reconciling: dict[str, Moment] = {}
    fuse: str | None = None
    sick: dict[Cause, bool] = {}

    def note(self, effects: Effects) -> None:
        """These were decided and will leave after their commit."""
        for effect in effects:
            if isinstance(effect, PlaceOrder):
                self._note_order(effect)
            elif isinstance(effect, KeepOrder):
                self._note_state(effect)
            elif isinstance(effect, CancelOrder):
                self.cancelling[effect.order] = effect.reason
            elif isinstance(effect, CancelAll):
                self.fuse = effect.reason
            elif isinstance(effect, AskOrder):
                self.asking[effect.order] = None
            elif isinstance(effect, AskVenue):
                self.reconciling[effect.why] = effect.since

    def hear(self, event: Event) -> None:
        """This was recorded."""
        if isinstance(event, _PLACED):
            self.placing.pop(event.order, None)
            self.doubtful.pop(event.order, None)
            if isinstance(event, OrderUnknown) and event.order in self.alive:
                self.doubtful[event.order] = None  # one that was filled whole meanwhile is in no doubt
        if isinstance(event, _TAKEN):
            self.cancelling.pop(event.order, None)
        if isinstance(event, OrderRefused | OrderEnded):
            self.alive.pop(event.order, None)
        elif isinstance(event, OrderStood):
            self.asking.pop(event.order, None)
            self.cancelling.pop(event.order, None)
        elif isinstance(event, VenueStood):
            self._note_standing(event)
        elif isinstance(event, AskFailed):
            self._note_failure(event)
        elif isinstance(event, Noticed):
            self.sick[event.cause] = event.sick

    def freeze(self) -> bytes:
        """Which bytes hold it?"""
        return msgspec.msgpack.encode(self)

    def thaw(self, data: bytes) -> None:
        """Go back to a frozen state.

        Raises:
            Malformed: the bytes are not ours.
        """
        try:
            kept = msgspec.msgpack.decode(data, type=Sent)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Malformed(
                "what was sent, in a checkpoint", str(error), "bytes written by this version"
            ) from None
        for name in self.__struct_fields__:
            setattr(self, name, getattr(kept, name))

    def _note_order(self, effect: PlaceOrder) -> None:
        ticket = effect.ticket
        self.alive[ticket.id] = ticket.market
        self.placing[ticket.id] = None
        if ticket.purpose is Purpose.ENTER:
            self.fuse = None  # the core let an entry pass: that cancel is long done

    def _note_state(self, effect: KeepOrder) -> None:
        ticket = effect.order.ticket
        if effect.order.live:
            self.alive[ticket.id] = ticket.market
            self.doubtful.pop(ticket.id, None)
            if effect.order.state is OrderState.UNKNOWN:
                self.doubtful[ticket.id] = None
        else:
            self._forget(ticket.id)

    def _note_standing(self, event: VenueStood) -> None:
        self.reconciling.pop(event.why, None)
        if not any(order.rests and not order.sweeping for order in event.standing.orders):
            self.fuse = None

    def _note_failure(self, event: AskFailed) -> None:
        if event.order is None:
            self.reconciling.clear()
        else:
            self.asking.pop(event.order, None)

    def _forget(self, order: OrderId) -> None:
        self.alive.pop(order, None)
        self.placing.pop(order, None)
        self.doubtful.pop(order, None)
        self.cancelling.pop(order, None)


class LiveAgenda(Agenda):
    """An agenda that also keeps what was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = Sent()

    def note(self, at: Moment, effects: Effects) -> bool:
        """Write down what follows from these effects: must they be committed at once?"""
        self.sent.note(effects)
        return super().note(at, effects)

    def note_event(self, at: Moment, event: Event) -> None:
        """Write down what an event says about the run and what it sent."""
        if type(event) is BookSeen:
            return  # the hot path: a quote says nothing of either
        self.sent.hear(event)
        super().note_event(at, event)
