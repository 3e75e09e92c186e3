"""From fills to figures: means per dollar or per contract with an interval that knows which fills shared their luck."""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from engine.maths.posteriors import student_quantile
from tests.support.agents.bed import Dealt


class Share(NamedTuple):
    """One agent on one day (or one fixture): dollars staked (price and fee of what it bought), and dollars gained.

    `paid` by what the market paid in the end; `worth` by the true chance at the fill, which has the same mean and
    less luck; `closed` by the closing mid, over the `contracts` bought before the game.
    """

    mind: str
    group: str
    fills: int
    staked: float
    paid: float
    worth: float
    closed: float
    contracts: float


class Figure(NamedTuple):
    """A mean between its 95 % bounds, and how many groups made it."""

    mean: float
    low: float
    high: float
    groups: int

    def __str__(self) -> str:
        """In hundredths: percent of a dollar, or cents a contract."""
        return f"{100 * self.mean:+.2f} [{100 * self.low:+.2f} .. {100 * self.high:+.2f}]"


def shares(dealt: Iterable[Dealt], *, by_fixture: bool = False) -> list[Share]:
    """What did each agent stake and gain on each seed (or fixture)?"""
    found: dict[tuple[str, str], list[Dealt]] = {}
    for one in dealt:
        group = one.fixture if by_fixture else one.fixture.partition(":")[0]
        found.setdefault((one.mind, group), []).append(one)
    return [_share(mind, group, fills) for (mind, group), fills in found.items()]


def _share(mind: str, group: str, fills: list[Dealt]) -> Share:
    before = [one for one in fills if one.close is not None]
    return Share(
        mind=mind,
        group=group,
        fills=len(fills),
        staked=sum(one.contracts * one.price + one.fee for one in fills if one.buys),
        paid=sum(gain(one, one.value) for one in fills),
        worth=sum(gain(one, one.truth) for one in fills),
        closed=sum(gain(one, one.close) for one in before if one.buys),
        contracts=sum(one.contracts for one in before if one.buys),
    )


def gain(one: Dealt, worth: float) -> float:
    """How many dollars did this fill make if a contract is worth so much?"""
    sign = 1.0 if one.buys else -1.0
    return one.contracts * sign * (worth - one.price) - one.fee


def of(rows: Iterable[Share], mind: str) -> list[Share]:
    """Which rows are this agent's?"""
    return [row for row in rows if row.mind == mind]


def paid(rows: Iterable[Share], mind: str) -> Figure:
    """What did an agent gain per dollar, by what was paid in the end?"""
    return ratio(mind, [(row.paid, row.staked) for row in of(rows, mind)])


def worth(rows: Iterable[Share], mind: str) -> Figure:
    """What did an agent gain per dollar, by the true chance at each fill?"""
    return ratio(mind, [(row.worth, row.staked) for row in of(rows, mind)])


def closing(rows: Iterable[Share], mind: str) -> Figure:
    """What was the closing-line value after fees of what an agent bought, dollars a contract?"""
    return ratio(mind, [(row.closed, row.contracts) for row in of(rows, mind)])


def ratio(of_what: str, pairs: list[tuple[float, float]]) -> Figure:
    """Which ratio have the sums, between which bounds? Linearised, one group a pair, Student with n − 1.

    Raises:
        ValueError: there is nothing to divide by.
    """
    kept = np.array([pair for pair in pairs if pair[1] > 0])
    if not len(kept):
        raise ValueError(f"{of_what} never traded: a figure would mean nothing")
    gained, base = kept[:, 0], kept[:, 1]
    mean = float(gained.sum() / base.sum())
    if len(kept) < 2:
        return Figure(mean, -math.inf, math.inf, 1)
    error = math.sqrt(float(((gained - mean * base) ** 2).sum()) * len(kept) / (len(kept) - 1)) / float(
        base.sum()
    )
    half = student_quantile(0.975, len(kept) - 1) * error
    return Figure(mean, mean - half, mean + half, len(kept))
