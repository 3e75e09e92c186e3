"""From a proposal to a fill: the words of trading."""

from enum import StrEnum

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.errors import Malformed
from engine.domain.identity import (
    ApprovalId,
    FixtureId,
    MarketId,
    ModelId,
    OrderId,
    PositionId,
    StrategyName,
    TradeId,
    TriggerName,
)
from engine.domain.market import Leg, Side
from engine.domain.moment import Moment, VenueDate
from engine.domain.money import ONE, Money, Price, Quantity
from engine.domain.probability import Ppm


class Proposal(Struct, frozen=True):
    """What would an arm like to buy, at which limit, and why? Never a quantity."""

    strategy: StrategyName
    fixture: FixtureId
    market: MarketId
    leg: Leg
    price: Price
    post_only: bool
    fair: Ppm
    sd: Ppm
    edge: Money
    """Fair value − (price + fee), micro-dollars per contract."""
    confidence: Ppm
    """P(edge > 0) under the forecast's own standard deviation."""
    model_id: ModelId
    reason: Clean
    claimed: Ppm | None = None
    """What the model alone says of the leg; None without one."""


class Stake(Struct, frozen=True):
    """How many contracts is a proposal worth, and which cap bound it (`kelly` if none did)?"""

    quantity: Quantity
    bound_by: str


class Allowed(Struct, frozen=True, tag="allowed"):
    """Every limit lets the stake pass whole."""


class Trimmed(Struct, frozen=True, tag="trimmed"):
    """A limit lets part of the stake pass."""

    to: Quantity
    rule: str


class Refused(Struct, frozen=True, tag="refused"):
    """A limit lets nothing pass: which one, what it needs, what it has (in the rule's own unit, as text)."""

    rule: str
    detail: str


Verdict = Allowed | Trimmed | Refused


class Purpose(StrEnum):
    """Does an order open or close? Exits can never open anything."""

    ENTER = "enter"
    EXIT = "exit"


class Ticket(Struct, frozen=True):
    """What is sent to the venue, fixed at the moment of intent. Prices are in the leg's own terms.

    `expires_at` None means good until cancelled; `take_only` means immediate or cancel.
    `most_cost` is the most an entry can take out of cash, fees at their worst; 0 for an exit.
    """

    id: OrderId
    fixture: FixtureId
    market: MarketId
    leg: Leg
    side: Side
    purpose: Purpose
    price: Price
    quantity: Quantity
    position: PositionId
    strategy: StrategyName
    created_at: Moment
    settles_on: VenueDate
    post_only: bool
    take_only: bool
    expires_at: Moment | None
    most_cost: Money
    trigger: TriggerName | None = None
    approval: ApprovalId | None = None

    def __post_init__(self) -> None:
        """Refuse an order outside the price range, for nothing, or an exit that buys."""
        if not 0 < self.price < ONE or self.quantity <= 0:
            raise Malformed(
                f"order {self.id}", (self.price, self.quantity), "0 < price < 10000 and quantity > 0"
            )
        if (self.purpose is Purpose.EXIT) != (self.side is Side.SELL):
            raise Malformed(f"order {self.id}", (self.purpose, self.side), "entries buy, exits sell")


class OrderState(StrEnum):
    """Where does an order stand, as far as we know?"""

    SENT = "sent"
    RESTING = "resting"
    CANCELLING = "cancelling"
    UNKNOWN = "unknown"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    EXPIRED = "expired"


LIVE_STATES = frozenset({OrderState.SENT, OrderState.RESTING, OrderState.CANCELLING, OrderState.UNKNOWN})
"""States in which an order may still cost money."""


class Order(Struct, frozen=True):
    """A ticket and what has become of it. `paid` is cost (buys) or proceeds (sells) of its fills, before fees."""

    ticket: Ticket
    state: OrderState
    filled: Quantity
    paid: Money
    fees: Money
    since: Moment
    note: Clean = Clean("")
    ahead: Quantity | None = None
    """What stands before it at its price, as far as we know; None if the venue does not say."""

    @property
    def live(self) -> bool:
        """May it still be filled?"""
        return self.state in LIVE_STATES

    @property
    def left(self) -> Quantity:
        """What is not filled yet?"""
        return Quantity(self.ticket.quantity - self.filled)


class Fill(Struct, frozen=True, array_like=True):
    """One trade of ours, as the venue tells it. `fee` is what really left the account."""

    trade: TradeId
    order: OrderId
    market: MarketId
    leg: Leg
    side: Side
    price: Price
    quantity: Quantity
    fee: Money
    maker: bool
