"""Perform: every answer becomes its event, nothing is sent twice, no cancel overtakes its order."""

import asyncio
import itertools

import pytest

from engine.domain.effects import CancelOrder
from engine.domain.errors import Broken, Passing
from engine.domain.events import (
    CancelRefused,
    Noticed,
    OrderAccepted,
    OrderEnded,
    OrderRefused,
    OrderStood,
    OrderUnknown,
)
from engine.domain.order import Purpose
from engine.domain.standing import VenueOrder
from engine.shell.ports import Accepted, Cancelled, Declined, Lost, OrderAnswer
from engine.shell.runtime.live.bounded import CALL_SECONDS_MAX
from engine.shell.runtime.live.lanes import HOLDS_LANE_MAX, PLACES_AT_ONCE
from tests.support.live import START, MemoryVenue
from tests.support.staged import carried, order, staged


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (Accepted(7), OrderAccepted("o1", 7)),
        (Accepted(), OrderAccepted("o1", None)),
        (Declined("no money"), OrderRefused("o1", "no money")),
        (Lost("502"), OrderUnknown("o1", "502")),
        (Passing("429"), OrderUnknown("o1", "429")),
        (Broken("keys"), OrderUnknown("o1", "keys")),
        (KeyError("order"), OrderUnknown("o1", "the adapter raised KeyError")),
        ("what?", OrderUnknown("o1", "the adapter answered with str")),
        (asyncio.CancelledError(), OrderUnknown("o1", "the call was given up by its adapter")),
        (3_600.0, OrderUnknown("o1", f"no answer within {CALL_SECONDS_MAX:g} s")),
    ],
)
def test_an_order_is_accepted_refused_or_unknown_and_is_sent_once(tmp_path, answer, event):
    stage = carried(tmp_path, order(), venue=MemoryVenue().then("place", answer), wait=7_200.0)
    assert [told for told in stage.told if not isinstance(told, Noticed)] == [event]
    assert stage.venue.called("place") == ["o1"]


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (Cancelled(40), OrderEnded("o1", expired=False, left=40, reason="cancelled")),
        (Declined("filled"), CancelRefused("o1", "filled")),
    ],
)
def test_a_cancel_with_a_definite_answer_is_asked_once(tmp_path, answer, event):
    stage = carried(tmp_path, CancelOrder("o1", "x"), venue=MemoryVenue().then("cancel", answer))
    assert stage.told == [event]
    assert stage.venue.called("cancel") == ["o1"]


@pytest.mark.parametrize("answer", [Lost("502"), Passing("429"), ValueError("x"), 60.0, "what?"])
def test_a_cancel_without_an_answer_is_asked_again_until_it_has_one(tmp_path, answer):
    venue = MemoryVenue().then("cancel", *[answer] * 6, Cancelled(100))
    stage = carried(tmp_path, CancelOrder("o1", "x"), venue=venue, wait=200.0)
    assert stage.kinds(OrderEnded) == [OrderEnded("o1", expired=False, left=100, reason="cancelled")]
    assert len(venue.called("cancel")) == 7
    assert stage.courier.idle


def test_the_wait_between_two_cancels_grows_and_is_bounded(tmp_path):
    venue = MemoryVenue(latency=0.0).then("cancel", *[Lost("429")] * 40)
    carried(tmp_path, CancelOrder("o1", "x"), venue=venue, wait=600.0)
    at = [moment for name, _, moment in venue.calls if name == "cancel"]
    waits = [round(b - a, 2) for a, b in itertools.pairwise(at)]
    assert waits[:6] == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0]
    assert set(waits[6:]) == {10.0}


def test_an_order_that_the_venue_sweeps_itself_is_asked_about_not_called_ended(tmp_path):
    swept = VenueOrder("o1", "M", "yes", "buy", 4_000, 100, 0, rests=True, sweeping=True)
    venue = (
        MemoryVenue()
        .then("cancel", Cancelled(100, sweeping=True))
        .then("order", OrderAnswer(swept, (), START))
    )
    stage = carried(tmp_path, CancelOrder("o1", "x"), venue=venue)
    assert stage.told == [OrderStood("o1", swept, (), START)]


def test_a_cancel_never_overtakes_its_order_however_slow_the_order_is(tmp_path):
    venue = MemoryVenue().then("place", 8.0)

    async def steps(stage):
        stage.carry(order())
        await asyncio.sleep(0.1)
        stage.carry(CancelOrder("o1", "x"))
        await asyncio.sleep(30.0)

    stage = staged(tmp_path, steps, venue)
    assert [type(event) for event in stage.told] == [OrderAccepted, OrderEnded]
    names = [(name, at) for name, _, at in venue.calls]
    assert names == [("place", 0.0), ("cancel", 8.0)]


def test_an_order_whose_cancel_was_committed_while_it_waited_never_leaves(tmp_path):
    venue = MemoryVenue().then("place", *[5.0] * PLACES_AT_ONCE)
    first = [order(f"o{n}", market=f"M{n}") for n in range(PLACES_AT_ONCE)]

    async def steps(stage):
        stage.carry(*first, order("late", market="L"), order("behind", Purpose.EXIT, market="M0"))
        await asyncio.sleep(1.0)
        stage.carry(CancelOrder("late", "drawdown"), CancelOrder("behind", "drawdown"))
        await asyncio.sleep(30.0)

    stage = staged(tmp_path, steps, venue)
    assert venue.called("place") == [each.ticket.id for each in first]
    assert {(each.order, each.reason) for each in stage.kinds(OrderRefused)} == {
        ("late", "not sent: withdrawn before it left"),
        ("behind", "not sent: withdrawn before it left"),
    }
    assert stage.courier.lanes.idle


def test_an_order_of_the_same_name_is_not_held_for_withdrawn_once_its_cancel_was_carried(tmp_path):
    async def steps(stage):
        stage.carry(CancelOrder("o1", "from before the restart"))
        await asyncio.sleep(1.0)
        stage.carry(order())
        await asyncio.sleep(1.0)

    assert staged(tmp_path, steps).venue.called("place") == ["o1"]


def test_orders_of_one_market_go_one_after_another_in_the_order_of_their_intents(tmp_path):
    stage = carried(
        tmp_path, *(order(f"o{n}") for n in range(5)), venue=MemoryVenue().then("place", 3.0, 2.0)
    )
    assert stage.venue.called("place") == [f"o{n}" for n in range(5)]
    assert stage.venue.most_under_way == 1


def test_markets_do_not_wait_for_each_other(tmp_path):
    venue = MemoryVenue().then("place", 9.0)
    carried(tmp_path, order("a", market="A"), order("b", market="B"), venue=venue)
    assert [at for name, _, at in venue.calls if name == "place"] == [0.0, 0.0]


def test_no_more_than_a_bounded_number_of_orders_is_under_way(tmp_path):
    stage = carried(tmp_path, *(order(f"o{n}", market=f"M{n}") for n in range(50)), venue=MemoryVenue(1.0))
    assert stage.venue.most_under_way == PLACES_AT_ONCE
    assert len(stage.venue.called("place")) == 50


def test_our_own_bid_is_gone_before_our_own_exit_leaves(tmp_path):
    venue = MemoryVenue().then("cancel", 2.0)
    bid, leave = order("bid"), order("exit", Purpose.EXIT)

    async def steps(stage):
        stage.carry(bid)
        await asyncio.sleep(1.0)
        stage.carry(CancelOrder("bid", "exit"), leave)
        await asyncio.sleep(10.0)

    stage = staged(tmp_path, steps, venue)
    assert [name for name, *_ in venue.calls] == ["place", "cancel", "place"]
    assert [event.order for event in stage.told] == ["bid", "bid", "exit"]


def test_a_cancel_that_never_gets_an_answer_does_not_hold_an_exit_for_ever(tmp_path):
    venue = MemoryVenue().then("cancel", *[Lost("502")] * 100)
    stage = carried(tmp_path, CancelOrder("o1", "x"), order("exit", Purpose.EXIT), venue=venue, wait=60.0)
    # the market of an order that nobody knows is not known either: name it as the journal does
    assert stage.kinds(OrderAccepted) == [OrderAccepted("exit", None)]
    venue = MemoryVenue().then("cancel", *[Lost("502")] * 100)

    async def steps(stage):
        stage.carry(order())
        await asyncio.sleep(0.01)
        stage.carry(CancelOrder("o1", "x"), order("exit", Purpose.EXIT))
        await asyncio.sleep(60.0)

    stage = staged(tmp_path, steps, venue)
    assert venue.called("place") == ["o1", "exit"]
    before = [name for name, *_ in venue.calls[: 2 + HOLDS_LANE_MAX]]
    assert before == ["place", *["cancel"] * HOLDS_LANE_MAX, "place"]
    assert stage.courier.lanes.stubborn == 0 or not stage.courier.idle


def test_the_same_cancel_asked_again_while_it_is_repeated_is_one(tmp_path):
    venue = MemoryVenue().then("cancel", *[Lost("502")] * 1_000)

    async def steps(stage):
        stage.carry(order())
        await asyncio.sleep(0.01)
        for _ in range(50):
            stage.carry(CancelOrder("o1", "x"))
        await asyncio.sleep(300.0)
        assert stage.courier.lanes.stubborn == 1
        assert len(stage.crew) <= 3

    staged(tmp_path, steps, venue)


def test_the_brake_is_looked_at_last_after_whatever_was_waited_for(tmp_path):
    venue = MemoryVenue().then("place", 5.0)

    async def steps(stage):
        stage.carry(order("first"), order("second"))
        await asyncio.sleep(1.0)
        stage.brake.shut_gate("test")
        await asyncio.sleep(20.0)

    stage = staged(tmp_path, steps, venue)
    assert venue.called("place") == ["first"]
    assert stage.told == [OrderAccepted("first", None), OrderRefused("second", "brake: test")]


def test_a_stop_file_keeps_the_next_entry_back_at_once(tmp_path):
    async def steps(stage):
        stage.carry(order("first"))
        await asyncio.sleep(1.0)
        (tmp_path / "STOP").touch()
        stage.carry(order("second"))
        await asyncio.sleep(1.0)

    stage = staged(tmp_path, steps)
    assert stage.venue.called("place") == ["first"]
    assert stage.told[-1] == OrderRefused("second", "brake: STOP file in the home folder")


def test_exits_and_cancels_pass_a_shut_gate(tmp_path):
    async def steps(stage):
        stage.carry(order("bid"))
        await asyncio.sleep(1.0)
        stage.brake.shut_gate("test")
        stage.carry(CancelOrder("bid", "x"), order("exit", Purpose.EXIT))
        await asyncio.sleep(1.0)

    stage = staged(tmp_path, steps)
    assert stage.venue.called("place") == ["bid", "exit"]
    assert stage.venue.called("cancel") == ["bid"]


def test_closed_lanes_let_no_order_out_and_every_cancel(tmp_path):
    async def steps(stage):
        stage.courier.lanes.close("storage failed")
        stage.carry(order("bid"), order("exit", Purpose.EXIT), CancelOrder("old", "x"))
        await asyncio.sleep(5.0)

    stage = staged(tmp_path, steps)
    assert stage.venue.called("place") == []
    assert stage.venue.called("cancel") == ["old"]
    assert stage.kinds(OrderRefused, OrderUnknown) == []
