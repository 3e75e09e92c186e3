"""The settlement pane: projected and realised by date, what is at stake where, and how the week stands."""

from collections.abc import Sequence

from msgspec.structs import replace

from engine.core.conduct import projecting, sums
from engine.core.conduct.projecting import SETTLEMENTS_READ
from engine.core.performance.compounding import Week
from engine.core.performance.projection import OPEN
from engine.core.performance.projection import slates as by_date
from engine.core.performance.realisation import track_record
from engine.core.state import State
from engine.domain.clean import own
from engine.domain.moment import VenueDate
from engine.domain.money import Money
from engine.domain.probability import MILLION, Ppm
from engine.domain.snapshot import SlateRow

DATES_BACK = 3
"""How many past dates stay on the pane."""

WEEK = "week"
"""Key of the venue's week's line."""


def rows(state: State) -> tuple[SlateRow, ...]:
    """What settles when, what has been made, and last, once the venue has had a day, how does its week stand?"""
    run, score = state.run, state.score
    dates = sorted(score.realised)[-DATES_BACK:]
    since = dates[0] if dates else run.today
    found = by_date(
        [position for position in state.trading.positions.values() if position.bought],
        sums.belief_of(state),
        [row for row in score.settlements[-SETTLEMENTS_READ:] if since is None or row.settles_on >= since],
        targets=run.rules.targets,
        bankroll=run.rules.bankroll,
        today=since,
        common=run.rules.limits.common_factor,
        record=track_record(score.projected.values()),
    )
    week = None if run.today is None else projecting.week_of(state, run.today)
    return (*_at_stake(state, found), *(() if week is None else (_week_row(week),)))


def _at_stake(state: State, found: Sequence[SlateRow]) -> tuple[SlateRow, ...]:
    """The same rows with the share of all at stake that lies on each date, and what new stakes there are tapered to."""
    exposed = sums.exposed(state)
    return tuple(
        row
        if row.key == OPEN
        else replace(
            row,
            share=share_of(exposed.by_slate.get(VenueDate(row.key), Money(0)), exposed.total),
            taper=sums.taper(state, sums.slate(state, VenueDate(row.key))) if row.open_positions else None,
        )
        for row in found
    )


def share_of(part: Money, whole: Money) -> Ppm | None:
    """Which share is this part, rounded down? None of nothing."""
    return Ppm(part * MILLION // whole) if whole > 0 else None


def _week_row(week: Week) -> SlateRow:
    return SlateRow(
        key=WEEK,
        projected=None,
        low=None,
        high=None,
        open_positions=0,
        realised=week.realised,
        fees=None,
        target=week.target,
        pace=week.pace,
        status=own(week.word),
        total=week.total,
        daily=week.daily,
        days=week.days,
        honest_low=week.honest_low,
        honest_high=week.honest_high,
    )


def projected_open(rows_: Sequence[SlateRow]) -> Money | None:
    """What are all open positions together projected to bring?"""
    return next((row.projected for row in rows_ if row.key == OPEN), None)
