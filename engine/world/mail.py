"""What is under way: messages of ours to the exchange, answers to us."""

from bisect import insort

from msgspec.structs import replace

from engine.domain.effects import AskOrder, AskVenue, CancelAll, CancelOrder, PlaceOrder
from engine.domain.errors import Impossible
from engine.domain.events import (
    CancelRefused,
    Event,
    MarketSettled,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    OrderRefused,
    OrderStood,
    VenueStood,
)
from engine.domain.identity import OrderId
from engine.domain.moment import Moment, after
from engine.world.ledger import Due, ExchangeState, Expire, Message, Told, next_ordinal


def schedule(
    state: ExchangeState, at: Moment, ordinal: int, what: Message | Expire
) -> None:
    """Let something come to its turn at a moment; among equals the lower ordinal goes first."""
    insort(state.agenda, Due(at, ordinal, what), key=_turn)


def carry(state: ExchangeState, effect: Message, arrives_at: Moment) -> None:
    """Let a message of ours arrive; a cancel never overtakes an order it means, nor does a question about it."""
    at = arrives_at
    if isinstance(effect, PlaceOrder):
        at, effect = _in_turn(state, effect, at)
    elif isinstance(effect, AskOrder):
        at = _turn_at(state, at)
    elif not isinstance(effect, AskVenue):
        at = max([at, *(due.at for due in state.agenda if _means(effect, due))])
    schedule(state, at, next_ordinal(state), effect)


def _in_turn(state: ExchangeState, effect: PlaceOrder, at: Moment) -> tuple[Moment, PlaceOrder]:
    """When does an order come to its turn? With a pace a moment after the stretch: what it brought is known by then.

    One that would have expired within the stretch still gets that turn, and no later one.
    """
    due = _turn_at(state, at)
    if due == at:
        return at, effect
    ticket = effect.ticket
    if ticket.expires_at is not None and at < ticket.expires_at <= due:
        effect = PlaceOrder(replace(ticket, expires_at=after(due, 1)))
    return due, effect


def _turn_at(state: ExchangeState, at: Moment) -> Moment:
    """When does what arrives at a moment come to its turn? At once where the exchange has no pace."""
    return Moment((at // state.pace + 1) * state.pace + 1) if state.pace else at


def _means(cancel: CancelOrder | CancelAll, due: Due) -> bool:
    if not isinstance(due.what, PlaceOrder):
        return False
    return isinstance(cancel, CancelAll) or cancel.order == due.what.ticket.id


def _turn(mail: Due | Told) -> tuple[Moment, int]:
    return mail.at, mail.ordinal


def next_at(state: ExchangeState) -> Moment | None:
    """When does something arrive, expire or reach us next? None when nothing is under way."""
    ways: tuple[list[Due] | list[Told], ...] = (state.agenda, state.outbox)
    return min((way[0].at for way in ways if way), default=None)


def post(state: ExchangeState, at: Moment, events: list[Event]) -> None:
    """Send what happened at the exchange at this moment on its way to us."""
    for event in events:
        insort(state.outbox, Told(_heard_at(state, at, event), next_ordinal(state), event), key=_turn)


def collect(state: ExchangeState, to: Moment) -> list[tuple[Moment, Event]]:
    """What has reached us by this moment, and when? It is under way no more."""
    count = sum(told.at <= to for told in state.outbox)
    heard, state.outbox = state.outbox[:count], state.outbox[count:]
    return [(told.at, told.event) for told in heard]


def _heard_at(state: ExchangeState, at: Moment, event: Event) -> Moment:
    """When is an event heard? About one order in order; a result after all that is under way."""
    if isinstance(event, MarketSettled):
        heard = after(at, state.latency.span("answer", event.market, at))
        return max(heard, state.outbox[-1].at) if state.outbox else heard
    if isinstance(event, VenueStood):
        return after(at, state.latency.span("answer", "everything", at))
    order = _order_of(event)
    heard = after(at, state.latency.span("answer", order, at))
    if order in state.taken_ids:
        heard = state.taken_ids[order] = max(heard, state.taken_ids[order])
    return heard


def _order_of(event: Event) -> OrderId:
    if isinstance(event, OrderFilled):
        return event.fill.order
    if isinstance(event, OrderAccepted | OrderRefused | OrderEnded | CancelRefused | OrderStood):
        return event.order
    raise Impossible(f"the exchange does not tell {type(event).__name__}")
