"""Limits and guarantee, summed anew from our own books at every entry that is decided."""

from engine.core.state import State
from engine.domain.effects import Effects, PlaceOrder
from engine.domain.events import Record
from engine.domain.fees import fee_at_most
from engine.domain.identity import FixtureId, OrderId
from engine.domain.money import cost
from engine.domain.order import LIVE_STATES, Order, Purpose
from engine.domain.rules import DrawdownMode
from engine.lab.simulator.universe import Universe

_MILLION = 1_000_000


class RiskChecks:
    """An order that may still be filled counts whole, whatever was asked for it or lost of it."""

    def __init__(self, universe: Universe) -> None:
        """Begin with nothing decided."""
        self._universe = universe

    def decided(self, record: Record, effects: Effects, state: State) -> None:
        """A record was decided: if it enters, is there room for it in our own books?"""
        if not any(isinstance(each, PlaceOrder) and each.ticket.purpose is Purpose.ENTER for each in effects):
            return
        resting = {key: self._worst(state, order) for key, order in state.trading.orders.items()}
        at_risk = sum(resting.values())
        held = sum(position.cost for position in state.trading.positions.values())
        self._check_limits(record, state, resting, at_risk + held)
        if state.run.rules.drawdown.mode is DrawdownMode.GUARANTEED:
            self._check_guarantee(record, state, at_risk, held)

    def _worst(self, state: State, order: Order) -> int:
        ticket = order.ticket
        if order.state not in LIVE_STATES or ticket.purpose is not Purpose.ENTER:
            return 0
        schedule = state.quotes.markets[ticket.market].fees
        return cost(ticket.price, order.left) + fee_at_most(schedule, ticket.price, order.left, buy=True)

    def _check_limits(self, record: Record, state: State, resting: dict[OrderId, int], total: int) -> None:
        limits = state.run.rules.limits
        if total > limits.global_exposure:
            self._fail("exposure", f"record {record.seq}: {total} at stake in our books")
        by_fixture: dict[FixtureId, int] = {}
        for position in state.trading.positions.values():
            by_fixture[position.fixture] = by_fixture.get(position.fixture, 0) + position.cost
        for key, order in state.trading.orders.items():
            by_fixture[order.ticket.fixture] = by_fixture.get(order.ticket.fixture, 0) + resting[key]
        for fixture, stake in by_fixture.items():
            if stake > limits.fixture_exposure:
                self._fail("exposure", f"record {record.seq}: {stake} at stake on {fixture} in our books")

    def _check_guarantee(self, record: Record, state: State, at_risk: int, held: int) -> None:
        account, stop = state.purse.account, state.run.rules.drawdown.stop
        height = max(account.mark, account.cash + held)
        if (account.cash - at_risk) * _MILLION < (_MILLION - stop) * height:
            self._fail(
                "guarantee", f"record {record.seq}: {at_risk} may go of {account.cash}, height {height}"
            )

    def _fail(self, invariant: str, text: str) -> None:
        self._universe.fail(invariant, text)
