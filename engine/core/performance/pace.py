"""How does it go, against what was wished for? Nothing here ever moves a stake."""

from collections.abc import Sequence

from engine.domain.money import Money
from engine.domain.probability import MILLION, Ppm, ppm
from engine.domain.text import MISSING

_ON_PACE = 900_000
_AHEAD = 1_000_000


def pace(realised: Money | None, projected: Money | None, target: Money | None) -> Ppm | None:
    """Which share of the target do realised and projected money reach together? Rounded down.

    A date with nothing realised counts its projection alone, and the other way round. None when both are
    missing, or without a target above zero.
    """
    if target is None or target <= 0 or (realised is None and projected is None):
        return None
    return Ppm(((realised or 0) + (projected or 0)) * MILLION // target)


def status(reached: Ppm | None) -> str:
    """Which word says how a share of the target stands?"""
    if reached is None:
        return MISSING
    if reached < 0:
        return "losing"
    if reached < _ON_PACE:
        return "behind"
    return "on pace" if reached <= _AHEAD else "ahead"


def compounded(returns: Sequence[Ppm]) -> Ppm:
    """What do these returns in a row come to? The product of growth, rounded down: 10 % seven times is 94.87 %."""
    grown, scale = 1, 1
    for value in returns:
        grown, scale = grown * (MILLION + value), scale * MILLION
    return Ppm(grown * MILLION // scale - MILLION)


def per_day(total: Ppm, days: int) -> Ppm | None:
    """Which return a day comes to this total when compounded? 8.5 % in three days is 2.76 % a day, not 8.5 %.

    None without days, or when everything is lost.
    """
    if days < 1 or total <= -MILLION:
        return None
    return ppm(((MILLION + total) / MILLION) ** (1 / days) - 1.0)


def share_of(amount: Money, bankroll: Money) -> Ppm | None:
    """Which share of a bankroll is this amount? Rounded down; None without a bankroll."""
    return None if bankroll <= 0 else Ppm(amount * MILLION // bankroll)


def realisation(past: Sequence[tuple[Money, Money]]) -> Ppm | None:
    """Which share of what was projected did past slates realise? Pairs (projected, realised).

    None unless the projections come to more than nothing.
    """
    projected = sum(pair[0] for pair in past)
    if projected <= 0:
        return None
    return Ppm(sum(pair[1] for pair in past) * MILLION // projected)
