"""What will open positions bring, by settlement date, and between which bounds?

The outcomes of one fixture exclude each other; fixtures are independent. The distribution of the sum is
convolved exactly while it has few values, and on an even grid of them beyond that.
"""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from engine.core.performance.pace import pace
from engine.domain.effects import Settlement
from engine.domain.identity import FixtureId
from engine.domain.market import Leg
from engine.domain.moment import VenueDate
from engine.domain.money import ONE, Money, cost, divide_down, money_share_down
from engine.domain.position import Position
from engine.domain.probability import MILLION, Ppm
from engine.domain.rules import Targets
from engine.domain.snapshot import SlateRow
from engine.maths.arrays import FloatArray, IntArray

OPEN = "open"
"""Key of the line that sums up every open date."""

CENT_MICROS = 10_000

_LOW, _HIGH = 0.05, 0.95
_EXACT_VALUES = 1536
_GRID = 768
_SLACK = 1e-12

FairOf = Callable[[Position], tuple[int, tuple[Ppm, ...]] | None]
"""A position's fixture as believed now: the place of its market's outcome, and the whole distribution."""


class Outlook(Struct, frozen=True):
    """What open positions are expected to bring above their cost, and the 5 % and 95 % points of that."""

    projected: Money
    low: Money
    high: Money


def payoffs(
    positions: Sequence[Position], fair_of: FairOf
) -> tuple[tuple[Ppm, ...], tuple[Money, ...]] | None:
    """What do positions of one fixture bring above their cost, outcome by outcome? None when no fair value is known.

    Fees are not in it: they were paid at the fill and are realised.
    """
    brought: list[int] = []
    chances: tuple[Ppm, ...] = ()
    for position in positions:
        found = fair_of(position)
        if found is None:
            return None
        index, chances = found
        brought = brought or [0] * len(chances)
        for outcome in range(len(chances)):
            pays = (outcome == index) == (position.leg is Leg.YES)
            brought[outcome] += (cost(ONE, position.quantity) if pays else 0) - position.cost
    return (chances, tuple(Money(value) for value in brought)) if brought else None


def outlook(positions: Sequence[Position], fair_of: FairOf) -> Outlook | None:
    """What will these open positions bring, with an interval that 90 % of worlds fall into?

    None when one of them has no fair value: a sum with a hole is no sum. Nothing open brings nothing.
    """
    fixtures: dict[FixtureId, list[Position]] = {}
    for position in positions:
        if position.open:
            fixtures.setdefault(position.fixture, []).append(position)
    expected, values, chances = 0, np.zeros(1, dtype=np.int64), np.ones(1)
    for group in fixtures.values():
        found = payoffs(group, fair_of)
        if found is None:
            return None
        parts, brought = found
        expected += divide_down(
            sum(part * value for part, value in zip(parts, brought, strict=True)), MILLION
        )
        values, chances = _joined(values, chances, np.array(brought), np.array(parts) / MILLION)
    low, high = _quantiles(values, chances)
    return Outlook(Money(expected), low, high)


def slates(
    positions: Sequence[Position],
    fair_of: FairOf,
    settlements: Sequence[Settlement],
    *,
    targets: Targets,
    bankroll: Money,
    today: VenueDate | None,
) -> tuple[SlateRow, ...]:
    """What is projected and what realised, by settlement date, the line of all open positions last?

    Dates: every one with an open position, and those from `today` on (all, if None) on which something was
    realised. Realised is settled P&L after fees, plus what positions not yet settled have realised by
    exits and paid in fees (a position with a settlement row counts by its row alone), so that realised and projected together are what a date comes to. The open
    line's `projected` and its count are the sums of the lines above. The target is the middle one.
    """
    booked = {row.position for row in settlements}
    alive = [held for held in positions if held.settled_value is None and held.id not in booked]
    dates = dict.fromkeys(
        [position.settles_on for position in alive] + [row.settles_on for row in settlements]
    )
    rows = []
    for date in sorted(dates):
        on_date = [position for position in alive if position.settles_on == date]
        if any(position.open for position in on_date) or today is None or date >= today:
            settled = [row for row in settlements if row.settles_on == date]
            rows.append(_row(date, on_date, fair_of, settled, money_share_down(bankroll, targets.mid)))
    return (*rows, _open_row(rows, alive, fair_of))


def _row(
    date: VenueDate, positions: list[Position], fair_of: FairOf, settled: list[Settlement], target: Money
) -> SlateRow:
    held = [position for position in positions if position.open]
    seen = outlook(held, fair_of) if held else None
    booked = [position for position in positions if position.sold > 0 or position.fees != 0]
    fees = sum(row.fees for row in settled) + sum(position.fees for position in booked)
    realised = sum(row.pnl for row in settled) + sum(position.realised for position in booked)
    nothing = not settled and not booked
    projected = _to_the_cent(seen.projected) if seen else None
    counted = None if nothing else Money(realised)
    known = not held or seen is not None
    return SlateRow(
        key=date,
        projected=projected,
        low=seen.low if seen else None,
        high=seen.high if seen else None,
        open_positions=len(held),
        realised=counted,
        fees=None if nothing else Money(-fees),
        target=target,
        pace=pace(counted, projected, target) if known else None,
    )


def _to_the_cent(amount: Money) -> Money:
    """Which whole number of cents is nearest? Rows shown in cents then add up to the line that sums them."""
    return Money((amount + CENT_MICROS // 2) // CENT_MICROS * CENT_MICROS)


def _open_row(rows: Sequence[SlateRow], positions: Sequence[Position], fair_of: FairOf) -> SlateRow:
    held = [row for row in rows if row.open_positions]
    parts = [row.projected for row in held if row.projected is not None]
    seen = outlook(positions, fair_of) if len(parts) == len(held) else None
    return SlateRow(
        key=OPEN,
        projected=Money(sum(parts)) if seen else None,
        low=seen.low if seen else None,
        high=seen.high if seen else None,
        open_positions=sum(row.open_positions for row in held),
        realised=None,
        fees=None,
        target=None,
        pace=None,
    )


def _joined(
    values: IntArray, chances: FloatArray, brought: IntArray, parts: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Which sums are possible, and how likely, when one more independent fixture joins?"""
    sums = (values[:, None] + brought[None, :]).ravel()
    weights = (chances[:, None] * parts[None, :]).ravel()
    if sums.size <= _EXACT_VALUES:
        return sums, weights
    lowest = int(sums.min())
    step = max(1, -(-(int(sums.max()) - lowest) // _GRID))
    places = (sums - lowest + step // 2) // step
    merged = np.asarray(np.bincount(places, weights=weights), dtype=np.float64)
    return lowest + step * np.arange(merged.size, dtype=np.int64), merged


def _quantiles(values: IntArray, chances: FloatArray) -> tuple[Money, Money]:
    """Which are the lowest sums at or below which 5 % and 95 % of the chance lies?"""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(chances[order])
    last = values.size - 1
    low, high = (min(last, int(np.searchsorted(reached, share - _SLACK))) for share in (_LOW, _HIGH))
    return Money(int(values[order][low])), Money(int(values[order][high]))
