"""Did past projections come true, and what does that say of today's?"""

from collections.abc import Iterable

from msgspec import Struct

from engine.domain.errors import Malformed
from engine.domain.ledger import Projected
from engine.domain.money import Money, divide_down
from engine.domain.position import Position
from engine.domain.probability import Ppm, ppm
from engine.maths import normal
from engine.maths.metrics import wilson_interval
from engine.maths.posteriors import student_quantile

PRIOR_DATES = 10
"""The belief that projections come true is worth so many dates whose projection is as large as its own spread."""

_BAND_SDS = 2 * normal.quantile(0.95)
"""How many standard deviations lie between the 5 % and the 95 % point of a normal number."""


class Share(Struct, frozen=True):
    """A share with its 95 % interval, in parts per million; below two dates the ends are None."""

    value: Ppm
    low: Ppm | None
    high: Ppm | None


class TrackRecord(Struct, frozen=True):
    """What came of the dates that were projected and are over.

    `inside` is how many fell between their 5 % and 95 % points, `coverage` that share (900,000 is right), with
    Wilson's interval. `ratio` is realised over projected in sum, its interval from the scatter between dates (their
    linearised residuals, Student's law); None unless the sum projected is above zero. `trust` is what expectations
    are multiplied by.
    """

    dates: int
    inside: int
    coverage: Share
    ratio: Share | None
    trust: Ppm


class Unfinished(Struct, frozen=True):
    """A projected date's positions that are not over yet, as they stood then, and what the others came to."""

    left: tuple[Position, ...]
    realised: Money


def since(then: Position, now: Position) -> Money:
    """What did the contracts held then come to, above their cost then, with the fees of selling them?

    The baseline of a projection: it counts payouts less cost, and the fees of entry had been paid. `now` is the same
    position once it is over. Contracts bought later are left out by their share of what was sold and paid out; rounded
    down.

    Raises:
        Malformed: they are not one position, or it is still open.
    """
    if then.id != now.id or now.open:
        raise Malformed("realisation", (then.id, now.id), "one position before and after its end")
    later = now.bought - then.bought
    brought = now.proceeds - then.proceeds + now.paid_out - (now.sold_fees - then.sold_fees)
    return Money(divide_down(brought * then.quantity, then.quantity + later) - then.cost)


def track_record(projected: Iterable[Projected]) -> TrackRecord | None:
    """What do the projections that are over say? None while there is none."""
    over = [(row, row.realised) for row in projected if row.realised is not None]
    if not over:
        return None
    inside = sum(row.inside is True for row, _ in over)
    share = wilson_interval(inside, len(over))
    return TrackRecord(
        dates=len(over),
        inside=inside,
        coverage=Share(ppm(share.mean), ppm(share.low), ppm(share.high)),
        ratio=_ratio([(row.projected, realised) for row, realised in over]),
        trust=_trust(over),
    )


def expected(projected: Money, record: TrackRecord | None) -> Money | None:
    """What may be expected to come of this projection, by the record of past ones? None without a record."""
    return None if record is None else Money(divide_down(projected * record.trust, 1_000_000))


def _ratio(pairs: list[tuple[Money, Money]]) -> Share | None:
    """Realised over projected in sum, with an interval from dates as clusters (ratio estimator, Cochran 1977, ch. 6)."""
    projected, realised = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    if projected <= 0:
        return None
    ratio, dates = realised / projected, len(pairs)
    if dates < 2:
        return Share(ppm(ratio), None, None)
    scatter = sum((came - ratio * wanted) ** 2 for wanted, came in pairs)
    half = student_quantile(0.975, dates - 1) * (scatter * dates / (dates - 1)) ** 0.5 / projected
    return Share(ppm(ratio), ppm(ratio - half), ppm(ratio + half))


def _trust(over: list[tuple[Projected, Money]]) -> Ppm:
    """Which part of a projection comes true: a regression through zero of realised on projected, drawn to one.

    A date weighs (projected / standard deviation)², the deviation read from its band: a date whose projection
    drowns in its own luck says next to nothing about the ratio. The prior is one, worth `PRIOR_DATES` of weight one.
    """
    weight = drawn = float(PRIOR_DATES)
    for row, realised in over:
        sd = (row.high - row.low) / _BAND_SDS
        if sd > 0:
            weight += (row.projected / sd) ** 2
            drawn += row.projected / sd * (realised / sd)
    return ppm(drawn / weight)
