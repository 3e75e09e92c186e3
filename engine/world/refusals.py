"""Why the exchange would not take an order."""

from engine.domain.moment import Moment
from engine.domain.order import Purpose, Ticket
from engine.world.ledger import (
    ExchangeState,
    Listing,
    held,
    other_side,
    standing_levels,
)
from engine.world.legs import on_bids, reaches, yes_price


def refusal(state: ExchangeState, ticket: Ticket, at: Moment) -> str | None:
    """Why is an order that arrives at this moment refused? None when it is taken."""
    if ticket.id in state.taken_ids:
        return "already exists"
    listing = state.listings.get(ticket.market)
    if listing is None:
        return "market settled" if ticket.market in state.settled else "no such market"
    if listing.closed:
        return "market closed"
    return _terms(listing, ticket, at) or _standing(state, listing, ticket)


def _terms(listing: Listing, ticket: Ticket, at: Moment) -> str | None:
    """What is wrong with the order itself?"""
    if ticket.price % listing.market.tick:
        return "price off the tick"
    if ticket.expires_at is not None and ticket.expires_at <= at:
        return "expires before it arrives"
    return None


def _standing(state: ExchangeState, listing: Listing, ticket: Ticket) -> str | None:
    """What is wrong with the order as things stand?"""
    if ticket.purpose is Purpose.EXIT and held(state, ticket.market, ticket.leg) == 0:
        return "reduce only: nothing is held"
    if ticket.post_only and _crosses_makers(listing, ticket):
        return "post only would cross"
    return None


def _crosses_makers(listing: Listing, ticket: Ticket) -> bool:
    bid = on_bids(ticket)
    levels = standing_levels(other_side(listing, bid=bid))
    limit = yes_price(ticket.leg, ticket.price)
    return bool(levels) and reaches(bid=bid, limit=limit, price=levels[0][0])
