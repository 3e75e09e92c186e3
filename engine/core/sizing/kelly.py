"""What growth alone would stake: Kelly with the fee inside, shrunk by our own doubt.

Floats live here; they leave as parts per million, rounded down.
"""

import math
from collections.abc import Sequence

from engine.domain.fees import FeeSchedule
from engine.domain.money import ONE, Price
from engine.domain.order import Proposal
from engine.domain.probability import MILLION, Ppm
from engine.maths import kelly


def cost_with_fee(price: Price, fees: FeeSchedule, *, maker: bool) -> float:
    """What does a contract cost with its fee, in dollars? Without the venue's rounding."""
    rate = fees.maker_ppm if maker else fees.taker_ppm
    share = price / ONE
    return share + rate / MILLION * share * (1.0 - share)


def fraction(proposal: Proposal, fees: FeeSchedule) -> Ppm:
    """Which part of the base would Kelly stake on this proposal alone, shrunk by the forecast's own doubt?

    (p − c)/(1 − c) times edge²/(edge² + sd²), c with the fee inside. Sources: Kelly 1956; Baker & McHale 2013.
    """
    cost = cost_with_fee(proposal.price, fees, maker=proposal.post_only)
    return _ppm_down(_shrunk(proposal, cost) * kelly.binary(proposal.fair / MILLION, cost))


def exclusive_fractions(proposals: Sequence[Proposal], fees: Sequence[FeeSchedule]) -> tuple[Ppm, ...]:
    """Which parts of the base would Kelly stake on YES of several outcomes of one fixture together?

    Of exclusive outcomes each is the others' insurance. Same order as given; each is shrunk by its own
    doubt. Source: Smoczynski & Tomkins 2010.
    """
    priced = zip(proposals, fees, strict=True)
    costs = [cost_with_fee(each.price, schedule, maker=each.post_only) for each, schedule in priced]
    parts, _ = kelly.exclusive([each.fair / MILLION for each in proposals], [1.0 / cost for cost in costs])
    return tuple(
        _ppm_down(part * _shrunk(each, cost))
        for part, each, cost in zip(parts, proposals, costs, strict=True)
    )


def _shrunk(proposal: Proposal, cost: float) -> float:
    return kelly.shrinkage(proposal.fair / MILLION - cost, proposal.sd / MILLION)


def _ppm_down(value: float) -> Ppm:
    return Ppm(math.floor(value * MILLION))
