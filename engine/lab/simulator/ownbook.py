"""What an account holds at the venue, in the venue's own sums: cash, contracts at cost, fees, payouts."""

from msgspec import Struct

from engine.domain.identity import FixtureId, MarketId
from engine.domain.market import Leg, Side
from engine.domain.money import ONE, Money, Price, Quantity, cost, divide_up
from engine.domain.order import Fill

Key = tuple[MarketId, Leg]


class Held(Struct):
    """So many contracts, bought for so much in all (what was sold taken off at average cost)."""

    quantity: int = 0
    bought: int = 0
    spent: int = 0

    @property
    def at_cost(self) -> int:
        """What did the contracts still held cost, at average cost rounded up?"""
        return divide_up(self.spent * self.quantity, self.bought) if self.bought else 0


class OwnBook:
    """One account: every change of cash has a name, so that conservation can be checked to the last unit."""

    def __init__(self, deposit: Money) -> None:
        """Begin with so much cash."""
        self.cash = int(deposit)
        self.held: dict[Key, Held] = {}
        self.paid_in = int(deposit)
        self.bought = self.sold = self.fees = self.payouts = self.moved = 0

    def trade(self, fill: Fill) -> None:
        """Book a trade."""
        held = self.held.setdefault((fill.market, fill.leg), Held())
        amount = cost(fill.price, fill.quantity)
        self.fees += fill.fee
        if fill.side is Side.BUY:
            held.quantity += fill.quantity
            held.bought += fill.quantity
            held.spent += amount
            self.bought += amount
            self.cash -= amount + fill.fee
        else:
            held.quantity -= fill.quantity
            self.sold += amount
            self.cash += amount - fill.fee

    def pay(self, market: MarketId, value: Price) -> None:
        """A market pays this much for a YES contract."""
        for leg, each in ((Leg.YES, value), (Leg.NO, ONE - value)):
            held = self.held.pop((market, leg), None)
            if held is not None:
                self._credit(cost(Price(each), Quantity(held.quantity)))

    def correct(self, quantities: dict[Leg, int], before: Price, now: Price) -> None:
        """A market that has paid `before` on these quantities should have paid `now`."""
        change = now - before
        self._credit(Money(change * (quantities.get(Leg.YES, 0) - quantities.get(Leg.NO, 0))))

    def _credit(self, amount: int) -> None:
        self.payouts += amount
        self.cash += amount

    def move(self, amount: Money) -> None:
        """The venue gives or takes cash of its own accord."""
        self.moved += amount
        self.cash += amount

    @property
    def conserved(self) -> bool:
        """Is cash exactly what came in less what went out?"""
        return self.cash == self.paid_in + self.moved + self.sold + self.payouts - self.bought - self.fees

    def at_cost(self, fixture_of: dict[MarketId, FixtureId]) -> dict[FixtureId, int]:
        """What do the contracts held cost, by fixture?"""
        sums: dict[FixtureId, int] = {}
        for (market, _), held in self.held.items():
            key = fixture_of[market]
            sums[key] = sums.get(key, 0) + held.at_cost
        return sums
