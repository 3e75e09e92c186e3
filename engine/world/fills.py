"""How a trade of ours is booked, and how an order of ours ends."""

from engine.domain.clean import own
from engine.domain.events import Event, OrderEnded, OrderFilled
from engine.domain.fees import charge
from engine.domain.identity import TradeId
from engine.domain.market import Leg, Level, Side
from engine.domain.money import Money, Quantity, cost
from engine.domain.order import Fill, Purpose
from engine.world.answers import shown
from engine.world.ledger import ExchangeState, Listing, Standing, held, note_trade, own_side
from engine.world.legs import reaches, yes_price

REDUCED = "reduce only: nothing left to sell"


def fill(
    state: ExchangeState, listing: Listing, standing: Standing, level: Level, *, maker: bool
) -> list[Event]:
    """What is heard when an order of ours trades at this YES price, for this quantity? Books it on the way."""
    price, quantity = level
    assert 0 < quantity <= standing.left, "an order never fills beyond what is left of it"
    assert reaches(bid=standing.on_bids, limit=standing.price, price=price), (
        "an order never fills beyond its limit"
    )
    ticket = standing.ticket
    own_price = yes_price(ticket.leg, price)
    buy = ticket.side is Side.BUY
    fee = charge(listing.market.fees, own_price, quantity, maker=maker, buy=buy, overpaid=standing.overpaid)
    standing.overpaid = fee.overpaid
    standing.left = Quantity(standing.left - quantity)
    standing.filled = Quantity(standing.filled + quantity)
    standing.trades += 1
    if listing.market.fixture in state.allowed:
        state.allowed[listing.market.fixture] = Quantity(state.allowed[listing.market.fixture] - quantity)
    _book(state, standing, cost(own_price, quantity), quantity, fee.net)
    done = Fill(
        trade=TradeId(f"{ticket.id}-t{standing.trades}"),
        order=ticket.id,
        market=ticket.market,
        leg=ticket.leg,
        side=ticket.side,
        price=own_price,
        quantity=quantity,
        fee=fee.net,
        maker=maker,
    )
    note_trade(state, done)
    return [OrderFilled(done), *_after_fill(state, listing, standing)]


def _book(state: ExchangeState, standing: Standing, value: Money, quantity: Quantity, fee: Money) -> None:
    ticket = standing.ticket
    sign = 1 if ticket.side is Side.BUY else -1
    state.cash = Money(state.cash - sign * value - fee)
    state.others = Money(state.others + sign * value)
    state.fees = Money(state.fees + fee)
    now = held(state, ticket.market, ticket.leg) + sign * quantity
    assert now >= 0, "nothing is sold that is not held"
    state.holdings.setdefault(ticket.market, {})[ticket.leg] = Quantity(now)


def _after_fill(state: ExchangeState, listing: Listing, standing: Standing) -> list[Event]:
    ticket = standing.ticket
    events: list[Event] = []
    if standing.left == 0:
        remove(state, listing, standing)
        if standing.filled < ticket.quantity:
            events.append(_ended(standing, REDUCED, expired=False))
    if ticket.purpose is Purpose.EXIT:
        events += _cut_exits(state, listing, ticket.leg)
    return events


def _cut_exits(state: ExchangeState, listing: Listing, leg: Leg) -> list[Event]:
    """Keep every live exit of a leg within what is still held."""
    holding = held(state, listing.market.id, leg)
    events: list[Event] = []
    for other in live(state, listing):
        if other.ticket.purpose is Purpose.EXIT and other.ticket.leg is leg and other.left > holding:
            other.left = holding
            if holding == 0:
                events += end(state, listing, other, REDUCED)
    return events


def live(state: ExchangeState, listing: Listing) -> list[Standing]:
    """Which orders of ours does the exchange still hold in a market, oldest first?"""
    return [order for order in state.orders.values() if order.ticket.market == listing.market.id]


def end(
    state: ExchangeState, listing: Listing, standing: Standing, reason: str, *, expired: bool = False
) -> list[Event]:
    """What is heard when an order of ours is taken away?"""
    remove(state, listing, standing)
    return [_ended(standing, reason, expired=expired)]


def _ended(standing: Standing, reason: str, *, expired: bool) -> OrderEnded:
    left = Quantity(standing.ticket.quantity - standing.filled)
    return OrderEnded(order=standing.ticket.id, expired=expired, left=left, reason=own(reason))


def remove(state: ExchangeState, listing: Listing, standing: Standing) -> None:
    """Forget a live order: out of the queue, the list of live ones, and the agenda."""
    order = standing.ticket.id
    queue = own_side(listing, bid=standing.on_bids).queue
    if order in queue:
        queue.remove(order)
    del state.orders[order]
    state.over[order] = shown(standing, rests=False)
    if standing.ticket.expires_at is not None:
        state.agenda = [due for due in state.agenda if due.ordinal != standing.ordinal]
