"""Holding projections to account: what a date was projected to bring when it began, and what it then brought."""

from msgspec.structs import replace

from engine.core.conduct import sums
from engine.core.conduct.finding import open_positions, positions_on
from engine.core.conduct.turn import Turn, begun
from engine.core.performance import compounding
from engine.core.performance.compounding import Week
from engine.core.performance.projection import outlook, slates
from engine.core.performance.realisation import Unfinished, since
from engine.core.state import State
from engine.domain import text
from engine.domain.effects import KeepProjected
from engine.domain.identity import FixtureId
from engine.domain.ledger import Projected
from engine.domain.market import Fixture
from engine.domain.moment import VenueDate
from engine.domain.money import Money
from engine.domain.snapshot import SlateRow
from engine.domain.sport import OVER

SETTLEMENTS_READ = 400
"""How far back settlements are read for a date that may still change."""


def date_begins(turn: Turn, fixture_id: FixtureId) -> None:
    """A game of a date begins: keep what is projected for what we hold on that date, once, at the first such game.

    Where a position has no forecast the date's next game is waited for: a sum with a hole is no projection.
    """
    state, fixture = turn.state, turn.state.quotes.fixtures.get(fixture_id)
    if fixture is None or fixture.settles_on in state.score.projected or not begun(turn, fixture):
        return
    sighting = state.games.sightings.get(fixture_id)
    if sighting is not None and sighting.status.phase in OVER:
        return
    date = fixture.settles_on
    held = tuple(position for position in open_positions(state) if position.settles_on == date)
    seen = outlook(held, sums.belief_of(state), turn.rules.limits.common_factor) if held else None
    if seen is None:
        return
    names = tuple(position.id for position in held)
    projected = Projected(date, turn.at, names, seen.projected, seen.low, seen.high)
    state.score.projected[date] = projected
    state.score.unfinished[date] = Unfinished(held, Money(0))
    turn.emit(KeepProjected(projected))


def fixture_done(turn: Turn, fixture: Fixture) -> None:
    """All is paid on a fixture: count what its projected positions came to, and close the dates that wait for nothing else."""
    score, now = turn.state.score, {each.id: each for each in positions_on(turn.state, fixture.id)}
    for date, waiting in list(score.unfinished.items()):
        over = [then for then in waiting.left if then.id in now]
        if not over:
            continue
        left = tuple(then for then in waiting.left if then.id not in now)
        realised = Money(waiting.realised + sum(since(then, now[then.id]) for then in over))
        score.unfinished[date] = Unfinished(left, realised)
        if not left:
            del score.unfinished[date]
            score.projected[date] = replace(score.projected[date], realised=realised)
            turn.emit(KeepProjected(score.projected[date]))


def row_of(state: State, date: VenueDate) -> SlateRow | None:
    """How does one settlement date stand? None when nothing was ever held there."""
    rules = state.run.rules
    rows = slates(
        [each for each in state.trading.positions.values() if each.settles_on == date and each.bought],
        sums.belief_of(state),
        [row for row in state.score.settlements[-SETTLEMENTS_READ:] if row.settles_on == date],
        targets=rules.targets,
        bankroll=rules.bankroll,
        today=None,
        common=rules.limits.common_factor,
    )
    return next((row for row in rows if row.key == date), None)


def week_of(state: State, date: VenueDate) -> Week | None:
    """How does the venue's week stand that this date is in?"""
    account, run = state.purse.account, state.run
    return compounding.week(
        state.score.realised,
        paid_in=Money(account.deposited - account.withdrawn),
        began=VenueDate(f"{text.moment(run.started_at, run.zone):%Y-%m-%d}"),
        today=date,
        held=any(True for _ in open_positions(state)),
        targets=state.run.rules.targets,
    )
