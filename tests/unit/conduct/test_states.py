"""The table of states: every state met by every event, and by every command from everybody."""

from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core import decide as deciding
from engine.core.conduct import commanding, guarding
from engine.core.conduct.turn import Turn
from engine.core.core import Core
from engine.domain import commands as ask
from engine.domain import events as told
from engine.domain.clean import own
from engine.domain.commands import RESET_PHRASE, Pause, Resume, Source, Stop
from engine.domain.errors import Impossible
from engine.domain.game import GameStatus
from engine.domain.identity import ApprovalId, CommandId, OrderId, PositionId
from engine.domain.market import Leg, Side
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import DOLLAR, Money
from engine.domain.order import Fill
from engine.domain.sport import Phase
from engine.domain.standing import VenueOrder
from engine.domain.states import (
    ARROWS,
    LATCHES,
    PERMITTED,
    REFUSED_IN,
    SEVERITY,
    STOPPING,
    Cause,
    EngineState,
    Key,
    Mode,
)
from tests.support import games
from tests.support.desk import Desk, of, rules, willing

S = EngineState
GIVEN = willing(rules())


def in_state(state: EngineState) -> Desk:
    """A desk that has come to this state by the ordinary road."""
    desk = Desk(GIVEN, agrees=state is not S.STARTING)
    if state is S.PAUSED:
        desk.commands(Pause())
    elif state is S.CLOSING:
        desk.commands(ask.Close())
    elif state in {S.HALTING, S.HALT_INCOMPLETE, S.HALTED}:
        desk.commands(Stop())
    if state is S.HALT_INCOMPLETE:
        desk.hear(told.Woke("halting", "1"), 15 * SECOND)
    elif state is S.HALTED:
        desk.halts()
    assert desk.state.desk.state is state
    return desk


FROZEN = {state: in_state(state) for state in S}
BYTES = {state: desk.core.freeze() for state, desk in FROZEN.items()}


def again(state: EngineState) -> Desk:
    """The same desk as often as it is asked for."""
    desk, first = Desk.__new__(Desk), FROZEN[state]
    desk.rules, desk.at, desk.seq, desk.trades = GIVEN, first.at, first.seq, 0
    desk.asked, desk.records = [], []
    desk.core = Core()
    desk.core.thaw(BYTES[state])
    return desk


FIXTURE = games.fixture()
MARKET = FIXTURE.markets[0]
FILL = Fill("t9", OrderId("o9"), MARKET.id, Leg.YES, Side.BUY, 5000, 100, Money(0), maker=True)

EVENTS = {
    told.RunResumed: lambda desk: told.RunResumed(GIVEN, desk.state.run.rules_hash, "code"),
    told.FixtureListed: lambda _: told.FixtureListed(FIXTURE),
    told.BookSeen: lambda _: told.BookSeen(MARKET.id, ((4000, 100),), ((4200, 100),)),
    told.TradeSeen: lambda _: told.TradeSeen(MARKET.id, 4000, 100, True),
    told.GameSeen: lambda _: told.GameSeen(GameStatus(FIXTURE.id, Phase.IN_PLAY, 3, 0, 0, 0)),
    told.FeedSilent: lambda _: told.FeedSilent("scores", FIXTURE.id),
    told.FeedHeard: lambda _: told.FeedHeard("scores", FIXTURE.id),
    told.FeedEnded: lambda _: told.FeedEnded("sim"),
    told.ModelFitted: lambda _: told.ModelFitted(games.model(FIXTURE.sport)),
    told.ModelFailed: lambda _: told.ModelFailed("m1", own("too few games")),
    told.OrderAccepted: lambda _: told.OrderAccepted(OrderId("o9"), None),
    told.OrderRefused: lambda _: told.OrderRefused(OrderId("o9"), own("no")),
    told.OrderUnknown: lambda _: told.OrderUnknown(OrderId("o9"), own("time-out")),
    told.OrderFilled: lambda _: told.OrderFilled(FILL),
    told.OrderEnded: lambda _: told.OrderEnded(OrderId("o9"), False, 100, own("gone")),
    told.CancelRefused: lambda _: told.CancelRefused(OrderId("o9"), own("too late")),
    told.MarketSettled: lambda _: told.MarketSettled(MARKET.id, 10_000, FIXTURE.settles_on, final=True),
    told.Woke: lambda _: told.Woke("halting", "0"),
    told.OrderStood: lambda desk: told.OrderStood(OrderId("o9"), None, (), desk.at),
    told.VenueStood: lambda desk: told.VenueStood("a test", desk.agreeing()),
    told.AskFailed: lambda _: told.AskFailed(None, own("time-out")),
    told.CashMoved: lambda _: told.CashMoved("i1", own("interest"), Money(DOLLAR)),
    told.Noticed: lambda _: told.Noticed(Cause.CLOCK, sick=True, text=own("skewed")),
    told.ConsoleLost: lambda _: told.ConsoleLost(),
    told.Commanded: lambda _: told.Commanded(CommandId("c1"), Source.CONSOLE, Stop()),
}

MOVES = {
    (S.RUNNING, told.RunResumed): S.STARTING,
    (S.PAUSED, told.RunResumed): S.STARTING,
    (S.CLOSING, told.RunResumed): S.STARTING,
    (S.STARTING, told.VenueStood): S.RUNNING,
    (S.RUNNING, told.OrderFilled): S.PAUSED,
    (S.RUNNING, told.Noticed): S.PAUSED,
    (S.RUNNING, told.ConsoleLost): S.PAUSED,
    (S.STARTING, told.Commanded): S.HALTING,
    (S.RUNNING, told.Commanded): S.HALTING,
    (S.PAUSED, told.Commanded): S.HALTING,
    (S.CLOSING, told.Commanded): S.HALTING,
}
"""Where an event of its kind leads; every other pair leaves the state as it is."""


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("state", S)
def test_every_state_meets_every_event(state, kind):
    desk = again(state)
    desk.hear(EVENTS[kind](desk), SECOND)
    assert desk.state.desk.state is MOVES.get((state, kind), state)


def test_no_event_is_left_out():
    left_out = {told.RunStarted}
    assert set(EVENTS) | left_out == set(get_args(told.Event)) == set(deciding._ON)


@pytest.mark.parametrize("state", S)
def test_a_run_that_starts_twice_is_impossible(state):
    with pytest.raises(Impossible, match="starts once"):
        again(state).hear(told.RunStarted("r1", 7, Mode.SIM, own("x"), "UTC", GIVEN, "", ""))


COMMANDS = {
    ask.Pause: ask.Pause(),
    ask.Resume: ask.Resume("looked"),
    ask.Stop: ask.Stop(),
    ask.Reset: ask.Reset(RESET_PHRASE, "looked"),
    ask.Approve: ask.Approve(ApprovalId("a1"), 1),
    ask.Reject: ask.Reject(ApprovalId("a1"), 1),
    ask.Deposit: ask.Deposit(Money(DOLLAR)),
    ask.Withdraw: ask.Withdraw(Money(DOLLAR)),
    ask.Acknowledge: ask.Acknowledge(),
    ask.Exit: ask.Exit(PositionId("p1")),
    ask.ResetArm: ask.ResetArm(),
    ask.Reconcile: ask.Reconcile(),
    ask.Adopt: ask.Adopt("d1"),
    ask.CancelForeign: ask.CancelForeign("d1"),
    ask.Ignore: ask.Ignore("d1", "known"),
    ask.Flatten: ask.Flatten("x-1"),
    ask.Tighten: ask.Tighten("order_quantity", 100),
    ask.Close: ask.Close(),
}

MAY = """
                 STARTING RUNNING PAUSED CLOSING HALTING HALT_INCOMPLETE HALTED  anyone
Pause                   x       x      x       x       x               x      x       x
Resume                  -       x      x       -       -               -      -       -
Stop                    x       x      x       x       x               x      x       x
Reset                   -       -      -       -       -               -      x       -
Approve                 x       x      x       -       -               -      x       -
Reject                  x       x      x       x       x               x      x       x
Deposit                 -       x      x       -       -               -      x       -
Withdraw                -       x      x       -       -               -      x       -
Acknowledge             x       x      x       x       x               x      x       x
Exit                    x       x      x       -       -               -      x       -
ResetArm                x       x      x       x       x               x      x       -
Reconcile               x       x      x       x       x               x      x       x
Adopt                   x       x      x       x       x               x      x       -
CancelForeign           x       x      x       x       x               x      x       -
Ignore                  x       x      x       x       x               x      x       -
Flatten                 -       x      x       -       -               -      x       -
Tighten                 x       x      x       x       x               x      x       x
Close                   x       x      x       x       x               x      x       x
"""
"""What may be tried when, and what by anyone; the law beside the code's own table."""


def law() -> dict[str, dict[str, bool]]:
    head, *lines = [line.split() for line in MAY.strip().splitlines()]
    return {line[0]: dict(zip(head, (mark == "x" for mark in line[1:]), strict=True)) for line in lines}


LAW = law()


def test_no_command_is_left_out():
    kinds = set(get_args(ask.Command))
    assert kinds == set(COMMANDS) == set(PERMITTED) == set(commanding._DO)
    assert {kind.__name__ for kind in kinds} == set(LAW)


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("state", S)
def test_every_state_answers_every_command_of_everybody(state, kind, source):
    desk, lawful = again(state), LAW[kind.__name__]
    before = books(desk)
    effects = desk.hear(told.Commanded(CommandId("c1"), source, COMMANDS[kind]), SECOND)
    (reply,) = of(effects, "Reply")
    said = [each for each in of(effects, "Say") if each.name == "command"]
    assert len(said) == 1, "every command is journaled with what became of it"
    assert reply.receipt.text in said[0].text
    keyboard = source in {Source.CONSOLE, Source.SHELL}
    if not keyboard and not lawful["anyone"]:
        refused(desk, effects, before, f"{source} may only make things safer")
    elif not lawful[state]:
        refused(desk, effects, before, f"{state}: {REFUSED_IN[state]}")
    else:
        assert REFUSED_IN[state] not in reply.receipt.text, "it was tried, whatever came of it"


def refused(desk, effects, before, text):
    assert [type(each).__name__ for each in effects] == ["Reply", "Say"], "nothing else follows"
    assert (effects[0].receipt.accepted, effects[0].receipt.text) == (False, text)
    assert effects[1].fields["accepted"] == 0
    assert books(desk) == before


def books(desk: Desk) -> bytes:
    """Everything the core knows but where in the journal it stands and what it has said."""
    state = msgspec.msgpack.decode(desk.core.freeze())
    del state["run"]["seq"], state["run"]["at"], state["desk"]["events"], state["trail"]["diary"]
    return msgspec.msgpack.encode(state)


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_an_arrow_that_is_not_in_the_table_is_impossible(before, after, monkeypatch):
    if before is after:
        return
    desk = again(before)
    monkeypatch.setattr(guarding, "state_for", lambda _: after)
    turn = Turn(desk.state, desk.seq, desk.at)
    if after in ARROWS[before]:
        guarding.settle_state(turn, "a test")
        assert desk.state.desk.state is after
    else:
        with pytest.raises(Impossible, match=f"{before} is never followed by {after}"):
            guarding.settle_state(turn, "a test")


def test_every_cause_has_a_latch_with_a_page():
    assert set(LATCHES) == set(Cause)
    assert {latch.asks for latch in LATCHES.values()} <= set(SEVERITY)


def test_what_stops_is_left_by_a_reset_alone():
    assert {cause for cause, latch in LATCHES.items() if latch.key is Key.RESET} == STOPPING
    assert {Cause.OPERATOR_STOP, Cause.DRAWDOWN_STOP, Cause.STOP_FILE, Cause.WATCHDOG} == STOPPING


NOTICED = (Cause.CLOCK, Cause.DISK, Cause.VENUE, Cause.FEED)


@given(st.lists(st.tuples(st.sampled_from([*NOTICED, "pause", "resume"]), st.booleans()), max_size=12))
@settings(max_examples=60, deadline=None)
def test_each_cause_has_its_own_latch_and_the_most_severe_rules(steps):
    desk, held = again(S.RUNNING), set()
    for what, sick in steps:
        if what == "pause":
            desk.commands(Pause(), wait=SECOND)
            held.add(Cause.OPERATOR)
        elif what == "resume":
            accepted, text = desk.commands(Resume(), wait=SECOND)
            assert accepted is (not held - {Cause.OPERATOR}), text
            held -= {Cause.OPERATOR} if accepted else set()
        else:
            desk.hear(told.Noticed(what, sick=sick, text=own("a test")), SECOND)
            held = held | {what} if sick else held - {what}
        assert set(desk.state.desk.causes) == held
        assert desk.state.desk.state is (S.PAUSED if held else S.RUNNING)


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("sick", [True, False])
def test_only_what_the_runtime_may_notice_is_noticed(cause, sick):
    desk = again(S.RUNNING)
    effects = desk.hear(told.Noticed(cause, sick=sick, text=own("found")), SECOND)
    stops = cause in {Cause.STOP_FILE, Cause.WATCHDOG}
    may = cause in NOTICED or (stops and sick)
    assert bool([each for each in of(effects, "Say") if each.name == "refused"]) is not may
    assert (cause in desk.state.desk.causes) is (may and sick)
    expected = S.RUNNING if not (may and sick) else S.HALTING if stops else S.PAUSED
    assert desk.state.desk.state is expected


def test_what_stops_is_not_well_again_by_itself():
    desk = again(S.RUNNING)
    desk.hear(told.Noticed(Cause.WATCHDOG, sick=True, text=own("frozen")), SECOND)
    effects = desk.hear(told.Noticed(Cause.WATCHDOG, sick=False, text=own("beats again")), SECOND)
    assert Cause.WATCHDOG in desk.state.desk.causes
    assert "reset opens it" in of(effects, "Say")[-1].text


def test_a_start_waits_for_books_that_agree_before_it_opens_anything():
    desk = Desk(GIVEN, agrees=False)
    assert desk.state.desk.state is S.STARTING
    assert of(desk.asked, "AskVenue"), "it asks by itself"
    fixture = desk.lists()
    assert not of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")
    assert any(row.rule == "not_running" for row in desk.state.score.funnel.values())
    desk.stands(SECOND)
    assert desk.state.desk.state is S.RUNNING
    assert of(desk.quotes(fixture, 4610, 2750, 2640, wait=MINUTE), "PlaceOrder")


def test_books_that_do_not_agree_keep_the_start_waiting():
    desk = Desk(GIVEN, agrees=False)
    foreign = VenueOrder("strange", MARKET.id, Leg.YES, Side.BUY, 4000, 100, 0, rests=True)
    desk.stands(SECOND, orders=(foreign,))
    assert desk.state.desk.state is S.STARTING
    assert {Cause.STARTING, Cause.RECONCILE} <= set(desk.state.desk.causes)
    desk.stands(10 * SECOND)
    assert desk.state.desk.state is S.RUNNING


def test_with_real_money_the_start_leads_to_a_pause():
    desk = Desk(GIVEN, mode=Mode.LIVE, agrees=False)
    assert desk.state.desk.state is S.STARTING
    desk.stands(SECOND)
    assert desk.state.desk.state is S.PAUSED
    assert set(desk.state.desk.causes) == {Cause.OPERATOR}


@pytest.mark.parametrize(
    ("mode", "then"), [(Mode.SIM, S.RUNNING), (Mode.PAPER, S.RUNNING), (Mode.LIVE, S.PAUSED)]
)
def test_a_run_taken_up_again_compares_before_it_opens_anything(mode, then):
    desk = Desk(GIVEN, mode=mode)
    desk.commands(Resume())
    assert desk.state.desk.state is S.RUNNING
    effects = desk.hear(told.RunResumed(GIVEN, desk.state.run.rules_hash, "code"), MINUTE)
    assert desk.state.desk.state is S.STARTING
    assert of(effects, "AskVenue")
    desk.stands(SECOND)
    assert desk.state.desk.state is then


@pytest.mark.parametrize("state", [S.RUNNING, S.STARTING])
def test_the_venues_answer_from_before_the_restart_opens_nothing(state):
    desk = again(state)
    desk.at = Moment(desk.at + SECOND)
    old = desk.agreeing()
    desk.hear(told.RunResumed(GIVEN, desk.state.run.rules_hash, "code"), MINUTE)
    desk.hear(told.VenueStood("minute", old), SECOND)
    assert desk.state.reckoning.agreed_at == old.as_of, "it is compared"
    assert desk.state.desk.state is S.STARTING


def test_a_start_that_waits_for_more_than_a_minute_is_told_once_and_the_alarm_goes_with_it():
    desk = Desk(GIVEN, agrees=False)
    (wake,) = [each for each in of(desk.asked, "WakeAt") if each.kind == "starting"]
    desk.hear(told.Woke(wake.kind, wake.entity), wake.at - desk.at)
    (alarm,) = of(desk.asked, "RaiseAlarm")
    assert alarm.page == "states"
    desk.stands(SECOND)
    assert of(desk.asked, "ClearAlarm")
    assert not of(desk.hear(told.Woke(wake.kind, wake.entity), SECOND), "RaiseAlarm")


def test_a_start_that_found_its_end_in_time_is_not_told():
    desk = Desk(GIVEN)
    (wake,) = [each for each in of(desk.asked, "WakeAt") if each.kind == "starting"]
    assert desk.hear(told.Woke(wake.kind, wake.entity), wake.at - desk.at) == []
