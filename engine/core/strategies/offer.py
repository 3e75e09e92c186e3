"""What would one contract at a price be worth to an arm, and does that meet its settings?"""

from functools import lru_cache

from msgspec import Struct

from engine.core.strategies.view import Declined, MarketView
from engine.domain import text
from engine.domain.clean import own
from engine.domain.fees import FeeSchedule, trade_fee
from engine.domain.market import Leg
from engine.domain.money import CONTRACT, Money, Price
from engine.domain.order import Proposal
from engine.domain.probability import MILLION, Ppm, fraction, ppm
from engine.domain.rules import Arm
from engine.maths import normal

PRICE_IN_MICROS = 100
"""Micro-dollars per contract in one unit of price; a fair value of one ppm is one micro-dollar per contract."""


class Offer(Struct, frozen=True):
    """A price an arm might pay for YES, and whether it would rest there."""

    price: Price
    post_only: bool
    edge: Money
    """Fair value − (price + fee), micro-dollars per contract."""


def edge_at(fair: Ppm, price: Price, fees: FeeSchedule, *, maker: bool) -> Money:
    """What is a contract worth above its price and fee, in micro-dollars?"""
    return Money(fair - price * PRICE_IN_MICROS - trade_fee(fees, price, CONTRACT, maker=maker))


def unpriceable(view: MarketView) -> Declined | None:
    """Is there no market to stand against, or nothing known beyond it?"""
    if not view.book.two_sided:
        return Declined("one_sided", "nobody bids or nobody asks")
    if view.book.bids[0][0] >= view.book.asks[0][0]:
        return Declined("crossed", f"bid {text.price(view.book.bids[0][0])} at or above the ask")
    if view.forecast.market is None:
        return Declined("no_market", "not every outcome has a two-sided book; a model alone never trades")
    if view.forecast.model is None:
        return Declined("no_model", "nothing is known beyond the market's own prices")
    return None


def offer_at(view: MarketView, price: Price, *, post_only: bool) -> Offer:
    """What would buying at this price be worth, as a maker when it rests, else as a taker?"""
    return _offer(view.forecast.fair[view.index], price, view.market.fees, post_only)


# Fair values and quotes stand still most of the time, and every arm asks the same.
@lru_cache(maxsize=8192)
def _offer(fair: Ppm, price: Price, fees: FeeSchedule, post_only: bool) -> Offer:  # noqa: FBT001 - as it is stored
    return Offer(price, post_only, edge_at(fair, price, fees, maker=post_only))


def confidence(edge: Money, sd: Ppm) -> Ppm:
    """How likely is the edge above zero under the forecast's own standard deviation? Certain when sd is 0."""
    if sd == 0:
        return MILLION if edge > 0 else Ppm(0)
    return ppm(normal.cdf(edge / sd))


def judged(arm: Arm, view: MarketView, offer: Offer) -> Proposal | Declined:
    """Does this offer meet the arm's edge and confidence, and everybody's price band and disbelief?"""
    if offer.edge < arm.min_edge:
        return _too_little(offer.edge, arm.min_edge, offer.price)
    if not view.price_lowest <= offer.price <= view.price_highest:
        low, high = text.price(view.price_lowest), text.price(view.price_highest)
        return Declined("price_band", f"needs {low} to {high}, has {text.price(offer.price)}")
    if offer.edge > view.edge_too_good:
        most = text.per_contract(view.edge_too_good)
        return Declined(
            "missing_news", f"{text.per_contract(offer.edge)} is more than {most}: what do others know?"
        )
    sure = confidence(offer.edge, view.forecast.sd[view.index])
    if sure < arm.min_confidence:
        return Declined("confidence", f"needs {fraction(arm.min_confidence):.2f}, has {fraction(sure):.2f}")
    return _proposal(arm, view, offer, sure)


@lru_cache(maxsize=8192)
def _too_little(edge: Money, least: Money, price: Price) -> Declined:
    for digits in range(3, 7):  # so many that they differ, or it reads like a contradiction
        has, needs = text.per_contract(edge, digits=digits), text.per_contract(least, digits=digits)
        if has != needs:
            break
    return Declined("edge", f"needs {needs}, has {has} at {text.price(price)}")


def _proposal(arm: Arm, view: MarketView, offer: Offer, sure: Ppm) -> Proposal:
    fair = view.forecast.fair[view.index]
    how = "rest" if offer.post_only else "take"
    return Proposal(
        strategy=arm.name,
        fixture=view.fixture.id,
        market=view.market.id,
        leg=Leg.YES,
        price=offer.price,
        post_only=offer.post_only,
        fair=fair,
        sd=view.forecast.sd[view.index],
        edge=offer.edge,
        confidence=sure,
        model_id=view.forecast.model_id,
        claimed=None if view.forecast.model is None else view.forecast.model[view.index],
        reason=own(f"{how} at {text.price(offer.price)}, fair {text.fair(fair)}, edge {text.per_contract(offer.edge)}"),
    )
