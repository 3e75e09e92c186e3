"""What happens to our resting orders: queues that shorten, makers who cross, prints of the crowd."""

from engine.domain.events import Event
from engine.domain.market import Ladder, Level
from engine.domain.money import Price, Quantity, divide_up
from engine.world.fills import fill
from engine.world.ledger import BookSide, ExchangeState, Listing, Standing, standing_levels, take
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


def pick_off(state: ExchangeState, listing: Listing) -> list[Event]:
    """Which of our resting orders does the makers' book now trade with, at our prices?

    One that the new price goes beyond is filled whole: others take what the quote's own size
    leaves. One that it only meets is filled by that size.
    """
    return [
        *_pick_off_side(state, listing, listing.bids, listing.asks),
        *_pick_off_side(state, listing, listing.asks, listing.bids),
    ]


def _pick_off_side(state: ExchangeState, listing: Listing, ours: BookSide, theirs: BookSide) -> list[Event]:
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
            events += fill(state, listing, own, (own.price, quantity), maker=True)
    return events


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
    state: ExchangeState, listing: Listing, side: BookSide, limit: Price, quantity: Quantity
) -> list[Event]:
    """What do we hear when the crowd takes up to `quantity` from a side, best price first, down to `limit`?"""
    lifts_asks = side is listing.asks
    makers = dict(standing_levels(side))
    ours = [state.orders[order].price for order in side.queue]
    prices = sorted(dict.fromkeys([*makers, *ours]), reverse=not lifts_asks)
    events: list[Event] = []
    left: int = quantity
    for price in prices:
        if left == 0 or not reaches(bid=lifts_asks, limit=limit, price=price):
            break
        left, heard = _sweep_level(state, listing, side, (price, makers.get(price, Quantity(0))), left)
        events += heard
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
