"""Marking fills out: where the price stands 5 seconds, a minute and ten minutes after, real or shadow.

No wake is needed. Books do not change between records, so a mark that fell due since the last record is
taken just before the next one is applied, and is the one that stood when it was due.
"""

from bisect import insort

from engine.core.conduct.finding import fair_of, open_positions
from engine.core.conduct.turn import Turn, begun, held_side, title
from engine.core.health import trail
from engine.core.performance.marks import NO_SUMS, mark_out, means, with_mark
from engine.core.state import NEVER, Awaited, State
from engine.domain.effects import Effects, KeepMark
from engine.domain.identity import MarketId
from engine.domain.ledger import MARKED_AFTER, Marks
from engine.domain.market import Leg, Side, mid_twice
from engine.domain.moment import Moment, after
from engine.domain.money import Price, Quantity
from engine.domain.order import Fill
from engine.domain.position import Position


def mark_later(
    turn: Turn,
    *,
    entry: str,
    of: str,
    shadow: bool,
    market: MarketId,
    leg: Leg,
    side: Side,
    price: Price,
    quantity: Quantity,
) -> None:
    """A fill was booked: look at its leg's price again at every moment of `MARKED_AFTER`.

    `entry` is the position's id or the shadow's own name, `of` the trade's id or the shadow fill's name. The
    caller drops trades told twice. Sales are marked like purchases; an entry's means count purchases alone.
    """
    score = turn.state.score
    for place, span in enumerate(MARKED_AFTER):
        fill = Awaited(
            due=after(turn.at, span),
            place=place,
            entry=entry,
            of=of,
            shadow=shadow,
            market=market,
            leg=leg,
            side=side,
            price=price,
            quantity=quantity,
        )
        insort(score.marks_awaited, fill, key=_due)
    if side is Side.BUY:
        score.marks.setdefault(entry, NO_SUMS)
    score.marks_due = score.marks_awaited[0].due


def keep_fill(turn: Turn, position: Position, fill: Fill) -> None:
    """Keep the fill for whoever looks back."""
    fixture, market = turn.state.quotes.fixtures[position.fixture], turn.state.quotes.markets[fill.market]
    kept = trail.Filled(
        trade=fill.trade,
        order=fill.order,
        position=position.id,
        fixture=fixture.id,
        market=fill.market,
        leg=fill.leg,
        title=title(fixture),
        hold=held_side(fixture, market, fill.leg),
        strategy=position.strategy,
        side=fill.side,
        price=fill.price,
        quantity=fill.quantity,
        fee=fill.fee,
        maker=fill.maker,
        in_play=begun(turn, fixture),
        settles_on=fixture.settles_on,
        at=turn.at,
    )
    trail.filled(turn.state.trail, kept)


def _due(awaited: Awaited) -> Moment:
    return awaited.due


def take_marks(state: State, at: Moment) -> Effects:
    """Which marks fell due before this moment? To be asked before the record of this moment is applied.

    The last book seen at or before the due moment counts: a mark due at this very moment waits for what else
    is told of it.
    """
    score, taken = state.score, 0
    kept: list[KeepMark] = []
    for awaited in score.marks_awaited:
        if awaited.due >= at:
            break
        taken += 1
        kept.append(_taken(state, awaited))
    del score.marks_awaited[:taken]
    score.marks_due = score.marks_awaited[0].due if score.marks_awaited else NEVER
    return tuple(kept)


def _taken(state: State, awaited: Awaited) -> KeepMark:
    mark = mark_out(awaited.side, awaited.price, _mid_twice(state, awaited.market, awaited.leg))
    if not awaited.shadow:
        trail.marked(state.trail, awaited.of, awaited.place, mark)
    sums = state.score.marks.get(awaited.entry)
    if sums is not None and awaited.side is Side.BUY:
        state.score.marks[awaited.entry] = with_mark(sums, awaited.place, mark, awaited.quantity)
    return KeepMark(awaited.of, awaited.shadow, MARKED_AFTER[awaited.place], mark)


def _mid_twice(state: State, market: MarketId, leg: Leg) -> int | None:
    """Twice the leg's mid in the last book; None once it is settled: what it paid is no price."""
    if market in state.quotes.settled:
        return None
    return mid_twice(state.quotes.books.get(market), leg)


def sample(turn: Turn) -> None:
    """Keep where every open position stands now, for whoever looks back on its price."""
    state = turn.state
    for position in open_positions(state):
        book, fair = state.quotes.books.get(position.market), fair_of(state, position.market, position.leg)
        found = trail.Sample(turn.at, mid_twice(book, position.leg), fair)
        trail.sampled(state.trail, position.id, found)


def marks_of(state: State, entry: str) -> Marks:
    """What are the mean marks of an entry's purchases, by contracts, so far? None where there is none."""
    return means(state.score.marks.get(entry, NO_SUMS))


def forget(state: State, entry: str) -> None:
    """The entry is written down: marks of it that are still to come are kept each for itself."""
    state.score.marks.pop(entry, None)
