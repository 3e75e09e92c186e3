"""Orders lost after a part of them was filled, and what holds entries back while any order is in question."""

from engine.core.execution.reconcile import ORDER_UNDERWAY_MAX
from engine.domain.commands import Adopt, Ignore, Resume
from engine.domain.difference import DifferenceId
from engine.domain.effects import AskOrder
from engine.domain.events import OrderAccepted, OrderEnded, OrderFilled, OrderStood, OrderUnknown, Woke
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import CONTRACT
from engine.domain.order import Fill, OrderState
from engine.domain.states import Cause, EngineState
from tests.support.desk import Desk, of
from tests.support.reckoning import foreign, latched


def sent():
    desk = Desk()
    fixture = desk.lists()
    return desk, of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0].ticket


def trade(ticket, quantity, name="t1"):
    return Fill(name, ticket.id, ticket.market, ticket.leg, ticket.side, ticket.price, quantity, 0, True)


def answers(desk, ticket, found, wait):
    desk.at = Moment(desk.at + wait)
    return desk.hear(OrderStood(ticket.id, found, (), desk.at))


def state_of(desk, ticket):
    trading = desk.state.trading
    return (trading.orders.get(ticket.id) or trading.ended[ticket.id]).state


def test_an_order_that_was_filled_in_part_and_is_known_no_more_is_a_difference_with_a_way_out():
    desk, ticket = sent()
    desk.hear(OrderUnknown(ticket.id, "time-out"))
    desk.hear(OrderFilled(trade(ticket, CONTRACT)))
    answers(desk, ticket, None, 2 * ORDER_UNDERWAY_MAX)
    answers(desk, ticket, None, SECOND)
    assert state_of(desk, ticket) is OrderState.UNKNOWN, "a trade proves that it had arrived"
    (row,) = desk.core.snapshot().differences
    assert (row.kind, row.subject) == ("lost_order", ticket.id)
    assert desk.commands(Adopt(DifferenceId(row.key)))[0]
    assert state_of(desk, ticket) is OrderState.CANCELLED
    assert not latched(desk)


def test_no_difference_that_is_decided_lets_entries_go_on_while_an_order_is_overdue():
    desk, ticket = sent()
    desk.hear(OrderUnknown(ticket.id, "time-out"))
    desk.hear(Woke("unknown", ticket.id), MINUTE)
    assert latched(desk)
    desk.stands(SECOND, orders=(foreign(),))
    assert desk.commands(Ignore(DifferenceId("foreign_order:x"), "mine"))[0]
    desk.stands(SECOND, orders=(foreign(),))
    assert latched(desk)
    assert not desk.commands(Resume("go on"))[0]
    assert desk.state.desk.state is EngineState.PAUSED
    desk.hear(OrderAccepted(ticket.id, 0))
    assert Cause.RECONCILE not in desk.state.desk.causes


def test_an_end_that_counts_trades_we_were_not_told_is_asked_about_at_once():
    desk, ticket = sent()
    desk.hear(OrderAccepted(ticket.id, 0))
    left = ticket.quantity - CONTRACT
    effects = desk.hear(OrderEnded(ticket.id, expired=False, left=left, reason="cancelled"))
    assert state_of(desk, ticket) is OrderState.UNKNOWN
    assert of(effects, "AskOrder") == [AskOrder(ticket.id)]
    assert desk.core.snapshot().risk.at_stake == ticket.most_cost
