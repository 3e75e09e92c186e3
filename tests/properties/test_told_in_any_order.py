"""One order's life told in any order, with anything told twice: the same position, the same cash, nothing crashes."""

import pytest
from msgspec.structs import replace

from engine.core.core import Core
from engine.domain.dice import dice
from engine.domain.events import (
    CancelRefused,
    MarketSettled,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    OrderStood,
    OrderUnknown,
    Record,
)
from engine.domain.money import CONTRACT, ONE
from engine.domain.order import Fill
from engine.domain.standing import VenueOrder
from engine.domain.states import Cause
from tests.support.desk import Desk, of

PERMUTATIONS = 2_000


@pytest.fixture(scope="module")
def begun():
    """A core that has sent one order: its bytes, the order, its fixture, and where its journal stands."""
    desk = Desk()
    fixture = desk.lists()
    ticket = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0].ticket
    return desk.core.freeze(), ticket, fixture, desk.seq, desk.at


def shuffled(told, purpose, turn):
    """The same events in another order, by named chance."""
    return dice(7, purpose, "", turn).sample(told, len(told))


def life(ticket, fixture, *, filled):
    """Everything that is ever told of an order that fills so many contracts and is then cancelled, and its market paid."""
    parts = [CONTRACT * n for n in filled]
    fills = [
        Fill(
            f"t{n}", ticket.id, ticket.market, ticket.leg, ticket.side, ticket.price - n, part, 1000 + n, True
        )
        for n, part in enumerate(parts)
    ]
    done = sum(parts)
    t = ticket
    found = VenueOrder(t.id, t.market, t.leg, t.side, t.price, t.quantity, done, rests=False)
    told = [OrderAccepted(t.id, 0), *(OrderFilled(fill) for fill in fills)]
    told.append(OrderEnded(t.id, expired=False, left=t.quantity - done, reason="cancelled"))
    told.append(OrderStood(t.id, found, tuple(fills), 2**60))
    told += [OrderUnknown(t.id, "time-out"), CancelRefused(t.id, "gone")]
    told.append(MarketSettled(t.market, ONE, fixture.settles_on, final=True))
    return told, sum(ONE * p for p in parts) - sum(f.price * f.quantity + f.fee for f in fills)


def lived(begun, told):
    """What has become of the core when it has heard all this?"""
    bytes_, _, _, seq, at = begun
    core = Core()
    core.thaw(bytes_)
    for n, event in enumerate(told, start=1):
        core.decide(Record(seq + n, at + n, event))
    return core.state


@pytest.mark.parametrize("filled", [(), (3,), (2, 3), (1, 2, 2)])
def test_any_order_of_what_is_told_gives_the_same_position_and_cash(begun, filled):
    ticket, fixture = begun[1], begun[2]
    told, gained = life(ticket, fixture, filled=filled)
    for turn in range(PERMUTATIONS // 4):
        again = shuffled([*told, *shuffled(told, f"twice {filled}", turn)[:3]], f"told {filled}", turn)
        state = lived(begun, again)
        assert state.purse.account.cash == 1_000_000_000 + gained, again
        assert not state.trading.orders, again
        assert sum(state.score.realised.values()) == gained, again
        assert Cause.RECONCILE not in state.desk.causes, again
        assert not any(position.open for position in state.trading.positions.values())


def test_trades_of_a_whole_fill_end_the_order_whatever_else_is_told(begun):
    ticket, fixture = begun[1], begun[2]
    whole = ticket.quantity // CONTRACT
    told, gained = life(ticket, fixture, filled=(1, whole - 1))
    for turn in range(PERMUTATIONS // 20):
        assert lived(begun, shuffled(told, "whole", turn)).purse.account.cash == 1_000_000_000 + gained


def test_the_same_trade_with_another_price_is_the_same_trade(begun):
    ticket, fixture = begun[1], begun[2]
    told, gained = life(ticket, fixture, filled=(2,))
    first = next(event for event in told if isinstance(event, OrderFilled))
    lie = OrderFilled(replace(first.fill, price=1, fee=0))
    place = told.index(first)
    state = lived(begun, [*told[: place + 1], lie, *told[place + 1 :]])
    assert state.purse.account.cash == 1_000_000_000 + gained
