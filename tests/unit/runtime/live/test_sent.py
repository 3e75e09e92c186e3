"""What was sent and not answered is known without the core, and survives a checkpoint."""

import pytest
from msgspec.structs import replace

from engine.domain.effects import AskOrder, AskVenue, CancelAll, CancelOrder, KeepOrder, PlaceOrder
from engine.domain.errors import Malformed
from engine.domain.events import (
    AskFailed,
    CancelRefused,
    Noticed,
    OrderAccepted,
    OrderEnded,
    OrderRefused,
    OrderStood,
    OrderUnknown,
    VenueStood,
)
from engine.domain.order import Order, OrderState, Purpose
from engine.domain.standing import Standing, VenueOrder
from engine.domain.states import Cause
from engine.shell.runtime.live.sent import Sent
from tests.support.live import START
from tests.support.toy import ticket

PLACE = PlaceOrder(ticket("o1", START))
LEAVE = PlaceOrder(ticket("x1", START, Purpose.EXIT))
RESTS = VenueOrder("o1", "M", "yes", "buy", 4_000, 100, 0, rests=True)


def sent(*effects, heard=()):
    kept = Sent()
    kept.note(effects)
    for event in heard:
        kept.hear(event)
    return kept


def kept(state):
    return KeepOrder(Order(PLACE.ticket, state, 0, 0, 0, START))


def stood(*orders):
    return VenueStood("w", Standing(START, START, orders, (), (), 0))


@pytest.mark.parametrize(
    "answer",
    [
        OrderAccepted("o1", None),
        OrderRefused("o1", "x"),
        OrderUnknown("o1", "x"),
        OrderEnded("o1", True, 0, "x"),
    ],
)
def test_an_order_is_on_its_way_until_it_is_answered(answer):
    assert list(sent(PLACE).placing) == ["o1"]
    assert not sent(PLACE, heard=[answer]).placing


@pytest.mark.parametrize("answer", [OrderEnded("o1", False, 0, "x"), CancelRefused("o1", "x")])
def test_a_cancel_is_on_its_way_until_it_is_answered(answer):
    assert list(sent(CancelOrder("o1", "why")).cancelling) == ["o1"]
    assert not sent(CancelOrder("o1", "why"), heard=[answer]).cancelling


def test_an_order_may_be_alive_until_it_is_refused_ended_or_kept_as_over():
    assert sent(PLACE, heard=[OrderAccepted("o1", None)]).alive == {"o1": "M"}
    assert sent(PLACE, heard=[OrderUnknown("o1", "x")]).alive == {"o1": "M"}
    assert not sent(PLACE, heard=[OrderRefused("o1", "x")]).alive
    assert not sent(PLACE, heard=[OrderEnded("o1", False, 0, "x")]).alive
    assert not sent(PLACE, kept(OrderState.FILLED)).alive
    assert sent(kept(OrderState.UNKNOWN)).alive == {"o1": "M"}


def test_an_order_that_is_over_leaves_no_trace_of_its_cancels():
    over = sent(PLACE, CancelOrder("o1", "x"), kept(OrderState.FILLED))
    assert (over.placing, over.cancelling, over.alive) == ({}, {}, {})


def test_questions_stand_until_they_are_answered_or_failed():
    asked = (AskOrder("o1"), AskVenue("w", START))
    assert (list(sent(*asked).asking), list(sent(*asked).reconciling)) == (["o1"], ["w"])
    answered = sent(*asked, heard=[OrderStood("o1", None, (), START), stood()])
    assert (answered.asking, answered.reconciling) == ({}, {})
    failed = sent(*asked, heard=[AskFailed("o1", "x"), AskFailed(None, "x")])
    assert (failed.asking, failed.reconciling) == ({}, {})


def test_a_cancel_of_everything_stands_until_nothing_rests_or_an_entry_was_let_through():
    assert sent(CancelAll("stop")).fuse == "stop"
    assert sent(CancelAll("stop"), heard=[stood(RESTS)]).fuse == "stop"
    assert sent(CancelAll("stop"), heard=[stood()]).fuse is None
    assert sent(CancelAll("stop"), heard=[stood(replace(RESTS, sweeping=True))]).fuse is None
    assert sent(CancelAll("stop"), LEAVE).fuse == "stop"
    assert sent(CancelAll("stop"), PLACE).fuse is None


def test_what_was_last_noticed_is_remembered():
    noticed = [
        Noticed(Cause.VENUE, True, "x"),
        Noticed(Cause.FEED, True, "x"),
        Noticed(Cause.FEED, False, "x"),
    ]
    assert sent(heard=noticed).sick == {Cause.VENUE: True, Cause.FEED: False}


def test_it_comes_back_from_its_bytes_whole():
    before = sent(PLACE, CancelOrder("o0", "x"), AskOrder("o2"), AskVenue("w", START), CancelAll("stop"))
    before.hear(Noticed(Cause.VENUE, True, "x"))
    after = Sent()
    after.thaw(before.freeze())
    assert after == before
    with pytest.raises(Malformed):
        after.thaw(b"\x00nonsense")


def test_two_of_them_share_nothing():
    first, second = Sent(), Sent()
    first.note((PLACE,))
    assert second.alive == {}


def test_an_order_is_doubtful_from_its_lost_answer_until_somebody_knows():
    unknown = OrderUnknown("o1", "x")
    assert list(sent(PLACE, heard=[unknown]).doubtful) == ["o1"]
    assert list(sent(PLACE, kept(OrderState.UNKNOWN)).doubtful) == ["o1"]
    assert not sent(PLACE, heard=[unknown, OrderAccepted("o1", None)]).doubtful
    assert not sent(PLACE, kept(OrderState.UNKNOWN), kept(OrderState.RESTING)).doubtful
    assert not sent(PLACE, kept(OrderState.UNKNOWN), kept(OrderState.REFUSED)).doubtful


def test_a_lost_answer_leaves_no_doubt_about_an_order_that_was_filled_whole_before():
    assert not sent(PLACE, kept(OrderState.FILLED), heard=[OrderUnknown("o1", "time-out")]).doubtful
