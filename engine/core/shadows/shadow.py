"""An order that is never sent: what an arm would have asked for, and what it would have got so far."""

from msgspec import Struct

from engine.domain.identity import FixtureId, MarketId, PositionId, StrategyName
from engine.domain.market import Leg
from engine.domain.moment import MILLISECOND, Moment, Span, after
from engine.domain.money import ONE, Money, Price, Quantity, opposite
from engine.domain.order import Proposal

LATENCY = Span(350 * MILLISECOND)
"""How long an imagined order or cancel is under way: the slowest that the venue ever is."""


class ShadowFill(Struct, frozen=True, array_like=True):
    """What an imagined order would have traded; price in its own leg's terms, `fee` as charged."""

    of: str
    price: Price
    quantity: Quantity
    fee: Money
    maker: bool


class Shadow(Struct, frozen=True):
    """One arm's imagined order on a fixture, and its fills: it alone, instead of whatever we really did.

    `price` and `on_bids` are in terms of the YES book. `ahead` is what stands before it at its price; `met` how much
    of the level that came to its price it has used up. It rests from `arrives_at` to `ends_at`.
    """

    key: str
    proposal: Proposal
    in_play: bool
    mid_twice: int | None
    """Twice the leg's mid when it was decided on."""
    on_bids: bool
    price: Price
    left: Quantity
    created_at: Moment
    arrives_at: Moment
    ends_at: Moment
    arrived: bool = False
    ahead: Quantity = Quantity(0)
    met: Quantity = Quantity(0)
    tend_from: Moment = Moment(0)
    """From when on may its reasons be weighed again?"""
    mid_low: int = 0
    """Below this (twice the leg's mid) its reason may be gone."""
    bid_high: Price = ONE
    """From this bid for its leg on it may be left behind."""
    twin: PositionId | None = None
    """The position that a real order of the same arm would open, decided on at the same moment."""
    opened_at: Moment | None = None
    bought: Quantity = Quantity(0)
    spent: Money = Money(0)
    fees: Money = Money(0)
    overpaid: Money = Money(0)
    fills: int = 0

    @property
    def strategy(self) -> StrategyName:
        """Whose is it?"""
        return self.proposal.strategy

    @property
    def market(self) -> MarketId:
        """On which market?"""
        return self.proposal.market

    def live(self, at: Moment) -> bool:
        """May it still be filled at this moment?"""
        return self.left > 0 and at < self.ends_at

    def rests(self, at: Moment) -> bool:
        """Does it stand in the book at this moment?"""
        return self.arrived and self.left > 0 and at < self.ends_at


def shadow_key(strategy: StrategyName, fixture: FixtureId) -> str:
    """What is an arm's shadow on a fixture called?"""
    return f"shadow-{strategy}-{fixture}"


def imagined(
    proposal: Proposal,
    quantity: Quantity,
    *,
    at: Moment,
    ends_at: Moment,
    in_play: bool,
    mid_twice: int | None,
) -> Shadow:
    """Which order would an arm send now? It takes effect `LATENCY` later; one that takes ends as it arrives."""
    yes = proposal.leg is Leg.YES
    return Shadow(
        key=shadow_key(proposal.strategy, proposal.fixture),
        proposal=proposal,
        in_play=in_play,
        mid_twice=mid_twice,
        on_bids=yes,
        price=proposal.price if yes else opposite(proposal.price),
        left=quantity,
        created_at=at,
        arrives_at=after(at, LATENCY),
        ends_at=max(ends_at, after(at, LATENCY + 1)) if not proposal.post_only else ends_at,
    )
