"""Arms against each other, and shadows against the orders they imagine: what the ledgers of others say."""

from collections.abc import Sequence

from engine.core.shadows.twins import calibration
from engine.core.sizing.paired import paired
from engine.core.state import State
from engine.domain.figures import Estimate, PairRow, TwinRow
from engine.domain.ledger import Entry
from engine.domain.money import DOLLAR
from engine.domain.probability import MILLION
from engine.maths.metrics import Interval


def pairs(entries: Sequence[Entry]) -> tuple[PairRow, ...]:
    """Which of two arms did better on the fixtures both entered?"""
    return tuple(
        PairRow(
            one=pair.first,
            other=pair.second,
            return_ppm=_estimate(pair.ret, MILLION, pair.fixtures),
            clv_each_micros=_estimate(pair.clv, DOLLAR, pair.closed),
        )
        for pair in paired(entries)
    )


def twins(state: State) -> tuple[TwinRow, ...]:
    """How honest are shadows, over the whole run?"""
    return tuple(
        TwinRow(
            strategy=row.strategy,
            orders=row.orders,
            both_filled=row.both,
            real_only=row.real_only,
            shadow_only=row.shadow_only,
            real_filled_ppm=row.real_rate,
            shadow_filled_ppm=row.shadow_rate,
            dearer_each_micros=row.dearer,
        )
        for row in calibration(state.shadows.twins)
    )


def _estimate(found: Interval | None, unit: int, n: int) -> Estimate | None:
    if found is None:
        return None
    return Estimate(
        round(found.mean * unit), round(found.low * unit), round(found.high * unit), n, None, "fixtures"
    )
