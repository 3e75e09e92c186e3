"""An emergency stop from its first moment to its end, however the venue behaves; and the way out of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.config.rules import rules_hash
from engine.core.conduct import stopping
from engine.core.core import Core
from engine.domain.clean import own
from engine.domain.commands import RESET_PHRASE, Close, Pause, Reset, Resume, Source, Stop
from engine.domain.events import AskFailed, Noticed, OrderAccepted, OrderUnknown, RunResumed, Woke
from engine.domain.ledger import AlertKind
from engine.domain.market import Leg, Side
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.order import OrderState
from engine.domain.standing import VenueOrder
from engine.domain.states import Cause, EngineState
from engine.domain.text import stop_receipt
from tests.support import games
from tests.support.desk import Desk, of, rules, shown, willing

GIVEN = willing(rules())


def resting(count: int = 1, *, held: bool = False) -> Desk:
    """A desk with so many entries at rest, and with `held` a position too."""
    desk = Desk(GIVEN)
    if held:
        desk.holds()
    for number in range(count):
        fixture = desk.lists(games.fixture(name=f"R{number}"))
        placed = of(desk.quotes(fixture, 4900, 2950, 2950, half=300), "PlaceOrder")
        assert placed, "the scenario needs an entry at rest"
        desk.hear(OrderAccepted(placed[0].ticket.id, 0))
    return desk


def state(desk: Desk) -> EngineState:
    return desk.state.desk.state


def wakes(effects) -> list:
    return [each for each in of(effects, "WakeAt") if each.kind == stopping.WOKE]


def carries_on(desk: Desk, effects) -> list:
    """The next moment the stop asked to be woken at has come."""
    (wake,) = wakes(effects)
    return desk.hear(Woke(wake.kind, wake.entity), wake.at - desk.at)


def critical(desk: Desk) -> list[str]:
    return [each.alert.text for each in of(desk.asked, "KeepAlert") if each.alert.kind is AlertKind.CRITICAL]


def test_a_stop_shuts_the_gate_kills_at_the_venue_cancels_each_order_and_asks_in_that_order():
    desk = resting(2)
    before = len(desk.asked)
    assert desk.commands(Stop())[0]
    kinds = [type(each).__name__ for each in desk.asked[before:]]
    steps = [kind for kind in kinds if kind in {"CancelAll", "CancelOrder", "AskVenue"}]
    assert steps == ["CancelAll", "CancelOrder", "CancelOrder", "AskVenue"]
    assert state(desk) is EngineState.HALTING
    assert all(order.state is OrderState.CANCELLING for order in desk.state.trading.orders.values())


def test_two_looks_two_seconds_apart_must_show_nothing():
    desk = resting()
    desk.commands(Stop())
    desk.ends()
    desk.stands(SECOND)
    assert state(desk) is EngineState.HALTING, "once is not enough"
    desk.stands(2 * SECOND - 1)
    assert state(desk) is EngineState.HALTING, "two looks in one moment are one look"
    desk.stands(1)
    assert state(desk) is EngineState.HALTED


def test_an_answer_to_a_question_from_before_the_stop_says_nothing():
    desk = resting()
    old = replace(desk.agreeing(), orders=())
    desk.commands(Stop(), wait=SECOND)
    desk.ends()
    desk.stands(as_of=old.as_of)
    assert desk.state.desk.halt.empty_at is None


def test_what_the_venue_still_shows_is_cancelled_again_and_the_looks_begin_anew():
    desk = resting()
    (order,) = desk.state.trading.orders.values()
    desk.commands(Stop())
    desk.stands(SECOND, orders=())
    asked = desk.stands(SECOND, orders=(shown(order),))
    assert order.ticket.id in [each.order for each in of(asked, "CancelOrder")]
    assert desk.state.desk.halt.empty_at is None
    desk.ends()
    desk.stands(SECOND)
    assert state(desk) is EngineState.HALTING
    desk.stands(2 * SECOND)
    assert state(desk) is EngineState.HALTED


def test_an_order_that_is_none_of_ours_is_taken_away_too():
    desk = Desk(GIVEN)
    desk.commands(Stop())
    foreign = VenueOrder("strange", "M1", Leg.YES, Side.BUY, 4000, 100, 0, rests=True)
    asked = desk.stands(SECOND, orders=(foreign,))
    assert "strange" in [each.order for each in of(asked, "CancelOrder")]
    desk.stands(SECOND)
    desk.stands(2 * SECOND)
    assert state(desk) is EngineState.HALTED


def test_an_order_whose_fate_is_unknown_holds_halted_back():
    desk = resting()
    (key,) = desk.state.trading.orders
    desk.hear(OrderUnknown(key, own("time-out")))
    desk.commands(Stop())
    desk.state.trading.orders[key] = replace(desk.state.trading.orders[key], state=OrderState.UNKNOWN)
    for _ in range(3):
        desk.stands(3 * SECOND, orders=())
    assert state(desk) is EngineState.HALTING
    assert desk.core.snapshot().status.stop.unknown == 1
    desk.halts()
    assert desk.core.snapshot().status.stop.unknown == 0


def test_what_the_venue_will_sweep_itself_is_shown_and_holds_nothing_back():
    desk = resting(2)
    one, two = desk.state.trading.orders.values()
    desk.commands(Stop())
    from engine.domain.events import OrderEnded

    desk.hear(OrderEnded(two.ticket.id, expired=False, left=two.left, reason=own("cancelled")))
    swept = (shown(one, sweeping=True),)
    asked = desk.stands(SECOND, orders=swept)
    assert not of(asked, "CancelOrder"), "a cancel does nothing there"
    desk.stands(2 * SECOND, orders=swept)
    assert state(desk) is EngineState.HALTED
    card = desk.core.snapshot().status.stop
    assert (card.orders, card.cancelled, card.sweeping, card.unknown) == (2, 1, 1, 0)
    assert "1/2 cancelled · 1 awaiting sweep · " in stop_receipt(card, "UTC")


def test_the_receipt_says_when_how_many_what_is_kept_and_what_is_unknown():
    desk = resting(2, held=True)
    desk.commands(Stop("by hand"))
    under_way = desk.core.snapshot().status.stop
    assert (under_way.ended_at, under_way.orders, under_way.cancelled, under_way.kept) == (None, 2, 0, 1)
    assert stop_receipt(under_way, "UTC").startswith("stopping since ")
    desk.halts()
    card = desk.core.snapshot().status.stop
    assert (card.ended_at, card.orders, card.cancelled, card.kept) == (desk.at, 2, 2, 1)
    assert card.reason == "by hand"
    clock = stop_receipt(card, "UTC").split(" ")[1]
    assert stop_receipt(card, "UTC") == f"stopped {clock} · 2/2 cancelled · 1 position kept · 0 unknown"
    assert len(clock) == len("14:03:11")


def test_a_stop_asks_again_every_two_seconds_and_is_incomplete_after_fifteen():
    desk = resting()
    begun = desk.at
    desk.commands(Stop())
    effects, moments = desk.asked, []
    for _ in range(8):
        effects = carries_on(desk, effects[-12:] if effects is desk.asked else effects)
        assert of(effects, "AskVenue"), "it asks"
        assert of(effects, "CancelOrder"), "and cancels again"
        moments.append((desk.at - begun) // SECOND)
    assert moments == [2, 4, 6, 8, 10, 12, 14, 15]
    assert state(desk) is EngineState.HALT_INCOMPLETE


def test_an_incomplete_stop_tries_for_ever_with_longer_waits_and_tells_once_a_minute():
    desk = resting()
    begun = desk.at
    desk.commands(Stop())
    effects, tries = desk.asked[-12:], 0
    while desk.at - begun < 20 * MINUTE:
        effects = carries_on(desk, effects)
        tries += 1
        assert of(effects, "AskVenue")
    assert 20 <= tries <= 35, "it goes on, and does not hammer"
    told = [text for text in critical(desk) if "incomplete" in text]
    assert 18 <= len(told) <= 21, "each minute"
    assert "0/1 cancelled" in told[0]
    desk.halts()
    assert not [
        row for row in desk.state.desk.alarms.values() if row.key == "halt-incomplete" and not row.cleared
    ]


def test_questions_that_fail_do_not_end_the_trying():
    desk = resting()
    desk.commands(Stop())
    effects = desk.asked[-12:]
    for _ in range(30):
        desk.hear(AskFailed(None, own("time-out")))
        effects = carries_on(desk, effects)
    assert state(desk) is EngineState.HALT_INCOMPLETE
    desk.halts()


def test_a_stop_that_has_found_its_end_wakes_for_nothing():
    desk = resting()
    desk.commands(Stop())
    (wake,) = wakes(desk.asked)
    desk.halts()
    assert desk.hear(Woke(wake.kind, wake.entity), 2 * SECOND) == []


def test_every_road_to_one_stop_is_one_stop_one_card_and_one_alert():
    desk = resting(3)
    asked_at = desk.at
    desk.commands(Stop("key"))
    desk.commands(Stop("socket"), source=Source.SHELL, wait=SECOND // 20)
    desk.commands(Stop("signal"), source=Source.SIGNAL, wait=SECOND // 20)
    desk.hear(Noticed(Cause.STOP_FILE, sick=True, text=own("STOP file")), SECOND)
    desk.hear(Noticed(Cause.WATCHDOG, sick=True, text=own("heartbeat")), SECOND)
    card = desk.core.snapshot().status.stop
    assert (card.asked_at, card.orders, card.reason) == (asked_at, 3, "key")
    assert len(critical(desk)) == 1
    assert {Cause.OPERATOR_STOP, Cause.STOP_FILE, Cause.WATCHDOG} <= set(desk.state.desk.causes)
    desk.halts()
    assert len(critical(desk)) == 1


def test_a_breach_of_drawdown_during_a_stop_is_an_alert_of_its_own():
    desk = resting(held=True)
    desk.commands(Stop())
    purse = desk.state.purse
    purse.account = replace(purse.account, mark=purse.equity * 2)
    fixture = next(iter(desk.state.quotes.fixtures.values()))
    for _ in range(3):
        desk.quotes(fixture, 4500, 2800, 2700, wait=2 * MINUTE)
    assert Cause.DRAWDOWN_STOP in desk.state.desk.causes
    assert len([text for text in critical(desk) if "drawdown" in text]) == 1


def test_a_stop_of_a_halted_desk_takes_everything_away_once_more():
    desk = resting()
    desk.commands(Stop())
    desk.halts()
    first = desk.core.snapshot().status.stop
    before = len(desk.asked)
    assert desk.commands(Stop(), wait=MINUTE)[0]
    assert of(desk.asked[before:], "CancelAll")
    assert state(desk) is EngineState.HALTING
    desk.halts()
    assert desk.core.snapshot().status.stop.asked_at > first.asked_at


def test_nothing_is_opened_for_a_minute_after_everything_was_cancelled():
    desk = Desk(GIVEN)
    fixture = desk.lists()
    desk.commands(Stop())
    desk.halts()
    desk.state.desk.cancelled_all_at = Moment(desk.at + 70 * SECOND)  # the last of many tries
    assert desk.commands(Reset(RESET_PHRASE, "looked"), wait=70 * SECOND)[0]
    assert desk.commands(Resume())[0]
    assert state(desk) is EngineState.RUNNING
    assert not of(desk.quotes(fixture, 4600, 2750, 2650, wait=0), "PlaceOrder")
    assert [row.rule for row in desk.state.score.funnel.values()] == ["after_cancel_all"]
    assert not of(desk.quotes(fixture, 4610, 2750, 2640, wait=MINUTE - 1), "PlaceOrder")
    assert of(desk.quotes(fixture, 4600, 2750, 2650, wait=1), "PlaceOrder")


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
