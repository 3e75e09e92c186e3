"""A small pretended exchange for tests: one market, short ways to send and to quote."""

from engine.domain.effects import CancelOrder, PlaceOrder
from engine.domain.fees import QUADRATIC_WITH_MAKER
from engine.domain.market import Leg, Market, Side
from engine.domain.order import Purpose, Ticket
from engine.domain.sport import Outcome
from engine.world.exchange import Exchange
from engine.world.latency import Latency
from engine.world.ledger import ExchangeState

HOME = "m-home"
AT_ONCE = Latency(least=0, most=0)


def market(name=HOME, *, fees=QUADRATIC_WITH_MAKER):
    return Market(id=name, fixture="f", outcome=Outcome.HOME, fees=fees)


def exchange(*names, latency=AT_ONCE, fees=QUADRATIC_WITH_MAKER):
    """An exchange that answers at once (unless told otherwise) and trades these markets."""
    place = Exchange(ExchangeState(latency=latency))
    for name in names or (HOME,):
        place.list_market(market(name, fees=fees))
    return place


def ticket(name, price, contracts, **terms):
    """A buy of YES at `price` cents for whole contracts, unless the terms say otherwise."""
    side = terms.get("side", Side.BUY)
    default = {
        "id": name,
        "fixture": "f",
        "market": HOME,
        "leg": Leg.YES,
        "side": side,
        "purpose": Purpose.ENTER if side is Side.BUY else Purpose.EXIT,
        "price": round(price * 100),
        "quantity": contracts * 100,
        "position": "p",
        "strategy": "value",
        "created_at": 0,
        "settles_on": "2026-10-01",
        "post_only": False,
        "take_only": False,
        "expires_at": None,
        "most_cost": 0,
    }
    return Ticket(**default | terms)


def ladder(*levels):
    """Levels given in cents and whole contracts."""
    return tuple((price * 100, contracts * 100) for price, contracts in levels)


def quote(place, bids, asks, name=HOME):
    return place.requote(name, ladder(*bids), ladder(*asks))


def send(place, order, at=1):
    """Let an order arrive: what is heard up to that moment?"""
    place.carry(PlaceOrder(order), at)
    return [event for _, event in place.advance(at)]


def cancel(place, name, at=1):
    place.carry(CancelOrder(name, "tired of it"), at)
    return [event for _, event in place.advance(at)]


def fills(events):
    """Order, price in cents, contracts and maker or not of every fill."""
    done = [event.fill for event in events if hasattr(event, "fill")]
    return [(fill.order, fill.price // 100, fill.quantity // 100, fill.maker) for fill in done]
