"""Wrong versions of the clauses of the drawdown guarantee, one at a time; the walk has to notice each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from msgspec.structs import replace

from engine.core import decide
from engine.core.conduct import exiting, guarding, listening, settling, sums
from engine.core.execution import orders, positions
from engine.core.execution.orders import What
from engine.core.risk import candidate, drawdown, exposure
from engine.core.risk.limits import LIMITS
from engine.domain import worst
from engine.domain.events import MarketSettled
from engine.domain.fees import FeeSchedule, fee_at_most
from engine.domain.market import Leg, Side, mid_twice
from engine.domain.money import Money, cost, divide_up
from engine.domain.order import OrderState

Patches = list[tuple[object, str, object]]


def _uncounted(*states: OrderState) -> Patches:
    """Orders in these states take no cash."""
    real = worst.most_it_can_still_cost

    def most(order, fees):
        return Money(0) if order.state in states else real(order, fees)

    return [(room, "most_it_can_still_cost", most) for room in (exposure, drawdown)]


def _fees(charged: Callable) -> Patches:
    return [(room, "fee_at_most", charged) for room in (worst, candidate)]


def _at_maker_rate(schedule: FeeSchedule, *args, **how):
    return fee_at_most(replace(schedule, taker_ppm=schedule.maker_ppm), *args, **how)


def _floor(account, _at_cost, stop):
    return Money(divide_up((1_000_000 - stop) * account.mark, 1_000_000))


def _deposit_left_out(account, _equity, amount):
    return replace(account, cash=Money(account.cash + amount), deposited=Money(account.deposited + amount))


def _deposit_resets(account, equity, amount):
    return replace(_deposit_left_out(account, equity, amount), mark=Money(equity + amount))


def _withdrawal_left_out(account, _equity, amount):
    return replace(account, cash=Money(account.cash - amount))


def _gains_too(position, bids):
    bid = bids.get((position.market, position.leg))
    return position.cost if bid is None else cost(bid, position.quantity)


def _at_mid(state):
    return {
        (each.market, each.leg): None if twice is None else twice // 2
        for each in state.trading.positions.values()
        for twice in [mid_twice(state.quotes.books.get(each.market), each.leg)]
    }


def _let_go(state, watch, event, at):
    """A book that loses a side is trusted no more, and what was trusted of it is forgotten."""
    real_trust(state, watch, event, at)
    if not event.bids or not event.asks:
        watch.bid = watch.ask = None


real_trust = listening._trust
real_context = sums.context
real_ticket = exiting._ticket
real_settled = positions.settled


def _one_fixture_alone(turn, fixture, proposal, joined):
    context = real_context(turn, fixture, proposal, joined)
    at_cost = sum(each.cost for each in turn.state.trading.positions.values() if each.fixture == fixture.id)
    used = context.exposure.by_fixture.get(fixture.id, 0) - at_cost
    return replace(context, worst=Money(context.account.cash - used))


def _twice_as_much(turn, fixture, position, mandate):
    ticket = real_ticket(turn, fixture, position, mandate)
    return replace(ticket, quantity=2 * ticket.quantity)


def _believed(turn, event):
    settling.on_settled(turn, replace(event, final=True))


def _without_exit_fees(fill):
    amount = cost(fill.price, fill.quantity)
    return Money(amount if fill.side is Side.SELL else -amount - fill.fee)


def _paid_like_a_win(position, value, at):
    return real_settled(position, 10_000 if position.leg is Leg.YES and value else value, at)


def _over_at_once(order, left, *, expired, at, note=""):
    return orders.advanced(order, What.EXPIRED if expired else What.ENDED, at, note)


MUTANTS: dict[str, Patches] = {
    "cash + positions at cost left out of the floor": [(drawdown, "floor", _floor)],
    "resting orders not counted": _uncounted(OrderState.RESTING),
    "orders without an answer yet not counted": _uncounted(OrderState.SENT),
    "unknown orders not counted": _uncounted(OrderState.UNKNOWN),
    "exposure released when the cancel is asked for": _uncounted(OrderState.CANCELLING),
    "an end believed before its trades are told": [(orders, "ended", _over_at_once)],
    "fees not reserved": _fees(lambda *_args, **_how: Money(0)),
    "fees reserved at the maker's rate": _fees(_at_maker_rate),
    "fees of exits forgotten": [(positions, "cash_of", _without_exit_fees)],
    "withdrawals past the gate": [
        (drawdown, "withdrawable", lambda account, **_: Money(max(0, account.cash)))
    ],
    "a withdrawal that leaves the mark": [(drawdown, "withdrawn", _withdrawal_left_out)],
    "a deposit that leaves the mark": [(drawdown, "deposited", _deposit_left_out)],
    "a deposit that resets the mark": [(drawdown, "deposited", _deposit_resets)],
    "unrealised gains counted": [(drawdown, "_cautious", _gains_too)],
    "unrealised losses not counted": [(drawdown, "_cautious", lambda position, _bids: position.cost)],
    "equity at the mid": [(guarding, "trusted_bids", _at_mid)],
    "vanished quotes release": [(listening, "_trust", _let_go)],
    "peaks between two looks missed": [(guarding, "check_if_moved", lambda *_: None)],
    "a settlement that is not final lifts the mark": [
        (decide, "_ON", {**decide._ON, MarketSettled: _believed})
    ],
    "a settlement paid over a live sale": [(settling, "exits_of", lambda *_: ())],
    "a fair price paid like a win": [(positions, "settled", _paid_like_a_win)],
    "an exit that sells more than is held": [(exiting, "_ticket", _twice_as_much)],
    "each fixture counted by itself": [(sums, "context", _one_fixture_alone)],
}
"""What is wrong, and which names stand for something else meanwhile."""

UNBARRED = ("no_leg_of_one_event", "opposite_leg", "drawdown_guarantee")
"""Limits that are part of the guarantee: each one taken out is a mutant as well."""


@contextmanager
def mutated(name: str) -> Iterator[None]:
    """Everything in this block happens under the wrong version of this name."""
    with ExitStack() as stack:
        if name in UNBARRED:
            stack.enter_context(patch.dict(LIMITS))
            del LIMITS[name]
        for where, what, wrong in MUTANTS.get(name, []):
            stack.enter_context(patch.object(where, what, wrong))
        yield
