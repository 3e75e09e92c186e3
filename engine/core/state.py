"""Everything the core knows, one slice per concern: plain values, so that a checkpoint is its bytes.

Slices are mutable; only `decide` and the modules of `conduct` assign to them. Rooms below take
values and return values and cannot import this module.
"""

from msgspec import Struct, field

from engine.core.execution.kept import Reckoning
from engine.core.health.kept import Desk
from engine.core.health.trail import Trail
from engine.core.performance.evidence import Evidence
from engine.core.performance.marks import MarkSums
from engine.core.performance.realisation import Unfinished
from engine.core.performance.told import Told
from engine.core.risk.drawdown import Account
from engine.core.shadows.kept import Shadows
from engine.core.sizing.beliefs import ArmBelief
from engine.core.sizing.kept import Bandit
from engine.domain.approval import Approval, Withdrawal
from engine.domain.clean import Clean
from engine.domain.effects import Settlement
from engine.domain.forecast import FittedModel, Forecast
from engine.domain.game import Sighting
from engine.domain.identity import (
    ApprovalId,
    FixtureId,
    MarketId,
    OrderId,
    PositionId,
    RunId,
    StrategyName,
    TradeId,
    TriggerName,
)
from engine.domain.ledger import Alert, CurvePoint, Deed, Entry, Fork, Projected
from engine.domain.market import Book, Fixture, Leg, Market, Side
from engine.domain.moment import Moment, VenueDate
from engine.domain.money import Money, Price, Quantity
from engine.domain.order import Order
from engine.domain.position import Position
from engine.domain.probability import Ppm
from engine.domain.rules import Rules
from engine.domain.snapshot import FunnelRow
from engine.domain.states import Mode

LEDGER_KEPT = 10_000
"""So many entries and forks stay in the state; the tables keep all."""

NEVER = Moment(2**62)
"""Later than every moment of a run."""

ALERTS_KEPT = 500
"""So many alerts stay in the state; the table keeps all."""

CURVE_KEPT = 2_000
"""Beyond so many points every other one of the curve is let go."""


class Run(Struct):
    """Which run is this, under which rules, and where in the journal does it stand?"""

    id: RunId
    seed: int
    mode: Mode
    feed: Clean
    zone: str
    rules: Rules
    started_at: Moment
    at: Moment
    seq: int
    today: VenueDate | None = None
    orders: int = 0
    positions: int = 0
    approvals: int = 0
    finished: bool = False
    rules_hash: str = ""
    tightened: dict[str, int] = field(default_factory=dict)
    """Which limits were made stricter than the settings say, and to what."""


class Watch(Struct):
    """When is a market's next quote worth a look?

    Before `quiet_until` never; from `look_at` on always; between them only a two-sided one with its
    bid below `bid_low` or its ask below `ask_low`: at or above both no arm could propose anything.
    """

    fixture: FixtureId
    last: bool
    """Is it the last of its fixture's markets, in outcome order?"""
    quiet_until: Moment
    look_at: Moment
    bid_low: Price
    ask_low: Price
    repeat_at: Moment = Moment(0)
    """Before this moment books that say what they said at the last look are not worth another."""
    ours: bool = False
    """Do we hold it, or have live orders on its fixture?"""
    two_sided_since: Moment | None = None
    bid: Price | None = None
    """Bid and ask of the last book that had been two-sided long enough: what the drawdown latches trust."""
    ask: Price | None = None
    weighed: tuple[Price | None, Price | None] = (None, None)
    """The trusted bid and ask at the last look at drawdown."""
    shadowed: bool = False
    """Does an imagined order rest here?"""


class Quotes(Struct):
    """What the venue lists and quotes."""

    fixtures: dict[FixtureId, Fixture] = field(default_factory=dict)
    markets: dict[MarketId, Market] = field(default_factory=dict)
    books: dict[MarketId, Book] = field(default_factory=dict)
    watches: dict[MarketId, Watch] = field(default_factory=dict)
    settled: dict[MarketId, Price] = field(default_factory=dict)
    """What markets have paid: those of fixtures that are still open, and the last of those that are done with."""
    voided: dict[MarketId, Moment] = field(default_factory=dict)
    """Which of the settled were void, and when that was told."""
    changed: dict[FixtureId, bool] = field(default_factory=dict)
    """On which fixtures a book, or what is trusted of one, is another than at the last look."""
    due: dict[FixtureId, Moment] = field(default_factory=dict)
    """Since when a fixture waits for its other books before it is looked at."""


class Games(Struct):
    """What the score feed says, and what it does not."""

    sightings: dict[FixtureId, Sighting] = field(default_factory=dict)
    silent: dict[FixtureId, Moment] = field(default_factory=dict)
    frozen_until: dict[FixtureId, Moment] = field(default_factory=dict)
    agrees_since: dict[FixtureId, Moment] = field(default_factory=dict)
    mids: dict[FixtureId, tuple[int | None, ...]] = field(default_factory=dict)
    """Twice the mids at the last look, per outcome (YES)."""
    news_at: dict[FixtureId, Moment] = field(default_factory=dict)
    """When our feed last told of a score, a card or another phase."""
    jumped: dict[FixtureId, Moment] = field(default_factory=dict)
    """When a price last jumped without an event in our feed."""
    closing: dict[MarketId, int] = field(default_factory=dict)
    """Twice the last two-sided mid before the start, per market (YES)."""


class Convictions(Struct):
    """What we believe: forecasts in force, the last before the start, and the models behind them."""

    forecasts: dict[FixtureId, Forecast] = field(default_factory=dict)
    before: dict[FixtureId, tuple[Ppm, ...]] = field(default_factory=dict)
    models: dict[str, FittedModel] = field(default_factory=dict)
    fits: dict[str, Moment] = field(default_factory=dict)
    """When the last fit of a league was asked for."""


class Trading(Struct):
    """Orders and positions of fixtures that are not wholly settled yet; `orders` are those that live."""

    orders: dict[OrderId, Order] = field(default_factory=dict)
    ended: dict[OrderId, Order] = field(default_factory=dict)
    """Orders that are over; a fill that comes after its cancel still finds them here."""
    positions: dict[PositionId, Position] = field(default_factory=dict)
    parked: dict[PositionId, Position] = field(default_factory=dict)
    """Positions whose orders ended unfilled; a fill that comes after its cancel takes one up again."""
    orders_on: dict[FixtureId, list[OrderId]] = field(default_factory=dict)
    ended_on: dict[FixtureId, list[OrderId]] = field(default_factory=dict)
    positions_on: dict[FixtureId, list[PositionId]] = field(default_factory=dict)
    trades: dict[TradeId, OrderId] = field(default_factory=dict)
    past_trades: dict[TradeId, OrderId] = field(default_factory=dict)
    """The last trades of fixtures that are done with, so that one told twice is known."""
    sent: list[Moment] = field(default_factory=list)
    """When the orders of the last minute were sent."""


class Leaving(Struct, frozen=True):
    """A decision to leave that could not be carried out yet: on whose word, how much, at no worse a price than this."""

    trigger: TriggerName
    quantity: Quantity
    deed: Deed = Deed.LAPSED_LEFT
    price: Price = Price(0)


class OpenFork(Struct, frozen=True, array_like=True):
    """A decision to leave or to hold whose alternative is not known yet.

    `order` is the sale, where we left; `sold` and `brought` (after fees) are what the position had been sold
    for before.
    """

    fork: Fork
    order: OrderId | None
    sold: Quantity
    brought: Money


class Doubts(Struct):
    """Which triggers hold against which positions, since when; and which fixtures we have left."""

    held: dict[PositionId, dict[TriggerName, Moment]] = field(default_factory=dict)
    now: dict[PositionId, list[Withdrawal]] = field(default_factory=dict)
    noted: dict[PositionId, list[TriggerName]] = field(default_factory=dict)
    fired: dict[TriggerName, int] = field(default_factory=dict)
    left: dict[FixtureId, Moment] = field(default_factory=dict)
    leaving: dict[PositionId, Leaving] = field(default_factory=dict)
    pending: dict[PositionId, Approval] = field(default_factory=dict)
    answered: dict[PositionId, list[str]] = field(default_factory=dict)
    requests: dict[ApprovalId, PositionId] = field(default_factory=dict)
    forks: dict[PositionId, list[OpenFork]] = field(default_factory=dict)
    """Decisions to leave or hold whose alternative is not known yet."""


class Purse(Struct):
    """The account and what the drawdown latches last saw."""

    account: Account
    equity: Money
    drawdown: Ppm
    worst_drawdown: Ppm
    reviewed: Ppm | None = None
    """The drawdown at which the operator resumed from a drawdown pause; None when there is none to remember."""


class Awaited(Struct, frozen=True, array_like=True):
    """A mark that is still to be taken: of which fill, and when? `place` is its span's in `MARKED_AFTER`."""

    due: Moment
    place: int
    entry: str
    of: str
    shadow: bool
    market: MarketId
    leg: Leg
    side: Side
    price: Price
    quantity: Quantity


class Score(Struct):
    """What has been made: settlements by date and by arm, fees, counts for the report."""

    settlements: list[Settlement] = field(default_factory=list)
    realised: dict[VenueDate, Money] = field(default_factory=dict)
    by_arm: dict[StrategyName, Money] = field(default_factory=dict)
    by_exit: dict[TriggerName, Money] = field(default_factory=dict)
    """What leaving early made against holding to the end, by who wanted it; below 0 it cost."""
    proposed: dict[StrategyName, int] = field(default_factory=dict)
    entered: dict[StrategyName, int] = field(default_factory=dict)
    sent: dict[StrategyName, int] = field(default_factory=dict)
    opened: dict[StrategyName, int] = field(default_factory=dict)
    """Positions that were filled, in part or whole."""
    first_beliefs: dict[StrategyName, ArmBelief] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    """What entries came to, real and shadow; the last `LEDGER_KEPT` of them."""
    forks: list[Fork] = field(default_factory=list)
    """What decisions to leave or hold came to; the last `LEDGER_KEPT` of them."""
    projected: dict[VenueDate, Projected] = field(default_factory=dict)
    unfinished: dict[VenueDate, Unfinished] = field(default_factory=dict)
    """Projected dates that are not over yet."""
    curve: list[CurvePoint] = field(default_factory=list)
    """Equity over time, thinned to `CURVE_KEPT` points."""
    alerts: list[Alert] = field(default_factory=list)
    told: Told = field(default_factory=Told)
    marks: dict[str, MarkSums] = field(default_factory=dict)
    """What fills of entries that are not written down yet have been marked at, by entry."""
    marks_awaited: list[Awaited] = field(default_factory=list)
    """Marks that are still to be taken, earliest first."""
    marks_due: Moment = NEVER
    fixtures_seen: int = 0
    fixtures_settled: int = 0
    orders: int = 0
    fills: int = 0
    maker_fills: int = 0
    exits: int = 0
    funnel: dict[str, FunnelRow] = field(default_factory=dict)


class State(Struct):
    """The core's whole state."""

    run: Run
    quotes: Quotes
    games: Games
    convictions: Convictions
    trading: Trading
    bandit: Bandit
    doubts: Doubts
    purse: Purse
    score: Score
    desk: Desk
    shadows: Shadows = field(default_factory=Shadows)
    reckoning: Reckoning = field(default_factory=Reckoning)
    trail: Trail = field(default_factory=Trail)
    evidence: Evidence = field(default_factory=Evidence)
