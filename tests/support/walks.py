"""Random walks of one account through books, trades, exits, settlements and deposits, with an adversary at each step.

The gate can be made wrong on purpose, to show that the walk would notice.
"""

from msgspec import Struct

from engine.core.execution import orders, positions
from engine.core.execution.orders import What
from engine.core.risk import drawdown
from engine.core.risk.candidate import affordable
from engine.core.risk.drawdown import Account
from engine.domain.dice import dice
from engine.domain.fees import QUADRATIC, QUADRATIC_WITH_MAKER, FeeSchedule, charge
from engine.domain.market import Leg, Side
from engine.domain.money import CENT, CONTRACT, DOLLAR, ONE, cost
from engine.domain.order import LIVE_STATES, Fill, OrderState, Purpose
from tests.support.words import candidate, drawdown_rules, thesis, ticket

STOP = 200_000
NO_FEES = FeeSchedule(0, 0, 1)


class Gate(Struct, frozen=True):
    """What does the gate think of? The real one of everything."""

    second_term: bool = True
    counted: frozenset[OrderState] = LIVE_STATES
    fees: bool = True
    withdrawals: bool = True
    waits_for_trades: bool = True
    own_position: bool = True


class Walk:
    """An account, its orders and positions, and a world that may do anything."""

    def __init__(self, seed: int, gate: Gate = Gate(), schedule: FeeSchedule = QUADRATIC):  # noqa: B008 - a frozen value
        self.dice = dice(seed, "walk", "account", 0)
        self.gate = gate
        self.schedule = schedule
        self.account = Account(cash=1000 * DOLLAR, mark=1000 * DOLLAR)
        self.orders, self.positions, self.bids = {}, {}, {}
        self.overpaid, self.untold = {}, {}
        self.games = [0, 1, 2, 3]
        self.count = 0
        self.worst_drawdown = 0

    # ── what we know ────────────────────────────────────────────────────────────────────────────

    def fee_of(self, _market):
        return self.schedule if self.gate.fees else NO_FEES

    def at_cost(self):
        return drawdown.at_cost(self.positions)

    def equity(self):
        return drawdown.equity(self.account.cash, self.positions, self.bids)

    def worst(self):
        counted = {id_: each for id_, each in self.orders.items() if each.state in self.gate.counted}
        return drawdown.worst_case(self.account.cash, counted, self.fee_of)

    def held_at_cost(self):
        # Leaving the second term out is the same as saying that positions cost less than nothing.
        return self.at_cost() if self.gate.second_term else -self.account.cash

    # ── what may happen ─────────────────────────────────────────────────────────────────────────

    def enter(self):
        game = self.dice.choice(self.games)
        market = f"g{game}-{self.dice.randrange(3)}"
        leg = self.dice.choice([Leg.YES, Leg.YES, Leg.NO])
        price = self.dice.randrange(8, 93) * CENT
        wanted = candidate(
            fixture=f"g{game}",
            market=market,
            leg=leg,
            price=price,
            quantity=self.dice.choice([20, 100, 1000, 5000]) * CONTRACT,
            fees=self.fee_of(market),
        )
        floor = drawdown.floor(self.account, self.held_at_cost(), STOP)
        quantity = affordable(wanted, drawdown.room(self.account, self.worst(), floor))
        if quantity:
            self.send(game, market, leg, price, quantity)

    def send(self, game, market, leg, price, quantity):
        self.count += 1
        position = self.joins(market, leg) or f"p{self.count}"
        intent = ticket(
            id=f"o{self.count}",
            fixture=f"g{game}",
            market=market,
            leg=leg,
            price=price,
            quantity=quantity,
            position=position,
        )
        self.positions.setdefault(position, positions.opened(intent, thesis()))
        order = orders.new(intent)
        what = self.dice.choice([None, What.ACCEPTED, What.ACCEPTED, What.UNKNOWN])
        self.orders[intent.id] = order if what is None else orders.advanced(order, what, 1)

    def joins(self, market, leg):
        """Into which position that is there already does this purchase go? Every entry opens its own."""
        if self.gate.own_position:
            return None
        return next(
            (held.id for held in self.positions.values() if (held.market, held.leg) == (market, leg)), None
        )

    def live(self):
        return [order for order in self.orders.values() if order.live]

    def fill(self):
        standing = [order for order in self.live() if order.ticket.id not in self.untold]
        for order in self.dice.sample(standing, min(2, len(standing))):
            whole = self.dice.random() < 0.5
            self.trade(order, order.left if whole else self.dice.randrange(1, order.left + 1))

    def trade(self, order, quantity):
        limit = order.ticket.price
        price = limit if self.dice.random() < 0.7 else self.dice.randrange(1, limit // CENT + 1) * CENT
        self.book(order, self.venue_fills(order, price, quantity))

    def venue_fills(self, order, price, quantity):
        buy = order.ticket.side is Side.BUY
        id_ = order.ticket.id
        maker = self.dice.random() < 0.3
        paid = charge(
            self.schedule, price, quantity, maker=maker, buy=buy, overpaid=self.overpaid.get(id_, 0)
        )
        self.overpaid[id_] = paid.overpaid
        self.count += 1
        said = order.ticket
        return Fill(f"t{self.count}", id_, said.market, said.leg, said.side, price, quantity, paid.net, maker)

    def book(self, order, fill):
        self.orders[order.ticket.id] = orders.filled(order, fill, 1)
        held = self.positions[order.ticket.position]
        self.positions[held.id] = positions.with_fill(held, fill, 1)
        self.account = drawdown.with_cash(self.account, positions.cash_of(fill))

    def cancel(self):
        """The cancel arrives; now and then a trade was there before it and is told later."""
        for order in self.live()[:2]:
            asked = orders.advanced(order, What.CANCEL_ASKED, 1)
            if asked.ticket.id in self.untold or self.dice.random() < 0.4:
                self.orders[asked.ticket.id] = asked
                continue
            before = asked.left if self.dice.random() < 0.5 else 0
            if before:
                self.untold[asked.ticket.id] = (
                    self.venue_fills(asked, asked.ticket.price, before),
                    asked.left - before,
                )
            self.orders[asked.ticket.id] = self.over(asked, asked.left - before)

    def over(self, order, left):
        if not self.gate.waits_for_trades:
            return orders.advanced(order, What.ENDED, 1)
        return orders.ended(order, left, expired=False, at=1)

    def tell(self):
        """A trade that came before the cancel is told."""
        for id_ in list(self.untold)[:1]:
            fill, left = self.untold.pop(id_)
            self.book(self.orders[id_], fill)
            self.orders[id_] = self.over(self.orders[id_], left)

    def leave(self):
        held = [each for each in self.positions.values() if each.open]
        if not held:
            return
        one = self.dice.choice(held)
        part = one.quantity if self.dice.random() < 0.4 else self.dice.randrange(1, one.quantity + 1)
        price = (self.bids.get((one.market, one.leg)) or 50 * CENT) // CENT * CENT or CENT
        self.count += 1
        intent = ticket(
            id=f"x{self.count}",
            fixture=one.fixture,
            market=one.market,
            leg=one.leg,
            side=Side.SELL,
            purpose=Purpose.EXIT,
            price=CENT,
            quantity=part,
            position=one.id,
        )
        order = orders.new(intent)
        self.book(order, self.venue_fills(order, price, part))

    def quote(self):
        mood = self.dice.choice(["any", "crash", "rally", "gone"])
        for one in self.positions.values():
            key = (one.market, one.leg)
            if one.open and mood != "gone" and self.dice.random() < 0.7:
                low, high = {"any": (1, 99), "crash": (1, 5), "rally": (60, 99)}[mood]
                self.bids[key] = self.dice.randint(low, high) * CENT

    def settle(self):
        game = self.dice.choice(self.games)
        winner = self.dice.randrange(3)
        fair = self.dice.random() < 0.15
        for id_, order in list(self.orders.items()):
            if order.ticket.fixture == f"g{game}":
                if id_ in self.untold:
                    self.book(order, self.untold.pop(id_)[0])
                if self.orders[id_].live:
                    self.orders[id_] = orders.advanced(self.orders[id_], What.ENDED, 1)
        for id_, held in list(self.positions.items()):
            if held.fixture == f"g{game}" and held.settled_value is None:
                value = self.dice.randrange(ONE + 1) if fair else ONE * (held.market == f"g{game}-{winner}")
                paid = positions.settled(held, value, 1)
                self.account = drawdown.with_cash(self.account, paid.paid_out)
                del self.positions[id_]
        self.orders = {id_: each for id_, each in self.orders.items() if each.live or id_ in self.untold}
        self.games[self.games.index(game)] = max(self.games) + 1

    def deposit(self):
        amount = self.dice.randrange(1, 300 * DOLLAR)
        equity = self.equity()
        if equity > 0:
            self.account = drawdown.deposited(self.account, equity, amount)

    def withdraw(self):
        most = drawdown.withdrawable(
            self.account,
            equity=self.equity(),
            worst=self.worst(),
            positions_at_cost=self.held_at_cost(),
            rules=drawdown_rules(),
        )
        if not self.gate.withdrawals:
            most = max(0, self.account.cash)
        amount = int(most * self.dice.choice([0.3, 1.0]))
        if amount and amount < self.equity():
            self.account = drawdown.withdrawn(self.account, self.equity(), amount)

    # ── the walk ────────────────────────────────────────────────────────────────────────────────

    def step(self):
        kinds = [self.enter] * 6 + [self.fill] * 5 + [self.quote] * 4 + [self.leave] * 2
        kinds += [self.cancel, self.tell, self.settle, self.settle, self.deposit, self.withdraw]
        self.dice.choice(kinds)()
        equity = self.equity()
        self.account = drawdown.marked_up(self.account, equity)
        self.worst_drawdown = max(
            self.worst_drawdown, drawdown.drawdown(equity, self.account.mark), self.if_all_goes_wrong()
        )

    def if_all_goes_wrong(self):
        """Drawdown if every bid first rises to the mark's worst, all orders then fill, and nothing pays."""
        left = self.account.cash
        for id_, order in self.orders.items():
            if id_ in self.untold:
                # The venue has filled it already; we have only not been told.
                fill, _ = self.untold[id_]
                left += positions.cash_of(fill)
            elif order.live and order.ticket.purpose is Purpose.ENTER:
                price, quantity = order.ticket.price, order.left
                paid = charge(
                    self.schedule, price, quantity, maker=False, buy=True, overpaid=self.overpaid.get(id_, 0)
                )
                left -= cost(price, quantity) + paid.net
        mark = max(self.account.mark, self.account.cash + self.at_cost())
        return drawdown.drawdown(left, mark)


def walked(seed: int, gate: Gate | None = None, *, steps: int = 80, maker_fees: bool = False) -> int:
    """How deep was drawdown, or could it have become, at the worst point of this walk?"""
    walk = Walk(seed, gate or Gate(), QUADRATIC_WITH_MAKER if maker_fees else QUADRATIC)
    for _ in range(steps):
        walk.step()
    return walk.worst_drawdown


WRONG_GATES = {
    "without cash + positions at cost": Gate(second_term=False),
    "without resting orders": Gate(counted=frozenset({OrderState.UNKNOWN})),
    "without unknown orders": Gate(counted=LIVE_STATES - {OrderState.UNKNOWN}),
    "released when the cancel is asked for": Gate(counted=LIVE_STATES - {OrderState.CANCELLING}),
    "released before the last trades are told": Gate(waits_for_trades=False),
    "without fees": Gate(fees=False),
    "with withdrawals past the gate": Gate(withdrawals=False),
    "adding to what has been sold from": Gate(own_position=False),
}
"""Gates with one thing forgotten each; every one of them must be caught."""
