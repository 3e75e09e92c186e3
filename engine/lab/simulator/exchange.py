"""The venue itself, as it really stands: what engines believe of it is checked against this."""

from collections.abc import Callable

from msgspec import Struct

from engine.domain.clean import own
from engine.domain.events import CashMoved, Event, MarketSettled, OrderEnded, OrderFilled
from engine.domain.fees import charge
from engine.domain.identity import FixtureId, MarketId, OrderId, TradeId
from engine.domain.market import Book, Fixture, Ladder, Leg, Market, Side, best_ask, best_bid, takeable
from engine.domain.moment import Moment, VenueDate
from engine.domain.money import ONE, Money, Price, Quantity
from engine.domain.order import Fill, Purpose, Ticket
from engine.domain.standing import Holding, Standing, VenueOrder
from engine.lab.simulator.ownbook import Held, Key, OwnBook
from engine.lab.simulator.universe import EPOCH, Universe


class Kept(Struct):
    """An order as the venue keeps it."""

    ticket: Ticket
    received: int
    """When it came, and when it rested no longer, in the universe's microseconds."""
    ended: int | None = None
    filled: int = 0
    overpaid: int = 0
    rests: bool = True
    sweeping: bool = False
    ours: bool = True

    @property
    def left(self) -> Quantity:
        """What is not filled?"""
        return Quantity(self.ticket.quantity - self.filled)


class Past(Struct, frozen=True):
    """How everything stood from a moment on."""

    micros: int
    orders: tuple[VenueOrder, ...]
    holdings: tuple[Holding, ...]
    cash: Money


Told = Callable[[Event], None]


class Exchange:
    """Orders, trades, cash, settlement. Synchronous: what is under way is the wire's affair.

    `checks` are asked after every change; they raise when an invariant is broken.
    """

    def __init__(self, universe: Universe, deposit: Money) -> None:
        """Open with so much cash and no market."""
        self._universe = universe
        self.account = OwnBook(deposit)
        self.markets: dict[MarketId, Market] = {}
        self.fixture_of: dict[MarketId, FixtureId] = {}
        self.books: dict[MarketId, Book] = {}
        self.orders: dict[OrderId, Kept] = {}
        self.resting: dict[OrderId, Kept] = {}
        self.trades: list[tuple[int, Fill]] = []
        self.settled: dict[MarketId, MarketSettled] = {}
        self.settled_on: dict[MarketId, dict[Leg, int]] = {}
        self.cash_moves: list[CashMoved] = []
        self.tell: Told = lambda _: None
        self.arriving: Callable[[Ticket], None] = lambda _: None
        self.accepting: Callable[[Ticket], None] = lambda _: None
        self.checks: list[Callable[[], None]] = []
        self.past: list[Past] = []
        self.changed("open")

    def changed(self, words: str) -> None:
        """Write down how everything stands now, and have it checked."""
        cash = Money(self.account.cash)
        self.past.append(Past(self._universe.micros, self._shown(), self._holdings(), cash))
        for check in self.checks:
            check()
        self._universe.note(f"venue {words}")

    def _shown(self) -> tuple[VenueOrder, ...]:
        return tuple(shown(kept) for kept in self.resting.values())

    def _holdings(self) -> tuple[Holding, ...]:
        held = self.account.held.items()
        return tuple(
            Holding(market, leg, Quantity(each.quantity)) for (market, leg), each in held if each.quantity > 0
        )

    def list_fixture(self, fixture: Fixture) -> None:
        """Open a fixture's markets."""
        for market in fixture.markets:
            self.markets[market.id] = market
            self.fixture_of[market.id] = fixture.id

    def quote(self, market: MarketId, bids: Ladder, asks: Ladder) -> None:
        """Others quote a market anew: whatever of ours they cross is filled at our price."""
        if market in self.settled:
            return
        self.books[market] = Book(market, bids, asks, self._universe.now)
        for kept in [*self.resting.values()]:
            if kept.ticket.market == market and kept.ours and self._crossed(kept.ticket):
                self.fill(kept, kept.left, kept.ticket.price, maker=True)

    def _crossed(self, ticket: Ticket) -> bool:
        book = self.books.get(ticket.market)
        if ticket.side is Side.BUY:
            ask = best_ask(book, ticket.leg)
            return ask is not None and ask < ticket.price
        bid = best_bid(book, ticket.leg)
        return bid is not None and bid > ticket.price

    def receive(self, ticket: Ticket) -> str | None:
        """An order arrives: why is it refused, or None when it is taken?"""
        self.arriving(ticket)
        refusal = self._refusal(ticket)
        if refusal is not None:
            self._universe.note(f"venue refuses {ticket.id}: {refusal}")
            return refusal
        self.accepting(ticket)
        kept = self.orders[ticket.id] = self.resting[ticket.id] = Kept(ticket, self._universe.micros)
        self.changed(f"takes {ticket.id} {ticket.side} {ticket.quantity} at {ticket.price}")
        self._take(kept)
        if kept.rests and ticket.take_only:
            self.end(kept, "the rest of an immediate order")
        elif kept.rests and ticket.expires_at is not None:
            self._universe.after(ticket.expires_at - self._universe.now, lambda: self._expire(kept))
        return None

    def _refusal(self, ticket: Ticket) -> str | None:
        if ticket.market in self.settled:
            return "market closed"
        if ticket.id in self.resting:
            return "client order id is in use"
        if ticket.market not in self.markets:
            return "no such market"
        if ticket.post_only and takeable_at(self.books.get(ticket.market), ticket):
            return "post only would cross"
        if ticket.purpose is Purpose.ENTER and ticket.most_cost > self.account.cash - self.reserved():
            return "insufficient funds"
        return None

    def reserved(self) -> int:
        """What do resting entries still want?"""
        return sum(kept.ticket.price * kept.left for kept in self.resting.values() if _buys(kept))

    def _take(self, kept: Kept) -> None:
        ticket = kept.ticket
        for price, standing in takeable_at(self.books.get(ticket.market), ticket):
            part = Quantity(min(kept.left, standing))
            if part > 0:
                self.fill(kept, part, price, maker=False)

    def fill(self, kept: Kept, part: Quantity, price: Price, *, maker: bool) -> None:
        """Trade a part of an order."""
        ticket, schedule = kept.ticket, self.markets[kept.ticket.market].fees
        buys = ticket.side is Side.BUY
        paid = charge(schedule, price, part, maker=maker, buy=buys, overpaid=kept.overpaid)
        kept.overpaid, kept.filled = paid.overpaid, kept.filled + part
        name = TradeId(f"t{len(self.trades) + 1}")
        fill = Fill(name, ticket.id, ticket.market, ticket.leg, ticket.side, price, part, paid.net, maker)
        self.trades.append((self._universe.micros, fill))
        self.account.trade(fill)
        if not kept.left:
            self._over(kept)
        self.changed(f"trades {name} of {ticket.id}: {part} at {price}")
        self.tell(OrderFilled(fill))

    def strange(self, ticket: Ticket) -> Kept:
        """Somebody else with leave for the account sends an order."""
        kept = Kept(ticket, self._universe.micros, ours=False)
        self.orders[ticket.id] = self.resting[ticket.id] = kept
        self.changed(f"takes a stranger's {ticket.id}")
        return kept

    def cancel(self, order: OrderId) -> str | None:
        """Take an order away: why not, or None when it is gone?"""
        kept = self.resting.get(order)
        if kept is None:
            return "no such order rests"
        self.end(kept, "cancelled")
        return None

    def end(self, kept: Kept, reason: str, *, expired: bool = False) -> None:
        """An order rests no longer."""
        self._over(kept)
        self.changed(f"ends {kept.ticket.id}: {reason}")
        self.tell(OrderEnded(kept.ticket.id, expired, kept.left, own(reason)))

    def _over(self, kept: Kept) -> None:
        kept.rests, kept.ended = False, self._universe.micros
        del self.resting[kept.ticket.id]

    def _expire(self, kept: Kept) -> None:
        if kept.rests:
            self.end(kept, "expired", expired=True)

    def settle(
        self, market: MarketId, value: Price, date: VenueDate, *, void: bool = False, tell: bool = True
    ) -> None:
        """A market pays out for good; called again with another value it is corrected."""
        known = self.settled.get(market)
        told = MarketSettled(market, value, date, final=True, void=void)
        if known is None:
            for kept in [each for each in self.resting.values() if each.ticket.market == market]:
                self.end(kept, "market closed")
            self.settled_on[market] = {leg: held.quantity for (of, leg), held in self._held_on(market)}
            self.account.pay(market, value)
        elif known.value != value:
            self.account.correct(self.settled_on[market], known.value, value)
        self.settled[market] = told
        self.changed(f"settles {market} at {value}")
        if tell:
            self.tell(told)

    def _held_on(self, market: MarketId) -> list[tuple[Key, Held]]:
        return [item for item in self.account.held.items() if item[0][0] == market]

    def move_cash(self, kind: str, amount: Money) -> None:
        """Interest, an incentive, an adjustment."""
        event = CashMoved(f"cash-{len(self.cash_moves) + 1}", own(kind), amount)
        self.cash_moves.append(event)
        self.account.move(amount)
        self.changed(f"moves {amount}")
        self.tell(event)

    def standing(self, since: Moment, as_of: Moment, lags: tuple[int, int, int, int]) -> Standing:
        """What do the lists show: orders, holdings, cash, trades each as they stood so many microseconds ago?"""
        orders, holdings, cash = (self._then(lag) for lag in lags[:3])
        first, last = since - EPOCH, self._universe.micros - lags[3]
        fills = tuple(fill for at, fill in self.trades if first <= at <= last)
        return Standing(as_of, since, orders.orders, fills, holdings.holdings, cash.cash)

    def _then(self, lag: int) -> Past:
        at = self._universe.micros - lag
        return next((past for past in reversed(self.past) if past.micros <= at), self.past[0])


def _buys(kept: Kept) -> bool:
    return kept.ticket.side is Side.BUY


def shown(kept: Kept) -> VenueOrder:
    """How does an order stand in the venue's list?"""
    ticket = kept.ticket
    return VenueOrder(
        id=ticket.id,
        market=ticket.market,
        leg=ticket.leg,
        side=ticket.side,
        price=ticket.price,
        quantity=ticket.quantity,
        filled=Quantity(kept.filled),
        rests=kept.rests,
        sweeping=kept.sweeping,
    )


def takeable_at(book: Book | None, ticket: Ticket) -> Ladder:
    """Which levels could this order take, best first, no worse than its limit?"""
    if book is None:
        return ()
    buys = ticket.side is Side.BUY
    levels = takeable(book, ticket.leg, ticket.side)
    return tuple((p, q) for p, q in levels if (p <= ticket.price if buys else p >= ticket.price))


def yes_price(price: Price, leg: Leg) -> Price:
    """What is this leg's price in terms of YES?"""
    return price if leg is Leg.YES else Price(ONE - price)
