"""What will open positions bring, by settlement date, and between which bounds?

The outcomes of one fixture exclude each other; fixtures are independent but for a common factor: all forecasts of
a date may be wrong the same way (`engine.maths.slates`).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from engine.core.performance.pace import pace, word
from engine.core.performance.realisation import TrackRecord, expected
from engine.domain.clean import own
from engine.domain.effects import Settlement
from engine.domain.identity import FixtureId
from engine.domain.moment import VenueDate
from engine.domain.money import Money, money_share_down
from engine.domain.position import Position
from engine.domain.probability import MILLION, Ppm
from engine.domain.prospect import Holding, Prospect, prospect
from engine.domain.rules import Targets
from engine.domain.snapshot import SlateRow
from engine.maths import slates as maths

OPEN = "open"
"""Key of the line that sums up every open date."""

CENT_MICROS = 10_000

BAD, GOOD = 0.05, 0.95
"""Which points of the distribution bound an interval."""

NO_COMMON = Ppm(0)

FairOf = Callable[[Position], tuple[int, tuple[Ppm, ...]] | None]
"""A position's fixture as believed now: the place of its market's outcome, and the whole distribution."""


class Outlook(Struct, frozen=True):
    """What open positions are expected to bring above their cost, and the 5 % and 95 % points of that.

    `projected` is what the forecasts say as they stand; the points allow for all of them being wrong the same way.
    """

    projected: Money
    low: Money
    high: Money


Look = Callable[[Sequence[Position]], Outlook | None]
"""What positions are expected to bring, as they are looked at now."""


def prospects(positions: Sequence[Position], fair_of: FairOf) -> tuple[Prospect, ...] | None:
    """What may the open ones of these positions bring above their cost, fixture by fixture?

    None when one of them has no fair value: a sum with a hole is no sum. Fees are not in it: they were paid at
    the fill and are realised.
    """
    fixtures: dict[FixtureId, tuple[tuple[Ppm, ...], list[Holding]]] = {}
    for position in positions:
        if position.open:
            found = fair_of(position)
            if found is None:
                return None
            held = Holding(found[0], position.leg, position.quantity, position.cost)
            fixtures.setdefault(position.fixture, (found[1], []))[1].append(held)
    return tuple(prospect(fixture, chances, held) for fixture, (chances, held) in fixtures.items())


def outlook(positions: Sequence[Position], fair_of: FairOf, common: Ppm = NO_COMMON) -> Outlook | None:
    """What will these open positions bring, with an interval that 90 % of worlds fall into?

    `common` is how far all forecasts may be wrong the same way (log-odds, parts per million). None when one has no
    fair value. Nothing open brings nothing.
    """
    found = prospects(positions, fair_of)
    if found is None:
        return None
    sums = maths.sums([(each.chances, each.brought) for each in found], common / MILLION)
    expected = Money(sum(each.expected for each in found))
    return Outlook(expected, Money(maths.point(sums, BAD)), Money(maths.point(sums, GOOD)))


def slates(
    positions: Sequence[Position],
    fair_of: FairOf,
    settlements: Sequence[Settlement],
    *,
    targets: Targets,
    bankroll: Money,
    today: VenueDate | None,
    common: Ppm = NO_COMMON,
    record: TrackRecord | None = None,
) -> tuple[SlateRow, ...]:
    """What is projected and what realised, by settlement date, the line of all open positions last?

    Dates: every one with an open position, and those from `today` on (all, if None) on which something was
    realised. Realised is settled P&L after fees, plus what positions not yet settled have realised by
    exits and paid in fees (a position with a settlement row counts by its row alone), so that realised and
    projected together are what a date comes to. The open line's `projected` and its count are the sums of the lines
    above. The target is the middle one; `record` is what came of past projections.
    """
    booked = {row.position for row in settlements}
    alive = [held for held in positions if held.settled_value is None and held.id not in booked]

    def look(held: Sequence[Position]) -> Outlook | None:
        return outlook(held, fair_of, common)

    wishes = Wishes(
        *(money_share_down(bankroll, share) for share in (targets.low, targets.mid, targets.high))
    )
    dates = dict.fromkeys(
        [position.settles_on for position in alive] + [row.settles_on for row in settlements]
    )
    rows = []
    for date in sorted(dates):
        on_date = [position for position in alive if position.settles_on == date]
        if any(position.open for position in on_date) or today is None or date >= today:
            settled = [row for row in settlements if row.settles_on == date]
            rows.append(_row(date, on_date, look, settled, wishes))
    rows = [replace(row, expected=_expected(row.projected, record)) for row in rows]
    return (*rows, _open_row(rows, alive, look))


class Wishes(NamedTuple):
    """What the operator wishes for a day: the least, the middle, the most."""

    low: Money
    mid: Money
    high: Money


def _row(
    date: VenueDate, positions: list[Position], look: Look, settled: list[Settlement], wishes: Wishes
) -> SlateRow:
    held = [position for position in positions if position.open]
    seen = look(held) if held else None
    booked = [position for position in positions if position.sold > 0 or position.fees != 0]
    fees = sum(row.fees for row in settled) + sum(position.fees for position in booked)
    realised = sum(row.pnl for row in settled) + sum(position.realised for position in booked)
    nothing = not settled and not booked
    projected = _to_the_cent(seen.projected) if seen else None
    counted = None if nothing else Money(realised)
    known = not held or seen is not None
    paces = [pace(counted, projected, wish) if known else None for wish in wishes]
    return SlateRow(
        key=date,
        projected=projected,
        low=seen.low if seen else None,
        high=seen.high if seen else None,
        open_positions=len(held),
        realised=counted,
        fees=None if nothing else Money(-fees),
        target=wishes.mid,
        pace=paces[1],
        pace_low=paces[0],
        pace_high=paces[2],
        status=own(
            word(
                Money(realised + (projected or 0)) if known else None,
                low=wishes.low,
                high=wishes.high,
                settled=bool(settled) or any(position.sold > 0 for position in positions),
                held=bool(held),
            )
        ),
    )


def _expected(projected: Money | None, record: TrackRecord | None) -> Money | None:
    return None if projected is None else expected(projected, record)


def _to_the_cent(amount: Money) -> Money:
    """Which whole number of cents is nearest? Rows shown in cents then add up to the line that sums them."""
    return Money((amount + CENT_MICROS // 2) // CENT_MICROS * CENT_MICROS)


def _open_row(rows: Sequence[SlateRow], positions: Sequence[Position], look: Look) -> SlateRow:
    held = [row for row in rows if row.open_positions]
    parts = [row.projected for row in held if row.projected is not None]
    seen = look(positions) if len(parts) == len(held) else None
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
        expected=_sum([row.expected for row in held]) if seen else None,
    )


def _sum(amounts: Sequence[Money | None]) -> Money | None:
    """What do these come to together? None when one is missing."""
    known = [amount for amount in amounts if amount is not None]
    return Money(sum(known)) if len(known) == len(amounts) else None
