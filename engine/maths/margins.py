"""Which probabilities stand behind a bookmaker's odds or an exchange's prices?

Odds are decimal, shape (..., outcomes): one match or many at once. Every method keeps the order of the outcomes.
"""

import math
from collections.abc import Sequence

import numpy as np

from engine.maths.arrays import FloatArray, Floats, floats

_NEWTON_STEPS = 60
_BISECTIONS = 60
_TOLERANCE = 1e-13


def multiplicative(odds: Floats) -> FloatArray:
    """Which probabilities follow if every outcome carries the margin in proportion?"""
    quotes = _quotes(odds)
    return np.asarray(quotes / quotes.sum(axis=-1, keepdims=True))


def power(odds: Floats) -> FloatArray:
    """Which probabilities follow from raising the quotes 1/odds to the one power that makes them sum to one?

    Source: Clarke, Kovalchik & Ingram 2017, the power method. Also takes books below one.
    """
    logs = np.log(_quotes(odds))
    exponent = np.ones(logs.shape[:-1])
    for _ in range(_NEWTON_STEPS):
        raised = np.exp(logs * exponent[..., None])
        total = raised.sum(axis=-1)
        step = np.log(total) * total / (raised * logs).sum(axis=-1)
        # log-sum-exp is convex and falling: Newton never passes the root from the left, so only zero needs a guard.
        exponent = np.maximum(exponent - step, 0.0)
        if np.abs(step).max(initial=0.0) < _TOLERANCE:
            break
    raised = np.exp(logs * exponent[..., None])
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def shin(odds: Floats) -> tuple[FloatArray, FloatArray]:
    """Which probabilities follow if a share z of the money knows the result, and what is z?

    Returns probabilities (..., outcomes) and z (...), z in [0, 1). Two-way it equals the additive method.
    Raises ValueError for a book below one: no share of insiders explains a gift. Source: Shin 1993.
    """
    quotes = _quotes(odds)
    book = quotes.sum(axis=-1)
    if (book < 1 - 1e-12).any():
        raise ValueError(f"the book sums to {np.min(book)}: Shin's method needs at least 1")
    squares = quotes**2 / np.maximum(book, 1.0)[..., None]
    low, high = np.zeros_like(book), np.ones_like(book)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        above = _shin_probabilities(squares, middle).sum(axis=-1) > 1
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    insiders = np.where(book <= 1 + 1e-12, 0.0, (low + high) / 2)
    raised = _shin_probabilities(squares, insiders)
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True)), insiders


def power_prices(prices: Sequence[float]) -> tuple[float, ...]:
    """Which probabilities follow from two or three prices in dollars, each in (0, 1), by the power method?

    The scalar road, for every batch of quotes. The sum may lie above or below one.
    Raises ValueError naming a price outside (0, 1), or fewer than two prices.
    """
    if len(prices) < 2:
        raise ValueError(f"{len(prices)} prices: at least 2 needed")
    for price in prices:
        if not 0.0 < price < 1.0:
            raise ValueError(f"price {price} is outside (0, 1)")
    logs = [math.log(price) for price in prices]
    exponent = 1.0
    for _ in range(_NEWTON_STEPS):
        raised = [math.exp(exponent * log) for log in logs]
        total = sum(raised)
        step = math.log(total) * total / sum(value * log for value, log in zip(raised, logs, strict=True))
        exponent = max(exponent - step, 0.0)
        if abs(step) < _TOLERANCE:
            break
    raised = [math.exp(exponent * log) for log in logs]
    total = sum(raised)
    return tuple(value / total for value in raised)


def _quotes(odds: Floats) -> FloatArray:
    array = floats(odds)
    if array.ndim == 0 or array.shape[-1] < 2:
        raise ValueError(f"odds of shape {array.shape}: at least 2 outcomes needed")
    if (array <= 1).any():
        raise ValueError(f"odds {array[array <= 1].flat[0]}: decimal odds must be above 1")
    return np.asarray(1.0 / array)


def _shin_probabilities(squares: FloatArray, insiders: FloatArray) -> FloatArray:
    # The textbook form (S - z)/(2(1 - z)) loses its digits near z = 1; 2r/(S + z) is the same number without the loss.
    z = insiders[..., None]
    return np.asarray(2 * squares / (np.sqrt(z**2 + 4 * (1 - z) * squares) + z))
