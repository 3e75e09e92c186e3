"""Room on the disk is told once each way; a copy is made each day; neither holds the engine up."""

import asyncio
import os

import pytest

from engine.domain.events import ConsoleLost, Noticed
from engine.domain.moment import DAY, HOUR
from engine.domain.states import Cause
from engine.shell.runtime import housekeeping
from engine.shell.runtime.disk import FLOOR_BYTES, WELL_BYTES, DiskWatch, free_bytes
from engine.shell.runtime.housekeeping import Housekeeping, copy_is_due
from engine.shell.store.backups import BackupFailed, Kind, back_up_into, copies
from engine.shell.store.database import InlineDatabase
from engine.shell.store.journal import open_journal
from engine.shell.store.schema import connect
from tests.support.runs import opened, parts
from tests.support.snapshots import snapshot, status
from tests.support.toy import ToyMarket


class Rooms:
    """A disk that has so much room at each look."""

    def __init__(self, *sizes):
        self.sizes = list(sizes)

    def __call__(self, folder):
        size = self.sizes.pop(0)
        if isinstance(size, OSError):
            raise size
        return size


def told(tmp_path, *sizes):
    rooms = Rooms(*sizes)
    watch = DiskWatch(tmp_path, rooms)
    return [news and news.sick for news in (watch.look() for _ in sizes)]


def test_a_disk_is_sick_below_200_mb_and_well_from_250_mb_on(tmp_path):
    assert (FLOOR_BYTES, WELL_BYTES) == (200_000_000, 250_000_000)
    assert told(tmp_path, FLOOR_BYTES, FLOOR_BYTES - 1, 0) == [None, True, None]
    assert told(tmp_path, 0, FLOOR_BYTES, WELL_BYTES - 1, WELL_BYTES, WELL_BYTES) == [True, None, None, False, None]


def test_a_disk_that_was_sick_before_a_restart_is_told_well_again(tmp_path):
    assert DiskWatch(tmp_path, Rooms(WELL_BYTES), sick=True).look().sick is False
    assert DiskWatch(tmp_path, Rooms(0), sick=True).look() is None


async def test_an_engine_that_starts_with_the_disks_latch_tells_it_well(run, monkeypatch):
    ill = snapshot(status=status(causes=("disk",)))
    monkeypatch.setattr(run.parts.brain, "snapshot", lambda: ill, raising=False)
    house = Housekeeping(run)
    await run.inbox.ring(5)
    assert run.inbox.take().sick is False
    house.end()


def test_a_disk_that_does_not_answer_is_sick(tmp_path):
    watch = DiskWatch(tmp_path, Rooms(OSError(5, "Input/output error")))
    assert watch.look() == Noticed(Cause.DISK, True, "the disk does not say what is free: Input/output error")


def test_what_is_told_names_the_room_there_is_and_the_room_that_is_wanted(tmp_path):
    news = DiskWatch(tmp_path, Rooms(12_000_000)).look()
    assert news == Noticed(Cause.DISK, True, "12 MB free for the journal, 200 MB wanted")


def test_the_room_of_a_real_folder_is_what_df_would_say(tmp_path):
    found = os.statvfs(tmp_path)
    assert 0 < free_bytes(tmp_path) <= found.f_blocks * found.f_frsize


class Minutes:
    """A clock whose sleeps are counted and over at once."""

    def __init__(self, most, now=0):
        self.slept, self.most, self.at, self.over = [], most, now, asyncio.Event()

    def now(self):
        return self.at

    def monotonic(self):
        return 60.0 * len(self.slept)

    async def sleep(self, seconds):
        self.slept.append(seconds)
        if len(self.slept) >= self.most:
            self.over.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)


async def test_the_disk_is_looked_at_at_once_and_every_minute(tmp_path):
    heard, clock = [], Minutes(5)
    task = asyncio.create_task(DiskWatch(tmp_path, Rooms(9**12, 0, 0, 9**12, 9**12)).watch(heard.append, clock))
    await clock.over.wait()
    task.cancel()
    assert clock.slept == [60.0] * 5
    assert [news.sick for news in heard] == [True, False]


async def test_news_of_the_disk_is_journaled_and_lived_through_again(tmp_path, monkeypatch):
    made = parts(tmp_path, market=ToyMarket(quotes=40))
    run, database = await opened(tmp_path, made)
    run.inbox.notice(Noticed(Cause.DISK, sick=True, text="12 MB"))
    run.inbox.lose_console()
    await run.loop._settle()
    await run.loop._take_commands()
    await database.close()
    again, database = await opened(tmp_path, parts(tmp_path, market=ToyMarket(quotes=40)))
    events = [record.event async for batch in again.journal.tail() for record in batch.records]
    assert Noticed(Cause.DISK, True, "12 MB") in events
    assert ConsoleLost() in events
    assert again.parts.brain.state_hash() == made.brain.state_hash()
    await database.close()


@pytest.fixture
async def run(tmp_path):
    made, database = await opened(tmp_path, parts(tmp_path, market=ToyMarket(quotes=40)))
    yield made
    await database.close()


async def test_a_copy_is_due_a_day_after_the_newest(run, tmp_path):
    folder, journal = tmp_path / "backups", run.parts.journal
    assert copy_is_due(folder, journal, 0)
    made = back_up_into(folder, journal, Kind.ASKED, 0).path
    os.utime(made, (10**6, 10**6))
    stamped = 10**12
    assert not copy_is_due(folder, journal, stamped + 23 * HOUR)
    assert copy_is_due(folder, journal, stamped + DAY)
    assert copy_is_due(folder, journal, stamped - HOUR)


async def kept_house(run, monkeypatch, clock):
    object.__setattr__(run.parts, "clock", clock)
    house = Housekeeping(run)
    await clock.over.wait()
    await asyncio.to_thread(house._copying.join)
    house.end()


async def test_the_engine_copies_its_journal_each_day(run, tmp_path, monkeypatch):
    await kept_house(run, monkeypatch, Minutes(9, now=run.parts.clock.now()))
    (made,) = copies(tmp_path / "backups", run.parts.journal, Kind.DAILY)
    connection = connect(made)
    assert await (await open_journal(InlineDatabase(connection))).verify() == run.journal.tip.seq
    connection.close()


async def test_a_copy_that_fails_is_said_and_ends_nothing(run, monkeypatch, capsys):
    def failing(*_):
        raise BackupFailed("planted")

    monkeypatch.setattr(housekeeping, "back_up_into", failing)
    await kept_house(run, monkeypatch, Minutes(9))
    assert capsys.readouterr().err == "footbe-tui: no copy of the journal today: planted\n"


async def test_a_copy_that_failed_is_tried_again_after_an_hour(run, monkeypatch, capsys):
    def failing(*_):
        raise BackupFailed("planted")

    monkeypatch.setattr(housekeeping, "back_up_into", failing)
    clock = Minutes(70)
    object.__setattr__(run.parts, "clock", clock)
    house = Housekeeping(run)
    while len(clock.slept) < 68:
        before = house._copying
        await asyncio.sleep(0)
        if house._copying is not before:
            house._copying.join()
    house.end()
    assert capsys.readouterr().err.count("planted") == 2


def test_a_folder_of_copies_that_cannot_be_read_makes_a_copy_due(tmp_path, monkeypatch):
    def unreadable(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(housekeeping, "copies", unreadable)
    assert copy_is_due(tmp_path, tmp_path / "j", 0)


async def test_nothing_is_left_running_when_the_house_is_left(run):
    before = asyncio.all_tasks()
    house = Housekeeping(run)
    await asyncio.sleep(0)
    house.end()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
