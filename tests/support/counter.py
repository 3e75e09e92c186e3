"""A venue that may do anything an honest venue can: lose answers, fill late, tell things twice and out of order.

It keeps the truth of cash, contracts and resting orders, against which our own books can be held.
"""

from msgspec import Struct, field

from engine.domain.effects import CancelAll, CancelOrder, Effect, PlaceOrder
from engine.domain.events import (
    CancelRefused,
    Event,
    MarketSettled,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    OrderRefused,
    OrderStood,
    OrderUnknown,
    VenueStood,
)
from engine.domain.fees import FeeSchedule, charge
from engine.domain.market import Fixture, Leg, Side
from engine.domain.money import CENT, ONE, cost
from engine.domain.order import Fill, Purpose, Ticket
from engine.domain.standing import Holding, Standing, VenueOrder


class Resting(Struct):
    """An order as the venue knows it; `exists` is False where the request never arrived."""

    ticket: Ticket
    left: int
    exists: bool = True
    open: bool = True
    overpaid: int = 0
    trades: list[Fill] = field(default_factory=list)


def _shown(resting: Resting) -> VenueOrder:
    said = resting.ticket
    filled = said.quantity - resting.left
    return VenueOrder(
        said.id, said.market, said.leg, said.side, said.price, said.quantity, filled, resting.open
    )


class Counter:
    """The venue's own books, and the mail it has not handed over yet."""

    def __init__(self, luck, schedule: FeeSchedule, cash: int) -> None:
        self.luck = luck
        self.schedule = schedule
        self.cash = cash
        self.held: dict[tuple[str, Leg], int] = {}
        self.orders: dict[str, Resting] = {}
        self.mail: list[Event] = []
        self.closed: set[str] = set()
        self.trades = 0

    def take(self, effect: Effect) -> None:
        """Something was asked of the venue."""
        match effect:
            case PlaceOrder(ticket):
                self._place(ticket)
            case CancelOrder(order=id_):
                self._cancel(id_)
            case CancelAll():
                for id_ in [id_ for id_, each in self.orders.items() if each.open]:
                    self._cancel(id_)

    def _place(self, ticket: Ticket) -> None:
        way = self.luck.choices(["taken", "refused", "lost", "never"], [6, 1, 2, 1])[0]
        way = "refused" if ticket.fixture in self.closed else way
        if way == "refused":
            self.mail.append(OrderRefused(ticket.id, "no"))
            return
        self.orders[ticket.id] = Resting(ticket, ticket.quantity, exists=way != "never", open=way != "never")
        told = OrderAccepted(ticket.id, None) if way == "taken" else OrderUnknown(ticket.id, "no answer")
        self.mail.append(told)

    def _cancel(self, id_: str) -> None:
        resting = self.orders.get(id_)
        if self.luck.random() < 0.15:
            return
        if resting is None or not resting.open:
            self.mail.append(CancelRefused(id_, "no such order"))
            return
        if self.luck.random() < 0.4:
            # A trade came before the cancel.
            self.fill(id_)
        self.close(id_)

    def close(self, id_: str, *, expired: bool = False) -> None:
        """The order rests no longer."""
        resting = self.orders[id_]
        if resting.open:
            resting.open = False
            self.mail.append(OrderEnded(id_, expired, resting.left, "over"))

    def fill(self, id_: str) -> None:
        """Some of an order trades, or all, at its limit or better."""
        resting = self.orders[id_]
        if not resting.open:
            return
        ticket, luck = resting.ticket, self.luck
        quantity = resting.left if luck.random() < 0.5 else luck.randrange(1, resting.left + 1)
        limit, buys = ticket.price, ticket.side is Side.BUY
        price = limit
        if luck.random() < 0.4:
            price = (
                luck.randrange(1, limit // CENT + 1) * CENT
                if buys
                else luck.randrange(limit // CENT, 100) * CENT
            )
        maker = luck.random() < 0.3
        paid = charge(self.schedule, price, quantity, maker=maker, buy=buys, overpaid=resting.overpaid)
        resting.overpaid, resting.left = paid.overpaid, resting.left - quantity
        resting.open = resting.left > 0
        self.trades += 1
        trade = Fill(
            f"t{self.trades}", id_, ticket.market, ticket.leg, ticket.side, price, quantity, paid.net, maker
        )
        self.cash += (-quantity if buys else quantity) * price - paid.net
        resting.trades.append(trade)
        key = (ticket.market, ticket.leg)
        self.held[key] = self.held.get(key, 0) + (quantity if buys else -quantity)
        self.mail += [OrderFilled(trade)] * (2 if luck.random() < 0.1 else 1)

    def standing(self, *, purpose: Purpose | None = None) -> list[Resting]:
        """What rests here?"""
        return [
            each
            for each in self.orders.values()
            if each.open and (purpose is None or each.ticket.purpose is purpose)
        ]

    def settle(self, fixture: Fixture, values: list[int], *, void: bool) -> None:
        """The fixture is over: its orders end, its contracts are paid, and all that will be told."""
        self.closed.add(fixture.id)
        for id_, each in self.orders.items():
            if each.ticket.fixture == fixture.id and each.open:
                if self.luck.random() < 0.3:
                    self.fill(id_)
                self.close(id_, expired=True)
        for market, value in zip(fixture.markets, values, strict=True):
            for leg, pays in ((Leg.YES, value), (Leg.NO, ONE - value)):
                self.cash += cost(pays, self.held.pop((market.id, leg), 0))
            self.mail.append(MarketSettled(market.id, value, fixture.settles_on, final=True, void=void))

    def answer(self, id_: str, at: int) -> OrderStood:
        """What became of this order?"""
        resting = self.orders.get(id_)
        if resting is None or not resting.exists:
            return OrderStood(id_, None, (), at)
        return OrderStood(id_, _shown(resting), tuple(resting.trades), at)

    def stands(self, at: int, aside: int) -> VenueStood:
        """Where does everything stand? `aside` is cash the pretended venue knows nothing of."""
        resting = tuple(_shown(each) for each in self.standing())
        held = tuple(Holding(*key, count) for key, count in self.held.items() if count)
        trades = tuple(trade for each in self.orders.values() for trade in each.trades)
        return VenueStood("walk", Standing(at, 0, resting, trades, held, self.cash - aside))

    def could_still_cost(self) -> int:
        """How much cash can what rests here still take at the very worst, by the venue's own fee formula?"""
        total = 0
        for each in self.standing(purpose=Purpose.ENTER):
            price = each.ticket.price
            paid = charge(self.schedule, price, each.left, maker=False, buy=True, overpaid=each.overpaid)
            total += cost(price, each.left) + paid.net
        return total

    def objects(self) -> str:
        """What does the venue hold for us that it never should? Empty when nothing."""
        short = [key for key, held in self.held.items() if held < 0]
        if short:
            return f"sold what was not held: {short[0]}"
        legs = [key for key, held in self.held.items() if held]
        legs += [(each.ticket.market, each.ticket.leg) for each in self.standing(purpose=Purpose.ENTER)]
        against = {market for market, leg in legs if leg is Leg.NO}
        for market in sorted(against):
            if (market, Leg.YES) in legs:
                return f"both legs of {market}"
            if any(each != market and each.split("-")[0] == market.split("-")[0] for each in against):
                return f"NO on two outcomes of {market.split('-')[0]}"
        return ""
