"""What do games that settle together come to, and how bad is their bad case?

The outcomes of one game exclude each other. Games are independent but for one common factor z, a standard normal
number: all forecasts of a date may be wrong the same way. With z, p_i becomes p_i(z) ∝ p_i · exp(s · z · v_i / 2),
v_i = +1 for outcomes that bring more than the game brings on average, -1 for those that bring less; so z = 1 moves the
log-odds of a good outcome against a bad one by s. The sum is a mixture over Gauss–Hermite nodes of z.

The factor moves the mean too, because a logistic curve is bent: chances are pulled towards a half, by about
p(1-p)(1-2p)s²/2 (.0018 at p = .1 and s = .2). Whoever wants the mean of the forecasts themselves takes their own sum;
from here come the bounds. They are read cautiously: of the mixture and of the sum without a common error (its middle
node) the worse counts, so that s > 0 never makes a bad case better.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.maths.arrays import FloatArray, IntArray

Bet = tuple[Sequence[int], Sequence[int]]
"""One game: how likely each outcome is, in any unit (divided by their sum), and what it brings, in whole numbers."""

NODES = 5
"""An odd number, so that one node is z = 0."""

_EXACT_VALUES = 1024
_GRID = 512
_SLACK = 1e-12


class Sums(NamedTuple):
    """A sum's possible values, ascending, and the chance of one at or below each: shape (nodes of z, values)."""

    values: IntArray
    reached: FloatArray
    weights: FloatArray
    """What each node counts in the mixture; they sum to one."""


def sums(bets: Sequence[Bet], common: float = 0.0) -> Sums:
    """What may all these games bring together?

    `common` is s, in log-odds, at least 0. Exact up to about a thousand values; beyond them on an even grid on which
    each value is split between its two neighbours, so that the mean stays and the spread only grows.
    """
    if common < 0:
        raise ValueError(f"common factor {common}: allowed 0 and above")
    nodes, weights = _nodes(common)
    games = [_merged(chances, brought) for chances, brought in bets]
    parts = [(values, tilted(chances, values[None, :], nodes)[0]) for chances, values in games]
    values, chances, done = np.zeros(1, dtype=np.int64), np.ones((nodes.size, 1)), 0
    while done < len(parts) and values.size * parts[done][0].size <= _EXACT_VALUES:
        more, theirs = parts[done]
        values = (values[:, None] + more).ravel()
        chances = (chances[:, :, None] * theirs[:, None, :]).reshape(nodes.size, -1)
        done += 1
    if done < len(parts):
        values, chances = _on_grid(values, chances, parts[done:])
    order = np.argsort(values, kind="stable")
    return Sums(values[order], np.cumsum(chances[:, order], axis=1), weights)


def tilted(chances: FloatArray, brought: IntArray, nodes: FloatArray) -> FloatArray:
    """How likely is each outcome when the common error stands at each node?

    `chances` (outcomes,), `brought` (cases, outcomes), `nodes` already times s; shape (cases, nodes, outcomes).
    """
    better = np.sign(brought - (brought @ chances)[:, None])
    weights = chances * np.exp(nodes[:, None] / 2 * better[:, None, :])
    return np.asarray(weights / weights.sum(axis=2, keepdims=True))


def mean(found: Sums) -> float:
    """What is the sum's mean, the common factor's own shift in it?"""
    return float(_mixed(found, np.diff(found.reached, axis=1, prepend=0.0)) @ found.values)


def point(found: Sums, share: float) -> int:
    """Which is the lowest sum at or below which this share of the chance lies, read cautiously?"""
    last = found.values.size - 1
    places = [min(last, int(np.searchsorted(one, share - _SLACK))) for one in _readings(found)]
    return int(found.values[min(places) if share < 0.5 else max(places)])


def below(found: Sums, amount: int) -> float:
    """How likely is a sum below this amount, read cautiously?"""
    place = int(np.searchsorted(found.values, amount))
    return max(float(one[place - 1]) for one in _readings(found)) if place else 0.0


def shortfall(found: Sums, share: float) -> float:
    """What does the sum come to on average in its worst `share` of cases, read cautiously?"""
    worst = []
    for one in _readings(found):
        masses = np.diff(np.minimum(one, share), prepend=0.0)
        worst.append(float(masses @ found.values) / share)
    return min(worst)


def fits(
    rest: Sums, game: tuple[Sequence[int], IntArray], common: float, *, least: int, share: float
) -> IntArray:
    """In which cases does the `share` point of everything stay at `least` or above when one more game joins?

    `rest` is the sum of the other games under the same common factor, `game` the chances of the one that joins and
    what its outcomes bring in each case, shape (cases, outcomes). Ones and noughts, one per case; read cautiously.
    """
    chances = np.asarray(game[0], dtype=np.float64) / sum(game[0])
    nodes, weights = _nodes(common)
    places = np.searchsorted(rest.values, least - game[1])
    under = np.pad(rest.reached, ((0, 0), (1, 0)))[:, places].transpose(1, 0, 2)
    chance = (tilted(chances, game[1], nodes) * under).sum(axis=2)
    worst = np.maximum(chance @ weights, chance[:, nodes.size // 2])
    return np.asarray(worst < share - _SLACK, dtype=np.int64)


@lru_cache(maxsize=8)
def _nodes(common: float) -> tuple[FloatArray, FloatArray]:
    """Where is z looked at (times s), and what does each place count? One place without a common factor."""
    if common == 0:
        return np.zeros(1), np.ones(1)
    places, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return common * places, weights / weights.sum()


def _merged(chances: Sequence[int], brought: Sequence[int]) -> tuple[FloatArray, IntArray]:
    """Which values can one game bring, each once and ascending, and how likely is each?"""
    if len(chances) != len(brought) or not chances:
        raise ValueError(f"{len(chances)} chances for {len(brought)} values: needs as many, at least one")
    total, by_value = sum(chances), dict.fromkeys(sorted(brought), 0)
    if min(chances) < 0 or total <= 0:
        raise ValueError(f"chances {tuple(chances)}: allowed 0 and above, not all 0")
    for chance, value in zip(chances, brought, strict=True):
        by_value[value] += chance
    shares = np.array([chance / total for chance in by_value.values()])
    return shares, np.array(list(by_value), dtype=np.int64)


def _on_grid(
    values: IntArray, chances: FloatArray, more: Sequence[tuple[IntArray, FloatArray]]
) -> tuple[IntArray, FloatArray]:
    """Which sums are possible on an even grid, and how likely is each, when these games join?"""
    lowest = int(values.min()) + sum(int(each.min()) for each, _ in more)
    highest = int(values.max()) + sum(int(each.max()) for each, _ in more)
    step = max(1, -(-(highest - lowest) // _GRID))
    cells = (highest - lowest) // step + len(more) + 3
    made = np.zeros((len(chances), cells))
    whole, rest = np.divmod(values - values.min(), step)
    for node, row in enumerate(chances):
        made[node] = np.bincount(whole, row * (1 - rest / step), cells)
        made[node] += np.bincount(whole + 1, row * (rest / step), cells)
    filled = int((values.max() - values.min()) // step) + 2
    for each, theirs in more:
        made, filled = _shifted(made, filled, (each - each.min()) / step, theirs)
    return lowest + step * np.arange(cells, dtype=np.int64), made


def _shifted(made: FloatArray, filled: int, moves: FloatArray, theirs: FloatArray) -> tuple[FloatArray, int]:
    """Which chances has the grid when one more game joins? Only its first `filled` cells hold anything."""
    joined, old = np.zeros_like(made), made[:, :filled]
    for move, chance in zip(moves.tolist(), theirs.T, strict=True):
        whole, rest = int(move), move % 1
        joined[:, whole : whole + filled] += (chance * (1 - rest))[:, None] * old
        if rest:
            joined[:, whole + 1 : whole + 1 + filled] += (chance * rest)[:, None] * old
    return joined, filled + int(moves.max()) + 1


def _mixed(found: Sums, rows: FloatArray) -> FloatArray:
    return np.asarray(found.weights @ rows)


def _readings(found: Sums) -> tuple[FloatArray, FloatArray]:
    """How much chance is reached at each value, with and without the common error?"""
    return _mixed(found, found.reached), found.reached[len(found.weights) // 2]
