"""An emergency stop from its first moment to its end, however the venue behaves."""

from msgspec.structs import replace

from engine.core.conduct import halting
from engine.core.conduct.turn import Turn
from engine.domain.clean import own
from engine.domain.commands import RESET_PHRASE, Flatten, Reset, Resume, Source, Stop
from engine.domain.events import AskFailed, Noticed, OrderFilled, OrderUnknown, Woke
from engine.domain.ledger import AlertKind
from engine.domain.market import Leg, Side
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.order import Fill, OrderState
from engine.domain.queries import Query, Topic
from engine.domain.standing import VenueOrder
from engine.domain.states import Cause, EngineState
from engine.domain.text import stop_receipt
from tests.support import games
from tests.support.desk import Desk, of, shown
from tests.support.stops import GIVEN, carries_on, resting, state, wakes


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


def test_books_that_were_not_compared_end_no_stop():
    desk = resting()
    desk.commands(Stop())
    desk.ends()
    for _ in range(3):
        desk.at = Moment(desk.at + 2 * SECOND)
        halting.on_stood(Turn(desk.state, desk.seq, desk.at), desk.agreeing())
    assert state(desk) is EngineState.HALTING
    desk.stands(SECOND)
    assert state(desk) is EngineState.HALTED


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


def test_an_order_that_was_filled_before_it_could_be_taken_away_is_not_called_cancelled():
    desk = resting(2)
    desk.commands(Stop("by hand"))
    first = next(iter(desk.state.trading.orders.values())).ticket
    trade = Fill("t9", first.id, first.market, first.leg, first.side, first.price, first.quantity, 0, True)
    desk.hear(OrderFilled(trade))
    desk.halts()
    card = desk.core.snapshot().status.stop
    assert (card.orders, card.cancelled, card.filled, card.kept) == (2, 1, 1, 1)
    assert "1/2 cancelled · 1 filled · 1 position kept · 0 unknown" in stop_receipt(card, "UTC")


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


def test_a_stop_of_a_halted_desk_is_told_what_stands_and_has_everything_taken_away_once_more():
    desk = resting(held=True)
    desk.commands(Stop("first"))
    desk.halts()
    first = desk.core.snapshot().status.stop
    before = len(desk.asked)
    accepted, text = desk.commands(Stop("again"), wait=MINUTE)
    assert accepted
    assert text == f"HALTED: {stop_receipt(first, 'UTC')}"
    assert of(desk.asked[before:], "CancelAll")
    assert state(desk) is EngineState.HALTED
    assert desk.core.snapshot().status.stop == first
    desk.stands(SECOND)
    assert "wait" in desk.commands(Reset(RESET_PHRASE, "looked"))[1], "the minute begins anew"


def test_a_stop_of_a_halted_desk_that_is_selling_again_begins_anew():
    desk = resting(held=True)
    desk.commands(Stop())
    desk.halts()
    first = desk.core.snapshot().status.stop
    token = desk.core.answer(Query(Topic.FLATTEN)).token
    assert desk.commands(Flatten(token), wait=MINUTE)[0]
    before = len(desk.asked)
    assert desk.commands(Stop())[0]
    assert of(desk.asked[before:], "CancelOrder")
    assert state(desk) is EngineState.HALTING
    desk.halts()
    assert desk.core.snapshot().status.stop.asked_at > first.asked_at


def test_nothing_is_opened_for_a_minute_after_everything_was_last_cancelled():
    desk = Desk(GIVEN)
    other = desk.lists(games.fixture(name="F2"))
    (key,) = [each.ticket.id for each in of(desk.quotes(other, 4900, 2950, 2950, half=300), "PlaceOrder")]
    desk.commands(Stop())
    effects, stopped_at = desk.asked[-12:], desk.at
    while desk.at - stopped_at < 40 * SECOND:
        effects = carries_on(desk, effects)
    assert of(effects, "CancelAll"), "something was still alive: it cancelled again"
    last = desk.at
    assert key in desk.state.trading.orders
    desk.halts()
    wait = stopped_at + MINUTE - desk.at
    assert desk.commands(Reset(RESET_PHRASE, "looked"), wait=max(0, wait))[0]
    assert desk.commands(Resume())[0]
    assert state(desk) is EngineState.RUNNING
    third = desk.lists(games.fixture(name="F3"))
    assert not of(desk.quotes(third, 4600, 2750, 2650), "PlaceOrder")
    assert [row.rule for row in desk.state.score.funnel.values() if row.strategy == "desk"] == [
        "after_cancel_all"
    ]
    desk.at = Moment(last + MINUTE - 2)
    assert not of(looks(desk, third), "PlaceOrder")
    assert of(looks(desk, third), "PlaceOrder")


def looks(desk: Desk, fixture) -> list:
    """A moment later the fixture is looked at again."""
    return desk.hear(Woke("doubt", fixture.id), 1)
