"""The pretended exchange: books, matching, queues, fees, settlement. Whole numbers, no clock, no chance but named."""

from engine.domain.errors import Impossible
from engine.domain.events import BookSeen, Event, MarketSettled, TradeSeen
from engine.domain.identity import FixtureId, MarketId
from engine.domain.market import Ladder, Market, Side
from engine.domain.moment import Moment, VenueDate
from engine.domain.money import ONE, Price, Quantity
from engine.world import mail
from engine.world.ledger import ExchangeState, Listing, Message, listing_of, standing_levels
from engine.world.matching import act
from engine.world.resting import pick_off, replace, sweep, traded_through
from engine.world.settlement import close, settle


class Exchange:
    """A venue that never was. `state` is all it knows: pack it to freeze, set it to thaw.

    Answers to what was carried are heard later, out of `advance`. What `requote`, `trade`,
    `close` and `settle` return has happened at the exchange; hand it to `post` to hear
    it with the same delay, and never before an earlier answer about the same order.
    """

    def __init__(self, state: ExchangeState | None = None) -> None:
        self.state = ExchangeState() if state is None else state

    def list_market(self, market: Market) -> None:
        """Trade a market from now on; told anew, its terms change and its book stays.

        Raises:
            Impossible: it is settled already.
        """
        if market.id in self.state.settled:
            raise Impossible(f"market {market.id} is settled and cannot be listed")
        known = self.state.listings.get(market.id)
        if known is None:
            self.state.listings[market.id] = Listing(market)
        else:
            known.market = market

    def requote(
        self, market: MarketId, bids: Ladder, asks: Ladder, *, tape: list[TradeSeen] | None = None
    ) -> list[Event]:
        """What do we hear when makers set their whole book (YES prices, best first)?

        What is gone of a level stays gone until its size or price changes. A book that crosses
        orders of ours trades with them; those trades are added to `tape`, in order.
        """
        listing = listing_of(self.state, market)
        ours, theirs = listing.bids, listing.asks
        if not (ours.queue or theirs.queue or ours.taken or theirs.taken):
            ours.ladder = bids
            theirs.ladder = asks
            return []
        replace(self.state, ours, bids)
        replace(self.state, theirs, asks)
        return pick_off(self.state, listing, [] if tape is None else tape) if not listing.closed else []

    def trade(
        self, market: MarketId, side: Side, price: Price, quantity: Quantity, *, tape: list[TradeSeen] | None = None
    ) -> list[Event]:
        """What do we hear when the crowd takes a quantity up to a YES price (a buy lifts asks)?

        Better prices go first, makers' volume included; at our price what stood ahead of us goes first.
        What trades, with makers or with us, is added to `tape`: once per price, in order.
        """
        listing = listing_of(self.state, market)
        if listing.closed:
            return []
        return sweep(self.state, listing, side, (price, quantity), [] if tape is None else tape)

    def retell(self, market: MarketId, told: tuple[Ladder, Ladder], traded: tuple[Price, Price] | None) -> list[Event]:
        """What do we hear when a recorded stretch is over: its range (YES prices), and the book that stands after it?

        Ours trades only where others have traded beyond its price, and no more of it than is allowed.
        """
        listing = listing_of(self.state, market)
        done = [] if traded is None or listing.closed else traded_through(self.state, listing, *traded)
        replace(self.state, listing.bids, told[0])
        replace(self.state, listing.asks, told[1])
        return done

    def allow(self, fixture: FixtureId, quantity: Quantity) -> None:
        """Let no more of ours than this trade on a fixture until it is said anew."""
        self.state.allowed[fixture] = quantity

    def carry(self, effect: Message, arrives_at: Moment) -> None:
        """Let a message of ours arrive at this moment; a cancel never overtakes an order it means."""
        mail.carry(self.state, effect, arrives_at)

    def next_at(self) -> Moment | None:
        """When does something arrive, expire or reach us next? None when nothing is under way."""
        return mail.next_at(self.state)

    def advance(self, to: Moment) -> list[tuple[Moment, Event]]:
        """What is heard up to and with this moment, and when? Works off arrivals and expiries on the way."""
        while self.state.agenda and self.state.agenda[0].at <= to:
            due = self.state.agenda.pop(0)
            self.state.at = due.at
            mail.post(self.state, due.at, act(self.state, due))
        self.state.at = to
        return mail.collect(self.state, to)

    def post(self, at: Moment, events: list[Event]) -> None:
        """Send what happened at the exchange at this moment on its way to us: heard out of `advance`."""
        mail.post(self.state, at, events)

    def visible_book(self, market: MarketId) -> BookSeen:
        """What do makers offer, less what is gone, without our own orders?"""
        listing = listing_of(self.state, market)
        return BookSeen(market, standing_levels(listing.bids), standing_levels(listing.asks))

    def close(self, market: MarketId) -> list[Event]:
        """What is heard when a market closes for good? Everything of ours that rests is cancelled."""
        return close(self.state, listing_of(self.state, market), "market closed")

    def settle(
        self, market: MarketId, value: Price, settles_on: VenueDate, *, void: bool = False
    ) -> list[Event]:
        """What is heard when a market pays `value` per YES contract (when void: the fair price given)?

        Raises:
            Impossible: the market is not listed, settled before, or the value lies outside 0 to `ONE`.
        """
        listing = listing_of(self.state, market)
        if not 0 <= value <= ONE:
            raise Impossible(f"market {market} cannot pay {value}")
        return settle(self.state, listing, MarketSettled(market, value, settles_on, final=True, void=void))
