"""How our books stand against the venue's: what is kept of it."""

from msgspec import Struct, field

from engine.domain.difference import Difference, DifferenceId
from engine.domain.identity import MarketId, OrderId, PositionId, TradeId
from engine.domain.market import Leg
from engine.domain.moment import Moment
from engine.domain.money import Money
from engine.domain.order import Fill
from engine.domain.standing import VenueOrder


class Asking(Struct):
    """An order whose fate is in question: since when, and how often the venue was asked.

    `absent` counts the answers that showed nothing of it and were given late enough to count.
    """

    since: Moment
    tries: int = 0
    asked_at: Moment = Moment(0)
    waiting: bool = False
    absent: int = 0
    absent_as_of: Moment = Moment(0)
    overdue: bool = False
    """Has the desk been paused for it?"""


class Suspicion(Struct, frozen=True, array_like=True):
    """Two figures that did not agree when they were first seen so; not yet a difference."""

    ours: int
    venues: int
    as_of: Moment


class Paid(Struct, frozen=True, array_like=True):
    """A position that a market's settlement paid: what a correction goes by when the fixture is long forgotten."""

    position: PositionId
    leg: Leg
    quantity: int


class Reckoning(Struct):
    """What differs, what is in question, and as of when the venue's word was last compared."""

    differences: dict[DifferenceId, Difference] = field(default_factory=dict)
    compared_at: Moment | None = None
    """As of which moment of the venue were the books last compared?"""
    agreed_at: Moment | None = None
    """As of which moment did they last agree, what is ignored aside?"""
    asked_at: Moment | None = None
    """When was the question sent that still waits for its answer?"""
    asked_why: str = ""
    failed: int = 0
    """How many questions in a row got no answer."""
    look_at: Moment = Moment(0)
    """When the next regular look is due; older wakings are of no account."""
    asking: dict[OrderId, Asking] = field(default_factory=dict)
    unwanted: dict[OrderId, str] = field(default_factory=dict)
    """Live orders that were to be taken away, and why: found resting again, they are withdrawn again."""
    taken: dict[OrderId, Moment] = field(default_factory=dict)
    """Live orders that the venue is known to have taken, and since when we know."""
    suspected: dict[DifferenceId, Suspicion] = field(default_factory=dict)
    touched: dict[str, Moment] = field(default_factory=dict)
    """When a holding of ours, or cash, last changed in our books."""
    foreign: dict[TradeId, Fill] = field(default_factory=dict)
    """Trades of no order of ours that are not in our books, and explain what the venue shows."""
    shown: dict[OrderId, VenueOrder] = field(default_factory=dict)
    """Orders that rest at the venue and not in our books, as it last showed them."""
    apart: Money | None = None
    """How much of our cash a pretended venue knows nothing of, as it was first seen; None before."""
    moved: dict[str, Moment] = field(default_factory=dict)
    """Which movements of cash by the venue are booked, and when they were told."""
    paid: dict[MarketId, list[Paid]] = field(default_factory=dict)
    """What settlements paid on, for as long as a market's value is remembered."""

    @property
    def waiting(self) -> int:
        """How many differences wait for a decision?"""
        return sum(not each.ignored for each in self.differences.values())
