"""What does a fitted rating model say of a basketball game?"""

from functools import lru_cache
from math import isfinite

from engine.core.forecasting.goals import strength
from engine.domain.errors import Malformed
from engine.domain.forecast import FittedModel
from engine.domain.sport import Sport
from engine.maths.hazard import margin_win_probability


def expected_margin(model: FittedModel, home: str, away: str) -> float:
    """By how many points is the home side expected to win (below 0: to lose)?

    Raises:
        Malformed: the model is not a basketball model, or its spread is not above zero.
    """
    if model.sport is not Sport.BASKETBALL:
        raise Malformed(f"model {model.id}", model.sport, "a basketball model")
    ratings = model.home + strength(model, home).attack - strength(model, away).attack
    margin = model.base * ratings
    if not (isfinite(margin) and isfinite(model.spread) and model.spread > 0):
        raise Malformed(
            f"margin and spread of model {model.id}", (margin, model.spread), "finite, spread above 0"
        )
    return margin


def outcomes(model: FittedModel, home: str, away: str) -> tuple[float, float]:
    """How likely are home win and away win, overtime included?"""
    return _outcomes(expected_margin(model, home, away), model.spread)


@lru_cache(maxsize=1024)
def _outcomes(margin: float, spread: float) -> tuple[float, float]:
    win = margin_win_probability(0.0, 1.0, margin, spread)
    return win, 1.0 - win
