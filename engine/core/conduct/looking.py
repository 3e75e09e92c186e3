"""A look at one fixture: believe, withdraw, tend, propose. The same look for whatever caused it."""

from engine.core.conduct import entering, guarding, tending, withdrawing
from engine.core.conduct.ledger import books_of, engaged
from engine.core.conduct.turn import Turn, in_play
from engine.core.forecasting.forecast import forecast
from engine.core.strategies.quiet import quiet_band
from engine.domain.forecast import Forecast
from engine.domain.identity import FixtureId
from engine.domain.market import Fixture
from engine.domain.moment import Moment, after
from engine.domain.money import ONE

_DRIFT = 20_000
"""How much a fair value may have risen before a quote inside the band is looked at anyway, in ppm."""


_AGREEMENT = 100_000
"""How far market and score-based fair value may be apart, in ppm, and still agree on the score."""


def look(turn: Turn, fixture_id: FixtureId) -> None:
    """What does this fixture ask of us now?"""
    fixture = turn.state.quotes.fixtures.get(fixture_id)
    if fixture is None:
        return
    turn.state.quotes.due.pop(fixture_id, None)
    belief = _believe(turn, fixture)
    ours = engaged(turn.state, fixture_id)
    if ours:
        withdrawing.review(turn, fixture)
        tending.tend(turn, fixture)
        guarding.check_if_moved(turn, fixture)
    elif belief is not None:
        entering.consider(turn, fixture, belief)
    _rest(turn, fixture, belief)


def tend_only(turn: Turn, fixture_id: FixtureId) -> None:
    """Look after what we have on a fixture, without entering anything."""
    fixture = turn.state.quotes.fixtures.get(fixture_id)
    if fixture is not None and engaged(turn.state, fixture_id):
        withdrawing.review(turn, fixture)
        tending.tend(turn, fixture)


def _believe(turn: Turn, fixture: Fixture) -> Forecast | None:
    state = turn.state
    belief = forecast(
        fixture=fixture,
        books=books_of(state, fixture),
        model=state.convictions.models.get(fixture.league),
        before=state.convictions.before.get(fixture.id),
        sighting=state.games.sightings.get(fixture.id),
        at=turn.at,
        rules=turn.rules.forecast,
    )
    if belief is None:
        return None
    state.convictions.forecasts[fixture.id] = belief
    if turn.at < fixture.starts_at and belief.market is not None:
        state.convictions.before[fixture.id] = belief.fair
    if belief.in_play:
        _compare(turn, fixture, belief)
    return belief


def _compare(turn: Turn, fixture: Fixture, belief: Forecast) -> None:
    """Since when has the market agreed with the score our feed shows?"""
    agrees = turn.state.games.agrees_since
    if belief.market is None or belief.model is None:
        return
    apart = max(abs(ours - theirs) for ours, theirs in zip(belief.model, belief.market, strict=True))
    if apart > _AGREEMENT:
        agrees.pop(fixture.id, None)
    else:
        agrees.setdefault(fixture.id, turn.at)


def _rest(turn: Turn, fixture: Fixture, belief: Forecast | None) -> None:
    """Say when the next quote of this fixture is worth a look."""
    entering_rules, watches = turn.rules.entering, turn.state.quotes.watches
    running = in_play(turn, fixture.id)
    gap: int = entering_rules.scan_in_play if running else entering_rules.scan_before
    ours = engaged(turn.state, fixture.id)
    quiet_until = after(turn.at, gap)
    for index, market in enumerate(fixture.markets):
        watch = watches[market.id]
        watch.quiet_until = quiet_until
        watch.ours = ours
        watch.look_at, watch.bid_low, watch.ask_low = quiet_until, ONE, ONE
        if not ours:
            _widen(turn, fixture, belief, index, quiet_until)


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
