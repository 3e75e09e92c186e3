"""A look at one fixture: believe, withdraw, tend, propose. The same look for whatever caused it."""

from engine.core.conduct import entering, guarding, imagining, tending, withdrawing
from engine.core.conduct.finding import books_of, engaged, entries_on
from engine.core.conduct.ledger import attend
from engine.core.conduct.turn import Turn, begun, in_play
from engine.core.forecasting.forecast import forecast
from engine.core.state import State
from engine.core.strategies.quiet import quiet_band
from engine.domain.forecast import Forecast
from engine.domain.identity import FixtureId
from engine.domain.market import MICROS_PER_MID_TWICE, Book, Fixture, Leg, mid_twice, place_of
from engine.domain.moment import Moment, after
from engine.domain.money import ONE

_DRIFT = 20_000
"""How much a fair value may have risen before a quote inside the band is looked at anyway, in ppm."""

_MINUTE_SD_TWICE = 730
"""Twice the standard deviation of a price over a minute in play, in $0.0001: 3.65 c on real NBA games."""

_AGREEMENT = 100_000
"""How far market and score-based fair value may be apart, in ppm, and still agree on the score."""

Books = list[Book | None]
Mids = tuple[int | None, ...]
"""Twice the mid per outcome (YES); None where a book is not two-sided."""


def look(turn: Turn, fixture_id: FixtureId) -> None:
    """What does this fixture ask of us now?"""
    fixture = turn.state.quotes.fixtures.get(fixture_id)
    if fixture is None:
        return
    turn.state.quotes.due.pop(fixture_id, None)
    turn.state.quotes.changed.pop(fixture_id, None)
    books = books_of(turn.state, fixture)
    _notice(turn, fixture, books)
    belief = _believe(turn, fixture, books)
    ours = engaged(turn.state, fixture_id)
    if ours:
        withdrawing.review(turn, fixture)
        tending.tend(turn, fixture)
        guarding.check_if_moved(turn, fixture)
    imagining.tend(turn, fixture, belief)
    if belief is not None:
        entering.consider(turn, fixture, belief, ours=ours)
    _rest(turn, fixture, belief)


def tend_only(turn: Turn, fixture_id: FixtureId) -> None:
    """Look after what we have on a fixture, without entering anything."""
    fixture = turn.state.quotes.fixtures.get(fixture_id)
    if fixture is not None and engaged(turn.state, fixture_id):
        withdrawing.review(turn, fixture)
        tending.tend(turn, fixture)


def _believe(turn: Turn, fixture: Fixture, books: Books) -> Forecast | None:
    state = turn.state
    belief = forecast(
        fixture=fixture,
        books=books,
        model=state.convictions.models.get(fixture.league),
        before=state.convictions.before.get(fixture.id),
        sighting=state.games.sightings.get(fixture.id),
        at=turn.at,
        rules=turn.rules.forecast,
    )
    if belief is None:
        return None
    state.convictions.forecasts[fixture.id] = belief
    if belief.in_play:
        _compare(turn, fixture, belief, books)
    elif belief.market is not None:
        state.convictions.before[fixture.id] = belief.fair
    return belief


def _notice(turn: Turn, fixture: Fixture, books: Books) -> None:
    """Keep the mids, and freeze the fixture when one jumped without an event in our feed.

    Before the game only where an entry of ours rests; in play none does, and none follows.
    """
    games = turn.state.games
    now = tuple([mid_twice(book, Leg.YES) for book in books])
    before = games.mids.get(fixture.id, now)
    games.mids[fixture.id] = now if now == before else _latest(before, now)
    jumped = now != before and _farthest(before, now) > _jump(turn.state)
    if begun(turn, fixture):
        if jumped:
            _freeze_unless_told(turn, fixture)
        return
    if jumped and entries_on(turn.state, fixture.id):
        # Somebody knows something: what rests there is not left to them.
        games.frozen_until[fixture.id] = after(turn.at, turn.rules.entering.freeze_for)
    if fixture.closing_known:
        _keep_close(turn, fixture, now)


def _jump(state: State) -> float:
    """Which move of twice a mid, from one look to the next, is a jump?"""
    return state.run.rules.entering.jump_sigma * _MINUTE_SD_TWICE


def hurry_if_jumped(state: State, fixture_id: FixtureId, book: Book, at: Moment) -> None:
    """A book jumps away from its last look while an order of ours rests: its fixture is looked at now, not in its turn."""
    fixture, before = state.quotes.fixtures[fixture_id], state.games.mids.get(fixture_id)
    if before is None or not state.trading.orders_on.get(fixture_id):
        return
    old, new = before[place_of(fixture, book.market)], mid_twice(book, Leg.YES)
    if old is not None and new is not None and abs(new - old) > _jump(state):
        for market in fixture.markets:
            watch = state.quotes.watches[market.id]
            watch.quiet_until = watch.look_at = at


def _keep_close(turn: Turn, fixture: Fixture, mids: Mids) -> None:
    """These are the closing line, until others are seen before the start."""
    for market, mid in zip(fixture.markets, mids, strict=True):
        if mid is not None:
            turn.state.games.closing[market.id] = mid


def close(turn: Turn, fixture_id: FixtureId) -> None:
    """The scheduled start has come: the last books before it are the closing line, whether looked at or not."""
    fixture = turn.state.quotes.fixtures.get(fixture_id)
    if (
        fixture is None
        or not fixture.closing_known
        or in_play(turn, fixture_id)
        or turn.at > fixture.starts_at
    ):
        return
    _keep_close(turn, fixture, tuple([mid_twice(book, Leg.YES) for book in books_of(turn.state, fixture)]))


def _latest(before: Mids, now: Mids) -> Mids:
    return tuple([new if new is not None else old for new, old in zip(now, before, strict=True)])


def _farthest(before: Mids, now: Mids) -> int:
    moves = [
        abs(new - old) for new, old in zip(now, before, strict=True) if new is not None and old is not None
    ]
    return max(moves, default=0)


def _freeze_unless_told(turn: Turn, fixture: Fixture) -> None:
    games = turn.state.games
    if not _just_told(turn, fixture):
        games.jumped[fixture.id] = turn.at
        games.agrees_since.pop(fixture.id, None)


def _just_told(turn: Turn, fixture: Fixture) -> bool:
    """Has our feed told of something on this fixture within the time a price needs to settle?"""
    told_at = turn.state.games.news_at.get(fixture.id)
    return told_at is not None and turn.at - told_at < turn.rules.entering.freeze_for


def _compare(turn: Turn, fixture: Fixture, belief: Forecast, books: Books) -> None:
    """Since when has the market agreed with the score our feed shows?"""
    agrees = turn.state.games.agrees_since
    if belief.model is None:
        agrees.pop(fixture.id, None)
        return
    implied = [_implied(book) for book in books]
    apart = [
        abs(ours - theirs) for ours, theirs in zip(belief.model, implied, strict=True) if theirs is not None
    ]
    if not apart or max(apart) > _AGREEMENT:
        agrees.pop(fixture.id, None)
    else:
        agrees.setdefault(fixture.id, turn.at)


def _implied(book: Book | None) -> int | None:
    """What chance (ppm) does a book alone speak of, one side of it included? None when nobody quotes.

    When a game is as good as decided, nobody bids for the loser and nobody offers the winner.
    """
    if book is None or not (book.bids or book.asks):
        return None
    bid = book.bids[0][0] if book.bids else 0
    ask = book.asks[0][0] if book.asks else ONE
    return (bid + ask) * MICROS_PER_MID_TWICE


def _rest(turn: Turn, fixture: Fixture, belief: Forecast | None) -> None:
    """Say when the next quote of this fixture is worth a look."""
    entering_rules, watches = turn.rules.entering, turn.state.quotes.watches
    running = in_play(turn, fixture.id)
    gap: int = entering_rules.scan_in_play if running else entering_rules.scan_before
    ours = engaged(turn.state, fixture.id)
    quiet_until = after(turn.at, gap)
    repeat_at = quiet_until if _time_tells(turn, fixture.id) else after(turn.at, entering_rules.scan_all)
    for index, market in enumerate(fixture.markets):
        watch = watches[market.id]
        watch.quiet_until, watch.repeat_at = quiet_until, repeat_at
        attend(watch, ours=ours)
        watch.look_at, watch.bid_low, watch.ask_low = quiet_until, ONE, ONE
        if not ours:
            _widen(turn, fixture, belief, index, quiet_until)


def _time_tells(turn: Turn, fixture: FixtureId) -> bool:
    """Is there something on this fixture that ages while its books stand still: an order, or a doubt?

    Imagined orders are looked after by every quote of their market.
    """
    state = turn.state
    held = state.trading.positions_on.get(fixture, ())
    return bool(state.trading.orders_on.get(fixture)) or any(
        withdrawing.unfinished(turn, fixture, key) for key in held
    )


def _widen(turn: Turn, fixture: Fixture, belief: Forecast | None, index: int, quiet_until: Moment) -> None:
    """Where we hold nothing, only a quote outside the quiet band is worth a look before the next scan.

    The blended fair value follows its own book, so the band allows for a drift of two ticks.
    """
    watch = turn.state.quotes.watches[fixture.markets[index].id]
    watch.look_at = max(quiet_until, after(turn.at, turn.rules.entering.scan_all))
    if belief is None or belief.market is None:
        watch.look_at = quiet_until
        return
    watch.bid_low, watch.ask_low = quiet_band(
        belief, index, turn.rules.arms, fixture.markets[index], drift=_DRIFT
    )
