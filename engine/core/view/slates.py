"""The settlement pane: projected and realised by date."""

from collections.abc import Sequence

from engine.core.performance.projection import OPEN, FairOf
from engine.core.performance.projection import slates as by_date
from engine.core.state import State
from engine.domain.market import place_of
from engine.domain.money import Money
from engine.domain.position import Position
from engine.domain.probability import Ppm
from engine.domain.snapshot import SlateRow

DATES_BACK = 3
"""How many past dates stay on the pane."""


def rows(state: State) -> tuple[SlateRow, ...]:
    """What settles when, and what has been made?"""
    run, score = state.run, state.score
    dates = sorted(score.realised)[-DATES_BACK:]
    since = dates[0] if dates else run.today
    return by_date(
        [position for position in state.trading.positions.values() if position.bought],
        belief_of(state),
        [row for row in score.settlements[-400:] if since is None or row.settles_on >= since],
        targets=run.rules.targets,
        bankroll=run.rules.bankroll,
        today=since,
        common=run.rules.limits.common_factor,
    )


def projected_open(rows_: Sequence[SlateRow]) -> Money | None:
    """What are all open positions together projected to bring?"""
    return next((row.projected for row in rows_ if row.key == OPEN), None)


def belief_of(state: State) -> FairOf:
    """How does projection look a position's fixture up?"""

    def look_up(position: Position) -> tuple[int, tuple[Ppm, ...]] | None:
        belief = state.convictions.forecasts.get(position.fixture)
        if belief is None:
            return None
        return place_of(state.quotes.fixtures[position.fixture], position.market), belief.fair

    return look_up
