"""What does a strategy see of a market, and how does it say no?"""

from msgspec import Struct

from engine.domain.forecast import Forecast
from engine.domain.market import Book, Fixture, Market
from engine.domain.moment import Moment
from engine.domain.money import Money, Price
from engine.domain.rules import EnteringRules


class MarketView(Struct, frozen=True):
    """One market at one moment. Prices and edges are those of its YES leg.

    `index` is the market's place among its sport's outcomes; `starts_in` microseconds until the start,
    below zero once it is past; the last three are `Limits`' own figures.
    """

    fixture: Fixture
    market: Market
    book: Book
    forecast: Forecast
    index: int
    in_play: bool
    at: Moment
    starts_in: int
    entering: EnteringRules
    price_lowest: Price
    price_highest: Price
    edge_too_good: Money


class Declined(Struct, frozen=True):
    """Why does an arm propose nothing? `rule` is the name that is counted, `detail` its figures as text."""

    rule: str
    detail: str
