"""An engine as a process: its lock, its line, its signals and what it says when it ends."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import stat

import msgspec
import pytest

from engine.domain.clean import own
from engine.domain.commands import Close, Pause, Source, Stop
from engine.domain.effects import CancelAll, PlaceOrder
from engine.domain.errors import Malformed
from engine.domain.order import Purpose
from engine.domain.queries import Query, Topic
from engine.shell.runtime import link, session
from engine.shell.runtime.lock import AlreadyRunning, HomeLock, started_ticks
from engine.shell.runtime.run import EngineOptions
from engine.shell.runtime.runs import set_aside, standing
from engine.shell.runtime.socket_file import bind, check_socket
from engine.shell.runtime.supervisor import serve
from engine.wire.mirror import SnapshotMirror
from engine.wire.protocol import (
    PROTOCOL,
    Ask,
    Changed,
    Do,
    Done,
    Farewell,
    Hello,
    Leaving,
    Page,
    Shown,
    Told,
    TurnedAway,
    Welcome,
    console_deframer,
    frame,
)
from tests.support.runs import parts
from tests.support.toy import ToyCore, ToyMarket

HELLO = Hello(PROTOCOL, "t", Source.CONSOLE, watches=True)
SLOW = EngineOptions(speed=20)


CALLERS = []


class Caller:
    """A console's end of the line."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.deframer, self.mirror, self.heard = console_deframer(), SnapshotMirror(), []
        CALLERS.append(self)

    def say(self, *messages):
        self.writer.write(b"".join(map(frame, messages)))

    async def until(self, kind):
        """The next message of a kind; pages are put together on the way."""
        async with asyncio.timeout(10):
            while True:
                while self.heard:
                    message = self.heard.pop(0)
                    if isinstance(message, Page | Changed | Shown):
                        self.mirror.apply(message)
                    if isinstance(message, kind):
                        return message
                data = await self.reader.read(65536)
                if not data:
                    raise EOFError
                self.heard += self.deframer.feed(data)

    def hang_up(self):
        self.writer.transport.abort()


@contextlib.asynccontextmanager
async def engine(made, options=SLOW):
    """A toy engine in this event loop; `exit_code` when it has ended."""
    task = asyncio.create_task(serve(made, options))
    try:
        for _ in range(500):
            if made.socket.exists() or task.done():
                break
            await asyncio.sleep(0.01)
        yield task
    finally:
        if not task.done():
            with contextlib.suppress(OSError):
                (await attach(made)).say(Farewell("stop"))
        await asyncio.wait_for(task, 20)
        while CALLERS:
            CALLERS.pop().hang_up()
        await asyncio.sleep(0)


async def attach(made, hello=HELLO):
    caller = Caller(*await asyncio.open_unix_connection(str(made.socket)))
    caller.say(hello)
    return caller


@pytest.fixture
def made(tmp_path):
    return parts(tmp_path, market=ToyMarket(quotes=2000))


async def test_a_console_attaches_sees_a_whole_picture_and_newer_ones(made):
    async with engine(made):
        console = await attach(made)
        welcome = await console.until(Welcome)
        assert welcome.run == "toy1"
        assert welcome.pid == os.getpid()
        assert (await console.until(Shown)).number == 1
        first = console.mirror.snapshot
        await console.until(Shown)
        assert console.mirror.snapshot.status.at > first.status.at
        assert {row.key for row in first.health} == {"feed", "journal", "loop", "link", "drill"}
        assert first.status.speed == 20
        console.say(Farewell("leave"))


async def test_a_command_is_answered_with_its_receipt_and_a_question_with_its_answer(made):
    async with engine(made):
        console = await attach(made)
        console.say(Do(7, Pause()))
        done = await console.until(Done)
        console.say(Ask(8, Query(Topic.FUNNEL)))
        told = await console.until(Told)
        assert (told.ref, told.answer.title) == (8, "toy")
        assert (done.ref, done.receipt.accepted, done.receipt.text) == (7, True, "done Pause")
        assert made.brain.state.paused


async def test_a_stop_shuts_the_gate_and_leaves_a_mark_before_anything_is_awaited(made):
    async with engine(made):
        console = await attach(made)
        console.say(Do(1, Stop("enough")))
        assert (await console.until(Done)).receipt.text == "done Stop"
        assert "enough" in (made.home / "STOP").read_text()
        assert made.brain.state.stopped


async def test_a_stop_file_made_by_hand_stops_a_running_engine(made):
    async with engine(made):
        (made.home / "STOP").touch()
        for _ in range(300):
            if made.brain.state.stopped:
                break
            await asyncio.sleep(0.01)
        assert made.brain.state.stopped
        entries = [e for e, _ in made.venue.carried if isinstance(e, PlaceOrder)]
        await asyncio.sleep(0.2)
        assert [e for e, _ in made.venue.carried if isinstance(e, PlaceOrder)] == entries
        assert all(e.ticket.purpose is Purpose.ENTER for e in entries)


async def test_a_new_run_does_not_begin_beside_a_stop_file(made, capsys):
    (made.home / "STOP").touch()
    assert await serve(made, SLOW) == 78
    assert "STOP file" in capsys.readouterr().err


async def test_an_orderly_end_takes_up_again_where_it_was(made):
    async with engine(made) as task:
        console = await attach(made)
        await console.until(Shown)
        console.say(Farewell("stop"))
        assert isinstance(await console.until(Leaving), Leaving)
        assert await asyncio.wait_for(task, 10) == 0
    before = standing(made.journal)
    assert before is not None
    assert not before.finished
    again = parts(made.home, market=ToyMarket(quotes=2000))
    async with engine(again):
        await (await attach(again)).until(Welcome)
    assert standing(made.journal).records > before.records


async def test_sigusr1_stops_and_sigterm_closes(made):
    async with engine(made) as task:
        os.kill(os.getpid(), signal.SIGUSR1)
        for _ in range(300):
            if made.brain.state.stopped:
                break
            await asyncio.sleep(0.01)
        assert made.brain.state.stopped
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(task, 10) == 0


async def test_a_second_engine_in_one_home_names_the_first(made, capsys):
    async with engine(made):
        assert await serve(parts(made.home), SLOW) == 3
        assert str(os.getpid()) in capsys.readouterr().err


async def test_a_core_that_fails_ends_the_engine_with_1_and_a_crash_file(made, capsys):
    core = ToyCore()
    core.crash_at = 30
    assert await serve(parts(made.home, core=core), EngineOptions(serve=False)) == 1
    assert "record 30" in capsys.readouterr().err
    assert (made.home / "crash-30.json").exists()


async def test_a_journal_changed_by_another_hand_is_70_with_a_remedy_and_is_left_as_it_is(made, capsys):
    async with engine(made, EngineOptions(speed=20)):
        console = await attach(made)
        await console.until(Shown)
    with contextlib.closing(sqlite3.connect(made.journal)) as file:
        file.execute("UPDATE batches SET body = zeroblob(length(body)) WHERE seq_first > 1")
        file.execute("DELETE FROM checkpoints")
        file.commit()
    before = made.journal.read_bytes()
    again = parts(made.home)
    assert await serve(again, SLOW) == 70
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert "is not what was written; put a copy of the journal back, or begin anew with --fresh" in said[0]
    assert made.journal.read_bytes() == before


async def test_a_finished_run_is_shown_as_long_as_somebody_watches(tmp_path):
    made = parts(tmp_path, market=ToyMarket(quotes=20))
    async with engine(made, EngineOptions(speed=0, stay=True)) as task:
        console = await attach(made)
        await console.until(Shown)
        while not console.mirror.snapshot.status.finished:
            await console.until(Shown)
        console.say(Do(1, Pause()))
        assert not (await console.until(Done)).receipt.accepted
        console.say(Do(2, Close()))
        assert await asyncio.wait_for(task, 10) == 0
    assert standing(made.journal).finished
    old = set_aside(made.journal)
    assert old.name == "toy1-toy1.journal"
    assert standing(made.journal) is None
    assert standing(old).started.run == "toy1"


@pytest.mark.parametrize(("policy", "stops"), [("keep", False), ("stop", True)])
async def test_a_line_that_drops_does_what_was_asked_for(made, policy, stops):
    async with engine(made, EngineOptions(speed=20, on_console_lost=policy)):
        console = await attach(made)
        await console.until(Shown)
        console.hang_up()
        await asyncio.sleep(0.4)
        assert made.brain.state.stopped is stops


SHELL = Hello(PROTOCOL, "t", Source.SHELL, watches=True)


async def test_a_command_line_that_follows_and_dies_is_no_lost_console(made):
    async with engine(made, EngineOptions(speed=20, on_console_lost="stop")):
        follower = await attach(made, SHELL)
        await follower.until(Shown)
        follower.hang_up()
        await asyncio.sleep(0.4)
        assert not made.brain.state.stopped


async def test_a_command_line_that_follows_is_nobody_who_looks_on(made):
    async with engine(made, EngineOptions(speed=20, on_console_lost="stop")):
        follower, console = await attach(made, SHELL), await attach(made)
        await follower.until(Shown)
        await console.until(Shown)
        console.hang_up()
        await asyncio.sleep(0.4)
        assert made.brain.state.stopped


async def test_a_client_of_another_protocol_is_told_why(made):
    async with engine(made):
        console = await attach(made, Hello(PROTOCOL + 1, "old", Source.CONSOLE, watches=False))
        away = await console.until(TurnedAway)
        assert away.exit_code == 64
        with pytest.raises(EOFError):
            await console.until(Welcome)


@pytest.mark.parametrize("noise", [b"\xff\xff\xff\xff", b"\0\0\0\1\xc0", frame(Do(1, Pause()))])
async def test_noise_on_the_line_ends_that_line_and_no_other(made, noise):
    async with engine(made):
        good = await attach(made)
        await good.until(Shown)
        bad = Caller(*await asyncio.open_unix_connection(str(made.socket)))
        bad.writer.write(noise)
        await bad.until(TurnedAway)
        await good.until(Shown)
        assert not made.brain.state.paused


async def test_lines_on_which_nobody_speaks_do_not_keep_others_out(made, monkeypatch):
    monkeypatch.setattr(session, "HELLO_WITHIN", 0.3)
    async with engine(made):
        silent = [
            Caller(*await asyncio.open_unix_connection(str(made.socket))) for _ in range(link.SESSIONS_MAX)
        ]
        late = await attach(made)
        away = await late.until(TurnedAway)
        assert (away.text, away.exit_code) == ("16 clients are attached already: close one", 6)
        for caller in silent:
            with pytest.raises(EOFError):
                await caller.until(Welcome)
        welcome = await (await attach(made)).until(Welcome)
        assert welcome.pid == os.getpid()


async def test_the_socket_and_its_folder_are_for_their_owner_alone(made):
    async with engine(made):
        assert stat.S_IMODE(made.socket.stat().st_mode) == 0o600
        assert stat.S_IMODE(made.home.stat().st_mode) == 0o700
        check_socket(made.socket)
    assert not HomeLock(made.home).holder()


def test_a_lock_of_a_process_that_is_gone_or_was_born_later_is_seen_through(tmp_path):
    lock = tmp_path / "engine.lock"
    lock.write_text(f"{os.getpid()} {started_ticks(os.getpid()) - 5}\n")
    first, second = HomeLock(tmp_path), HomeLock(tmp_path)
    first.take()
    with pytest.raises(AlreadyRunning, match=str(os.getpid())):
        second.take()
    first.release()
    second.take()


def test_of_two_that_start_beside_a_dead_engines_lock_one_gets_the_home(tmp_path, monkeypatch):
    (tmp_path / "engine.lock").write_text("999999999 1\n")
    first, second = HomeLock(tmp_path), HomeLock(tmp_path)
    monkeypatch.setattr(HomeLock, "holder", lambda self: None)  # both looked before either had taken it
    first.take()
    with pytest.raises(AlreadyRunning, match="another engine is starting"):
        second.take()
    first.release()
    second.take()


def test_a_socket_path_that_is_too_long_or_taken_by_a_file_is_refused_in_one_line(tmp_path):
    with pytest.raises(Malformed, match="107 bytes"):
        bind(tmp_path / ("x" * 120))
    taken = tmp_path / "taken"
    taken.touch()
    with pytest.raises(Malformed, match="may be taken away"):
        bind(taken)
    (tmp_path / "link").symlink_to(taken)
    with pytest.raises(Malformed, match="belongs to you"):
        check_socket(tmp_path / "link")


async def test_neither_a_stop_nor_the_end_waits_for_time_to_be_made_up(tmp_path):
    market = ToyMarket(quotes=400_000)
    made = parts(tmp_path, market=market)
    async with engine(made, EngineOptions(speed=1_000_000)):
        console = await attach(made, msgspec.structs.replace(HELLO, watches=False))
        await console.until(Welcome)
        told = market.told
        console.say(Do(1, Stop(own("now"))))
        assert (await console.until(Done)).receipt.text == "done Stop"
        assert market.told - told < 50_000
    assert market.told < market.quotes


async def until(it_is_so):
    for _ in range(5_000):
        if it_is_so():
            return
        await asyncio.sleep(0.002)
    pytest.fail("it never came")


class SilentMarket(ToyMarket):
    """Its first quotes are heard; then it goes on and says nothing."""

    def step(self):
        heard = super().step()
        return heard if self.told < 5 else msgspec.structs.replace(heard, events=())


async def test_a_stop_is_recorded_no_earlier_than_the_world_has_come_in_silence(tmp_path):
    market = SilentMarket(quotes=100_000)
    made = parts(tmp_path, market=market)
    async with engine(made, EngineOptions(speed=1_000)):
        console = await attach(made, msgspec.structs.replace(HELLO, watches=False))
        await console.until(Welcome)
        for number in range(1, 21):
            told = market.told
            await until(lambda told=told: market.told > told + 2)
            console.say(Do(number, Stop(own("now"))))
            assert (await console.until(Done)).receipt.text == "done Stop"
        assert sum(isinstance(effect, CancelAll) for effect, _ in market.carried) >= 20
