"""What is at stake, and where: positions at cost, live and unknown entries at their worst."""

from collections.abc import Mapping

from msgspec import Struct

from engine.core.risk.drawdown import FeeOf
from engine.domain.identity import FixtureId, MarketId, OrderId, PositionId, StrategyName
from engine.domain.moment import VenueDate
from engine.domain.money import Money
from engine.domain.order import Order, Ticket
from engine.domain.position import Position
from engine.domain.worst import most_it_can_still_cost


class Exposure(Struct, frozen=True):
    """How much could be lost in all, and by fixture, market, strategy and settlement date?

    Positions count at cost; the fees they paid are gone from cash already and count no more. Orders
    count at their limit with fees at their worst.
    """

    total: Money
    by_fixture: dict[FixtureId, Money]
    by_market: dict[MarketId, Money]
    by_strategy: dict[StrategyName, Money]
    by_slate: dict[VenueDate, Money]


def exposure(
    positions: Mapping[PositionId, Position], orders: Mapping[OrderId, Order], fee_of: FeeOf
) -> Exposure:
    """What is at stake now?"""
    held: list[tuple[Position | Ticket, Money]] = [(each, each.cost) for each in positions.values()]
    asked: list[tuple[Position | Ticket, Money]] = [
        (order.ticket, most_it_can_still_cost(order, fee_of(order.ticket.market)))
        for order in orders.values()
    ]
    return _added(held + asked)


def _added(stakes: list[tuple[Position | Ticket, Money]]) -> Exposure:
    by_fixture: dict[FixtureId, Money] = {}
    by_market: dict[MarketId, Money] = {}
    by_strategy: dict[StrategyName, Money] = {}
    by_slate: dict[VenueDate, Money] = {}
    total = 0
    for of, amount in stakes:
        if amount:
            total += amount
            by_fixture[of.fixture] = Money(by_fixture.get(of.fixture, 0) + amount)
            by_market[of.market] = Money(by_market.get(of.market, 0) + amount)
            by_strategy[of.strategy] = Money(by_strategy.get(of.strategy, 0) + amount)
            by_slate[of.settles_on] = Money(by_slate.get(of.settles_on, 0) + amount)
    return Exposure(Money(total), by_fixture, by_market, by_strategy, by_slate)
