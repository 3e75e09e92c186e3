"""What must hold at the venue, in its own books, after everything that happens there."""

from engine.domain.fees import fee_at_most
from engine.domain.identity import FixtureId, OrderId
from engine.domain.market import Side, best_bid
from engine.domain.money import Price, Quantity, cost
from engine.domain.order import Purpose, Ticket
from engine.domain.rules import DrawdownMode
from engine.lab.simulator.exchange import Kept
from engine.lab.simulator.ledger import Ledger
from engine.lab.simulator.world import World

_MILLION = 1_000_000


class VenueChecks:
    """Looks at the exchange alone, and at which intents the disk holds."""

    def __init__(self, world: World, ledger: Ledger, running: dict[int, bool]) -> None:
        """`running` says of each deciding record whether the desk ran."""
        self._world, self._ledger, self._running = world, ledger, running
        self._came: dict[OrderId, int] = {}
        self._mark = int(world.rules.bankroll)
        self._moved = 0
        self.drawdown = 0
        world.exchange.arriving = self.arriving
        world.exchange.accepting = self.accepting
        world.exchange.checks.append(self.changed)

    def _fail(self, invariant: str, text: str) -> None:
        self._world.universe.fail(invariant, text)

    def arriving(self, ticket: Ticket) -> None:
        """An order comes to the venue: once only, and the disk holds it."""
        self._came[ticket.id] = self._came.get(ticket.id, 0) + 1
        if self._came[ticket.id] > 1:
            self._fail("one_order_per_intent", f"{ticket.id} came to the venue {self._came[ticket.id]} times")
        intent = self._ledger.intents.get(ticket.id)
        if intent is None or intent.ticket != ticket:
            self._fail("intent_before_order", f"{ticket.id} came to the venue, the disk holds {intent}")

    def accepting(self, ticket: Ticket) -> None:
        """The venue takes an order: what opens was decided while the desk ran, what closes closes only."""
        intent = self._ledger.intents.get(ticket.id)
        if intent is not None and intent.enters and not self._running.get(intent.seq, False):
            self._fail(
                "gate", f"entry {ticket.id} of record {intent.seq} was decided while the desk did not run"
            )
        if ticket.purpose is Purpose.ENTER and self._guaranteed:
            self._check_guarantee(ticket)
        if ticket.side is Side.SELL and not self._world.stranger_traded:
            self._check_reduces(ticket)

    def _check_guarantee(self, ticket: Ticket) -> None:
        """Lost whole, with this order filled, the account keeps 80 % of cash and contracts at cost."""
        exchange, stop = self._world.exchange, self._world.rules.drawdown.stop
        resting = [kept for kept in exchange.resting.values() if kept.ours and _enters(kept.ticket)]
        at_risk = sum(self._worst(kept.ticket, kept.left) for kept in resting) + self._worst(
            ticket, ticket.quantity
        )
        height = exchange.account.cash + sum(exchange.account.at_cost(exchange.fixture_of).values())
        if (exchange.account.cash - at_risk) * _MILLION < (_MILLION - stop) * height:
            self._fail(
                "guarantee", f"with {ticket.id} {at_risk} may go of {exchange.account.cash}, height {height}"
            )

    def _worst(self, ticket: Ticket, left: Quantity) -> int:
        schedule = self._world.exchange.markets[ticket.market].fees
        return cost(ticket.price, left) + fee_at_most(schedule, ticket.price, left, buy=True)

    def _check_reduces(self, ticket: Ticket) -> None:
        exchange, key = self._world.exchange, (ticket.market, ticket.leg)
        held = exchange.account.held.get(key)
        selling = sum(kept.left for kept in exchange.resting.values() if _sells(kept, ticket))
        if selling + ticket.quantity > (held.quantity if held is not None else 0):
            self._fail("exits_reduce", f"{ticket.id} sells {ticket.quantity}, held {held}, selling {selling}")

    def changed(self) -> None:
        """Something changed at the venue."""
        if not self._world.exchange.account.conserved:
            self._fail(
                "money", f"cash {self._world.exchange.account.cash} is not what came in less what went out"
            )
        self._check_exposure()
        self._check_drawdown()

    def _check_exposure(self) -> None:
        limits, by_fixture = self._world.rules.limits, self.exposure()
        total = sum(by_fixture.values())
        if self._world.stranger_traded:
            return
        if total > limits.global_exposure:
            self._fail("exposure", f"{total} at stake in all, at most {limits.global_exposure}")
        for fixture, stake in by_fixture.items():
            if stake > limits.fixture_exposure:
                self._fail("exposure", f"{stake} at stake on {fixture}, at most {limits.fixture_exposure}")

    def exposure(self) -> dict[FixtureId, int]:
        """What is at stake at the venue: contracts at cost, resting entries at worst?"""
        exchange = self._world.exchange
        sums = exchange.account.at_cost(exchange.fixture_of)
        for kept in exchange.resting.values():
            ticket = kept.ticket
            if kept.ours and ticket.purpose is Purpose.ENTER:
                schedule = exchange.markets[ticket.market].fees
                worst = cost(ticket.price, kept.left) + fee_at_most(
                    schedule, ticket.price, kept.left, buy=True
                )
                sums[ticket.fixture] = sums.get(ticket.fixture, 0) + worst
        return sums

    def _check_drawdown(self) -> None:
        """Conservative equity in the venue's own sums; what the venue moves scales the mark, as a deposit does."""
        account, exchange = self._world.exchange.account, self._world.exchange
        equity = account.cash
        for (market, leg), held in account.held.items():
            bid = best_bid(exchange.books.get(market), leg)
            value = cost(bid or Price(0), Quantity(held.quantity)) if held.quantity > 0 else 0
            equity += min(held.at_cost, value)
        if account.moved != self._moved:
            before = equity - (account.moved - self._moved)
            self._mark, self._moved = self._mark * equity // max(1, before), account.moved
        self._mark = max(self._mark, equity)
        self.drawdown = max(self.drawdown, _MILLION - equity * _MILLION // self._mark)
        if self._guaranteed and self.drawdown > self._world.rules.drawdown.stop:
            self._fail("drawdown", f"{self.drawdown} ppm under a mark of {self._mark}")

    @property
    def _guaranteed(self) -> bool:
        outside = self._world.stranger_traded or self._world.weather.struck["corrected_settlement"]
        return self._world.rules.drawdown.mode is DrawdownMode.GUARANTEED and not outside


def _enters(ticket: Ticket) -> bool:
    return ticket.purpose is Purpose.ENTER


def _sells(kept: Kept, ticket: Ticket) -> bool:
    other = kept.ticket
    return (other.market, other.leg, other.side) == (ticket.market, ticket.leg, Side.SELL)
