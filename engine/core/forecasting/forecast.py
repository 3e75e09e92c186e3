"""What do we believe about a fixture now?"""

from collections.abc import Sequence

from engine.core.forecasting import in_play
from engine.core.forecasting.ensemble import blend, spread
from engine.core.forecasting.market_prior import from_books
from engine.core.forecasting.registry import Question, before_the_game
from engine.domain.forecast import FittedModel, Forecast
from engine.domain.game import Sighting
from engine.domain.identity import ModelId
from engine.domain.market import Book, Fixture
from engine.domain.moment import Moment
from engine.domain.probability import MILLION, Ppm, distribution, fraction, ppm
from engine.domain.rules import ForecastRules
from engine.domain.sport import RUNNING, Phase

MARKET_ONLY = ModelId("market")
"""Who speaks when no model does."""

_OVER = frozenset({Phase.FINISHED, Phase.POSTPONED, Phase.ABANDONED})

Distribution = tuple[float, ...]


def forecast(
    *,
    fixture: Fixture,
    books: Sequence[Book | None],
    model: FittedModel | None,
    before: tuple[Ppm, ...] | None,
    sighting: Sighting | None,
    at: Moment,
    rules: ForecastRules,
) -> Forecast | None:
    """How likely is each outcome, from the books, the fitted model, and the score?

    Before the game the fitted model shifts the market by `model_weight`. Once it has begun the in-play
    model takes over: `before` is our last fair value from before the start; it moves with the score and
    shifts the market by `model_weight_in_play`. Without two-sided books on every outcome the model speaks
    alone and `market` is None; a game said to have begun whose minute is unknown has the market only.

    Returns:
        None when neither market nor model says anything, or the game is over or called off.
    """
    if sighting is not None and sighting.status.phase in _OVER:
        return None
    begun = has_begun(fixture, sighting, at)
    market = from_books(books)
    own = _in_play(fixture, before, sighting) if begun else _before(fixture, model)
    weight = fraction(rules.model_weight_in_play if begun else rules.model_weight)
    fair = _joined(market, own, weight)
    if fair is None:
        return None
    return Forecast(
        fixture=fixture.id,
        model_id=MARKET_ONLY if own is None or model is None else model.id,
        at=at,
        in_play=begun,
        fair=distribution(fair),
        sd=tuple(ppm(value) for value in spread(fair, market, own, weight, rules)),
        market=None if market is None else distribution(market),
        model=None if own is None else distribution(own),
    )


def has_begun(fixture: Fixture, sighting: Sighting | None, at: Moment) -> bool:
    """Is the game on, as our feed says or, where it still says nothing, by the clock?"""
    if sighting is not None and sighting.status.phase in RUNNING:
        return True
    return at >= fixture.starts_at


def _before(fixture: Fixture, model: FittedModel | None) -> Distribution | None:
    if model is None or model.sport is not fixture.sport:
        return None
    return before_the_game(Question(sport=fixture.sport, home=fixture.home, away=fixture.away, fitted=model))


def _in_play(
    fixture: Fixture, before: tuple[Ppm, ...] | None, sighting: Sighting | None
) -> Distribution | None:
    if before is None or sighting is None or not in_play.knows_time(fixture.sport, sighting.status):
        return None
    return in_play.outcomes(fixture.sport, tuple(part / MILLION for part in before), sighting.status)


def _joined(market: Distribution | None, own: Distribution | None, weight: float) -> Distribution | None:
    if market is None or own is None:
        return market if own is None else own
    return blend(market, own, weight)
