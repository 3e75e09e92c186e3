"""What happens to our resting orders: queues that shorten, makers who cross, prints of the crowd."""

from engine.domain.events import Event, TradeSeen
from engine.domain.market import Ladder, Level, Side
from engine.domain.money import Price, Quantity, divide_up
from engine.world.fills import fill
from engine.world.ledger import BookSide, ExchangeState, Listing, Standing, allowance, standing_levels, take
from engine.world.legs import reaches


def replace(state: ExchangeState, side: BookSide, ladder: Ladder) -> None:
    """Put a new ladder on a side; queues ahead of us shrink with cancellations, rounded against us."""
    before, after = dict(side.ladder), dict(ladder)
    for order in side.queue:
        _shorten(state.orders[order], side, before, after)
    side.taken = {price: gone for price, gone in side.taken.items() if after.get(price) == before.get(price)}
    side.ladder = ladder


def _shorten(
    own: Standing, side: BookSide, before: dict[Price, Quantity], after: dict[Price, Quantity]
) -> None:
    """Spread what makers cancelled at our price evenly before and behind us; volume traded is no cancellation."""
    was, now = before.get(own.price, 0), after.get(own.price, 0)
    stood = was - side.taken.get(own.price, 0)
    if now != was and now < stood:
        own.ahead = Quantity(divide_up(own.ahead * now, stood))


def pick_off(state: ExchangeState, listing: Listing, tape: list[TradeSeen]) -> list[Event]:
    """Which of our resting orders does the makers' book now trade with, at our prices?

    One that the new price goes beyond is filled whole: others take what the quote's own size
    leaves. One that it only meets is filled by that size. What traded is added to `tape`.
    """
    return [
        *_pick_off_side(state, listing, listing.bids, tape),
        *_pick_off_side(state, listing, listing.asks, tape),
    ]


def _pick_off_side(
    state: ExchangeState, listing: Listing, ours: BookSide, tape: list[TradeSeen]
) -> list[Event]:
    theirs = listing.asks if ours is listing.bids else listing.bids
    levels = standing_levels(theirs) if ours.queue else ()
    events: list[Event] = []
    for order in list(ours.queue) if levels else ():
        own = state.orders.get(order)
        if own is None:
            continue
        if not reaches(bid=own.on_bids, limit=own.price, price=levels[0][0]):
            break
        met = _use(theirs, own)
        quantity = own.left if levels[0][0] != own.price else Quantity(met)
        if quantity > 0:
            _print(tape, TradeSeen(listing.market.id, own.price, quantity, ours is listing.asks))
            events += fill(state, listing, own, (own.price, quantity), maker=True)
    return events


def _print(tape: list[TradeSeen], trade: TradeSeen) -> None:
    """Add a trade to the tape; one that goes on at the same price is one with the last."""
    last = tape[-1] if tape else None
    if last is not None and (last.market, last.price, last.bought) == (trade.market, trade.price, trade.bought):
        tape[-1] = TradeSeen(last.market, last.price, Quantity(last.quantity + trade.quantity), last.bought)
    else:
        tape.append(trade)


def _use(theirs: BookSide, own: Standing) -> int:
    """How much of the makers' volume within our limit does our order use up?"""
    used = 0
    for price, size in standing_levels(theirs):
        if used == own.left or not reaches(bid=own.on_bids, limit=own.price, price=price):
            break
        here = min(size, own.left - used)
        take(theirs, price, here)
        used += here
    return used


def sweep(
    state: ExchangeState, listing: Listing, taker: Side, most: Level, tape: list[TradeSeen]
) -> list[Event]:
    """What do we hear when the crowd takes up to a quantity, best price first, no further than a price?

    What traded, with whomever, is added to `tape`: one trade per price.
    """
    lifts_asks, (limit, quantity) = taker is Side.BUY, most
    side = listing.asks if lifts_asks else listing.bids
    makers = dict(standing_levels(side))
    ours = [state.orders[order].price for order in side.queue]
    prices = sorted(dict.fromkeys([*makers, *ours]), reverse=not lifts_asks)
    events: list[Event] = []
    left: int = quantity
    for price in prices:
        if left == 0 or not reaches(bid=lifts_asks, limit=limit, price=price):
            break
        wanted = left
        left, heard = _sweep_level(state, listing, side, (price, makers.get(price, Quantity(0))), wanted)
        events += heard
        if left < wanted:
            tape.append(TradeSeen(listing.market.id, price, Quantity(wanted - left), lifts_asks))
    return events


def _sweep_level(
    state: ExchangeState, listing: Listing, side: BookSide, level: Level, wanted: int
) -> tuple[int, list[Event]]:
    """Take from one price in the order of its queue: what is still wanted, and what do we hear?"""
    price, makers = level
    passed = 0
    events: list[Event] = []
    queue = [order for order in side.queue if state.orders[order].price == price]
    for order in queue:
        own = state.orders.get(order)
        if own is None:
            continue
        before = min(wanted, max(0, own.ahead - passed))
        passed, wanted = passed + before, wanted - before
        quantity = Quantity(min(wanted, own.left))
        if quantity > 0:
            wanted -= quantity
            events += fill(state, listing, own, (price, quantity), maker=True)
    behind = min(wanted, makers - passed)
    passed, wanted = passed + behind, wanted - behind
    take(side, price, passed)
    for order in queue:
        if order in state.orders:
            own = state.orders[order]
            own.ahead = Quantity(max(0, own.ahead - passed))
    return wanted, events


def traded_through(state: ExchangeState, listing: Listing, low: Price, high: Price) -> list[Event]:
    """What do we hear when others have traded from `low` to `high`? Ours fills beyond its price, never at it."""
    events: list[Event] = []
    for order in [*listing.bids.queue, *listing.asks.queue]:
        own = state.orders.get(order)
        if own is None or not (low < own.price if own.on_bids else own.price < high):
            continue
        quantity = allowance(state, listing.market, own.left)
        if quantity > 0:
            events += fill(state, listing, own, (own.price, quantity), maker=True)
    return events
