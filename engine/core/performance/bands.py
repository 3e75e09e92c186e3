"""Did projections hold? A date's band is made when its first game begins, and judged when its positions are paid."""

from collections.abc import Sequence

from engine.core.performance import samples
from engine.core.performance.realisation import Share, track_record
from engine.domain.figures import Estimate, SlateLine, Slates
from engine.domain.ledger import Projected
from engine.domain.money import Money

OF = "projected dates"


def slates(projected: Sequence[Projected], target: Money, *, trusted: bool = True) -> Slates:
    """What was projected for these dates and what came, how many fell inside, and what came per dollar projected?

    `trusted`: these are all dates there are, so that their record is what projections are multiplied by.
    """
    rows = sorted(projected, key=lambda row: row.settles_on)
    over = [(row, row.realised) for row in rows if row.realised is not None]
    record = track_record(rows)
    return Slates(
        rows=tuple(_line(row) for row in rows),
        inside_ppm=None if record is None else _estimate(record.coverage, record.dates),
        bias_micros=samples.mean(
            [realised - row.projected for row, realised in over], [row.settles_on for row, _ in over], OF
        ),
        ratio_ppm=None if record is None or record.ratio is None else _estimate(record.ratio, record.dates),
        trust_ppm=record.trust if trusted and record is not None else None,
        below=sum(realised < row.low for row, realised in over),
        above=sum(realised > row.high for row, realised in over),
        target_micros=target,
    )


def _estimate(found: Share, dates: int) -> Estimate:
    return Estimate(found.value, found.low, found.high, dates, dates, OF)


def _line(row: Projected) -> SlateLine:
    return SlateLine(
        settles_on=row.settles_on,
        projected_micros=row.projected,
        low_micros=row.low,
        high_micros=row.high,
        realised_micros=row.realised,
        positions=len(row.positions),
        inside=row.inside,
    )
