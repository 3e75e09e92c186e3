"""What entries and decisions came to, beside what their alternatives would have: the words of keeping count."""

from enum import StrEnum

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.identity import FixtureId, MarketId, PositionId, StrategyName, TriggerName
from engine.domain.market import Leg
from engine.domain.moment import SECOND, Moment, Span, VenueDate
from engine.domain.money import CONTRACT, Money, Price, Quantity, divide_down
from engine.domain.probability import Ppm
from engine.domain.sport import Sport

MARKED_AFTER = (Span(5 * SECOND), Span(60 * SECOND), Span(600 * SECOND))
"""How long after a fill the price is looked at again."""

Marks = tuple[Money | None, Money | None, Money | None]
"""The mid of the filled leg at the three moments, less the price paid (less the mid, for a sale); micro-dollars per
contract, above 0 is good for us. None where there was no two-sided book then, or it has not come yet."""

UNMARKED: Marks = (None, None, None)


class Entry(Struct, frozen=True, array_like=True):
    """One arm's entry on one leg of one fixture, real or shadow: from what was claimed to what it came to.

    It is counted as held to the end, whatever became of it: leaving early is another decision (`Fork`).
    `claimed` is what the model alone said of the leg, `fair` the blended value the arm traded on,
    `sd` its doubt; `mid_twice` is the leg's mid when the order was sent. `spent` is before `fees`; `pnl` is
    after them. `marks` are means over its fills, by contracts.
    """

    key: str
    """The position's id; a shadow's own name."""
    shadow: bool
    strategy: StrategyName
    fixture: FixtureId
    sport: Sport
    league: Clean
    market: MarketId
    leg: Leg
    settles_on: VenueDate
    opened_at: Moment
    in_play: bool
    maker: bool
    """Was the order sent to rest?"""
    quantity: Quantity
    claimed: Ppm | None
    fair: Ppm
    sd: Ppm
    mid_twice: int | None
    limit: Price
    spent: Money
    fees: Money
    marks: Marks
    close_twice: int | None
    """Twice the leg's closing mid; None without a close, or when it had closed before."""
    value: Price
    pnl: Money
    closed_at: Moment

    @property
    def risked(self) -> Money:
        """What left cash for it, fees included?"""
        return Money(self.spent + self.fees)

    @property
    def clv(self) -> Money | None:
        """Closing-line value after fees, micro-dollars per contract, rounded down; None without a close."""
        if self.close_twice is None or self.in_play or self.quantity <= 0:
            return None
        worth = self.close_twice * self.quantity // 2
        return Money(divide_down((worth - self.spent - self.fees) * CONTRACT, self.quantity))


class Deed(StrEnum):
    """What was done when leaving was in question?"""

    LEFT = "left"
    """A trigger's policy left."""
    APPROVED = "approved"
    REJECTED = "rejected"
    LAPSED_LEFT = "lapsed_left"
    """Nobody answered, and the deadline's policy left."""
    LAPSED_HELD = "lapsed_held"
    NOTED = "noted"
    """A trigger fired and its policy was to hold."""


LEAVING_DEEDS = frozenset({Deed.LEFT, Deed.APPROVED, Deed.LAPSED_LEFT})

OPERATOR, DEADLINE = "operator", "deadline"
"""Who decided, where it was not a trigger's own policy."""


class Fork(Struct, frozen=True, array_like=True):
    """A decision to leave or to hold, and what the way not taken would have made, at the depth there was.

    `leaving` and `holding` are micro-dollars for the whole `quantity`: leaving is what the sale brought (or, when
    we held, would have brought at the books of that moment, fees in), holding what the contracts came to: what the
    venue paid, or what a later sale brought. None: nobody bid then, or it is not known yet.
    """

    key: str
    position: PositionId
    fixture: FixtureId
    market: MarketId
    leg: Leg
    strategy: StrategyName
    trigger: TriggerName
    deed: Deed
    by: str
    """The trigger's name, `operator` or `deadline`: whose credit it is."""
    at: Moment
    in_play: bool
    quantity: Quantity
    fair: Money | None
    """What a contract was worth held, by the forecast then; micro-dollars."""
    leaving: Money | None
    holding: Money | None = None
    closed_at: Moment | None = None
    settles_on: VenueDate | None = None
    """The fixture's date, once it is done: forks of one date share their luck."""

    @property
    def regret(self) -> Money | None:
        """What the way not taken would have made beyond the one taken; above 0 the decision cost. None if unknown."""
        if self.leaving is None or self.holding is None:
            return None
        gain = self.leaving - self.holding
        return Money(-gain if self.deed in LEAVING_DEEDS else gain)


class Projected(Struct, frozen=True, array_like=True):
    """What was projected for a settlement date when its first game began, and what those positions then came to."""

    settles_on: VenueDate
    at: Moment
    positions: tuple[PositionId, ...]
    projected: Money
    low: Money
    high: Money
    realised: Money | None = None
    """P&L of just these positions from then on; None until all of them are settled."""

    @property
    def inside(self) -> bool | None:
        """Did it come out between the 5 % and the 95 % case?"""
        return None if self.realised is None else self.low <= self.realised <= self.high


class CurvePoint(Struct, frozen=True, array_like=True):
    """Where the account stood at a moment; drawdown against the mark then."""

    at: Moment
    equity: Money
    marked: Money | None
    drawdown: Ppm


class AlertKind(StrEnum):
    """Which of the alerts is it?"""

    INVALIDATIONS = "invalidations"
    DAILY = "daily"
    WEEKLY = "weekly"
    PACE = "pace"
    GATE = "gate"
    CRITICAL = "critical"


class Alert(Struct, frozen=True, array_like=True):
    """Something worth telling a person who is away; written down first, told by whoever tells."""

    kind: AlertKind
    key: str
    at: Moment
    text: Clean
