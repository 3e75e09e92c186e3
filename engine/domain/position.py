"""What we hold, and why we opened it."""

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.identity import FixtureId, MarketId, ModelId, PositionId, StrategyName, TriggerName
from engine.domain.market import Leg
from engine.domain.moment import Moment, VenueDate
from engine.domain.money import Money, Price, Quantity, divide_up
from engine.domain.probability import Ppm


class Thesis(Struct, frozen=True):
    """Why was a position opened: what we believed and what the market said then."""

    strategy: StrategyName
    model_id: ModelId
    fair: Ppm
    sd: Ppm
    edge: Money
    confidence: Ppm
    price: Price
    mid_twice: int | None
    home: int | None
    away: int | None
    in_play: bool
    at: Moment
    reason: Clean
    claimed: Ppm | None = None
    """What the model alone said of the leg; None without one."""


class Position(Struct, frozen=True):
    """What we hold on one leg of one market: totals only, so that fills may come in any order.

    `spent` and `proceeds` are before fees; `paid_out` is what settlement brought; a settled position
    holds nothing any more.
    """

    id: PositionId
    fixture: FixtureId
    market: MarketId
    leg: Leg
    strategy: StrategyName
    settles_on: VenueDate
    opened_at: Moment
    thesis: Thesis
    bought: Quantity = Quantity(0)
    spent: Money = Money(0)
    sold: Quantity = Quantity(0)
    proceeds: Money = Money(0)
    fees: Money = Money(0)
    settled_value: Price | None = None
    paid_out: Money = Money(0)
    closed_at: Moment | None = None
    exit_trigger: TriggerName | None = None
    sold_fees: Money = Money(0)
    """Which part of `fees` was paid for selling."""

    @property
    def quantity(self) -> Quantity:
        """How many contracts are held?"""
        return Quantity(0) if self.settled_value is not None else Quantity(self.bought - self.sold)

    @property
    def open(self) -> bool:
        """Are there contracts left?"""
        return self.quantity > 0

    @property
    def entry_fees(self) -> Money:
        """Which part of the fees was paid for buying?"""
        return Money(self.fees - self.sold_fees)

    @property
    def cost(self) -> Money:
        """What did the contracts still held cost before fees, at average cost, rounded up?"""
        return Money(divide_up(self.spent * self.quantity, self.bought)) if self.bought else Money(0)

    @property
    def realised(self) -> Money:
        """What have closed contracts brought, less their cost and every fee so far?"""
        return Money(self.proceeds + self.paid_out - (self.spent - self.cost) - self.fees)
