"""What came of a fixture? An episode is everything one arm did on one fixture, and counts once."""

from collections.abc import Sequence

from msgspec import Struct

from engine.domain.effects import Settlement
from engine.domain.identity import FixtureId, StrategyName
from engine.domain.moment import VenueDate
from engine.domain.money import Money


class Episode(Struct, frozen=True):
    """One arm on one fixture, all fills together: `pnl` after every fee, `risked` what the entries cost with them."""

    fixture: FixtureId
    strategy: StrategyName
    settles_on: VenueDate
    pnl: Money
    risked: Money


def episodes(settlements: Sequence[Settlement]) -> tuple[Episode, ...]:
    """Which episodes do these settlement rows tell of?"""
    groups: dict[tuple[FixtureId, StrategyName], list[Settlement]] = {}
    for row in settlements:
        groups.setdefault((row.fixture, row.strategy), []).append(row)
    return tuple(_joined(rows) for rows in groups.values())


def _joined(rows: Sequence[Settlement]) -> Episode:
    return Episode(
        fixture=rows[0].fixture,
        strategy=rows[0].strategy,
        settles_on=max(row.settles_on for row in rows),
        pnl=Money(sum(row.pnl for row in rows)),
        risked=Money(sum(row.risked for row in rows)),
    )
