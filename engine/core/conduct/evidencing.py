"""Keeping score of forecasts: what was stated when a game began, judged when it is paid."""

from engine.core.conduct.finding import books_of
from engine.core.conduct.turn import Turn
from engine.core.forecasting.market_prior import from_books
from engine.core.performance.evidence import Stated, take_down
from engine.core.state import State
from engine.domain.identity import FixtureId
from engine.domain.market import Fixture
from engine.domain.money import ONE
from engine.domain.probability import distribution


def begin(turn: Turn, fixture_id: FixtureId) -> None:
    """The scheduled start has come: keep what is stated of the fixture, and what its books say alone.

    Only a forecast made before the start counts. Where a recording knows no closing odds, its last prices are no
    market to be measured against.
    """
    state = turn.state
    fixture, belief = state.quotes.fixtures.get(fixture_id), state.convictions.forecasts.get(fixture_id)
    if fixture is None or belief is None or belief.in_play or belief.at > fixture.starts_at:
        return
    said = from_books(books_of(state, fixture))
    closing = belief.market if said is None else distribution(said)
    state.evidence.stated[fixture_id] = Stated(
        belief.model_id, belief.fair, closing if fixture.closing_known else None, belief.model
    )


def judge(state: State, fixture: Fixture) -> None:
    """A fixture is over and paid: count what was stated of it. One that was void, or paid in parts, counts nowhere."""
    stated = state.evidence.stated.pop(fixture.id, None)
    happened = _happened(state, fixture)
    if stated is not None and happened is not None:
        take_down(state.evidence, fixture.league, stated, happened)


def _happened(state: State, fixture: Fixture) -> int | None:
    """Which outcome came? None when no single one did."""
    paid = [state.quotes.settled.get(market.id) for market in fixture.markets]
    void = any(market.id in state.quotes.voided for market in fixture.markets)
    whole = sorted(value for value in paid if value is not None) == [0] * (len(paid) - 1) + [ONE]
    return paid.index(ONE) if whole and not void else None
