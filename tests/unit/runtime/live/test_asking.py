"""Questions to the venue, cancels of everything, and adapters that misbehave."""

import asyncio
import contextlib

from engine.domain.effects import AskOrder, AskVenue, CancelAll, CancelOrder
from engine.domain.errors import Broken, Passing
from engine.domain.events import (
    AskFailed,
    Noticed,
    OrderRefused,
    OrderStood,
    VenueStood,
)
from engine.domain.moment import SECOND, Moment
from engine.domain.standing import Standing
from engine.domain.states import Cause
from engine.shell.ports import OrderAnswer
from engine.shell.runtime.live.bounded import CALL_SECONDS_MAX
from engine.shell.runtime.live.pulse import FAILURES_MAX
from tests.support.live import START, MemoryVenue
from tests.support.staged import carried, order, staged


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


def test_a_question_asked_again_while_it_is_under_way_goes_out_once_more_and_no_oftener(tmp_path):
    question = AskVenue("halting", Moment(START))

    async def steps(stage):
        for _ in range(4):
            stage.carry(question)
            await asyncio.sleep(0.01)
        await asyncio.sleep(30.0)

    stage = staged(tmp_path, steps)
    assert len(stage.venue.called("standing")) == 2
    assert len(stage.kinds(VenueStood)) == 2


def test_failures_that_are_not_in_a_row_are_no_sickness(tmp_path):
    venue = MemoryVenue().then("order", *[*[Passing("429")] * (FAILURES_MAX - 1), None] * 3)

    async def steps(stage):
        for _ in range(3 * FAILURES_MAX):
            stage.carry(AskOrder("o1"))
            await asyncio.sleep(1.0)

    stage = staged(tmp_path, steps, venue)
    assert len(stage.kinds(AskFailed)) == 3 * (FAILURES_MAX - 1)
    assert stage.kinds(Noticed) == []


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


def test_a_call_whose_time_is_over_is_cancelled_and_sends_nothing_later(tmp_path):
    venue = MemoryVenue().then("place", 3_600.0)

    async def steps(stage):
        stage.carry(order())
        await asyncio.sleep(CALL_SECONDS_MAX + 1.0)
        assert stage.venue.under_way == 0
        assert stage.crew.left == 0

    staged(tmp_path, steps, venue)


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


def test_a_secret_in_an_adapters_error_reaches_no_event_and_no_escape_does(tmp_path):
    text = "GET https://x/y?token=canary-123456 \x1b[31m failed"
    venue = (
        MemoryVenue().then("order", Passing(text)).then("standing", Broken(text)).then("place", Passing(text))
    )
    stage = carried(tmp_path, AskOrder("o1"), AskVenue("x", START), order(), venue=venue)
    assert len(stage.told) >= 4
    assert all("canary" not in str(event) and "\x1b" not in str(event) for event in stage.told)
