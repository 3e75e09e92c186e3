"""What the limits look at: a stake that would like to become an order, and everything around it."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from engine.core.risk.drawdown import Account
from engine.core.risk.exposure import Exposure
from engine.domain.errors import Malformed
from engine.domain.fees import FeeSchedule, fee_at_most
from engine.domain.identity import FixtureId, MarketId, OrderId, PositionId, StrategyName
from engine.domain.market import Book, Leg
from engine.domain.moment import Moment, Span, VenueDate
from engine.domain.money import CONTRACT, ONE, Money, Price, Quantity, cost
from engine.domain.order import Order
from engine.domain.position import Position
from engine.domain.probability import Ppm
from engine.domain.prospect import Prospect
from engine.domain.rules import DrawdownRules, Limits


class Candidate(Struct, frozen=True):
    """A purchase that asks to be let through; price in the leg's own terms.

    `chances` are those of its fixture's outcomes, its own market's at `place`; empty when there is no forecast.
    """

    strategy: StrategyName
    fixture: FixtureId
    market: MarketId
    leg: Leg
    price: Price
    quantity: Quantity
    settles_on: VenueDate
    fees: FeeSchedule
    at: Moment
    in_play: bool
    place: int = 0
    chances: tuple[Ppm, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a purchase of nothing or outside the price range."""
        if not 0 < self.price < ONE or self.quantity <= 0:
            raise Malformed(
                f"candidate on {self.market}", (self.price, self.quantity), "0 < price < 10000, quantity > 0"
            )


class RiskContext(Struct, frozen=True):
    """Everything the limits know when a candidate comes.

    `worst` and `floor` are those of `engine.core.risk.drawdown`; `orders_last_minute` counts orders sent;
    ages are None when nothing was ever heard; `positions` and `orders` hold at least those of the
    candidate's fixture; `slate` is what everything on its settlement date may bring, one entry per fixture:
    positions, and live and unknown entries as if filled at their limit.
    """

    limits: Limits
    drawdown: DrawdownRules
    account: Account
    exposure: Exposure
    equity: Money
    positions_at_cost: Money
    worst: Money
    floor: Money
    running: bool
    orders_last_minute: int
    book: Book | None
    quote_age: Span | None
    score_age: Span | None
    positions: Mapping[PositionId, Position]
    orders: Mapping[OrderId, Order]
    slate: tuple[Prospect, ...] = ()


class Room(Struct, frozen=True):
    """How much does one limit let through: money, quantity, or (None) all of it, and in what words if not?

    Money is the most the order may take out of cash, fees included.
    """

    money: Money | None
    quantity: Quantity | None
    detail: str


class Limit(Protocol):
    """One small rule; it only ever lets less through."""

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """How much of the candidate does this rule let through?"""
        ...


FREE = Room(money=None, quantity=None, detail="")
"""A rule that has nothing against it."""


def shut(detail: str) -> Room:
    """Which room does a rule leave that lets nothing through?"""
    return Room(money=None, quantity=Quantity(0), detail=detail)


def most_cost(candidate: Candidate, quantity: Quantity) -> Money:
    """What could buying this much take out of cash at worst, fees included?"""
    price = candidate.price
    return Money(cost(price, quantity) + fee_at_most(candidate.fees, price, quantity, buy=True))


def affordable(candidate: Candidate, money: Money) -> Quantity:
    """How many whole contracts of the candidate cost at most this, fees included? Rounded down."""
    low, high = 0, candidate.quantity // CONTRACT
    if high and most_cost(candidate, Quantity(high * CONTRACT)) <= money:
        return Quantity(high * CONTRACT)
    while low < high:
        middle = (low + high + 1) // 2
        fits = most_cost(candidate, Quantity(middle * CONTRACT)) <= money
        low, high = (middle, high) if fits else (low, middle - 1)
    return Quantity(low * CONTRACT)
