"""How a market closes and pays."""

from engine.domain.events import Event, MarketSettled
from engine.domain.market import Leg
from engine.domain.money import Money, Price, opposite
from engine.world.fills import end, live
from engine.world.ledger import ExchangeState, Listing, note_settled


def close(state: ExchangeState, listing: Listing, reason: str) -> list[Event]:
    """What is heard when a market takes no more orders? Everything of ours that rests is cancelled."""
    listing.closed = True
    return [event for order in live(state, listing) for event in end(state, listing, order, reason)]


def pay(state: ExchangeState, listing: Listing, value: Price) -> None:
    """Pay what we hold: a YES contract `value`, a NO contract the rest of the dollar; no fee."""
    holding = state.holdings.pop(listing.market.id, {})
    yes, no = holding.get(Leg.YES, 0), holding.get(Leg.NO, 0)
    due = Money(value * yes + opposite(value) * no)
    state.cash = Money(state.cash + due)
    state.others = Money(state.others - due)


def settle(state: ExchangeState, listing: Listing, result: MarketSettled) -> list[Event]:
    """What is heard when a market is decided for good: our orders' ends first, then the result."""
    events = close(state, listing, "market settled")
    pay(state, listing, result.value)
    del state.listings[listing.market.id]
    state.allowed.pop(listing.market.fixture, None)
    note_settled(state, listing.market.id, result.value)
    return [*events, result]
