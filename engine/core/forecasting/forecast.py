"""What do we believe about a fixture now?"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from engine.core.forecasting import in_play
from engine.core.forecasting.ensemble import blend, spread
from engine.core.forecasting.market_prior import from_books
from engine.core.forecasting.registry import Question, before_the_game
from engine.domain.clean import own
from engine.domain.forecast import FittedModel, Forecast
from engine.domain.game import GameStatus, Sighting
from engine.domain.identity import ModelId
from engine.domain.market import Book, Fixture
from engine.domain.moment import Moment
from engine.domain.probability import MILLION, Ppm, distribution, fraction, ppm
from engine.domain.rules import ForecastRules
from engine.domain.sport import OVER, RUNNING, Sport

MARKET_ONLY = ModelId(own("market"))
"""Who speaks when no model does."""

Distribution = tuple[float, ...]
Parts = tuple[Ppm, ...]


class _Figures(NamedTuple):
    """What a forecast says in numbers; the same for the same market, model and weight."""

    fair: Parts
    sd: Parts
    market: Parts | None
    model: Parts | None


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
    if sighting is not None and sighting.status.phase in OVER:
        return None
    begun = has_begun(fixture, sighting, at)
    market = from_books(books)
    own = _in_play(fixture, before, sighting) if begun else _before(fixture, model)
    if market is None and own is None:
        return None
    weight = rules.model_weight_in_play if begun else rules.model_weight
    who = MARKET_ONLY if own is None or model is None else model.id
    return Forecast(fixture.id, who, at, begun, *_figures(market, own, weight, rules))


# Four of five looks meet the prices and the score of the look before.
@lru_cache(maxsize=8192)
def _figures(
    market: Distribution | None, own: Distribution | None, weight_ppm: Ppm, rules: ForecastRules
) -> _Figures:
    weight = fraction(weight_ppm)
    fair = _joined(market, own, weight)
    return _Figures(
        fair=distribution(fair),
        sd=tuple([ppm(value) for value in spread(fair, market, own, weight, rules)]),
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
    return _fitted(model, fixture.home, fixture.away)


@lru_cache(maxsize=1024)
def _fitted(model: FittedModel, home: str, away: str) -> Distribution | None:
    return before_the_game(Question(sport=model.sport, home=home, away=away, fitted=model))


def _in_play(
    fixture: Fixture, before: tuple[Ppm, ...] | None, sighting: Sighting | None
) -> Distribution | None:
    if before is None or sighting is None or not in_play.knows_time(fixture.sport, sighting.status):
        return None
    return _from_here(fixture.sport, before, sighting.status)


@lru_cache(maxsize=8192)
def _from_here(sport: Sport, before: Parts, status: GameStatus) -> Distribution:
    return in_play.outcomes(sport, tuple(part / MILLION for part in before), status)


def _joined(market: Distribution | None, own: Distribution | None, weight: float) -> Distribution:
    if market is not None and own is not None:
        return blend(market, own, weight)
    return market or own or ()
