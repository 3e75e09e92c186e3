"""What does a fitted goal model say of a football match?"""

from functools import lru_cache
from math import exp, isfinite

from engine.domain.errors import Malformed
from engine.domain.forecast import FittedModel, TeamStrength
from engine.domain.sport import Sport
from engine.maths.poisson import outcome_probabilities

_RATE_MOST = 15.0


def strength(model: FittedModel, team: str) -> TeamStrength:
    """How strong is a club? One that was not in the data counts as a newcomer."""
    return _strengths(model.strengths).get(team, model.newcomer)


def rates(model: FittedModel, home: str, away: str) -> tuple[float, float]:
    """How many goals are expected of the home and of the away side?

    exp(base + home + attack − defence of the other side), the home advantage for one side only; a
    higher defence concedes less. Source: Maher 1982; Dixon and Coles 1997, eq. 3.1.

    Raises:
        Malformed: the model is not a football model, or its rates are no goals any side scores.
    """
    if model.sport is not Sport.FOOTBALL:
        raise Malformed(f"model {model.id}", model.sport, "a football model")
    ours, theirs = strength(model, home), strength(model, away)
    logs = (model.base + model.home + ours.attack - theirs.defence, model.base + theirs.attack - ours.defence)
    if not all(isfinite(log) and log < 5.0 for log in logs) or not isfinite(model.rho):
        raise Malformed(f"log rates and rho of model {model.id}", (*logs, model.rho), "finite, rates below 5")
    first, second = (min(_RATE_MOST, exp(log)) for log in logs)
    return first, second


def outcomes(model: FittedModel, home: str, away: str) -> tuple[float, float, float]:
    """How likely are home win, draw and away win after 90 minutes?"""
    return _outcomes(*rates(model, home, away), model.rho)


@lru_cache(maxsize=1024)
def _outcomes(home_rate: float, away_rate: float, rho: float) -> tuple[float, float, float]:
    return outcome_probabilities(home_rate, away_rate, rho)


@lru_cache(maxsize=64)
def _strengths(strengths: tuple[TeamStrength, ...]) -> dict[str, TeamStrength]:
    return {strength.team: strength for strength in strengths}
