"""Orders lost after a part of them was filled, and what holds entries back while any order is in question."""

from msgspec.structs import replace

from engine.core.execution.reconcile import ORDER_UNDERWAY_MAX
from engine.domain.commands import Adopt, Flatten, Ignore, Pause, Resume, Stop
from engine.domain.difference import DifferenceId
from engine.domain.effects import AskOrder
from engine.domain.events import (
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    OrderStood,
    OrderUnknown,
    RunResumed,
    VenueStood,
    Woke,
)
from engine.domain.market import Leg
from engine.domain.moment import HOUR, MINUTE, SECOND, Moment
from engine.domain.money import CONTRACT
from engine.domain.order import Fill, OrderState
from engine.domain.queries import Query, Topic
from engine.domain.states import Cause, EngineState
from tests.support.desk import Desk, of
from tests.support.reckoning import foreign, keys, latched, more, quiet, twice


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


def test_no_start_finds_its_end_while_an_order_of_ours_is_missing_from_the_list():
    desk, ticket = sent()
    desk.hear(OrderAccepted(ticket.id, 0))
    desk.hear(RunResumed(desk.rules, "hash", "code"), SECOND)
    desk.stands(SECOND, orders=())
    assert desk.state.desk.state is EngineState.STARTING
    desk.stands(SECOND)
    assert desk.state.desk.state is EngineState.RUNNING


def test_a_stop_that_goes_on_in_the_next_process_looks_twice_again():
    desk, _ = sent()
    desk.commands(Stop())
    desk.ends()
    desk.stands(SECOND)
    desk.hear(RunResumed(desk.rules, "hash", "code"), 3 * SECOND)
    desk.stands(SECOND)
    assert desk.state.desk.state is EngineState.HALTING
    desk.stands(2 * SECOND)
    assert desk.state.desk.state is EngineState.HALTED


def test_a_figure_that_cannot_be_judged_this_time_takes_no_difference_away():
    desk, _, position = quiet()
    twice(desk, holdings=more(desk))
    (key,) = keys(desk)
    answer = replace(desk.agreeing(), holdings=more(desk, by=2 * CONTRACT))
    desk.state.reckoning.touched[f"{position.market}/{position.leg}"] = Moment(desk.at + 2 * SECOND)
    desk.hear(VenueStood("a test", replace(answer, as_of=Moment(desk.at + SECOND))), 3 * SECOND)
    assert keys(desk) == [key]
    desk.stands(SECOND)
    assert keys(desk) == []


def test_a_market_that_paid_while_our_sale_is_in_question_is_no_difference_in_cash():
    desk, fixture, position = quiet()
    desk.quotes(fixture, 4600, 2750, 2650)
    assert desk.commands(Flatten(desk.core.answer(Query(Topic.FLATTEN)).token))[0]
    (sale,) = desk.state.trading.orders
    desk.hear(OrderUnknown(sale, "time-out"))
    desk.settles(fixture, 10_000, 0, 0)
    held = desk.state.trading.positions[position.id]
    assert held.open, "it is paid when the sale is over"
    won = position.market == fixture.markets[0].id
    pays = 10_000 if won is (position.leg is Leg.YES) else 0
    account = {"holdings": (), "cash": desk.agreeing().cash + pays * held.quantity}
    twice(desk, **account)
    assert keys(desk) == []


def test_a_cancel_in_question_for_a_minute_lets_entries_go_on_when_its_order_is_seen():
    desk, ticket = sent()
    desk.hear(OrderAccepted(ticket.id, 0))
    desk.commands(Pause())
    desk.hear(Woke("silent", ticket.id), MINUTE)
    desk.hear(Woke("unknown", ticket.id), MINUTE)
    assert latched(desk)
    (shown,) = desk.agreeing().orders
    answers(desk, ticket, shown, SECOND)
    assert not latched(desk)
    desk.hear(Woke("unknown", ticket.id), SECOND)
    assert not latched(desk), "its minute begins anew"


def test_an_order_that_was_filled_in_part_is_remembered_for_what_is_told_late():
    desk, ticket = sent()
    desk.hear(OrderFilled(trade(ticket, CONTRACT)))
    desk.ends()
    desk.hear(Woke("scan", ""), 3 * HOUR)
    desk.hear(OrderFilled(trade(ticket, CONTRACT, "t2")))
    assert keys(desk) == []
    assert desk.state.trading.positions[ticket.position].bought == 2 * CONTRACT


def test_an_answer_that_speaks_of_the_future_speaks_of_now_and_spoils_no_later_one():
    desk, _, _ = quiet()
    ahead = replace(desk.agreeing(), as_of=Moment(desk.at + HOUR))
    desk.hear(VenueStood("a test", ahead), SECOND)
    assert desk.state.reckoning.agreed_at == desk.at
    desk.commands(Stop())
    desk.halts()
