"""The life of an order: state and report to state, as a table. The core waits for nothing."""

from enum import StrEnum

from msgspec.structs import replace

from engine.domain.errors import Impossible
from engine.domain.market import Side
from engine.domain.moment import Moment
from engine.domain.money import NOTHING, Money, Quantity, cost
from engine.domain.order import Fill, Order, OrderState, Ticket
from engine.domain.worst import most_it_can_still_cost

__all__ = [
    "CONTRADICTIONS",
    "IGNORED",
    "TRANSITIONS",
    "What",
    "advanced",
    "belongs",
    "contradicts",
    "doubted",
    "ended",
    "filled",
    "most_it_can_still_cost",
    "new",
    "objection",
    "revived",
]


class What(StrEnum):
    """What was reported of an order, or asked for it? Fills are told by `filled`."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    CANCEL_ASKED = "cancel_asked"
    CANCEL_REFUSED = "cancel_refused"
    ENDED = "ended"
    EXPIRED = "expired"


_OVER = (OrderState.FILLED, OrderState.CANCELLED, OrderState.REFUSED, OrderState.EXPIRED)

TRANSITIONS: dict[tuple[OrderState, What], OrderState] = {
    (OrderState.SENT, What.ACCEPTED): OrderState.RESTING,
    (OrderState.SENT, What.REFUSED): OrderState.REFUSED,
    (OrderState.SENT, What.UNKNOWN): OrderState.UNKNOWN,
    (OrderState.SENT, What.CANCEL_ASKED): OrderState.CANCELLING,
    (OrderState.SENT, What.ENDED): OrderState.CANCELLED,
    (OrderState.SENT, What.EXPIRED): OrderState.EXPIRED,
    (OrderState.RESTING, What.CANCEL_ASKED): OrderState.CANCELLING,
    # A cancel comes too late when the order is gone, and we have not been told how: ask.
    (OrderState.RESTING, What.CANCEL_REFUSED): OrderState.UNKNOWN,
    (OrderState.RESTING, What.ENDED): OrderState.CANCELLED,
    (OrderState.RESTING, What.EXPIRED): OrderState.EXPIRED,
    (OrderState.CANCELLING, What.REFUSED): OrderState.REFUSED,
    (OrderState.CANCELLING, What.UNKNOWN): OrderState.UNKNOWN,
    (OrderState.CANCELLING, What.CANCEL_REFUSED): OrderState.UNKNOWN,
    (OrderState.CANCELLING, What.ENDED): OrderState.CANCELLED,
    (OrderState.CANCELLING, What.EXPIRED): OrderState.EXPIRED,
    (OrderState.UNKNOWN, What.ACCEPTED): OrderState.RESTING,
    (OrderState.UNKNOWN, What.REFUSED): OrderState.REFUSED,
    (OrderState.UNKNOWN, What.ENDED): OrderState.CANCELLED,
    (OrderState.UNKNOWN, What.EXPIRED): OrderState.EXPIRED,
}
"""Which state follows. What is neither here nor in IGNORED contradicts what the venue said before."""

CONTRADICTIONS: frozenset[tuple[OrderState, What]] = frozenset(
    {
        (OrderState.RESTING, What.REFUSED),
        (OrderState.FILLED, What.REFUSED),
        (OrderState.REFUSED, What.ACCEPTED),
    }
)
"""What an honest venue cannot say: that it never took what it had taken, or the other way round. Ask it."""

IGNORED: frozenset[tuple[OrderState, What]] = frozenset(
    {
        # The cancel was sent by the brake and overtook the order itself.
        (OrderState.SENT, What.CANCEL_REFUSED),
        (OrderState.RESTING, What.ACCEPTED),
        # A late time-out of the request whose success we already know by another road.
        (OrderState.RESTING, What.UNKNOWN),
        (OrderState.CANCELLING, What.ACCEPTED),
        (OrderState.CANCELLING, What.CANCEL_ASKED),
        (OrderState.UNKNOWN, What.UNKNOWN),
        (OrderState.UNKNOWN, What.CANCEL_ASKED),
        (OrderState.UNKNOWN, What.CANCEL_REFUSED),
    }
    | {(state, what) for state in _OVER for what in What if (state, what) not in CONTRADICTIONS}
)
"""Late or repeated reports that change nothing."""


def new(ticket: Ticket) -> Order:
    """Which order does this ticket begin? SENT since its intent."""
    return Order(
        ticket=ticket,
        state=OrderState.SENT,
        filled=Quantity(0),
        paid=NOTHING,
        fees=NOTHING,
        since=ticket.created_at,
    )


def advanced(order: Order, what: What, at: Moment, note: str = "") -> Order:
    """Where does the order stand after this report? The same object when it tells nothing new.

    Raises:
        Impossible: the report contradicts what the venue said before.
    """
    step = (order.state, what)
    if step in IGNORED:
        return order
    state = TRANSITIONS.get(step)
    if state is None or (state is OrderState.REFUSED and order.filled):
        told = f"{order.state} with {order.filled} filled"
        raise Impossible(f"order {order.ticket.id}: {told}, and now the venue says {what}")
    return replace(order, state=state, since=at, note=note)


def ended(order: Order, left: Quantity, *, expired: bool, at: Moment, note: str = "") -> Order:
    """Where does the order stand when the venue says it rests no longer, with `left` of it unfilled?

    Trades that the venue counts and we have not been told are still to come: until then the order is
    UNKNOWN and keeps its exposure. Fewer trades at the venue than we were told is a stale figure: our
    trades stand.
    """
    if not order.live or left >= order.left:
        return advanced(order, What.EXPIRED if expired else What.ENDED, at, note)
    if order.state is OrderState.UNKNOWN:
        return order
    return replace(order, state=OrderState.UNKNOWN, since=at, note=note)


def contradicts(order: Order, what: What) -> bool:
    """Is this report one that an honest venue could not give after what it said before?"""
    step = (order.state, what)
    refused = what is What.REFUSED and step in TRANSITIONS and order.filled > 0
    return step in CONTRADICTIONS or refused


def doubted(order: Order, at: Moment, note: str) -> Order:
    """Where does a live order stand when the venue has contradicted itself about it? UNKNOWN, whole exposure kept."""
    if not order.live or order.state is OrderState.UNKNOWN:
        return order
    return replace(order, state=OrderState.UNKNOWN, since=at, note=note)


def revived(order: Order, at: Moment, note: str) -> Order:
    """Where does an order stand that was over for us, and that the venue shows alive? RESTING, exposed again."""
    return order if order.live else replace(order, state=OrderState.RESTING, since=at, note=note)


def filled(order: Order, fill: Fill, at: Moment) -> Order:
    """Where does the order stand after this trade? Each trade is told once: the caller drops duplicates.

    A trade proves that a SENT order was accepted. It may come after the cancel; it does not say whether
    an UNKNOWN order still rests. The venue's word about money is the truth: a trade that `objection`
    finds fault with is folded in like any other.

    Raises:
        Impossible: it is not this order's trade, or a trade of nothing.
    """
    if not belongs(order, fill):
        raise Impossible(f"trade {fill.trade}: not of order {order.ticket.id}")
    total = Quantity(order.filled + fill.quantity)
    state = _state_after(order, total)
    return replace(
        order,
        state=state,
        filled=total,
        paid=Money(order.paid + cost(fill.price, fill.quantity)),
        fees=Money(order.fees + fill.fee),
        since=order.since if state is order.state else at,
    )


def belongs(order: Order, fill: Fill) -> bool:
    """Is this a trade of this order: its id, market, leg and side, and of more than nothing?"""
    ticket = order.ticket
    named = (fill.order, fill.market, fill.leg, fill.side)
    return named == (ticket.id, ticket.market, ticket.leg, ticket.side) and fill.quantity > 0


def objection(order: Order, fill: Fill) -> str | None:
    """What is wrong with a trade of this order that an honest venue could not make? None when nothing is."""
    ticket = order.ticket
    if order.state is OrderState.REFUSED:
        return "its order was refused"
    if fill.quantity > order.left:
        return f"{fill.quantity} filled where {order.left} was left"
    worse = fill.price > ticket.price if ticket.side is Side.BUY else fill.price < ticket.price
    return f"at {fill.price}, its order's limit is {ticket.price}" if worse else None


def _state_after(order: Order, total: Quantity) -> OrderState:
    if total >= order.ticket.quantity:
        return OrderState.FILLED
    if order.state is OrderState.REFUSED:
        return OrderState.UNKNOWN
    return OrderState.RESTING if order.state is OrderState.SENT else order.state
