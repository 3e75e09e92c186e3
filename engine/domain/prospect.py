"""What one fixture may bring: the piece that projections and limits on a settlement date are made of."""

from collections.abc import Iterable

from msgspec import Struct

from engine.domain.identity import FixtureId
from engine.domain.market import Leg
from engine.domain.money import ONE, Money, Quantity, cost, divide_down
from engine.domain.probability import MILLION, Ppm


class Holding(Struct, frozen=True, array_like=True):
    """So many contracts of one leg that cost so much; `place` is their market's among the fixture's outcomes."""

    place: int
    leg: Leg
    quantity: Quantity
    cost: Money


class Prospect(Struct, frozen=True, array_like=True):
    """What everything on one fixture brings above its cost, outcome by outcome, and how likely each outcome is."""

    fixture: FixtureId
    chances: tuple[Ppm, ...]
    brought: tuple[Money, ...]

    @property
    def expected(self) -> Money:
        """What does it bring on average? Rounded down."""
        parts = zip(self.chances, self.brought, strict=True)
        return Money(divide_down(sum(chance * value for chance, value in parts), MILLION))


def prospect(fixture: FixtureId, chances: tuple[Ppm, ...] | None, holdings: Iterable[Holding]) -> Prospect:
    """What may these holdings, all on one fixture, bring? Without chances they count as lost whole, for certain."""
    if chances is None:
        return Prospect(fixture, (MILLION,), (Money(-sum(held.cost for held in holdings)),))
    brought = [0] * len(chances)
    for held in holdings:
        for outcome in range(len(chances)):
            brought[outcome] += paid(held, outcome) - held.cost
    return Prospect(fixture, chances, tuple(Money(value) for value in brought))


def paid(held: Holding, outcome: int) -> Money:
    """What do these contracts pay when this outcome comes?"""
    pays = (outcome == held.place) is (held.leg is Leg.YES)
    return cost(ONE, held.quantity) if pays else Money(0)
