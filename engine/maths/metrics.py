"""How good were the forecasts, and how sure may one be of it?

Forecast rows are (..., outcomes) and sum to one; `results` is the index of the outcome that happened. Scores come per
row: average them, or hand them to `mean_interval`.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.maths import normal
from engine.maths.arrays import FloatArray, Floats, IntArray, floats, probability_rows
from engine.maths.posteriors import student_quantile

_CLIP = 1e-15


class Interval(NamedTuple):
    """A mean with the two ends of its confidence interval."""

    mean: float
    low: float
    high: float


def log_losses(forecasts: Floats, results: Sequence[int] | IntArray) -> FloatArray:
    """What did each forecast lose by its logarithm, in nats?"""
    rows, happened = _rows(forecasts, results)
    return np.asarray(-np.log(np.maximum(rows[np.arange(len(rows)), happened], _CLIP)))


def ranked_probability_scores(forecasts: Floats, results: Sequence[int] | IntArray) -> FloatArray:
    """How far was each forecast from the result, counting how near a miss is? Source: Epstein 1969; 0 best, 1 worst."""
    rows, happened = _rows(forecasts, results)
    gap = np.cumsum(rows - _hits(rows, happened), axis=1)[:, :-1]
    return np.asarray((gap**2).sum(axis=1) / (rows.shape[1] - 1))


def calibration_error(forecasts: Floats, results: Sequence[int] | IntArray, bins: int = 15) -> float:
    """How far are stated chances from observed shares, on average over bins of equal mass, all outcomes pooled?"""
    stated, came = pooled(forecasts, results)
    order = np.argsort(stated, kind="stable")
    parts = [part for part in np.array_split(order, bins) if part.size]
    return float(
        sum(abs(stated[part].mean() - came[part].mean()) * part.size for part in parts) / stated.size
    )


def calibration_slope(forecasts: Floats, results: Sequence[int] | IntArray) -> float:
    """By which slope should the log-odds have been multiplied? One is right, below one is over-confident.

    Logistic regression with an intercept on all outcomes pooled (Cox 1958). None exists on separated data: raises.
    """
    stated, came = pooled(forecasts, results)
    inside = np.clip(stated, 1e-9, 1 - 1e-9)
    design = np.column_stack([np.ones(inside.size), np.log(inside / (1 - inside))])
    weights = np.array([0.0, 1.0])
    for _ in range(50):
        fitted = 1 / (1 + np.exp(-design @ weights))
        hessian = design.T @ (design * (fitted * (1 - fitted))[:, None])
        step = np.linalg.solve(hessian, design.T @ (came - fitted))
        weights = weights + step
        if np.abs(step).max() < 1e-10:
            return float(weights[1])
    raise ValueError("the calibration slope does not settle: the results are separated by the forecasts")


def pooled(forecasts: Floats, results: Sequence[int] | IntArray) -> tuple[FloatArray, FloatArray]:
    """Which chance was stated for every outcome of every row, and did it come (1) or not (0)? Flat arrays."""
    rows, happened = _rows(forecasts, results)
    return rows.ravel(), _hits(rows, happened).ravel()


def paired_difference(ours: Floats, theirs: Floats, cover: float = 0.95) -> Interval:
    """By how much do our scores differ from theirs on the same rows? Below zero: ours lose less."""
    a, b = floats(ours), floats(theirs)
    if a.shape != b.shape:
        raise ValueError(f"{a.size} scores against {b.size}: paired scores need the same rows")
    return mean_interval(a - b, cover=cover)


def mean_interval(
    values: Floats, groups: Sequence[int] | IntArray | None = None, *, cover: float = 0.95
) -> Interval:
    """Between which bounds lies the mean, when rows of one group (a day, a match) share their luck?

    Student interval with G − 1 degrees of freedom on the cluster-robust variance G/(G-1) Σ_g (Σ residuals)²/n²
    (Liang & Zeger 1986); no groups given: every row is its own. With fewer than two groups the bounds are infinite.
    """
    rows = floats(values)
    if rows.size == 0:
        raise ValueError("no values: a mean needs at least one")
    labels = np.arange(rows.size) if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    mean = float(rows.mean())
    sums = np.bincount(labels, weights=rows - mean)
    if sums.size < 2:
        return Interval(mean, -math.inf, math.inf)
    sd = math.sqrt(float((sums**2).sum()) * sums.size / (sums.size - 1)) / rows.size
    half = student_quantile((1 + cover) / 2, sums.size - 1) * sd
    return Interval(mean, mean - half, mean + half)


def wilson_interval(wins: int, trials: int, cover: float = 0.95) -> Interval:
    """Between which bounds lies a share seen as `wins` of `trials`? Source: Wilson 1927. No trials: raises."""
    if not 0 <= wins <= trials or trials == 0:
        raise ValueError(f"{wins} wins of {trials}: allowed 0 to the trials, at least one trial")
    z, share = normal.quantile((1 + cover) / 2), wins / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def probabilistic_sharpe(
    sharpe: float, periods: int, skew: float = 0.0, kurtosis: float = 3.0, benchmark: float = 0.0
) -> float:
    """How likely is the true Sharpe ratio above `benchmark`? Both per period; kurtosis 3 is the normal's.

    Source: Bailey & López de Prado 2012.
    """
    if periods < 2:
        raise ValueError(f"{periods} periods: at least 2 needed")
    variance = 1 - skew * sharpe + (kurtosis - 1) / 4 * sharpe**2
    if variance <= 0:
        raise ValueError(f"skew {skew} and kurtosis {kurtosis} belong to no distribution at Sharpe {sharpe}")
    return normal.cdf((sharpe - benchmark) * math.sqrt(periods - 1) / math.sqrt(variance))


def sprt_bounds(alpha: float, beta: float) -> tuple[float, float]:
    """At which log-likelihood ratios is the alternative taken, and at which dropped? Source: Wald 1945."""
    if not (0 < alpha < 1 and 0 < beta < 1):
        raise ValueError(f"alpha {alpha} and beta {beta}: allowed inside (0, 1)")
    return math.log((1 - beta) / alpha), math.log(beta / (1 - alpha))


def microprice(bid: float, bid_size: float, ask: float, ask_size: float) -> float:
    """Where does the next trade lie when the thinner side gives way first? Needs size on at least one side."""
    size = bid_size + ask_size
    if size <= 0:
        raise ValueError(f"sizes {bid_size} and {ask_size}: at least one must be above zero")
    return (bid * ask_size + ask * bid_size) / size


def _rows(forecasts: Floats, results: Sequence[int] | IntArray) -> tuple[FloatArray, IntArray]:
    rows, happened = (
        np.atleast_2d(probability_rows(forecasts)),
        np.atleast_1d(np.asarray(results, dtype=np.int64)),
    )
    if len(rows) != len(happened):
        raise ValueError(f"{len(rows)} forecasts for {len(happened)} results")
    if happened.size and not (happened.min() >= 0 and happened.max() < rows.shape[1]):
        raise ValueError(f"results {happened.min()} to {happened.max()}: allowed 0 to {rows.shape[1] - 1}")
    return rows, happened


def _hits(rows: FloatArray, happened: IntArray) -> FloatArray:
    return np.eye(rows.shape[1])[happened]
