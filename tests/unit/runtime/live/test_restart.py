"""What a restart does: nothing is sent twice, nothing is forgotten, what is overdue comes at once."""

import asyncio

import pytest

from engine.domain.commands import Pause, Source, Stop
from engine.domain.effects import AskOrder, AskVenue, CancelOrder, FitModel, WakeAt
from engine.domain.errors import Malformed
from engine.domain.events import OrderUnknown, Woke
from engine.domain.moment import SECOND
from engine.domain.sport import Sport
from engine.shell.runtime.live.recovery import ENDED
from tests.support.lived import QuietCore, ends, lived, quotes


def test_an_order_without_an_answer_becomes_unknown_at_the_restart_and_is_never_sent_again(tmp_path):
    async def story(room):
        room.venue.then("place", 3_600.0)
        _, turning = await room.goes()
        await quotes(room, 8)
        assert room.venue.called("place") == ["live1-o000001"]
        await room.dies(turning)
        for _ in range(3):
            _, turning = await room.goes()
            await asyncio.sleep(20.0)
            await room.dies(turning)
        await room.opens()
        assert await room.events("OrderUnknown") == [OrderUnknown("live1-o000001", ENDED)]
        assert room.venue.called("place") == ["live1-o000001"]
        assert [type(e).__name__ for e in (await room.events())[-5:]].count("RunResumed") >= 1
        await room.run.crew.dismiss()

    lived(tmp_path, story)


def test_an_order_in_flight_across_a_checkpoint_is_not_forgotten(tmp_path):
    async def story(room):
        room.venue.then("place", 3_600.0)
        _, turning = await room.goes(checkpoint_records=2)
        await quotes(room, 7)
        for _ in range(20):
            await quotes(room, 1, apart=0.1)
        await room.dies(turning)
        run = await room.opens(checkpoint_records=2)
        unknown = [e.order for e in await room.events("OrderUnknown")]
        assert unknown == [f"live1-o00000{n}" for n in (1, 2, 3)]  # two of them never left their lane
        assert room.venue.called("place") == unknown[:1]
        checkpoint = await run.journal.newest_checkpoint()
        assert checkpoint is not None
        await run.crew.dismiss()

    lived(tmp_path, story)


def test_an_answered_order_is_not_made_unknown_by_a_restart(tmp_path):
    async def story(room):
        _, turning = await room.goes()
        await quotes(room, 8)
        await asyncio.sleep(1.0)
        await room.dies(turning)
        await room.opens()
        assert await room.events("OrderUnknown") == []
        await room.run.crew.dismiss()

    lived(tmp_path, story)


class AskingCore(QuietCore):
    """Asks about everything when it starts, and about the order that is refused; cancels at a pause."""

    def _on_RunStarted(self, record, event):  # noqa: N802 - named after the event
        self.state.run = event.run
        return [AskVenue("start", record.at), AskOrder("x")]

    def _on_Commanded(self, record, event):  # noqa: N802 - named after the event
        cancels = [CancelOrder(order, "paused") for order in self.state.live]
        return [*super()._on_Commanded(record, event), *cancels]


def test_questions_that_were_not_answered_are_failed_at_the_restart(tmp_path):
    async def story(room):
        room.venue.then("standing", 3_600.0).then("order", 3_600.0)
        await room.opens()
        await room.run.crew.dismiss()
        await room.database.close()
        await room.opens()
        assert {e.order for e in await room.events("AskFailed")} == {None, "x"}
        assert all(e.reason == ENDED for e in await room.events("AskFailed"))
        await room.run.crew.dismiss()

    lived(tmp_path, story, core=AskingCore)


def test_a_cancel_that_was_not_answered_is_carried_again_at_the_restart(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        await quotes(room, 8)
        room.venue.then("cancel", 3_600.0)
        await run.inbox.submit(Source.CONSOLE, Pause())
        await asyncio.sleep(0.2)
        await room.dies(turning)
        assert room.venue.orders
        _, turning = await room.goes()
        await asyncio.sleep(1.0)
        assert room.venue.orders == {}
        await room.dies(turning)

    lived(tmp_path, story, core=AskingCore)


def test_a_stop_that_was_committed_and_not_carried_out_is_carried_out_after_the_restart(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        await quotes(room, 8)
        room.venue.then("cancel_all", *[3_600.0] * 2).then("cancel", *[3_600.0] * 9).then("standing", 3_600.0)
        await run.inbox.submit(Source.CONSOLE, Stop("test"))
        await room.dies(turning)
        assert room.venue.orders
        room.venue.answers.clear()
        _, turning = await room.goes()
        await asyncio.sleep(2.0)
        assert room.venue.orders == {}
        await room.dies(turning)

    lived(tmp_path, story)


def test_a_restart_goes_on_with_the_state_that_the_journal_gives(tmp_path):
    async def story(room):
        _, turning = await room.goes(checkpoint_records=10)
        await quotes(room, 25)
        await asyncio.sleep(1.0)
        trail, quoted = room.run.parts.brain.state.trail, room.run.parts.brain.state.quotes
        await room.dies(turning)
        core = QuietCore()
        recovered = []
        core._on_RunResumed = lambda record, event: (recovered.append(core.state.quotes), [])[1]
        await room.opens(core=core, checkpoint_records=10)
        assert recovered == [quoted]
        assert trail
        await room.run.crew.dismiss()

    lived(tmp_path, story)


def test_another_runs_journal_is_refused(tmp_path):
    async def story(room):
        await room.opens()
        await room.run.crew.dismiss()
        await room.database.close()
        from tests.support import live

        was, live.RUN = live.RUN, "other"
        try:
            with pytest.raises(Malformed, match="other"):
                await room.opens()
        finally:
            live.RUN = was

    lived(tmp_path, story)


class WakingCore(QuietCore):
    """Asks to be woken at several moments when it starts."""

    def _on_RunStarted(self, record, event):  # noqa: N802 - named after the event
        self.state.run = event.run
        return [WakeAt(record.at + after * SECOND, "w", str(after)) for after in (30, 10, 20, 40, 500)]


def test_wakings_come_at_their_moment(tmp_path):
    async def story(room):
        _, turning = await room.goes()
        await asyncio.sleep(60.0)
        records = await room.records()
        began = records[0].at
        woken = [(r.event.entity, r.at - began) for r in records if isinstance(r.event, Woke)]
        assert [name for name, _ in woken] == ["10", "20", "30", "40"]
        assert all(0 <= after - int(name) * SECOND < 10_000 for name, after in woken)
        await room.dies(turning)

    lived(tmp_path, story, core=WakingCore)


def test_overdue_wakings_come_at_once_and_in_order_after_a_restart(tmp_path):
    async def story(room):
        _, turning = await room.goes()
        await asyncio.sleep(15.0)
        await room.dies(turning)
        await asyncio.sleep(100.0)
        _, turning = await room.goes()
        await asyncio.sleep(1.0)
        assert [e.entity for e in await room.events("Woke")] == ["10", "20", "30", "40"]
        await room.dies(turning)

    lived(tmp_path, story, core=WakingCore)


def test_a_jump_forward_wakes_everything_that_was_passed_over(tmp_path):
    async def story(room):
        _, turning = await room.goes()
        await asyncio.sleep(5.0)
        room.clock.offset += 1_000 * SECOND
        await asyncio.sleep(2.0)
        assert [e.entity for e in await room.events("Woke")] == ["10", "20", "30", "40", "500"]
        await room.dies(turning)

    lived(tmp_path, story, core=WakingCore)


class FittingCore(QuietCore):
    """Wants a model as soon as it starts."""

    def _on_RunStarted(self, record, event):  # noqa: N802 - named after the event
        self.state.run = event.run
        return [FitModel("m", Sport.FOOTBALL, "E0", record.at, record.at)]


def test_a_model_asked_for_with_the_first_word_is_fitted_once(tmp_path):
    async def story(room):
        _, turning = await room.goes()
        await asyncio.sleep(5.0)
        assert [e.model.id for e in await room.events("ModelFitted")] == ["m"]
        assert not turning.done()
        await room.dies(turning)
        _, turning = await room.goes()
        await asyncio.sleep(5.0)
        assert len(await room.events("ModelFitted")) == 1
        await room.dies(turning)

    lived(tmp_path, story, core=FittingCore)


class SlowFitter:
    """Never ends a fit."""

    async def fit(self, order, games):
        await asyncio.sleep(3_600)

    def close(self):
        pass


def test_a_model_that_was_not_delivered_is_fitted_again_after_a_restart(tmp_path):
    async def story(room):
        _, turning = await room.goes(fitter=SlowFitter())
        await asyncio.sleep(14.5)
        assert await room.events("ModelFitted") == []
        await room.dies(turning)
        _, turning = await room.goes()
        await asyncio.sleep(5.0)
        assert [e.model.id for e in await room.events("ModelFitted")] == ["m"]
        await room.dies(turning)

    lived(tmp_path, story, core=FittingCore)


def test_a_close_keeps_a_checkpoint_so_that_the_next_start_is_quick(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        await quotes(room, 8)
        await ends(room, run, turning)
        run = await room.opens()
        assert (await run.journal.newest_checkpoint()).seq == (await room.records())[-1].seq - 1
        await run.crew.dismiss()

    lived(tmp_path, story)
