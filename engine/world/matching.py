"""What becomes of an order of ours when it arrives: refused, matched, resting."""

from bisect import insort

from engine.domain.clean import own
from engine.domain.effects import AskOrder, AskVenue, CancelAll, PlaceOrder
from engine.domain.events import CancelRefused, Event, OrderAccepted, OrderRefused
from engine.domain.identity import OrderId
from engine.domain.moment import Moment
from engine.domain.money import Quantity
from engine.domain.order import Purpose, Ticket
from engine.world.answers import order_stood, venue_stood
from engine.world.fills import end, fill
from engine.world.ledger import (
    Due,
    ExchangeState,
    Expire,
    Listing,
    Standing,
    allowance,
    held,
    next_ordinal,
    note_taken,
    other_side,
    own_side,
    standing_levels,
    take,
)
from engine.world.legs import on_bids, reaches, yes_price
from engine.world.mail import schedule
from engine.world.refusals import refusal


def act(state: ExchangeState, due: Due) -> list[Event]:
    """What is answered to a message of ours, or heard of an order whose time is up?"""
    what = due.what
    if isinstance(what, PlaceOrder):
        return admit(state, what.ticket, due.at)
    if isinstance(what, AskOrder | AskVenue):
        return [order_stood(state, what, due.at) if isinstance(what, AskOrder) else venue_stood(state, what, due.at)]
    if isinstance(what, CancelAll):
        return [event for order in list(state.orders) for event in _withdraw(state, order, what.reason)]
    if isinstance(what, Expire):
        return _withdraw(state, what.order, "expired", expired=True)
    if what.order in state.orders:
        return _withdraw(state, what.order, what.reason)
    known = what.order in state.taken_ids
    return [CancelRefused(what.order, own("filled or ended before" if known else "no such order"))]


def _withdraw(state: ExchangeState, order: OrderId, reason: str, *, expired: bool = False) -> list[Event]:
    own = state.orders[order]
    return end(state, state.listings[own.ticket.market], own, reason, expired=expired)


def admit(state: ExchangeState, ticket: Ticket, at: Moment) -> list[Event]:
    """What is answered to a new order? Takes what it crosses, rests with the remainder."""
    why = refusal(state, ticket, at)
    if why is not None:
        return [OrderRefused(ticket.id, own(why))]
    listing = state.listings[ticket.market]
    standing = _taken_in(state, ticket, at)
    events = _clear_own(state, listing, standing)
    trades = _take_levels(state, listing, standing)
    if ticket.id in state.orders and ticket.take_only:
        trades += end(state, listing, standing, "nothing more to take at the limit")
    rests = ticket.id in state.orders
    ahead = _rest(state, listing, standing) if rests else Quantity(0)
    return [*events, OrderAccepted(ticket.id, ahead), *trades]


def _taken_in(state: ExchangeState, ticket: Ticket, at: Moment) -> Standing:
    """Enter an order in the books, cut to the holding when it is an exit."""
    quantity = ticket.quantity
    if ticket.purpose is Purpose.EXIT:
        quantity = min(quantity, held(state, ticket.market, ticket.leg))
    standing = Standing(
        ticket=ticket,
        ordinal=next_ordinal(state),
        on_bids=on_bids(ticket),
        price=yes_price(ticket.leg, ticket.price),
        left=quantity,
    )
    state.orders[ticket.id] = standing
    note_taken(state, ticket.id, at)
    if ticket.expires_at is not None:
        schedule(state, ticket.expires_at, standing.ordinal, Expire(ticket.id))
    return standing


def _clear_own(state: ExchangeState, listing: Listing, standing: Standing) -> list[Event]:
    """Cancel our own resting orders that the new one would trade with."""
    events: list[Event] = []
    for order in list(other_side(listing, bid=standing.on_bids).queue):
        own = state.orders[order]
        if reaches(bid=standing.on_bids, limit=standing.price, price=own.price):
            events += end(state, listing, own, "would trade with our own order")
    return events


def _take_levels(state: ExchangeState, listing: Listing, standing: Standing) -> list[Event]:
    """Lift what makers offer within the limit, level by level."""
    side = other_side(listing, bid=standing.on_bids)
    events: list[Event] = []
    for price, size in standing_levels(side):
        if standing.left == 0 or not reaches(bid=standing.on_bids, limit=standing.price, price=price):
            break
        quantity = allowance(state, listing.market, min(size, standing.left))
        if quantity == 0:
            break
        take(side, price, quantity)
        events += fill(state, listing, standing, (price, quantity), maker=False)
    return events


def _rest(state: ExchangeState, listing: Listing, standing: Standing) -> Quantity:
    """What stands before an order that joins the queue at its price, makers' and ours?"""
    side = own_side(listing, bid=standing.on_bids)
    standing.ahead = Quantity(dict(standing_levels(side)).get(standing.price, 0))
    level = [state.orders[order] for order in side.queue if state.orders[order].price == standing.price]
    insort(side.queue, standing.ticket.id, key=lambda order: _place(state, order))
    return Quantity(standing.ahead + sum(own.left for own in level))


def _place(state: ExchangeState, order: OrderId) -> tuple[int, int]:
    """Where does an order stand in its queue? Better price first, then earlier arrival."""
    own = state.orders[order]
    return (-own.price if own.on_bids else own.price), own.ordinal
