"""Looking after orders that rest: an entry that has lost its reason, its place or its time is taken away."""

from engine.core.conduct import gates
from engine.core.conduct.finding import entries_on, fair_of
from engine.core.conduct.gating import in_shadow
from engine.core.conduct.ledger import withdraw_order
from engine.core.conduct.turn import Turn, begun
from engine.domain.fees import trade_fee
from engine.domain.identity import FixtureId, StrategyName
from engine.domain.market import Fixture, Ladder, Level, Market, Side, takeable
from engine.domain.money import CONTRACT, Price, Quantity
from engine.domain.order import Order


def tend(turn: Turn, fixture: Fixture) -> None:
    """Does every resting entry on this fixture still deserve its place?"""
    for order in entries_on(turn.state, fixture.id):
        reason = _why_not(turn, fixture, order)
        if reason is not None:
            withdraw_order(turn, order, reason)


def _why_not(turn: Turn, fixture: Fixture, order: Order) -> str | None:
    if order.ticket.take_only:
        return None
    closed = gates.closed(turn, fixture)
    if closed is not None:
        return closed.replace("_", " ")
    if begun(turn, fixture):
        return "nothing rests in play"
    if not _trades(turn, order.ticket.strategy):
        return "its arm trades no more"
    if turn.at - order.ticket.created_at < turn.rules.entering.scan_before:
        return None
    return _left_behind(turn, order) or _reason_gone(turn, order)


def _trades(turn: Turn, strategy: StrategyName) -> bool:
    """Is there an arm of this name that may send orders?"""
    arm = next((arm for arm in turn.rules.arms if arm.name == strategy), None)
    return arm is not None and arm.enabled and not in_shadow(turn.state, arm)


def _left_behind(turn: Turn, order: Order) -> str | None:
    ticket, levels = order.ticket, _bids(turn, order)
    if not levels:
        return None
    return place_lost(
        turn,
        ticket.strategy,
        turn.state.quotes.markets[ticket.market],
        fair=fair_of(turn.state, ticket.market, ticket.leg),
        price=ticket.price,
        best=levels[0],
        ahead=None if order.filled else order.ahead,
    )


def place_lost(
    turn: Turn,
    strategy: StrategyName,
    market: Market,
    *,
    fair: int | None,
    price: Price,
    best: Level,
    ahead: Quantity | None,
) -> str | None:
    """Has the book moved on so far, or by a tick to a shorter queue, that the place is worth losing?

    `best` is what stands first on the order's own side. By a tick alone, only an order that is still whole moves
    (`ahead` is None for others): what is left of one that was filled in part would not be sent again.
    """
    bid, there = best
    behind = (bid - price) // market.tick
    if behind >= turn.rules.entering.reprice_ticks:
        return "book moved away"
    if behind < 1 or ahead is None or ahead <= there:
        return None
    if fair is None or _edge(market, fair=fair, price=bid, maker=True) < _asked(turn, strategy):
        return None
    return "shorter queue a tick up"


def _bids(turn: Turn, order: Order) -> Ladder:
    """What stands on the order's own side, best first and in its leg's prices?"""
    book = turn.state.quotes.books.get(order.ticket.market)
    return () if book is None else takeable(book, order.ticket.leg, Side.SELL)


def _reason_gone(turn: Turn, order: Order) -> str | None:
    ticket = order.ticket
    fair = fair_of(turn.state, ticket.market, ticket.leg)
    if fair is None:
        return "no forecast"
    market = turn.state.quotes.markets[ticket.market]
    gone = edge_gone(turn, ticket.strategy, market, fair=fair, price=ticket.price, maker=ticket.post_only)
    return "edge gone" if gone else None


def edge_gone(
    turn: Turn, strategy: StrategyName, market: Market, *, fair: int, price: Price, maker: bool
) -> bool:
    """Is less than half the edge left that the arm asks for? Leaving and coming back costs the place in the queue."""
    return 2 * _edge(market, fair=fair, price=price, maker=maker) < _asked(turn, strategy)


def _edge(market: Market, *, fair: int, price: Price, maker: bool) -> int:
    """What is a contract worth above this price and its fee, in micro-dollars?"""
    return fair - price * CONTRACT - trade_fee(market.fees, price, CONTRACT, maker=maker)


def _asked(turn: Turn, strategy: StrategyName) -> int:
    """Which edge does an arm ask for? None at all once it is no arm any more."""
    return next((arm.min_edge for arm in turn.rules.arms if arm.name == strategy), 0)


def tend_fixture(turn: Turn, fixture_id: FixtureId) -> None:
    """A moment has come at which what rests on a fixture may have to go."""
    fixture = turn.state.quotes.fixtures.get(fixture_id)
    if fixture is not None:
        tend(turn, fixture)


def start_is_near(turn: Turn, fixture_id: FixtureId) -> None:
    """The scheduled start is a minute away: nothing of ours rests there any more."""
    fixture = turn.state.quotes.fixtures.get(fixture_id)
    if fixture is None or turn.at < fixture.starts_at - turn.rules.entering.stop_before_start:
        return
    for order in entries_on(turn.state, fixture_id):
        withdraw_order(turn, order, "nothing rests at the start")


def kick_off(turn: Turn, fixture_id: FixtureId) -> None:
    """The scheduled start has come: nothing of ours rests, and the closing line stands as it was last seen."""
    fixture = turn.state.quotes.fixtures.get(fixture_id)
    if fixture is None or turn.at < fixture.starts_at:
        return
    turn.state.run.today = max(turn.state.run.today or fixture.settles_on, fixture.settles_on)
    start_is_near(turn, fixture_id)
