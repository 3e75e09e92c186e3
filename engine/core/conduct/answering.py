"""What the venue answers about one order: found resting, found over, or not known there at all."""

from engine.core.conduct import reporting
from engine.core.conduct.alarming import clear_alarm
from engine.core.conduct.asking import UNKNOWN, UNKNOWN_FOR
from engine.core.conduct.differing import agree, differ, release
from engine.core.conduct.finding import order_of
from engine.core.conduct.turn import Turn
from engine.core.execution.kept import Asking
from engine.core.execution.reconcile import ORDER_UNDERWAY_MAX, Finding, difference_id
from engine.domain.clean import own
from engine.domain.difference import DifferenceKind
from engine.domain.effects import CancelOrder, WakeAt
from engine.domain.events import OrderAccepted, OrderEnded, OrderRefused, OrderStood
from engine.domain.moment import Moment, after
from engine.domain.money import Quantity
from engine.domain.order import Order, OrderState
from engine.domain.standing import VenueOrder


def on_order_stood(turn: Turn, event: OrderStood) -> None:
    """The venue told what became of one order: its trades first, then whether it still rests."""
    asking = turn.state.reckoning.asking.get(event.order)
    if asking is not None:
        asking.waiting = False
    for fill in event.fills:
        reporting.book_trade(turn, fill)
    order = order_of(turn.state, event.order)
    if order is None:
        return
    if event.found is None:
        _not_found(turn, order, event.as_of)
    elif event.found.rests:
        _found_resting(turn, order, event.found, event.as_of)
    elif order.live:
        left = Quantity(event.found.quantity - event.found.filled)
        reporting.on_ended(turn, OrderEnded(event.order, expired=False, left=left, reason=own("over when asked about")))


def _found_resting(turn: Turn, order: Order, found: VenueOrder, as_of: Moment) -> None:
    """It is alive at the venue, unless we have learnt its end since the answer was given."""
    if not order.live:
        if as_of > order.since:
            reporting.rise(turn, order, found.quantity - found.filled)
    elif order.state is OrderState.CANCELLING:
        asking = turn.state.reckoning.asking.get(order.ticket.id)
        if asking is not None:
            if not found.sweeping:
                turn.emit(CancelOrder(order.ticket.id, order.note))
            _known_alive(turn, order, asking)
    elif order.state is OrderState.RESTING:
        reporting.known_to_rest(turn, order)
    else:
        reporting.on_accepted(turn, OrderAccepted(order.ticket.id, None))


def _known_alive(turn: Turn, order: Order, asking: Asking) -> None:
    """Its cancel is still without an answer, but nobody doubts that it exists: the minute begins anew."""
    asking.since, asking.absent, asking.overdue = turn.at, 0, False
    clear_alarm(turn, f"unknown-{order.ticket.id}")
    agree(turn, difference_id(DifferenceKind.LOST_ORDER, order.ticket.id), "the venue shows it again")
    release(turn, "every order is known again")
    turn.emit(WakeAt(after(turn.at, UNKNOWN_FOR), UNKNOWN, order.ticket.id))


def _not_found(turn: Turn, order: Order, as_of: Moment) -> None:
    """The venue knows nothing of it: true only when the request cannot be under way any more, and said twice."""
    asking = turn.state.reckoning.asking.get(order.ticket.id)
    if asking is None or not order.live:
        return
    if as_of < order.ticket.created_at + ORDER_UNDERWAY_MAX or as_of <= asking.absent_as_of:
        return
    asking.absent, asking.absent_as_of = asking.absent + 1, as_of
    if asking.absent < 2:
        return
    if order.ticket.id not in turn.state.reckoning.taken and not order.filled:
        reporting.on_refused(turn, OrderRefused(order.ticket.id, own("never arrived: the venue knows nothing of it")))
        return
    kind, ticket = DifferenceKind.LOST_ORDER, order.ticket
    differ(turn, Finding(kind, ticket.id, ticket.market, ticket.leg, int(order.left), 0))
