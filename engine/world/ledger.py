"""What the pretended exchange remembers: plain mutable Structs that msgpack restores exactly."""

from msgspec import Struct, field

from engine.domain.effects import AskOrder, AskVenue, CancelAll, CancelOrder, PlaceOrder
from engine.domain.errors import Impossible
from engine.domain.events import Event
from engine.domain.identity import FixtureId, MarketId, OrderId
from engine.domain.market import Ladder, Leg, Market
from engine.domain.moment import Moment, Span
from engine.domain.money import Money, Price, Quantity
from engine.domain.order import Fill, Ticket
from engine.domain.standing import VenueOrder
from engine.world.latency import Latency

ORDERS_KEPT, MARKETS_KEPT, TRADES_KEPT = 2_000, 2_000, 2_000
"""How many orders that are over, markets that have paid, and trades does the exchange still know?"""

Message = PlaceOrder | CancelOrder | CancelAll | AskOrder | AskVenue
"""What we may send to the exchange."""


class Standing(Struct):
    """An order of ours the exchange has taken; `price` and `on_bids` are in terms of the YES book.

    `left` may still fill (an exit is cut to the holding, so it can be less than the ticket's rest);
    `ahead` is makers' volume before it at its price; `overpaid` is the fee accumulator.
    """

    ticket: Ticket
    ordinal: int
    on_bids: bool
    price: Price
    left: Quantity
    filled: Quantity = Quantity(0)
    trades: int = 0
    overpaid: Money = Money(0)
    ahead: Quantity = Quantity(0)


class BookSide(Struct):
    """One side of a YES book: the makers' ladder as given, what is gone of it, our orders by price and time."""

    ladder: Ladder = ()
    taken: dict[Price, Quantity] = {}
    queue: list[OrderId] = []


class Listing(Struct):
    """A market the exchange trades; a closed one takes no order any more and has cancelled what rested."""

    market: Market
    closed: bool = False
    bids: BookSide = field(default_factory=BookSide)
    asks: BookSide = field(default_factory=BookSide)


class Expire(Struct, frozen=True, tag="expire"):
    """An order's time is up."""

    order: OrderId


class Due(Struct, frozen=True, array_like=True):
    """Something the exchange will do at a moment; the ordinal settles which of two comes first."""

    at: Moment
    ordinal: int
    what: Message | Expire


class Told(Struct, frozen=True, array_like=True):
    """An answer under way: heard at this moment."""

    at: Moment
    ordinal: int
    event: Event


class ExchangeState(Struct):
    """The whole exchange: markets, our live orders, what is under way both ways, and our account there.

    `taken_ids` holds the last orders accepted and when their last answer is heard, `settled` the last
    markets and what they paid. `cash` is our cash
    flow, `others` that of everybody we traded with, `fees` the venue's: the three always sum to 0.
    An order that arrives comes to its turn when the stretch of `pace` it arrives in is over (0: at once). `allowed` is
    how much of ours may still trade on a fixture until it is said anew; one that is not named has no such limit.
    """

    latency: Latency = Latency()
    ordinal: int = 0
    listings: dict[MarketId, Listing] = {}
    settled: dict[MarketId, Price] = {}
    orders: dict[OrderId, Standing] = {}
    taken_ids: dict[OrderId, Moment] = {}
    over: dict[OrderId, VenueOrder] = {}
    """How orders of `taken_ids` that are over ended."""
    trades: list[tuple[Moment, Fill]] = []
    """Our last trades and when they were made, earliest first."""
    at: Moment = Moment(0)
    """Up to when has the exchange lived?"""
    agenda: list[Due] = []
    outbox: list[Told] = []
    holdings: dict[MarketId, dict[Leg, Quantity]] = {}
    cash: Money = Money(0)
    others: Money = Money(0)
    fees: Money = Money(0)
    pace: Span = Span(0)
    allowed: dict[FixtureId, Quantity] = {}


def allowance(state: ExchangeState, market: Market, quantity: int) -> Quantity:
    """How much of a quantity of ours may trade now?"""
    return Quantity(min(quantity, state.allowed.get(market.fixture, quantity)))


def note_taken(state: ExchangeState, order: OrderId, at: Moment) -> None:
    """Note that an order has been accepted; the oldest one that is over is forgotten."""
    state.taken_ids[order] = at
    if len(state.taken_ids) > ORDERS_KEPT + len(state.orders):
        gone = next(key for key in state.taken_ids if key not in state.orders)
        del state.taken_ids[gone]
        state.over.pop(gone, None)


def note_trade(state: ExchangeState, fill: Fill) -> None:
    """Note a trade of ours; of many the oldest are forgotten, a few hundred at a time."""
    state.trades.append((state.at, fill))
    if len(state.trades) > TRADES_KEPT + TRADES_KEPT // 4:
        del state.trades[:-TRADES_KEPT]


def note_settled(state: ExchangeState, market: MarketId, value: Price) -> None:
    """Note what a market has paid; the oldest one is forgotten."""
    state.settled[market] = value
    if len(state.settled) > MARKETS_KEPT:
        del state.settled[next(iter(state.settled))]


def next_ordinal(state: ExchangeState) -> int:
    """Which number comes next? Rises by one each time."""
    state.ordinal += 1
    return state.ordinal


def listing_of(state: ExchangeState, market: MarketId) -> Listing:
    """Which listing has this id?

    Raises:
        Impossible: the market was never listed, or is settled.
    """
    listing = state.listings.get(market)
    if listing is None:
        raise Impossible(f"the exchange trades no market {market}")
    return listing


def held(state: ExchangeState, market: MarketId, leg: Leg) -> Quantity:
    """How many contracts of this leg does our account hold?"""
    return state.holdings.get(market, {}).get(leg, Quantity(0))


def own_side(listing: Listing, *, bid: bool) -> BookSide:
    """On which side does a bid (or an ask) rest?"""
    return listing.bids if bid else listing.asks


def other_side(listing: Listing, *, bid: bool) -> BookSide:
    """With which side does a bid (or an ask) trade?"""
    return listing.asks if bid else listing.bids


def standing_levels(side: BookSide) -> Ladder:
    """What do makers still offer on this side, best first, less what is gone?"""
    if not side.taken:
        return side.ladder
    left = ((price, Quantity(size - side.taken.get(price, 0))) for price, size in side.ladder)
    return tuple(level for level in left if level[1] > 0)


def take(side: BookSide, price: Price, quantity: int) -> None:
    """Note that makers' volume at a price is gone until they change that level."""
    if quantity > 0:
        side.taken[price] = Quantity(side.taken.get(price, 0) + quantity)
