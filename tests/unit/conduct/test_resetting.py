"""The way out of HALTED, and what a restart finds of a stop."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.config.rules import rules_hash
from engine.core.conduct import stopping
from engine.core.core import Core
from engine.domain.clean import own
from engine.domain.commands import RESET_PHRASE, Close, Flatten, Ignore, Pause, Reset, Resume, Stop
from engine.domain.difference import DifferenceId
from engine.domain.events import (
    Noticed,
    OrderEnded,
    OrderFilled,
    OrderRefused,
    RunResumed,
    Woke,
)
from engine.domain.market import Leg, Side
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import CONTRACT
from engine.domain.order import Fill, OrderState
from engine.domain.queries import Query, Topic
from engine.domain.standing import VenueOrder
from engine.domain.states import Cause, EngineState
from tests.support.desk import Desk, of
from tests.support.stops import GIVEN, carries_on, resting, state, wakes

# The way out.


def halted(*, reset_after: int = 0) -> Desk:
    desk = Desk(GIVEN)
    desk.commands(Stop())
    desk.halts()
    desk.at = Moment(desk.at + reset_after)
    return desk


@pytest.mark.parametrize(
    ("phrase", "reason", "said"),
    [
        ("start over", "looked", "phrase"),
        (RESET_PHRASE, "", "reason"),
        (RESET_PHRASE, "   ", "reason"),
        ("", "looked", "phrase"),
    ],
)
def test_a_reset_wants_the_phrase_and_a_reason(phrase, reason, said):
    accepted, text = halted(reset_after=2 * MINUTE).commands(Reset(phrase, reason))
    assert not accepted
    assert said in text


def test_a_reset_wants_a_minute_since_the_last_cause_that_stopped():
    desk = Desk(GIVEN)
    desk.commands(Stop())
    desk.hear(Noticed(Cause.WATCHDOG, sick=True, text=own("frozen")), 30 * SECOND)
    last = desk.at
    desk.halts()
    desk.at = Moment(last + MINUTE - 1)
    assert desk.commands(Reset(RESET_PHRASE, "looked"))[1].startswith("wait 1 s")
    assert desk.commands(Reset(RESET_PHRASE, "looked"), wait=1)[0]
    assert state(desk) is EngineState.PAUSED


def test_a_reset_wants_books_that_agreed_after_the_stop():
    desk = halted(reset_after=2 * MINUTE)
    desk.state.reckoning.agreed_at = desk.state.desk.causes[Cause.OPERATOR_STOP]
    accepted, text = desk.commands(Reset(RESET_PHRASE, "looked"))
    assert not accepted
    assert "reconcile first" in text
    desk.stands()
    assert desk.commands(Reset(RESET_PHRASE, "looked"))[0]


def test_a_reset_wants_no_difference_that_waits():
    desk = halted(reset_after=2 * MINUTE)
    foreign = VenueOrder("strange", "M1", Leg.YES, Side.BUY, 4000, 100, 0, rests=True)
    desk.stands(orders=(foreign,))
    accepted, text = desk.commands(Reset(RESET_PHRASE, "looked"))
    assert not accepted
    assert "differences" in text
    assert state(desk) is EngineState.HALTED


def test_a_reset_wants_no_order_whose_fate_is_unknown():
    desk = resting()
    (order,) = desk.state.trading.orders.values()
    desk.commands(Stop())
    desk.hear(OrderRefused(order.ticket.id, own("cancelled before it was taken")))
    desk.hear(OrderEnded(order.ticket.id, expired=False, left=order.left, reason=own("cancelled")))
    desk.stands(SECOND)
    desk.stands(2 * SECOND)
    assert state(desk) is EngineState.HALTED
    (over,) = desk.state.trading.ended.values()
    desk.state.trading.ended[over.ticket.id] = replace(over, state=OrderState.REFUSED)
    t = over.ticket
    desk.hear(OrderFilled(Fill("late", t.id, t.market, t.leg, t.side, t.price, CONTRACT, 0, True)), MINUTE)
    (doubted,) = desk.state.trading.orders.values()
    assert doubted.state is OrderState.UNKNOWN
    assert desk.commands(Ignore(DifferenceId("foreign_fill:late"), "seen"))[0]
    desk.stands(SECOND)
    accepted, text = desk.commands(Reset(RESET_PHRASE, "looked"))
    assert not accepted
    assert "unknown" in text


def test_a_reset_leaves_what_pauses_standing():
    desk = Desk(GIVEN)
    desk.hear(Noticed(Cause.CLOCK, sick=True, text=own("skewed")))
    desk.commands(Stop())
    desk.halts()
    assert desk.commands(Reset(RESET_PHRASE, "looked"), wait=2 * MINUTE)[0]
    assert set(desk.state.desk.causes) == {Cause.CLOCK, Cause.OPERATOR}
    assert "clock" in desk.commands(Resume())[1]


def test_a_reset_after_a_drawdown_stop_starts_a_new_mark_and_says_so():
    desk = Desk(GIVEN)
    desk.holds()
    purse = desk.state.purse
    purse.account = replace(purse.account, mark=purse.equity * 1000 // 790)
    fixture = next(iter(desk.state.quotes.fixtures.values()))
    for _ in range(3):
        desk.quotes(fixture, 4600, 2750, 2650, wait=2 * MINUTE)
    assert Cause.DRAWDOWN_STOP in desk.state.desk.causes
    desk.halts()
    assert desk.commands(Reset(RESET_PHRASE, "a bad day"), wait=2 * MINUTE)[0]
    assert purse.account.mark == purse.equity
    assert desk.core.snapshot().status.drawdown == 0
    said = of(desk.asked, "Say")
    assert any("a bad day" in each.text and each.name == "state" for each in said)
    assert any("mark" in each.text and each.name == "command" for each in said)
    assert desk.commands(Resume())[0], "the drawdown of before is no cause any more"
    assert state(desk) is EngineState.RUNNING


def test_a_stop_by_hand_keeps_the_mark():
    desk = halted(reset_after=2 * MINUTE)
    desk.state.purse.account = replace(desk.state.purse.account, mark=desk.state.purse.equity + 5)
    assert desk.commands(Reset(RESET_PHRASE, "looked"))[0]
    assert desk.state.purse.account.mark == desk.state.purse.equity + 5


def test_a_close_of_a_halted_desk_takes_exits_away_too():
    desk = resting(held=True)
    desk.commands(Stop())
    desk.halts()
    token = desk.core.answer(Query(Topic.FLATTEN)).token
    assert desk.commands(Flatten(token), wait=MINUTE)[0]
    (key,) = desk.state.trading.orders
    before = len(desk.asked)
    desk.commands(Close())
    assert [each.order for each in of(desk.asked[before:], "CancelOrder")] == [key]
    assert state(desk) is EngineState.HALTED


def test_a_reset_waits_for_a_restart_when_the_engine_is_on_its_way_out():
    desk = halted(reset_after=2 * MINUTE)
    desk.commands(Close())
    assert "on its way out" in desk.commands(Reset(RESET_PHRASE, "looked"))[1]


# What a restart finds.


def restarted(desk: Desk) -> Desk:
    """Another process takes up the frozen state."""
    frozen = desk.core.freeze()
    desk.core = Core()
    desk.core.thaw(frozen)
    desk.hear(RunResumed(desk.rules, rules_hash(desk.rules), "code"), SECOND)
    return desk


STOPS = [Cause.OPERATOR_STOP, Cause.DRAWDOWN_STOP, Cause.STOP_FILE, Cause.WATCHDOG]


@given(
    st.lists(st.sampled_from(["stop", "pause", "clock", "watchdog", "restart", "ends", "looks"]), max_size=14)
)
@settings(max_examples=60, deadline=None)
def test_no_run_of_restarts_opens_a_latch_or_ends_a_stop_early(steps):
    desk, held = Desk(GIVEN), set()
    for step in steps:
        if step == "stop":
            desk.commands(Stop(), wait=SECOND)
            held.add(Cause.OPERATOR_STOP)
        elif step == "pause":
            desk.commands(Pause(), wait=SECOND)
            held.add(Cause.OPERATOR)
        elif step in {"clock", "watchdog"}:
            desk.hear(Noticed(Cause(step), sick=True, text=own("a test")), SECOND)
            held.add(Cause(step))
        elif step == "restart":
            restarted(desk)
            held.add(Cause.STARTING)
        elif step == "ends":
            desk.ends()
        else:
            desk.stands(2 * SECOND)
            held.discard(Cause.STARTING)
        assert set(desk.state.desk.causes) == held
        stops = held & set(STOPS)
        assert (desk.state.desk.state in {EngineState.HALTING, EngineState.HALTED}) is bool(stops)


def test_a_stop_goes_on_in_the_next_process():
    desk = resting(2)
    desk.commands(Stop())
    number = desk.state.desk.halt.number
    before = len(desk.asked)
    restarted(desk)
    again = desk.asked[before:]
    assert state(desk) is EngineState.HALTING
    assert of(again, "CancelAll")
    assert len(of(again, "CancelOrder")) >= 2
    assert of(again, "AskVenue")
    assert wakes(again), "it is woken in the new process"
    assert desk.hear(Woke(stopping.WOKE, str(number)), SECOND) == [], "the wakings of the old one are over"
    card = desk.core.snapshot().status.stop
    assert (card.orders, card.cancelled) == (2, 0)
    desk.halts()


def test_a_halted_desk_is_halted_in_the_next_process_and_wants_new_books_before_a_reset():
    desk = halted(reset_after=2 * MINUTE)
    restarted(desk)
    assert state(desk) is EngineState.HALTED
    assert "reconcile first" in desk.commands(Reset(RESET_PHRASE, "looked"))[1]
    desk.stands(SECOND)
    assert desk.commands(Reset(RESET_PHRASE, "looked"))[0]
    assert state(desk) is EngineState.PAUSED


def test_what_rests_is_taken_away_when_a_run_is_taken_up_again():
    desk = resting(2)
    before = len(desk.asked)
    restarted(desk)
    assert len(of(desk.asked[before:], "CancelOrder")) == 2


def test_the_same_records_folded_anew_give_the_same_latches_and_the_same_stop():
    desk = Desk(GIVEN)
    desk.hear(Noticed(Cause.DISK, sick=True, text=own("full")), SECOND)
    desk.commands(Stop())
    effects = desk.asked[-12:]
    for _ in range(9):
        effects = carries_on(desk, effects)
    again = Core()
    for record in desk.records:
        again.decide(record)
    assert again.state.desk.causes == desk.state.desk.causes
    assert again.state.desk.halt == desk.state.desk.halt
    assert again.state_hash() == desk.core.state_hash()
