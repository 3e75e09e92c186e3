"""Leaving a position: what follows a trigger, what is asked, what is allowed."""

from enum import StrEnum

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.identity import ApprovalId, FixtureId, MarketId, PositionId, TriggerName
from engine.domain.moment import Moment
from engine.domain.money import Money, Price, Quantity


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
    reason: Clean
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
    reason: Clean
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
    answered_by: Clean = Clean("")
