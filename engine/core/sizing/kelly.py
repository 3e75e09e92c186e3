"""What growth alone would stake: Kelly with the fee inside, shrunk by our own doubt.

Floats live here; they leave as parts per million, rounded down.
"""

import math

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
    fair = proposal.fair / MILLION
    shrunk = kelly.shrinkage(fair - cost, proposal.sd / MILLION) * kelly.binary(fair, cost)
    return Ppm(math.floor(shrunk * MILLION))
