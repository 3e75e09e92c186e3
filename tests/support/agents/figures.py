"""From fills to figures: return per dollar with an interval that knows which fills shared their luck."""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from engine.maths.posteriors import student_quantile
from tests.support.agents.bed import Dealt


class Share(NamedTuple):
    """One agent on one seed: dollars staked (price and fee of what it bought), and gained in three ways of counting.

    `paid` by what the market paid in the end; `worth` by the true chance at the fill, which has the same mean and
    less luck; `closed` by the closing mid, over the stakes made before the game (`staked_before`).
    """

    mind: str
    seed: int
    fills: int
    staked: float
    paid: float
    worth: float
    staked_before: float
    closed: float
    contracts_before: float


class Figure(NamedTuple):
    """A mean between its 95 % bounds."""

    mean: float
    low: float
    high: float

    def __format__(self, form: str) -> str:
        scale = float(form or 100)
        return f"{self.mean * scale:+6.2f} [{self.low * scale:+6.2f} .. {self.high * scale:+6.2f}]"


def shares(seed: int, dealt: Iterable[Dealt]) -> list[Share]:
    """What did each agent stake and gain on this seed?"""
    found: dict[str, list[Dealt]] = {}
    for one in dealt:
        found.setdefault(one.mind, []).append(one)
    return [_share(mind, seed, fills) for mind, fills in found.items()]


def _share(mind: str, seed: int, fills: list[Dealt]) -> Share:
    before = [one for one in fills if one.close is not None]
    return Share(
        mind=mind,
        seed=seed,
        fills=len(fills),
        staked=_staked(fills),
        paid=sum(gain(one, one.value) for one in fills),
        worth=sum(gain(one, one.truth) for one in fills),
        staked_before=_staked(before),
        closed=sum(gain(one, one.close) for one in before),
        contracts_before=sum(one.contracts for one in before if one.buys),
    )


def gain(one: Dealt, worth: float) -> float:
    """How many dollars did this fill make if a contract is worth so much?"""
    sign = 1.0 if one.buys else -1.0
    return one.contracts * sign * (worth - one.price) - one.fee


def _staked(fills: Iterable[Dealt]) -> float:
    return sum(one.contracts * one.price + one.fee for one in fills if one.buys)


def per_dollar(
    rows: Iterable[Share], gained: Callable[[Share], float] = lambda row: row.paid
) -> Figure | None:
    """What was gained per dollar staked, seeds being independent? None when nothing was staked."""
    return ratio([(gained(row), row.staked) for row in rows])


def closing_value(rows: Iterable[Share]) -> Figure | None:
    """What was the closing-line value after fees, dollars a contract, seeds being independent?"""
    return ratio([(row.closed, row.contracts_before) for row in rows])


def ratio(pairs: list[tuple[float, float]]) -> Figure | None:
    """Which ratio have the sums, between which bounds? Linearised, one cluster a pair, Student with n − 1."""
    kept = np.array([pair for pair in pairs if pair[1] > 0])
    if not len(kept):
        return None
    gained, base = kept[:, 0], kept[:, 1]
    mean = float(gained.sum() / base.sum())
    if len(kept) < 2:
        return Figure(mean, -math.inf, math.inf)
    spread = gained - mean * base
    error = math.sqrt(float((spread**2).sum()) * len(kept) / (len(kept) - 1)) / float(base.sum())
    half = student_quantile(0.975, len(kept) - 1) * error
    return Figure(mean, mean - half, mean + half)
