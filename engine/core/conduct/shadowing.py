"""What the books and the tape we see do to imagined orders: arriving, queueing, filled, picked off."""

from collections.abc import Sequence

from msgspec.structs import replace

from engine.core.conduct.imagining import belief_now, mark_watches, weigh
from engine.core.conduct.marking import mark_later
from engine.core.conduct.turn import Turn
from engine.core.shadows.matching import arrived, crossed, picked_off, shortened, traded
from engine.core.shadows.shadow import Shadow, ShadowFill
from engine.core.state import State, Watch
from engine.domain.events import BookSeen, TradeSeen
from engine.domain.forecast import Forecast
from engine.domain.identity import FixtureId
from engine.domain.market import Side
from engine.domain.moment import Moment
from engine.domain.money import ONE, Price


def arrive(turn: Turn, fixture_id: FixtureId) -> None:
    """Imagined orders have been under way for long enough: they meet the book that is seen now."""
    if fixture_id not in turn.state.quotes.fixtures:
        return
    for shadow in [*turn.state.shadows.on.get(fixture_id, {}).values()]:
        if not shadow.arrived and turn.at >= shadow.arrives_at:
            _meet(turn, shadow)
    mark_watches(turn.state, fixture_id, turn.at)


def _meet(turn: Turn, shadow: Shadow) -> None:
    if not shadow.live(turn.at) or shadow.market in turn.state.quotes.settled:
        _keep(turn, replace(shadow, arrived=True, ends_at=min(turn.at, shadow.ends_at)), ())
        return
    book = turn.state.quotes.books[shadow.market]
    fees = turn.state.quotes.markets[shadow.market].fees
    _keep(turn, *arrived(shadow, book.bids, book.asks, fees, turn.at))


def _keep(turn: Turn, shadow: Shadow, fills: Sequence[ShadowFill]) -> None:
    """Write down what has become of a shadow, and have its fills marked out."""
    turn.state.shadows.on[shadow.proposal.fixture][shadow.strategy] = shadow
    for fill in fills:
        mark_later(
            turn,
            entry=shadow.key,
            of=fill.of,
            shadow=True,
            market=shadow.market,
            leg=shadow.proposal.leg,
            side=Side.BUY,
            price=fill.price,
            quantity=fill.quantity,
        )


def touched(state: State, watch: Watch, event: BookSeen, at: Moment) -> bool:
    """Does this quote fill an imagined order, or shake its reason? Shortens queues on the way: the hot path."""
    found = False
    shadows = state.shadows.on.get(watch.fixture, {})
    for strategy, shadow in shadows.items():
        if shadow.market == event.market and shadow.rests(at):
            shorter = shortened(shadow, event.bids, event.asks)
            if shorter is not shadow:
                shadows[strategy] = shorter
            found = found or crossed(shadow, event.bids, event.asks) or _shaken(shadow, event, at)
    return found


def _shaken(shadow: Shadow, event: BookSeen, at: Moment) -> bool:
    if at < shadow.tend_from or not event.bids or not event.asks:
        return False
    bid, ask = event.bids[0][0], event.asks[0][0]
    if not shadow.on_bids:
        bid, ask = Price(ONE - ask), Price(ONE - bid)
    return bid + ask < shadow.mid_low or bid >= shadow.bid_high


def on_book(turn: Turn, event: BookSeen) -> None:
    """A quote on a market where imagined orders rest: who is picked off, and whose reason is gone?"""
    fixture_id = turn.state.quotes.watches[event.market].fixture
    fees = turn.state.quotes.markets[event.market].fees
    belief: Forecast | None = None
    for shadow in [*turn.state.shadows.on.get(fixture_id, {}).values()]:
        if shadow.market != event.market or not shadow.rests(turn.at):
            continue
        met, fills = picked_off(shadow, event.bids, event.asks, fees, turn.at)
        if met is not shadow:
            _keep(turn, met, fills)
        if met.rests(turn.at) and _shaken(met, event, turn.at):
            belief = belief or belief_now(turn, turn.state.quotes.fixtures[fixture_id])
            weigh(turn, met, belief)
    mark_watches(turn.state, fixture_id, turn.at)


def on_trade(turn: Turn, event: TradeSeen) -> None:
    """Somebody traded: queues before imagined orders shorten, and some are filled."""
    watch = turn.state.quotes.watches.get(event.market)
    if watch is None or not watch.shadowed:
        return
    fees = turn.state.quotes.markets[event.market].fees
    level = (event.price, event.quantity)
    for shadow in [*turn.state.shadows.on.get(watch.fixture, {}).values()]:
        if shadow.market == event.market and shadow.rests(turn.at):
            now, fills = traded(shadow, level, bought=event.bought, fees=fees, at=turn.at)
            if now is not shadow:
                _keep(turn, now, fills)
