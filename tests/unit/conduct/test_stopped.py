"""After an emergency stop positions are kept: nothing is sold by itself, the operator may still sell."""

import pytest
from msgspec.structs import replace

from engine.config.rules import rules_hash
from engine.domain.approval import ApprovalState, ExitPolicy
from engine.domain.commands import RESET_PHRASE, Approve, Close, Exit, Pause, Reset, Stop
from engine.domain.events import OrderEnded, RunResumed, Woke
from engine.domain.ledger import Deed
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.order import Purpose
from engine.domain.states import EngineState
from tests.support import games
from tests.support.desk import Desk, of, rules, willing


def exits(desk):
    return [p.ticket for p in of(desk.asked, "PlaceOrder") if p.ticket.purpose is Purpose.EXIT]


def deeds(desk):
    return [effect.fork.deed for effect in of(desk.asked, "KeepFork")]


def losing(policy, *, at_deadline=ExitPolicy.EXIT):
    """A desk with such a policy for a score against us, at the moment before it holds; and the fixture."""
    given = willing(rules())
    triggers = tuple(
        replace(t, policy_in_play=policy if t.name == "adverse_score" else ExitPolicy.NOTE)
        for t in given.triggers
    )
    approvals = replace(given.approvals, at_deadline=at_deadline)
    desk = Desk(replace(given, triggers=triggers, approvals=approvals))
    fixture, position = desk.holds()
    desk.at = Moment(fixture.starts_at + 10 * MINUTE)
    desk.scores(fixture, 12, 0, 1)
    return desk, fixture, position


def concedes(desk, fixture, count=30):
    for turn in range(count):
        desk.quotes(fixture, 2800, 2900, 4300, size=500 + (desk.seq + turn) % 7, wait=10 * SECOND)


@pytest.mark.parametrize("policy", [ExitPolicy.EXIT, ExitPolicy.EXIT_IF_BETTER])
def test_no_policy_sells_while_the_desk_is_halted(policy):
    desk, fixture, position = losing(policy)
    desk.commands(Stop())
    desk.halts()
    concedes(desk, fixture)
    assert "adverse_score" in desk.state.doubts.noted[position.id], "the scenario needs the trigger"
    assert exits(desk) == []
    assert desk.state.desk.state is EngineState.HALTED
    assert deeds(desk).count(Deed.NOTED) >= 1, "what holding came to is kept"


def test_a_pause_beside_a_stop_promises_no_exits():
    desk, _, _ = losing(ExitPolicy.EXIT)
    assert desk.commands(Pause()) == (True, "paused: no entries; exits go on")
    desk.commands(Stop())
    desk.halts()
    assert desk.commands(Pause()) == (True, "paused too: HALTED stands above it")


def test_a_policy_that_was_held_back_by_a_stop_sells_again_after_the_reset():
    desk, fixture, _ = losing(ExitPolicy.EXIT)
    desk.commands(Stop())
    desk.halts()
    concedes(desk, fixture)
    assert desk.commands(Reset(RESET_PHRASE, "looked into it"), wait=MINUTE)[0]
    concedes(desk, fixture, 1)
    assert len(exits(desk)) == 1, "paused: exits go on"


def test_no_policy_sells_while_a_stop_is_under_way():
    desk, fixture, _ = losing(ExitPolicy.EXIT)
    other = desk.lists(replace(games.fixture(name="F2"), starts_at=Moment(desk.at + 20 * 60 * MINUTE)))
    resting = of(desk.quotes(other, 4900, 2950, 2950, half=300), "PlaceOrder")
    assert resting
    desk.commands(Stop())
    assert desk.state.desk.state is EngineState.HALTING
    concedes(desk, fixture)
    assert exits(desk) == []


def test_at_a_deadline_a_halted_desk_holds():
    desk, fixture, _ = losing(ExitPolicy.ASK)
    while not desk.state.doubts.pending:
        concedes(desk, fixture, 1)
    request = next(iter(desk.state.doubts.pending.values()))
    desk.commands(Stop())
    desk.at = request.deadline_at
    desk.hear(Woke("deadline", request.id))
    concedes(desk, fixture, 3)
    assert of(desk.asked, "KeepApproval")[-1].approval.state is ApprovalState.LAPSED
    assert exits(desk) == []
    assert deeds(desk)[-1] is Deed.LAPSED_HELD


def test_a_decision_to_leave_that_waits_for_its_chance_falls_with_the_stop():
    desk, fixture, position = losing(ExitPolicy.ASK)
    while not desk.state.doubts.pending:
        concedes(desk, fixture, 1)
    request = next(iter(desk.state.doubts.pending.values()))
    for market in fixture.markets:
        desk.state.quotes.books.pop(market.id)
    desk.at = request.deadline_at
    desk.hear(Woke("deadline", request.id))
    assert position.id in desk.state.doubts.leaving, "nobody bid"
    desk.commands(Stop())
    desk.halts()
    concedes(desk, fixture, 6)
    assert exits(desk) == []
    assert position.id not in desk.state.doubts.leaving
    assert deeds(desk)[-1] is Deed.LAPSED_HELD
    desk.commands(Reset(RESET_PHRASE, "looked into it"), wait=MINUTE)
    concedes(desk, fixture, 3)
    assert exits(desk) == [], "an old decision does not sell after a reset"


def test_the_operator_may_sell_once_the_stop_has_found_its_end_and_not_before():
    desk = Desk()
    _, position = desk.holds()
    other = desk.lists(games.fixture(name="F2"))
    resting = of(desk.quotes(other, 4900, 2950, 2950, half=300), "PlaceOrder")[0].ticket
    assert desk.commands(Exit(position.id))[0]
    request = next(iter(desk.state.doubts.pending.values()))
    desk.commands(Stop())
    done, words = desk.commands(Approve(request.id, request.version))
    assert not done
    assert "HALTING" in words
    assert exits(desk) == []
    desk.hear(OrderEnded(resting.id, False, resting.quantity, "stop"))
    assert desk.state.desk.state is EngineState.HALTING, "the venue has not shown it yet"
    desk.halts()
    assert desk.commands(Approve(request.id, request.version))[0]
    assert [ticket.position for ticket in exits(desk)] == [position.id]


def test_a_desk_that_is_closing_sends_nothing_new_and_leaves_when_it_is_taken_up_again():
    desk, fixture, _ = losing(ExitPolicy.EXIT)
    desk.commands(Close())
    concedes(desk, fixture)
    assert exits(desk) == []
    desk.hear(RunResumed(desk.rules, rules_hash(desk.rules), "code"))
    concedes(desk, fixture, 2)
    assert len(exits(desk)) == 1
