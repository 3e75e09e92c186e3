"""Where everything of ours stands, in the venue's words."""

from msgspec import Struct

from engine.domain.identity import MarketId, OrderId
from engine.domain.market import Leg, Side
from engine.domain.moment import Moment
from engine.domain.money import Money, Price, Quantity
from engine.domain.order import Fill


class VenueOrder(Struct, frozen=True, array_like=True):
    """An order as the venue shows it; price and quantity in the leg's own terms, `quantity` the whole of it.

    `id` is our client order id; for an order that is none of ours whatever the venue's adapter can cancel
    it by. `sweeping`: the venue itself will take it away (after the close, or in a pause), a cancel does nothing.
    """

    id: OrderId
    market: MarketId
    leg: Leg
    side: Side
    price: Price
    quantity: Quantity
    filled: Quantity
    rests: bool
    sweeping: bool = False


class Holding(Struct, frozen=True, array_like=True):
    """So many contracts of one leg are held; above 0."""

    market: MarketId
    leg: Leg
    quantity: Quantity


class Standing(Struct, frozen=True, array_like=True):
    """Every resting order, what is held, cash, and trades since a moment, all as of one moment.

    What happened up to `as_of` is in it, what came later may be. `cash` counts what resting orders
    reserve as still ours. `fills` are all trades from `since` on.
    """

    as_of: Moment
    since: Moment
    orders: tuple[VenueOrder, ...]
    fills: tuple[Fill, ...]
    holdings: tuple[Holding, ...]
    cash: Money
