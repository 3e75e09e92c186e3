"""A live run from start to end: what leaves when, what fails how, and that everything has a bound."""

import asyncio

import pytest

from engine.domain.commands import Close, Source
from engine.domain.errors import Impossible, Passing
from engine.domain.events import Woke
from engine.domain.moment import SECOND
from engine.shell.clock import SystemClock
from engine.shell.runtime.live.run import HALT_SECONDS_MAX
from engine.shell.runtime.loop import Ending
from engine.shell.store.database import StorageFailed
from tests.support.live import MemoryFeed, MemoryVenue, Room, book
from tests.support.lived import QuietCore, ends, intents, lived, quotes
from tests.support.toy import ToyCore


def test_a_run_begins_with_its_start_and_a_close_ends_it_in_order(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        await quotes(room, 30)
        assert await ends(room, run, turning) is Ending.LEFT

    room = lived(tmp_path, story)
    assert room.venue.orders == {}
    assert len(room.venue.called("place")) == 4


def test_no_moment_goes_back_and_no_number_is_skipped(tmp_path):
    async def story(room):
        _, turning = await room.goes()
        await quotes(room, 20)
        room.clock.offset -= 3_600 * SECOND
        await quotes(room, 20)
        room.clock.offset += 7_200 * SECOND
        await quotes(room, 20)
        records = await room.records()
        assert [r.seq for r in records] == list(range(1, len(records) + 1))
        assert [r.at for r in records] == sorted(r.at for r in records)
        noticed = [(e.cause, e.sick) for e in await room.events("Noticed")]
        assert noticed == [("clock", True)]
        await room.dies(turning)

    lived(tmp_path, story)


def test_an_order_leaves_only_after_the_batch_that_holds_it_is_on_the_disk(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        seen = {}
        place = room.venue.place

        async def placed(given):
            seen[given.id] = run.journal.tip.seq
            return await place(given)

        room.venue.place = placed
        room.database.slow = 0.3
        await quotes(room, 40, apart=0.2)
        await asyncio.sleep(5.0)
        committed = intents(await room.batches())
        assert len(seen) >= 3
        assert all(committed[order] <= tip for order, tip in seen.items())
        await room.dies(turning)

    lived(tmp_path, story)


def test_quotes_wait_for_each_other_and_an_order_waits_for_nobody(tmp_path):
    async def story(room):
        _, turning = await room.goes()
        before = room.database.commits
        await quotes(room, 6, apart=0.005)
        assert room.database.commits == before
        await asyncio.sleep(0.06)
        assert room.database.commits == before + 1
        room.feed.take(book("M", 5_000))
        await asyncio.sleep(0.001)
        assert room.venue.called("place")
        await room.dies(turning)

    lived(tmp_path, story)


@pytest.mark.parametrize("written", [False, True])
@pytest.mark.parametrize("after", range(1, 6))
def test_whenever_a_commit_fails_no_order_of_it_leaves_cancels_are_tried_and_nothing_is_sent_later(
    tmp_path, after, written
):
    async def story(room):
        run, turning = await room.goes()
        room.database.fail_in, room.database.written = after, written
        room.database.error = StorageFailed("storage: SQLITE_FULL")
        for _ in range(60):
            if turning.done():
                break
            await quotes(room, 1)
        began = room.clock.monotonic()
        room.venue.calls.append(("failed", None, began))
        await asyncio.wait({turning}, timeout=60.0)
        with pytest.raises(StorageFailed):
            await turning
        assert room.clock.monotonic() - began <= HALT_SECONDS_MAX + 1.0
        assert run.brake.shut
        assert room.venue.called("cancel_all")
        assert run.stopped().done
        sent, committed = room.venue.called("place"), intents(await room.batches())
        await room.database.close()

        run, turning = await room.goes()
        await asyncio.sleep(30.0)
        assert room.venue.called("place") == sent
        unknown = [e.order for e in await room.events("OrderUnknown")]
        assert set(unknown) == set(intents(await room.batches())) - {
            e.order for e in await room.events("OrderAccepted")
        }
        assert set(committed) <= set(intents(await room.batches()))
        await room.dies(turning)

    lived(tmp_path, story)


def test_a_fit_that_raises_is_a_failed_model_not_the_end_of_the_run(tmp_path):
    async def story(room):
        run, turning = await room.goes(core=ToyCore())

        async def fit(order, games):
            raise TypeError("planted")

        run.parts.fitter.fit = fit
        await asyncio.sleep(20.0)
        assert [e.reason for e in await room.events("ModelFailed")] == ["TypeError: planted"]
        assert not turning.done()
        await room.dies(turning)

    lived(tmp_path, story)


def test_a_close_takes_no_longer_than_its_bound_on_a_sick_venue(tmp_path):
    async def story(room):
        run, turning = await room.goes()
        await quotes(room, 8)
        room.venue.then("cancel_all", *[3_600.0] * 50)
        began = room.clock.monotonic()
        assert await ends(room, run, turning) is Ending.LEFT
        assert 14.0 < room.clock.monotonic() - began < 17.0

    lived(tmp_path, story)


def test_a_run_for_a_time_closes_itself(tmp_path):
    async def story(room):
        _, turning = await room.goes(run_for=60 * SECOND)
        assert await turning is Ending.LEFT
        assert 60.0 <= room.clock.monotonic() < 64.0

    lived(tmp_path, story)


def test_whatever_a_port_dies_of_that_is_no_error_comes_out_of_the_run_as_it_is(tmp_path):
    class Crash(BaseException):
        """A simulated power cut."""

    async def story(room):
        _, turning = await room.goes()
        room.venue.then("place", Crash())
        await quotes(room, 7)
        await asyncio.wait({turning}, timeout=5.0)
        with pytest.raises(Crash):
            turning.result()

    lived(tmp_path, story)


def test_a_defect_in_a_task_of_ours_ends_the_run_with_the_gate_shut(tmp_path):
    async def story(room):
        run, turning = await room.goes()

        async def dies():
            raise KeyError("planted")

        run.crew.start(dies(), "planted")
        with pytest.raises(Impossible, match="planted"):
            await turning
        assert run.brake.shut

    lived(tmp_path, story)


def test_queues_and_tasks_stay_bounded_in_a_flood_on_a_sick_venue(tmp_path):
    async def story(room):
        run, turning = await room.goes(core=ToyCore())
        for name in ("place", "cancel", "cancel_all", "order", "standing"):
            room.venue.then(name, *[3_600.0] * 10_000)
        for n in range(3_000):
            room.feed.take(book(f"M{n % 9}", 1_000 + n % 50))
            if n % 100 == 0:
                await asyncio.sleep(1.0)
        seen = run.counters()
        assert seen.events_most <= 16
        assert seen.tasks < 40
        assert seen.alive <= 8
        await room.dies(turning)

    lived(tmp_path, story)


def test_a_feed_that_says_more_than_can_be_decided_is_held_back_and_loses_nothing(tmp_path):
    class Flood(MemoryFeed):
        """Says a thousand things in every breath it is given."""

        def __init__(self):
            super().__init__()
            self.said = 0

        async def listen(self, take):
            self.lines += 1
            while self.said < 5_000:
                for _ in range(50):
                    self.said += 1
                    take(Woke("flood", str(self.said)))
                await asyncio.sleep(0)
            await asyncio.Event().wait()

    class PlainCore(QuietCore):
        pass

    async def story(room):
        run = await room.opens(core=PlainCore(), feed=Flood(), events_max=200)
        heard = []
        run.loop.take = lambda event, take=run.loop.take: (heard.append(event), False)[1]
        turning = asyncio.ensure_future(run.go())
        await asyncio.sleep(300.0)
        assert [e.entity for e in heard if isinstance(e, Woke)] == [str(n + 1) for n in range(5_000)]
        assert run.counters().events_most <= 250
        await room.dies(turning)

    lived(tmp_path, story)


def test_a_run_tells_the_same_story_twice(tmp_path):
    def once(home):
        async def story(room):
            room.venue.then("place", 3.0, 2.0).then("cancel_all", 1.0)
            _, turning = await room.goes(core=ToyCore())
            await quotes(room, 200)
            room.told = [(r.seq, r.at, r.event) for r in await room.records()]
            await room.dies(turning)

        return lived(home, story).told

    assert once(tmp_path / "a") == once(tmp_path / "b")


def test_a_venue_with_an_unsteady_line_is_listened_to_again(tmp_path):
    async def story(room):
        _, turning = await room.goes()
        await asyncio.sleep(60.0)
        listens = [at for name, _, at in room.venue.calls if name == "listen"]
        assert len(listens) == 4
        assert [(e.cause, e.sick) for e in await room.events("Noticed")] == [
            ("venue", True),
            ("venue", False),
        ]
        await room.dies(turning)

    lived(tmp_path, story, venue=MemoryVenue().then("listen", Passing("1006"), None, Passing("1006")))


async def test_it_runs_on_the_machines_own_clock_with_the_databases_thread(tmp_path):
    room = Room(tmp_path, core=QuietCore)
    room.clock = SystemClock()
    run, turning = await room.goes(inline=False)
    try:
        await quotes(room, 20, apart=0.005)
        await asyncio.sleep(0.5)
        assert len(room.venue.called("place")) == 2
        run.emergency_stop("test")
        await asyncio.sleep(0.5)
        assert room.venue.orders == {}
        assert run.brake.cancelled_at - run.brake.shut_at <= 0.25
        run.inbox.submit(Source.SIGNAL, Close())
        assert await turning is Ending.LEFT
    finally:
        await room.database.close()
