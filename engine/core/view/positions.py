"""The positions pane: what we hold, worst thesis first."""

from engine.core.conduct.finding import bid_of, fair_of, open_positions
from engine.core.conduct.turn import held_side
from engine.core.invalidation.scan import thesis_mark
from engine.core.state import State
from engine.domain.clean import own
from engine.domain.identity import short
from engine.domain.money import Money, Price, cost, divide_up
from engine.domain.position import Position
from engine.domain.snapshot import PositionRow, ThesisMark
from engine.domain.sport import Phase

_ORDER = {ThesisMark.BROKEN: 0, ThesisMark.WEAK: 1, ThesisMark.OK: 2}


def rows(state: State) -> tuple[PositionRow, ...]:
    """What do we hold? Broken theses first, then weak ones; within each the next start first."""
    found = [_row(state, position) for position in open_positions(state)]
    return tuple(sorted(found, key=lambda row: (_ORDER[row.thesis], row.starts_at, row.key)))


def average_price(position: Position) -> Price:
    """What did a contract cost on average, before fees, rounded up?"""
    return Price(divide_up(position.spent, position.bought))


def unrealised(position: Position, bid: Price | None) -> Money | None:
    """What would be gained at the bid, before fees? None without one."""
    return None if bid is None else Money(cost(bid, position.quantity) - position.cost)


def _row(state: State, position: Position) -> PositionRow:
    fixture, market = state.quotes.fixtures[position.fixture], state.quotes.markets[position.market]
    sighting = state.games.sightings.get(fixture.id)
    status = None if sighting is None else sighting.status
    book = state.quotes.books.get(position.market)
    bid = bid_of(state, position.market, position.leg)
    begun = status is not None and status.phase is not Phase.SCHEDULED
    return PositionRow(
        key=position.id,
        label=short(position.id),
        fixture=own(fixture.id),
        home_code=fixture.home_code,
        away_code=fixture.away_code,
        sport=fixture.sport,
        phase=Phase.SCHEDULED if status is None else status.phase,
        minute=None if status is None else status.minute,
        starts_at=fixture.starts_at,
        home=status.home if status is not None and begun else None,
        away=status.away if status is not None and begun else None,
        hold=held_side(fixture, market, position.leg),
        leg=position.leg,
        quantity=position.quantity,
        average=average_price(position),
        bid=bid,
        fair=fair_of(state, position.market, position.leg),
        unrealised=unrealised(position, bid),
        settles_on=position.settles_on,
        thesis=thesis_mark(state.doubts.now.get(position.id, ())),
        strategy=position.strategy,
        book_at=None if book is None else book.at,
        approval=position.id in state.doubts.pending,
    )
