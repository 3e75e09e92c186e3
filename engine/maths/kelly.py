"""How much of the bankroll is worth staking? Stakes are fractions of the bankroll, costs dollars per one-dollar claim."""

import math
from collections.abc import Sequence


def binary(probability: float, cost: float) -> float:
    """Which fraction grows the bankroll fastest on a claim that pays one dollar and costs `cost`, fee included?

    (p - c)/(1 - c), never below zero; a cost of one dollar or more stakes nothing. Source: Kelly 1956.
    """
    _check_probability(probability)
    if cost <= 0.0:
        raise ValueError(f"cost {cost}: allowed above 0")
    if cost >= 1.0 or probability <= cost:
        return 0.0
    return (probability - cost) / (1.0 - cost)


def exclusive(probabilities: Sequence[float], odds: Sequence[float]) -> tuple[tuple[float, ...], float]:
    """Which fractions grow the bankroll fastest on outcomes of which exactly one happens, and what stays in reserve?

    Odds are decimal, fees inside. Probabilities may sum to less than one when an outcome has no price.
    Source: Smoczynski & Tomkins 2010: sort by p·o, add while p·o > R, stake p - R/o.
    """
    _check_book(probabilities, odds)
    ranked = sorted(range(len(odds)), key=lambda i: (-probabilities[i] * odds[i], i))
    chance, quotes, reserve = 0.0, 0.0, 1.0
    for index in ranked:
        # Chances that sum to one keep the quotes of the chosen below one; only rounding could break it.
        if probabilities[index] * odds[index] <= reserve or quotes + 1.0 / odds[index] >= 1.0:
            break
        chance += probabilities[index]
        quotes += 1.0 / odds[index]
        reserve = max(0.0, 1.0 - chance) / (1.0 - quotes)
    stakes = [max(0.0, p - reserve / o) for p, o in zip(probabilities, odds, strict=True)]
    spent = max(1.0, sum(stakes))
    return tuple(stake / spent for stake in stakes), reserve


def growth(probabilities: Sequence[float], odds: Sequence[float], stakes: Sequence[float]) -> float:
    """By how much does the logarithm of the bankroll grow on average, per bet on exclusive outcomes?

    Minus infinity if an outcome that may happen takes everything.
    """
    _check_book(probabilities, odds)
    kept = 1.0 - sum(stakes)
    total = (1.0 - sum(probabilities), kept) if sum(probabilities) < 1.0 - 1e-12 else (0.0, 1.0)
    ends = [(p, kept + s * o) for p, o, s in zip(probabilities, odds, stakes, strict=True)]
    possible = [(p, end) for p, end in [*ends, total] if p > 0.0]
    return (
        -math.inf if any(end <= 0.0 for _, end in possible) else sum(p * math.log(end) for p, end in possible)
    )


def shrinkage(edge: float, sd: float) -> float:
    """By which factor, 0 to 1, does a stake shrink when the edge is known only to within `sd`?

    edge²/(edge² + sd²). Source: Baker & McHale 2013, in its simplest form. Zero edge gives zero.
    """
    if sd < 0.0:
        raise ValueError(f"sd {sd} is below zero")
    return 0.0 if edge == 0.0 else edge**2 / (edge**2 + sd**2)


def rck_lambda(alpha: float, beta: float) -> float:
    """Which risk aversion keeps the chance of ever falling to `alpha` of the bankroll below `beta`?

    ln(beta)/ln(alpha), both in (0, 1). Source: Busseti, Ryu & Boyd 2016.
    """
    if not (0.0 < alpha < 1.0 and 0.0 < beta < 1.0):
        raise ValueError(f"alpha {alpha} and beta {beta}: allowed inside (0, 1)")
    return math.log(beta) / math.log(alpha)


def _check_probability(probability: float) -> None:
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"{probability} is not a probability: allowed 0 to 1")


def _check_book(probabilities: Sequence[float], odds: Sequence[float]) -> None:
    if len(probabilities) != len(odds):
        raise ValueError(f"{len(probabilities)} probabilities for {len(odds)} odds")
    for probability, price in zip(probabilities, odds, strict=True):
        _check_probability(probability)
        if not price > 1.0:
            raise ValueError(f"odds {price}: decimal odds must be above 1")
    if sum(probabilities) > 1.0 + 1e-9:
        raise ValueError(f"exclusive probabilities sum to {sum(probabilities)}: allowed up to 1")
