"""What the core may ask of the world. Nothing of it leaves before the commit."""

from msgspec import Struct

from engine.domain.approval import Approval
from engine.domain.clean import Clean
from engine.domain.commands import Receipt
from engine.domain.difference import Difference
from engine.domain.identity import AlarmId, FixtureId, ModelId, OrderId, StrategyName
from engine.domain.ledger import Alert, Entry, Fork, Projected
from engine.domain.moment import Moment, Span, VenueDate
from engine.domain.money import Money, Price
from engine.domain.order import Fill, Order, Ticket
from engine.domain.position import Position
from engine.domain.probability import Ppm
from engine.domain.sport import Sport
from engine.domain.states import Severity


class PlaceOrder(Struct, frozen=True, tag="place"):
    """Send this order; its id is the venue's client order id. Never sent twice."""

    ticket: Ticket


class CancelOrder(Struct, frozen=True, tag="cancel"):
    """Take this order away; safe to repeat."""

    order: OrderId
    reason: Clean


class CancelAll(Struct, frozen=True, tag="cancel_all"):
    """Take everything away that rests at the venue."""

    reason: Clean


class AskOrder(Struct, frozen=True, tag="ask_order"):
    """Ask the venue what became of an order that may or may not exist: its orders, then its trades."""

    order: OrderId


class AskVenue(Struct, frozen=True, tag="ask_venue"):
    """Ask the venue where everything stands, with trades from `since` on."""

    why: str
    since: Moment


class WakeAt(Struct, frozen=True, tag="wake"):
    """Send `Woke(kind, entity)` at this moment."""

    at: Moment
    kind: str
    entity: str


class FitModel(Struct, frozen=True, tag="fit"):
    """Fit a league's model on results known before `as_of`; deliver it at `due`."""

    model: ModelId
    sport: Sport
    league: Clean
    as_of: Moment
    due: Moment


class Reply(Struct, frozen=True, tag="reply"):
    """Answer a command."""

    receipt: Receipt


class RaiseAlarm(Struct, frozen=True, tag="alarm"):
    """Something needs an action of the operator; `page` names its page in docs/operating."""

    id: AlarmId
    severity: Severity
    page: str
    text: Clean


class ClearAlarm(Struct, frozen=True, tag="alarm_clear"):
    """The condition behind an alarm is gone."""

    id: AlarmId


class Say(Struct, frozen=True, tag="say"):
    """A line for log and event pane: a name from the log's vocabulary, a sentence, and its figures."""

    name: str
    text: Clean
    fields: dict[str, str | int]


class ArmView(Struct, frozen=True, array_like=True):
    """One arm at a choice: what it sampled, how probable its being chosen was, what it proposed (doing nothing: none)."""

    strategy: StrategyName
    sampled: float
    propensity: Ppm
    edge: Money
    hold: Clean = Clean("")
    """The side it proposed to buy, as it is written for a person; empty for doing nothing."""
    price: Price | None = None


class Choice(Struct, frozen=True, tag="choice"):
    """A choice of the bandit, whole: who proposed, what was sampled, who was chosen, how likely that was."""

    fixture: FixtureId
    ordinal: int
    at: Moment
    arms: tuple[ArmView, ...]
    chosen: StrategyName
    propensity: Ppm
    title: Clean = Clean("")
    """The fixture, as it is written for a person."""


class KeepOrder(Struct, frozen=True, tag="keep_order"):
    """An order changed: its row."""

    order: Order


class KeepFill(Struct, frozen=True, tag="keep_fill"):
    """A fill was booked: its row."""

    fill: Fill
    at: Moment


class KeepPosition(Struct, frozen=True, tag="keep_position"):
    """A position changed: its row."""

    position: Position


class KeepApproval(Struct, frozen=True, tag="keep_approval"):
    """A request for approval changed: its row."""

    approval: Approval


class KeepChoice(Struct, frozen=True, tag="keep_choice"):
    """The bandit chose: its row."""

    choice: Choice


class Settlement(Struct, frozen=True, array_like=True):
    """A position that the venue paid out: cash that came in, and the whole position's P&L after fees."""

    position: str
    fixture: FixtureId
    market: str
    strategy: StrategyName
    settles_on: VenueDate
    value: Price
    paid_out: Money
    pnl: Money
    fees: Money
    risked: Money
    at: Moment
    void: bool


class KeepSettlement(Struct, frozen=True, tag="keep_settlement"):
    """A position was paid out: its row."""

    settlement: Settlement


class KeepEntry(Struct, frozen=True, tag="keep_entry"):
    """An entry, real or shadow, came to its end: its row."""

    entry: Entry


class KeepFork(Struct, frozen=True, tag="keep_fork"):
    """A decision to leave or hold was made, or what it came to is known: its row."""

    fork: Fork


class KeepMark(Struct, frozen=True, tag="keep_mark"):
    """So long after a fill its leg stood so much better than paid (micro-dollars per contract): its row.

    `of` is a trade's id, or a shadow fill's own name.
    """

    of: str
    shadow: bool
    after: Span
    mark: Money | None


class KeepProjected(Struct, frozen=True, tag="keep_projected"):
    """A date was projected, or has come to its end: its row."""

    projected: Projected


class KeepDifference(Struct, frozen=True, tag="keep_difference"):
    """A line of the discrepancy desk changed, or is gone: its row."""

    difference: Difference
    at: Moment
    gone: bool


class CashFlow(Struct, frozen=True, array_like=True):
    """Cash that moved without a trade or a final settlement: which, of what kind, how much; below 0 it was taken.

    Kinds are the venue's own words (interest, incentive, adjustment) and ours: `correction` of a settlement,
    `adopted` from the discrepancy desk.
    """

    id: str
    kind: Clean
    amount: Money
    at: Moment


class KeepCashFlow(Struct, frozen=True, tag="keep_cash_flow"):
    """Cash moved without a trade: its row."""

    flow: CashFlow


class KeepAlert(Struct, frozen=True, tag="keep_alert"):
    """Something worth telling a person who is away: its row."""

    alert: Alert


Effect = (
    PlaceOrder
    | CancelOrder
    | CancelAll
    | AskOrder
    | AskVenue
    | WakeAt
    | FitModel
    | Reply
    | RaiseAlarm
    | ClearAlarm
    | Say
    | KeepOrder
    | KeepFill
    | KeepPosition
    | KeepApproval
    | KeepChoice
    | KeepSettlement
    | KeepEntry
    | KeepFork
    | KeepMark
    | KeepProjected
    | KeepDifference
    | KeepCashFlow
    | KeepAlert
)

Effects = tuple[Effect, ...]

VENUE_EFFECTS = (PlaceOrder, CancelOrder, CancelAll, AskOrder, AskVenue)
"""Effects that reach the venue; a batch that holds one is committed at once, but for questions: they change nothing."""
