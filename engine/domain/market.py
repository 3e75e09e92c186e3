"""What is traded: fixtures, their markets, the two legs of a contract, and books."""

from enum import StrEnum

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.errors import Malformed
from engine.domain.fees import FeeSchedule
from engine.domain.identity import FixtureId, MarketId
from engine.domain.moment import Moment, VenueDate
from engine.domain.money import CENT, ONE, Price, Quantity, opposite
from engine.domain.sport import OUTCOMES, Outcome, Sport


class Leg(StrEnum):
    """Which half of a contract: YES pays when the outcome comes, NO when it does not."""

    YES = "yes"
    NO = "no"


class Side(StrEnum):
    """Which way does an order go, in terms of its own leg?"""

    BUY = "buy"
    SELL = "sell"


Level = tuple[Price, Quantity]
"""A price and what stands there; quantity above 0."""

Ladder = tuple[Level, ...]
"""One side of a book, best level first; empty when nobody quotes."""


class Market(Struct, frozen=True):
    """One contract on one outcome of one fixture; it has a book of its own."""

    id: MarketId
    fixture: FixtureId
    outcome: Outcome
    fees: FeeSchedule
    tick: Price = CENT

    def __post_init__(self) -> None:
        """Refuse a tick that does not divide a dollar."""
        if self.tick < 1 or ONE % self.tick:
            raise Malformed(f"tick of {self.id}", self.tick, "a divisor of 10000 units")


class Fixture(Struct, frozen=True):
    """One game and the markets on it. Names are cleaned text; codes are 2 to 4 letters."""

    id: FixtureId
    sport: Sport
    league: Clean
    season: Clean
    home: Clean
    away: Clean
    home_code: Clean
    away_code: Clean
    starts_at: Moment
    settles_on: VenueDate
    markets: tuple[Market, ...]
    scored_live: bool = True
    """False when no score feed will follow the game: then it is traded before the start only."""
    closing_known: bool = True
    """False when a recording holds no closing odds for it: its last price is then no closing line."""
    inferred: bool = False
    """True when nobody told start, phase and result: they are inferred from prices and volume."""

    def __post_init__(self) -> None:
        """Refuse a fixture whose markets are not its sport's outcomes, in their order."""
        outcomes = tuple(market.outcome for market in self.markets)
        if outcomes != OUTCOMES[self.sport]:
            raise Malformed(f"markets of {self.id}", outcomes, f"{OUTCOMES[self.sport]}")


class Book(Struct, frozen=True, array_like=True):
    """What stands on a market's YES book, best first on both sides? Quotes are in YES prices."""

    market: MarketId
    bids: Ladder
    asks: Ladder
    at: Moment

    @property
    def two_sided(self) -> bool:
        """Does somebody both buy and sell?"""
        return bool(self.bids) and bool(self.asks)


MICROS_PER_MID_TWICE = 50
"""Micro-dollars a contract in one unit of twice a mid price; parts per million of a chance alike."""


def place_of(fixture: Fixture, market: MarketId) -> int:
    """Which of its fixture's outcomes is a market about: its place among them?"""
    return next(place for place, each in enumerate(fixture.markets) if each.id == market)


def best_bid(book: Book | None, leg: Leg) -> Price | None:
    """At what price can this leg be sold now? None when nobody buys it."""
    if book is None:
        return None
    if leg is Leg.YES:
        return book.bids[0][0] if book.bids else None
    return opposite(book.asks[0][0]) if book.asks else None


def best_ask(book: Book | None, leg: Leg) -> Price | None:
    """At what price can this leg be bought now? None when nobody sells it."""
    if book is None:
        return None
    if leg is Leg.YES:
        return book.asks[0][0] if book.asks else None
    return opposite(book.bids[0][0]) if book.bids else None


def takeable(book: Book, leg: Leg, side: Side) -> Ladder:
    """Which levels, best first and in this leg's prices, could an order on this side take?"""
    wants_asks = (side is Side.BUY) == (leg is Leg.YES)
    levels = book.asks if wants_asks else book.bids
    if leg is Leg.YES:
        return levels
    return tuple((opposite(price), quantity) for price, quantity in levels)


def mid_twice(book: Book | None, leg: Leg) -> int | None:
    """What is twice the mid price of this leg, so that it stays whole? None unless two-sided."""
    if book is None or not book.bids or not book.asks:
        return None
    twice = book.bids[0][0] + book.asks[0][0]
    return twice if leg is Leg.YES else 2 * ONE - twice
