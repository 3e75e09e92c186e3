"""A stop in a live run: the gate first, the wire at once, and no entry after it."""

import asyncio

import pytest

from engine.domain.commands import Close, Pause, Reset, Source, Stop
from engine.domain.effects import PlaceOrder
from engine.domain.order import Purpose
from engine.shell.runtime.inbox import Inbox
from engine.shell.runtime.live.run import HALT_SECONDS_MAX
from engine.shell.runtime.tape import Crashed
from engine.shell.store.database import StorageFailed
from tests.support.live import book
from tests.support.lived import QuietCore, intents, lived, quotes
from tests.support.toy import ticket


def test_a_commit_that_does_not_come_back_ends_the_run_and_the_cancels_went_out(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        await quotes(room, 8)
        room.database.slow = 1e9
        room.feed.take(book("M", 9_000))
        await asyncio.sleep(1.0)
        run.emergency_stop("test")
        await asyncio.sleep(0.25)
        assert room.venue.called("cancel_all")
        with pytest.raises(StorageFailed):
            await turning
        assert room.venue.orders == {}

    lived(tmp_path, story)


def test_deciding_that_crashes_shuts_the_gate_cancels_everything_and_keeps_the_record(tmp_path):
    async def story(room):
        core = QuietCore()
        run, turning = await room.goes(core=core)
        await quotes(room, 8)
        core.crash_at = run.tape.seq + 1
        await quotes(room, 1)
        with pytest.raises(Crashed):
            await turning
        assert run.brake.shut
        assert room.venue.orders == {}
        assert list(tmp_path.glob("crash-*.json"))

    lived(tmp_path, story)


def test_a_crash_on_a_sick_venue_still_ends_the_process_in_time(tmp_path):
    async def story(room):
        core = QuietCore()
        run, turning = await room.goes(core=core)
        for name in ("cancel_all", "cancel", "standing"):
            room.venue.then(name, *[3_600.0] * 100)
        core.crash_at = run.tape.seq + 1
        await quotes(room, 1)
        began = room.clock.monotonic()
        await asyncio.wait({turning})
        assert isinstance(turning.exception(), Crashed)
        assert room.clock.monotonic() - began <= HALT_SECONDS_MAX + 2.0
        assert room.venue.called("cancel_all")

    lived(tmp_path, story)


def test_a_stop_puts_the_first_cancel_on_the_wire_within_a_quarter_of_a_second(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        await quotes(room, 30)
        room.feed.take(book("M", 9_000))
        run.emergency_stop("test")
        assert run.brake.shut
        assert (tmp_path / "STOP").exists()
        await asyncio.sleep(0.25)
        assert run.brake.cancelled_at - run.brake.shut_at <= 0.25
        await asyncio.sleep(10.0)
        assert room.venue.orders == {}
        assert run.stopped().done
        assert [e.command for e in await room.events("Commanded")] == [Stop("test")]
        await room.dies(turning)

    lived(tmp_path, story)


def test_no_entry_leaves_after_the_gate_was_shut_even_if_its_intent_was_committed_before(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        room.venue.then("place", 5.0)
        await quotes(room, 15)
        assert len(intents(await room.batches())) == 2
        run.brake.shut_gate("test")
        await asyncio.sleep(20.0)
        assert room.venue.called("place") == ["live1-o000001"]
        refused = await room.events("OrderRefused")
        assert [(e.order, e.reason) for e in refused] == [("live1-o000002", "brake: test")]
        await room.dies(turning)

    lived(tmp_path, story)


def test_a_stop_file_made_by_hand_stops_within_a_second(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        await quotes(room, 8)
        (tmp_path / "STOP").touch()
        await asyncio.sleep(1.3)
        assert run.brake.shut
        assert room.venue.called("cancel_all")
        assert [(e.cause, e.sick) for e in await room.events("Noticed")] == [("stop_file", True)]
        await room.dies(turning)

    lived(tmp_path, story)


def test_a_reset_opens_the_gate_and_ends_the_halter(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        room.venue.then("standing", *[3_600.0] * 50)
        run.emergency_stop("test")
        await asyncio.sleep(5.0)
        assert run.halting()
        await run.inbox.submit(Source.CONSOLE, Reset("phrase", "reason"))
        await asyncio.sleep(0.1)
        assert not run.brake.shut
        assert not run.halting()
        assert not turning.done()
        await room.dies(turning)

    lived(tmp_path, story)


def test_a_stop_that_comes_while_a_reset_is_committed_keeps_the_gate_shut(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        run.emergency_stop("first")
        await asyncio.sleep(10.0)
        room.database.slow = 1.0
        reset = run.inbox.submit(Source.CONSOLE, Reset("phrase", "reason"))
        await asyncio.sleep(0.5)
        assert not reset.done()
        run.emergency_stop("second")
        assert (await reset).accepted
        assert run.brake.shut
        assert (tmp_path / "STOP").exists()
        await asyncio.sleep(10.0)
        assert run.brake.shut
        assert run.stopped().done
        await room.dies(turning)

    lived(tmp_path, story)


def test_a_close_waits_for_a_stop_that_is_under_way(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        room.venue.then("standing", 4.0, 4.0)
        run.emergency_stop("test")
        await asyncio.sleep(1.0)
        run.inbox.submit(Source.SIGNAL, Close())
        await asyncio.sleep(2.0)
        assert run.halting()
        assert not turning.done()
        await turning
        assert run.stopped().done

    lived(tmp_path, story)


def test_a_second_stop_after_the_first_is_done_looks_again(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        run.emergency_stop("first")
        await asyncio.sleep(10.0)
        assert run.stopped().done
        room.venue.rest(ticket("late", 1))
        run.emergency_stop("second")
        await asyncio.sleep(10.0)
        assert run.stopped().done
        assert room.venue.orders == {}
        await room.dies(turning)

    lived(tmp_path, story)


def test_exits_go_on_under_a_shut_gate(tmp_path):
    class LeavingCore(QuietCore):
        def _on_Commanded(self, record, event):  # noqa: N802 - named after the event
            effects = super()._on_Commanded(record, event)
            return [*effects, PlaceOrder(ticket("exit", record.at, Purpose.EXIT))]

    async def story(room):
        run, turning = await room.goes()
        run.brake.shut_gate("test")
        await run.inbox.submit(Source.CONSOLE, Pause())
        await asyncio.sleep(0.2)
        assert room.venue.called("place") == ["exit"]
        await room.dies(turning)

    lived(tmp_path, story, core=LeavingCore)


def test_after_a_failed_commit_not_even_an_exit_leaves(tmp_path):
    class LeavingCore(QuietCore):
        def _on_Commanded(self, record, event):  # noqa: N802 - named after the event
            exits = [PlaceOrder(ticket(f"exit{n}", record.at, Purpose.EXIT)) for n in range(3)]
            return [*super()._on_Commanded(record, event), *exits]

    async def story(room):
        run, turning = await room.goes()
        room.venue.then("place", 3.0)
        await run.inbox.submit(Source.CONSOLE, Pause())
        await asyncio.sleep(0.1)
        room.database.fail_in, room.database.error = 1, StorageFailed("storage: EIO")
        await quotes(room, 1)
        await asyncio.wait({turning})
        assert isinstance(turning.exception(), StorageFailed)
        assert room.venue.called("place") == ["exit0"]

    lived(tmp_path, story, core=LeavingCore)


def test_the_gate_starts_the_cancels_whoever_shuts_it(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        await quotes(room, 8)
        run.brake.shut_gate("somebody")
        await asyncio.sleep(0.2)
        assert room.venue.called("cancel_all")
        assert await room.events("Commanded", "Noticed") == []
        await room.dies(turning)

    lived(tmp_path, story)


@pytest.mark.parametrize("turns", range(5))
async def test_waiting_for_news_can_be_cancelled_at_the_very_moment_news_comes(turns):
    inbox = Inbox()
    waiting = asyncio.ensure_future(inbox.ring(60.0))
    await asyncio.sleep(0.001)
    inbox.wake()
    for _ in range(turns):
        await asyncio.sleep(0)
    cancelled = waiting.cancel()
    await asyncio.wait({waiting})
    assert waiting.cancelled() is cancelled
