"""What the operator may ask: imperative, journaled, each answered with a receipt."""

from enum import StrEnum

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.difference import DifferenceId
from engine.domain.identity import AlarmId, ApprovalId, CommandId, PositionId, StrategyName
from engine.domain.moment import Moment
from engine.domain.money import Money


class Source(StrEnum):
    """Who asks? Only a keyboard may make things riskier."""

    CONSOLE = "console"
    SHELL = "shell"
    SIGNAL = "signal"
    TELEGRAM = "telegram"
    ENGINE = "engine"


class Pause(Struct, frozen=True, tag="pause"):
    """Open nothing new; exits go on."""


class Resume(Struct, frozen=True, tag="resume"):
    """Clear the operator's pause, or the drawdown pause with a note."""

    note: Clean = Clean("")


class Stop(Struct, frozen=True, tag="stop"):
    """Emergency stop: cancel everything that rests, keep positions, halt."""

    reason: Clean = Clean("")


class Reset(Struct, frozen=True, tag="reset"):
    """Leave HALTED for PAUSED: the typed phrase and a reason."""

    phrase: str
    reason: Clean


class Approve(Struct, frozen=True, tag="approve"):
    """Grant a mandate, in the version that was seen."""

    approval: ApprovalId
    version: int


class Reject(Struct, frozen=True, tag="reject"):
    """Keep the position, in the version that was seen."""

    approval: ApprovalId
    version: int


class Deposit(Struct, frozen=True, tag="deposit"):
    """Put money in; amount above 0."""

    amount: Money


class Withdraw(Struct, frozen=True, tag="withdraw"):
    """Take money out, if the drawdown gate lets it; amount above 0."""

    amount: Money


class Acknowledge(Struct, frozen=True, tag="acknowledge"):
    """An alarm has been seen; None means the top one."""

    alarm: AlarmId | None = None


class Exit(Struct, frozen=True, tag="exit"):
    """The operator wants out of one position: raise a request for approval on it."""

    position: PositionId


class ResetArm(Struct, frozen=True, tag="reset_arm"):
    """Forget what was learnt of one arm, or of all (None)."""

    strategy: StrategyName | None = None


class Reconcile(Struct, frozen=True, tag="reconcile"):
    """Compare our books with the venue's now."""


class Adopt(Struct, frozen=True, tag="adopt"):
    """Take the venue's word for a difference, into our books."""

    difference: DifferenceId


class CancelForeign(Struct, frozen=True, tag="cancel_foreign"):
    """Have an order taken away that the venue shows and our books do not."""

    difference: DifferenceId


class Ignore(Struct, frozen=True, tag="ignore"):
    """Let a difference stand until it changes, with a reason."""

    difference: DifferenceId
    reason: Clean


class Flatten(Struct, frozen=True, tag="flatten"):
    """Sell what is held, reduce-only at a limit, as it was seen in the preview that gave this token."""

    token: str


class Tighten(Struct, frozen=True, tag="tighten"):
    """Make one limit of `Rules` stricter, in its own unit; only a restart with other settings loosens it again."""

    limit: str
    to: int


class Close(Struct, frozen=True, tag="close"):
    """Orderly end: cancel what rests, then leave."""


Command = (
    Pause
    | Resume
    | Stop
    | Reset
    | Approve
    | Reject
    | Deposit
    | Withdraw
    | Acknowledge
    | Exit
    | ResetArm
    | Reconcile
    | Adopt
    | CancelForeign
    | Ignore
    | Flatten
    | Tighten
    | Close
)

RESET_PHRASE = "start over at my own risk"
"""What an operator types to leave HALTED."""

SAFER = (Pause, Stop, Acknowledge, Close, Reject, Reconcile, Tighten)
"""Commands that any source may give."""


class Receipt(Struct, frozen=True):
    """What became of a command, in one line."""

    command: CommandId
    accepted: bool
    text: Clean


class StopCard(Struct, frozen=True):
    """The receipt of an emergency stop, from its first moment on: counts of orders, and when it was over.

    `orders` may have rested when it was asked for, `filled` of them were filled whole before they could be taken
    away, `cancelled` are gone otherwise, `sweeping` wait for the venue's own sweep, `unknown` may or may not exist;
    `kept` positions stand.
    """

    asked_at: Moment
    ended_at: Moment | None
    orders: int
    cancelled: int
    sweeping: int
    unknown: int
    kept: int
    reason: Clean
    filled: int = 0
