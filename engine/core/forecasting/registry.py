"""Which models are there? One line each; a conformance suite asks every one of them the same."""

from collections.abc import Callable

from msgspec import Struct

from engine.core.forecasting import goals, in_play, market_prior, points
from engine.domain.forecast import FittedModel
from engine.domain.game import GameStatus
from engine.domain.market import Book
from engine.domain.sport import Sport


class Question(Struct, frozen=True):
    """Everything a model may want to know of a game; what is not known is left out."""

    sport: Sport
    home: str = ""
    away: str = ""
    books: tuple[Book | None, ...] = ()
    fitted: FittedModel | None = None
    before: tuple[float, ...] | None = None
    status: GameStatus | None = None


Answer = tuple[float, ...] | None
"""A distribution in the sport's outcome order; None when the model has nothing to go by."""


def dixon_coles(question: Question) -> Answer:
    """What does the fitted goal model say? None without one, or for another sport."""
    if question.fitted is None or question.sport is not Sport.FOOTBALL:
        return None
    return goals.outcomes(question.fitted, question.home, question.away)


def elo(question: Question) -> Answer:
    """What do the fitted ratings say? None without them, or for another sport."""
    if question.fitted is None or question.sport is not Sport.BASKETBALL:
        return None
    return points.outcomes(question.fitted, question.home, question.away)


def live(question: Question) -> Answer:
    """What does the score make of what was believed before? None without either."""
    if question.before is None or question.status is None:
        return None
    return in_play.outcomes(question.sport, question.before, question.status)


def market(question: Question) -> Answer:
    """What do the books say? None unless every outcome has a two-sided one."""
    return market_prior.from_books(question.books)


MODELS: dict[str, Callable[[Question], Answer]] = {
    "dixon_coles": dixon_coles,
    "elo": elo,
    "in_play": live,
    "market_prior": market,
}
"""Models by name. Each answers with a distribution, with None, or raises Malformed for what cannot be."""

_BEFORE: dict[Sport, str] = {Sport.FOOTBALL: "dixon_coles", Sport.BASKETBALL: "elo"}


def before_the_game(question: Question) -> Answer:
    """What does the sport's fitted model say before the game?"""
    return MODELS[_BEFORE[question.sport]](question)
