"""Perform: every answer becomes its event, nothing is sent twice, no cancel overtakes its order."""

import asyncio
import contextlib
import itertools

import pytest

from engine.domain.effects import AskOrder, AskVenue, CancelAll, CancelOrder, PlaceOrder
from engine.domain.errors import Broken, Passing
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
from engine.domain.identity import RunId
from engine.domain.moment import SECOND, Moment
from engine.domain.order import Purpose
from engine.domain.standing import Standing, VenueOrder
from engine.domain.states import Cause
from engine.shell.ports import Accepted, Cancelled, Declined, Lost, OrderAnswer
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.live.bounded import CALL_SECONDS_MAX, BoundedVenue
from engine.shell.runtime.live.courier import Courier
from engine.shell.runtime.live.crew import Crew
from engine.shell.runtime.live.lanes import HOLDS_LANE_MAX, PLACES_AT_ONCE
from engine.shell.runtime.live.pulse import FAILURES_MAX, Pulse
from engine.shell.runtime.live.sent import Sent
from engine.shell.runtime.live.timing import EngineTime
from tests.support.live import START, LoopClock, MemoryVenue, played
from tests.support.toy import ticket


class Stage:
    """A courier, what it told, and the venue behind it."""

    def __init__(self, home, venue=None):
        self.told, self.venue = [], venue or MemoryVenue()
        self.brake = Brake(home, RunId("r"), LoopClock())
        self.crew, self.sent = Crew(lambda: None), Sent()
        self.clock = LoopClock()
        self.time = EngineTime(self.clock, Moment(0))
        self.pulse = Pulse(Cause.VENUE, self.told.append)
        bounded = BoundedVenue(self.venue, self.crew, self.pulse)
        self.courier = Courier(
            bounded, self.sent, self.crew, self.clock, time=self.time, brake=self.brake, tell=self.told.append
        )

    def carry(self, *effects):
        self.sent.note(effects)
        for effect in effects:
            self.courier.carry(effect)

    def kinds(self, *kinds):
        return [event for event in self.told if isinstance(event, kinds)]


def order(name="o1", purpose=Purpose.ENTER, market="M"):
    from msgspec.structs import replace

    return PlaceOrder(replace(ticket(name, START, purpose), market=market))


def staged(home, steps, venue=None):
    """Play these steps (a coroutine function of the stage) and give the stage back."""

    async def scenario():
        stage = Stage(home, venue)
        await steps(stage)
        stage.crew.check()
        await stage.crew.dismiss()
        return stage

    return played(scenario())


def carried(home, *effects, venue, wait=30.0):
    async def steps(stage):
        stage.carry(*effects)
        await asyncio.sleep(wait)

    return staged(home, steps, venue)


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
    stage = carried(tmp_path, order(), CancelOrder("o1", "x"), venue=venue)
    assert [type(event) for event in stage.told] == [OrderAccepted, OrderEnded]
    names = [(name, at) for name, _, at in venue.calls]
    assert names == [("place", 0.0), ("cancel", 8.0)]


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
    stage = carried(
        tmp_path, order(), CancelOrder("o1", "x"), order("exit", Purpose.EXIT), venue=venue, wait=60.0
    )
    assert venue.called("place") == ["o1", "exit"]
    before = [name for name, *_ in venue.calls[: 2 + HOLDS_LANE_MAX]]
    assert before == ["place", *["cancel"] * HOLDS_LANE_MAX, "place"]
    assert stage.courier.lanes.stubborn == 0 or not stage.courier.idle


def test_the_same_cancel_asked_again_while_it_is_repeated_is_one(tmp_path):
    venue = MemoryVenue().then("cancel", *[Lost("502")] * 1_000)

    async def steps(stage):
        stage.carry(order())
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


def test_cancelling_everything_is_repeated_until_it_is_answered(tmp_path):
    venue = MemoryVenue().then("cancel_all", Passing("429"), 100.0, RuntimeError("x"), Passing("502"))
    stage = carried(tmp_path, CancelAll("stop"), venue=venue, wait=60.0)
    assert len(venue.called("cancel_all")) == 5
    assert stage.courier.idle


def test_cancelling_everything_asked_while_it_is_under_way_goes_out_once_more(tmp_path):
    async def steps(stage):
        stage.carry(CancelAll("stop"))
        await asyncio.sleep(0.01)
        stage.carry(*[CancelAll("stop")] * 9)
        await asyncio.sleep(5.0)

    assert len(staged(tmp_path, steps).venue.called("cancel_all")) == 2


def test_a_question_about_an_order_is_answered_or_failed_and_asked_once_at_a_time(tmp_path):
    async def steps(stage):
        stage.carry(AskOrder("o1"), AskOrder("o1"))
        await asyncio.sleep(1.0)
        stage.carry(AskOrder("o1"))
        await asyncio.sleep(1.0)
        stage.carry(AskOrder("o1"))
        await asyncio.sleep(60.0)

    answer = OrderAnswer(None, (), START)
    stage = staged(tmp_path, steps, MemoryVenue().then("order", answer, Passing("429"), 3_600.0))
    lost = AskFailed("o1", f"no answer within {CALL_SECONDS_MAX:g} s")
    assert stage.told == [OrderStood("o1", None, (), START), AskFailed("o1", "429"), lost]


def test_a_question_about_everything_is_answered_or_failed(tmp_path):
    stood = Standing(START, START, (), (), (), 5)

    async def steps(stage):
        stage.carry(AskVenue("start", START), AskVenue("minute", START), AskVenue("minute", START))
        await asyncio.sleep(5.0)

    stage = staged(tmp_path, steps, MemoryVenue().then("standing", stood, Passing("429")))
    assert stage.told == [VenueStood("start", stood), AskFailed(None, "429")]


def test_a_broken_adapter_places_nothing_more_but_still_cancels(tmp_path):
    async def steps(stage):
        stage.carry(order("first"))
        await asyncio.sleep(1.0)
        stage.carry(order("second"), CancelOrder("first", "x"))
        await asyncio.sleep(5.0)

    stage = staged(tmp_path, steps, MemoryVenue().then("place", Broken("401: keys")))
    assert stage.venue.called("place") == ["first"]
    assert stage.kinds(Noticed) == [Noticed(Cause.VENUE, sick=True, text="calls is off: 401: keys")]
    assert stage.kinds(OrderRefused)[0].reason.startswith("not sent: the venue's adapter is off")
    assert stage.venue.called("cancel") == ["first"]


def test_an_adapters_defect_tells_its_type_and_nothing_of_its_text(tmp_path):
    stage = carried(tmp_path, AskOrder("o1"), venue=MemoryVenue().then("order", OSError("secret-key-123")))
    assert all("secret" not in str(event) for event in stage.told)
    assert stage.kinds(AskFailed) == [AskFailed("o1", "the adapter raised OSError")]


def test_a_storm_of_429_is_noticed_once_and_its_end_too(tmp_path):
    async def steps(stage):
        for n in range(4 * FAILURES_MAX):
            stage.carry(AskOrder(f"o{n}"))
        await asyncio.sleep(5.0)
        stage.carry(AskOrder("last"))
        await asyncio.sleep(5.0)

    stage = staged(tmp_path, steps, MemoryVenue().then("order", *[Passing("429")] * 4 * FAILURES_MAX))
    assert [event.sick for event in stage.kinds(Noticed)] == [True, False]
    assert len(stage.kinds(AskFailed)) == 4 * FAILURES_MAX


def test_a_call_that_does_not_let_go_is_left_behind_and_counted(tmp_path):
    class Clinging(MemoryVenue):
        async def order(self, order):
            while True:
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.sleep(3_600)
                    break

    async def steps(stage):
        stage.carry(AskOrder("o1"))
        await asyncio.sleep(CALL_SECONDS_MAX + 1.0)
        assert stage.kinds(AskFailed)
        assert stage.crew.left == 1
        await asyncio.sleep(7_200.0)
        assert stage.crew.left == 0

    staged(tmp_path, steps, Clinging())


def test_answers_speak_in_the_engines_time_even_while_the_wall_is_behind(tmp_path):
    async def steps(stage):
        await asyncio.sleep(100.0)
        before = stage.time.now()
        stage.clock.offset -= 3_600 * SECOND
        stage.carry(AskVenue("x", Moment(before - 60 * SECOND)), AskOrder("o1"))
        await asyncio.sleep(5.0)
        stood, of_order = stage.kinds(VenueStood)[0].standing, stage.kinds(OrderStood)[0]
        (asked,) = stage.venue.called("standing")
        assert asked <= stage.clock.now() - 60 * SECOND - 3_600 * SECOND
        assert stood.since == before - 60 * SECOND
        assert stood.as_of == of_order.as_of == before - 2 * SECOND

    class Lagging(MemoryVenue):
        """Says how things stood two seconds before it was asked, by the wall."""

        async def order(self, order):
            return OrderAnswer(None, (), Moment(self.wall() - 2 * SECOND))

        async def standing(self, since):
            await self._call("standing", since)
            return Standing(Moment(self.wall() - 2 * SECOND), since, (), (), (), 0)

    async def with_wall(stage):
        at = asyncio.get_running_loop().time
        asked = {}
        stage.venue.wall = lambda: asked.setdefault("at", Moment(stage.clock.offset + round(at() * SECOND)))
        await steps(stage)

    staged(tmp_path, with_wall, Lagging(latency=0.0))


def test_an_answer_that_reaches_less_far_back_than_asked_says_so(tmp_path):
    late = Standing(START, Moment(START + 50), (), (), (), 0)
    stage = carried(tmp_path, AskVenue("x", START), venue=MemoryVenue().then("standing", late))
    assert stage.kinds(VenueStood)[0].standing.since == START + 50
