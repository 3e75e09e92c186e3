"""From a proposal to a fill: the words of trading."""

from enum import StrEnum

from msgspec import Struct

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
from engine.domain.money import ONE, Money, Price, Quantity, divide_up
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
    reason: str


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
    note: str = ""

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
    reason: str


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

    @property
    def quantity(self) -> Quantity:
        """How many contracts are held?"""
        return Quantity(0) if self.settled_value is not None else Quantity(self.bought - self.sold)

    @property
    def open(self) -> bool:
        """Are there contracts left?"""
        return self.quantity > 0

    @property
    def cost(self) -> Money:
        """What did the contracts still held cost before fees, at average cost, rounded up?"""
        return Money(divide_up(self.spent * self.quantity, self.bought)) if self.bought else Money(0)

    @property
    def realised(self) -> Money:
        """What have closed contracts brought, less their cost and every fee so far?"""
        return Money(self.proceeds + self.paid_out - (self.spent - self.cost) - self.fees)


class ExitPolicy(StrEnum):
    """What follows when a trigger fires?"""

    EXIT = "exit"
    EXIT_IF_BETTER = "exit_if_better"
    ASK = "ask"
    NOTE = "note"


class Withdrawal(Struct, frozen=True):
    """Which trigger says a position's thesis no longer holds, how badly, and in what words?"""

    trigger: TriggerName
    position: PositionId
    reason: str
    broken: bool
    """True when the thesis is broken, False when it is only weakened."""


class ApprovalState(StrEnum):
    """Where does a request stand?"""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"


class Mandate(Struct, frozen=True, array_like=True):
    """What exactly is approved: sell up to `quantity` at `price` or better within `span` microseconds."""

    quantity: Quantity
    price: Price
    span: int


class Approval(Struct, frozen=True):
    """A request to leave a position, bound to score, game status and quantity; answered once.

    `version` rises whenever what it is bound to changes; an answer to an older version is refused.
    `holding` is the market-weighted fair value of a contract, `nets` what a sold contract brings
    after the fee at the depth there is (both micro-dollars per contract, None when unknown);
    `best_nets` the most it would have brought since the request.
    """

    id: ApprovalId
    position: PositionId
    fixture: FixtureId
    market: MarketId
    trigger: TriggerName
    reason: str
    version: int
    mandate: Mandate
    bound_to: str
    asked_at: Moment
    deadline_at: Moment
    at_deadline: ExitPolicy
    holding: Money | None
    nets: Money | None
    first_nets: Money | None
    state: ApprovalState
    answered_at: Moment | None = None
    answered_by: str = ""
