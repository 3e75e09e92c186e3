"""What came of a fixture? An episode is everything one arm did on one fixture, and counts once."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from engine.core.performance.closing import average, entry_fees, position_value
from engine.domain.effects import Settlement
from engine.domain.errors import Malformed
from engine.domain.identity import FixtureId, PositionId, StrategyName
from engine.domain.market import Leg
from engine.domain.moment import VenueDate
from engine.domain.money import Money, Price, Quantity, cost, opposite
from engine.domain.position import Position


class Episode(Struct, frozen=True):
    """One arm on one fixture, all fills together.

    `pnl` is after every fee, `risked` what the entries cost with all fees; `clv` is micro-dollars per
    contract, weighted by contracts, None where nothing was bought before a known close.
    """

    fixture: FixtureId
    strategy: StrategyName
    settles_on: VenueDate
    pnl: Money
    risked: Money
    clv: Money | None


def episode(positions: Sequence[Position], closes: Mapping[PositionId, int | None]) -> Episode:
    """What did these positions, all of one fixture and arm, come to?

    `closes` gives twice the closing mid of each position's own leg; a position it does not name has none.

    Raises:
        Malformed: no positions, several fixtures or arms, or one still open.
    """
    owners = dict.fromkeys((position.fixture, position.strategy) for position in positions)
    if len(owners) != 1 or any(position.open for position in positions):
        raise Malformed(
            "episode", [position.id for position in positions], "closed positions of one arm on one fixture"
        )
    first = positions[0]
    values = [(position_value(position, closes.get(position.id)), position.bought) for position in positions]
    fees = sum(position.fees for position in positions)
    return Episode(
        fixture=first.fixture,
        strategy=first.strategy,
        settles_on=max(position.settles_on for position in positions),
        pnl=Money(sum(position.realised for position in positions)),
        risked=Money(sum(position.spent for position in positions) + fees),
        clv=average([(value, bought) for value, bought in values if value is not None]),
    )


def entry_alone(position: Position, value: Price) -> Position:
    """What would this position have come to, held to the end at this YES value and never sold?"""
    pays = value if position.leg is Leg.YES else opposite(value)
    return replace(
        position,
        sold=Quantity(0),
        proceeds=Money(0),
        fees=entry_fees(position),
        sold_fees=Money(0),
        settled_value=value,
        paid_out=cost(pays, position.bought),
    )


def episodes(positions: Sequence[Position], closes: Mapping[PositionId, int | None]) -> tuple[Episode, ...]:
    """Which episodes have ended: every arm on every fixture with nothing left open, in order of first entry?"""
    groups: dict[tuple[FixtureId, StrategyName], list[Position]] = {}
    for position in positions:
        groups.setdefault((position.fixture, position.strategy), []).append(position)
    ended = [group for group in groups.values() if not any(position.open for position in group)]
    return tuple(episode(group, closes) for group in ended if any(position.bought for position in group))


def from_settlements(
    settlements: Sequence[Settlement], clv: Mapping[str, Money | None]
) -> tuple[Episode, ...]:
    """Which episodes do these settlement rows tell of? `clv` is per contract, by position id.

    Rows do not say how many contracts there were, so an episode's closing-line value is weighted by what
    its positions risked.
    """
    groups: dict[tuple[FixtureId, StrategyName], list[Settlement]] = {}
    for row in settlements:
        groups.setdefault((row.fixture, row.strategy), []).append(row)
    return tuple(_from_rows(rows, clv) for rows in groups.values())


def _from_rows(rows: Sequence[Settlement], clv: Mapping[str, Money | None]) -> Episode:
    values = [(clv.get(row.position), Quantity(row.risked)) for row in rows]
    return Episode(
        fixture=rows[0].fixture,
        strategy=rows[0].strategy,
        settles_on=max(row.settles_on for row in rows),
        pnl=Money(sum(row.pnl for row in rows)),
        risked=Money(sum(row.risked for row in rows)),
        clv=average([(value, weight) for value, weight in values if value is not None]),
    )
