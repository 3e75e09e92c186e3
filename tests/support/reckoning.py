"""The venue's side of a desk for tests: what it shows beyond our books, and what stands at the discrepancy desk."""

from msgspec.structs import replace

from engine.core.conduct.reconciling import HOLDS_AFTER
from engine.domain.ledger import AlertKind
from engine.domain.market import Leg, Side
from engine.domain.moment import SECOND
from engine.domain.money import CONTRACT
from engine.domain.order import Fill
from engine.domain.standing import Holding, VenueOrder
from engine.domain.states import Cause
from tests.support.desk import Desk


def latched(desk):
    return Cause.RECONCILE in desk.state.desk.causes


def alerts(desk):
    return [alert.text for alert in desk.state.score.alerts if alert.kind is AlertKind.CRITICAL]


def keys(desk):
    return [row.key for row in desk.core.snapshot().differences]


def foreign(market="F1-home", side=Side.BUY, key="x", leg=Leg.YES, quantity=10 * CONTRACT, price=4000):
    return VenueOrder(key, market, leg, side, price, quantity, 0, True)


def twice(desk, **shown):
    """The venue shows the same once more, long enough after."""
    desk.stands(SECOND, **shown)
    return desk.stands(HOLDS_AFTER, **shown)


def more(desk, by=CONTRACT):
    """The venue holds more than we do."""
    (held,) = desk.agreeing().holdings
    return (replace(held, quantity=held.quantity + by),)


def quiet(**said):
    """A desk that holds a position and has nothing that rests."""
    desk = Desk(**said)
    fixture, position = desk.holds()
    desk.ends()
    return desk, fixture, position


def strange(desk, name="s1", **said):
    plain = {
        "trade": name,
        "order": "zz",
        "market": "F1-home",
        "leg": Leg.YES,
        "side": Side.BUY,
        "price": 4000,
        "quantity": CONTRACT,
        "fee": 0,
        "maker": True,
    }
    return Fill(**(plain | said))


def with_strange(desk, trade):
    """The venue's account after a trade of nobody."""
    now, sign = desk.agreeing(), 1 if trade.side is Side.BUY else -1
    held = {(h.market, h.leg): h.quantity for h in now.holdings}
    key = (trade.market, trade.leg)
    held[key] = held.get(key, 0) + sign * trade.quantity
    return {
        "holdings": tuple(Holding(*leg, count) for leg, count in held.items() if count),
        "cash": now.cash - sign * trade.price * trade.quantity - trade.fee,
    }
