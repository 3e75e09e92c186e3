"""What the exchange says when it is asked: what became of an order of ours, and where everything of ours stands."""

from bisect import bisect_left

from engine.domain.effects import AskOrder, AskVenue
from engine.domain.events import OrderStood, VenueStood
from engine.domain.identity import OrderId
from engine.domain.moment import Moment
from engine.domain.money import Quantity
from engine.domain.order import Fill
from engine.domain.standing import Holding, Standing, VenueOrder
from engine.world.ledger import ExchangeState
from engine.world.ledger import Standing as Resting


def order_stood(state: ExchangeState, ask: AskOrder, at: Moment) -> OrderStood:
    """What does the exchange know of an order, and which trades has it made?"""
    own = state.orders.get(ask.order)
    found = state.over.get(ask.order) if own is None else shown(own)
    return OrderStood(ask.order, found, _trades_of(state, ask.order), at)


def venue_stood(state: ExchangeState, ask: AskVenue, at: Moment) -> VenueStood:
    """Where does everything of ours stand now, with the trades since a moment?

    `cash` is what trading and settlements have brought and cost: this account begins at nothing.
    """
    first = bisect_left(state.trades, ask.since, key=lambda trade: trade[0])
    held = [
        Holding(market, leg, quantity)
        for market, legs in state.holdings.items()
        for leg, quantity in legs.items()
        if quantity
    ]
    standing = Standing(
        as_of=at,
        since=ask.since,
        orders=tuple(shown(own) for own in state.orders.values()),
        fills=tuple(fill for _, fill in state.trades[first:]),
        holdings=tuple(held),
        cash=state.cash,
    )
    return VenueStood(ask.why, standing)


def shown(own: Resting, *, rests: bool = True) -> VenueOrder:
    """How does the exchange show an order of ours?"""
    ticket = own.ticket
    return VenueOrder(
        id=ticket.id,
        market=ticket.market,
        leg=ticket.leg,
        side=ticket.side,
        price=ticket.price,
        quantity=ticket.quantity,
        filled=Quantity(own.filled),
        rests=rests,
    )


def _trades_of(state: ExchangeState, order: OrderId) -> tuple[Fill, ...]:
    return tuple(fill for _, fill in state.trades if fill.order == order)
