"""What the venue would do to an imagined order: the exchange's own rules, every doubt decided against us.

Never filled on touch, never at mid. Its queue shortens by trades on the tape and by what is seen to leave its
price, and everything that leaves is taken to have stood behind it.
"""

from msgspec.structs import replace

from engine.core.shadows.shadow import Shadow, ShadowFill
from engine.domain.fees import FeeSchedule, charge
from engine.domain.market import Ladder, Leg, Level
from engine.domain.moment import Moment
from engine.domain.money import Money, Price, Quantity, cost, opposite

Filled = tuple[Shadow, tuple[ShadowFill, ...]]
"""What has become of a shadow, and what it has just traded."""


def arrived(shadow: Shadow, bids: Ladder, asks: Ladder, fees: FeeSchedule, at: Moment) -> Filled:
    """What happens as it arrives at this YES book: it takes what there is, joins the queue, or is refused?

    One that may not take is refused by a book it would cross; one that takes takes each level once, and
    ends with what it could not get.
    """
    theirs, own = (asks, bids) if shadow.on_bids else (bids, asks)
    if not shadow.proposal.post_only:
        return _takes(shadow, theirs, fees, at)
    if theirs and _reaches(shadow, theirs[0][0]):
        return replace(shadow, arrived=True, ends_at=at), ()
    return replace(shadow, arrived=True, ahead=_standing(own, shadow.price)), ()


def _takes(shadow: Shadow, theirs: Ladder, fees: FeeSchedule, at: Moment) -> Filled:
    fills: list[ShadowFill] = []
    for price, size in theirs:
        if shadow.left == 0 or not _reaches(shadow, price):
            break
        shadow, fill = _filled(shadow, (price, Quantity(min(size, shadow.left))), fees, at)
        fills.append(fill)
    return replace(shadow, arrived=True, ends_at=at), tuple(fills)


def traded(shadow: Shadow, trade: Level, *, bought: bool, fees: FeeSchedule, at: Moment) -> Filled:
    """What does a trade of others at a YES price do to one that rests?

    Traded through, it would have been filled first, by as much as traded; at its own price what stands ahead
    goes first. A trade on the other side of the book does nothing.
    """
    price, quantity = trade
    if bought is shadow.on_bids or (price > shadow.price if shadow.on_bids else price < shadow.price):
        return shadow, ()
    ahead = shadow.ahead if price == shadow.price else 0
    rest = min(shadow.left, quantity - ahead)
    if price == shadow.price and ahead:
        shadow = replace(shadow, ahead=Quantity(max(0, ahead - quantity)))
    if rest <= 0:
        return shadow, ()
    filled, fill = _filled(shadow, (shadow.price, Quantity(rest)), fees, at, maker=True)
    return filled, (fill,)


def shortened(shadow: Shadow, bids: Ladder, asks: Ladder) -> Shadow:
    """Never more stands ahead than is seen at its price; the same object when nothing changes."""
    if not shadow.ahead:
        return shadow
    seen = _standing(bids if shadow.on_bids else asks, shadow.price)
    return replace(shadow, ahead=seen) if seen < shadow.ahead else shadow


def crossed(shadow: Shadow, bids: Ladder, asks: Ladder) -> bool:
    """Does the other side of the book come to its price or through it, or has it just gone again?"""
    theirs = asks if shadow.on_bids else bids
    return bool(shadow.met) or (bool(theirs) and _reaches(shadow, theirs[0][0]))


def picked_off(shadow: Shadow, bids: Ladder, asks: Ladder, fees: FeeSchedule, at: Moment) -> Filled:
    """What does a book that comes to its price or through it take of it, at its own price?

    One that a price goes beyond is filled whole. One that a price only meets is filled by the quote's size, and
    again only by as much as that size grows, or when it has gone and come back.
    """
    theirs = asks if shadow.on_bids else bids
    if not theirs or not _reaches(shadow, theirs[0][0]):
        return (replace(shadow, met=Quantity(0)) if shadow.met else shadow), ()
    price, size = theirs[0]
    quantity = shadow.left if price != shadow.price else min(shadow.left, max(0, size - shadow.met))
    if price == shadow.price:
        shadow = replace(shadow, met=size)
    if quantity <= 0:
        return shadow, ()
    filled, fill = _filled(shadow, (shadow.price, Quantity(quantity)), fees, at, maker=True)
    return filled, (fill,)


def _reaches(shadow: Shadow, price: Price) -> bool:
    """Would it trade with somebody who stands at this price on the other side?"""
    return price <= shadow.price if shadow.on_bids else price >= shadow.price


def _standing(ladder: Ladder, price: Price) -> Quantity:
    return next((size for level, size in ladder if level == price), Quantity(0))


def _filled(
    shadow: Shadow, level: Level, fees: FeeSchedule, at: Moment, *, maker: bool = False
) -> tuple[Shadow, ShadowFill]:
    """What becomes of it when it trades at this YES price, for this quantity, at the fee the venue takes?"""
    yes_price, quantity = level
    assert 0 < quantity <= shadow.left, "a shadow never fills beyond what is left of it"
    assert _reaches(shadow, yes_price), "a shadow never fills beyond its limit"
    price = yes_price if shadow.proposal.leg is Leg.YES else opposite(yes_price)
    taken = charge(fees, price, quantity, maker=maker, buy=True, overpaid=shadow.overpaid)
    filled = replace(
        shadow,
        left=Quantity(shadow.left - quantity),
        bought=Quantity(shadow.bought + quantity),
        spent=Money(shadow.spent + cost(price, quantity)),
        fees=Money(shadow.fees + taken.net),
        overpaid=taken.overpaid,
        fills=shadow.fills + 1,
        opened_at=at if shadow.opened_at is None else shadow.opened_at,
    )
    return filled, ShadowFill(f"{shadow.key}-{filled.fills}", price, quantity, taken.net, maker)
