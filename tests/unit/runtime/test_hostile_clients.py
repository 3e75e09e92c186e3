"""A client that means no good costs the engine a line, never its time, its files or its memory."""

import asyncio
import contextlib
import os
import resource
import socket
import stat
import struct
import time
from pathlib import Path

import msgspec
import pytest

from engine.domain.commands import Pause, Source, Stop
from engine.domain.errors import Malformed
from engine.domain.queries import Answer, Query, Topic, section
from engine.shell.runtime import link, session, socket_file
from engine.shell.runtime.socket_file import bind, is_ours, reach
from engine.wire.protocol import (
    PROTOCOL,
    TO_CONSOLE_BYTES_MAX,
    TO_ENGINE_BYTES_MAX,
    Ask,
    Do,
    Hello,
    Leaving,
    Told,
    TurnedAway,
    Welcome,
    frame,
)
from footbe_tui.link import SocketLink
from tests.support.runs import parts
from tests.support.toy import ToyCore, ToyMarket
from tests.unit.runtime.test_supervisor import Caller, attach, engine

SHELL = Hello(PROTOCOL, "t", Source.SHELL, watches=False)


@pytest.fixture
def made(tmp_path):
    return parts(tmp_path, market=ToyMarket(quotes=2000))


async def dialled(made):
    return Caller(*await asyncio.open_unix_connection(str(made.socket)))


async def alive(made):
    """Does the engine still take a client, and how long does that last?"""
    began = time.monotonic()
    caller = await attach(made, SHELL)
    await caller.until(Welcome)
    caller.hang_up()
    return time.monotonic() - began


def files():
    """How many files has this process open?"""
    return len(list(Path("/proc/self/fd").iterdir()))


NOISE = [
    os.urandom(4096),
    b"\xff" * 65_536,
    b"\x00" * 65_536,
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 50,
    (TO_ENGINE_BYTES_MAX + 1).to_bytes(4, "big"),
    (4).to_bytes(4, "big") + b"\xc1\xc1\xc1\xc1",
    (5).to_bytes(4, "big") + b"\xdd\xff\xff\xff\xff",
    (60_000).to_bytes(4, "big") + b"\x91" * 60_000,
    frame(Hello(PROTOCOL, "v" * 60_000, Source.SHELL, watches=False))[:-1] + b"\xc1",
    frame(Leaving("a message of the other direction")),
]


@pytest.mark.parametrize("noise", NOISE)
async def test_garbage_and_oversized_frames_end_one_line(made, noise):
    async with engine(made):
        bad = await dialled(made)
        bad.writer.write(noise)
        with contextlib.suppress(EOFError, ConnectionError):
            await bad.until(TurnedAway)
        assert await alive(made) < 5


@pytest.mark.parametrize("hello", [SHELL, Hello(PROTOCOL, "t", Source.CONSOLE, watches=True)])
async def test_garbage_after_a_good_hello_ends_one_line_too(made, hello):
    async with engine(made):
        bad = await attach(made, hello)
        await bad.until(Welcome)
        bad.writer.write(os.urandom(3) + b"\xff" * 5000)
        assert (await bad.until(TurnedAway)).exit_code == 64
        assert await alive(made) < 5


async def test_another_version_is_told_so_with_exit_code_64_and_hears_nothing_clean_or_not_of_its_own_words(made):
    async with engine(made):
        for version in ("old", "\x1b]52;c;ZXZpbA==\x07"):
            away = await (await attach(made, Hello(PROTOCOL + 1, version, Source.SHELL, watches=False))).until(TurnedAway)
            assert away.exit_code == 64
            assert "\x1b" not in away.text


async def test_a_half_frame_is_waited_for_only_so_long_as_no_hello_was_said(made, monkeypatch):
    monkeypatch.setattr(session, "HELLO_WITHIN", 0.3)
    async with engine(made):
        slow = await dialled(made)
        for byte in frame(SHELL)[:6]:
            slow.writer.write(bytes([byte]))
            await asyncio.sleep(0.1)
        with pytest.raises((EOFError, ConnectionError)):
            await slow.until(Welcome)
        assert await alive(made) < 5


async def test_a_slow_client_that_never_finishes_a_frame_keeps_one_place_and_64_kilobytes(made):
    async with engine(made):
        slow = await attach(made, SHELL)
        await slow.until(Welcome)
        slow.writer.write((TO_ENGINE_BYTES_MAX).to_bytes(4, "big") + b"\x00" * 100)
        await asyncio.sleep(0.1)
        assert await alive(made) < 5


async def test_a_thousand_connects_leave_the_engine_with_its_files_and_its_time(made):
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    async with engine(made):
        before = files()
        lines = []
        for _ in range(1000):
            line = socket.socket(socket.AF_UNIX)
            line.setblocking(False)
            with contextlib.suppress(OSError):
                line.connect(str(made.socket))
            lines.append(line)
            if len(lines) % 50 == 0:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        ours = files() - before - len(lines)
        assert ours <= link.SESSIONS_MAX + link.TURNED_AWAY_MAX + 2
        for line in lines:
            line.close()
        await asyncio.sleep(0.3)
        assert await alive(made) < 5


async def test_one_who_asks_without_end_gets_a_tenth_of_the_time_and_is_dropped_with_too_many_questions(tmp_path):
    def heavy(brain_query):
        time.sleep(0.02)
        return Answer(brain_query, "heavy", ())

    core = ToyCore()
    core.answer = heavy
    made = parts(tmp_path, market=ToyMarket(quotes=2000), core=core)
    async with engine(made):
        asker = await attach(made, SHELL)
        await asker.until(Welcome)
        asker.say(*(Ask(ref, Query(Topic.REPORT)) for ref in range(60)))
        began, told = time.monotonic(), 0
        with contextlib.suppress(TimeoutError, EOFError):
            async with asyncio.timeout(1.5):
                while True:
                    await asker.until(Told)
                    told += 1
        assert 1 <= told <= (time.monotonic() - began) / (0.02 * session.SHARE) + 3
        flood = await attach(made, SHELL)
        await flood.until(Welcome)
        flood.say(*(Ask(ref, Query(Topic.REPORT)) for ref in range(3000)))
        with pytest.raises((EOFError, ConnectionError, TimeoutError)):
            await _for_ever(flood)
        assert await alive(made) < 5


async def test_one_who_asks_again_as_soon_as_answered_gets_no_more_time_than_one_who_asks_ahead(tmp_path):
    def heavy(brain_query):
        time.sleep(0.02)
        return Answer(brain_query, "heavy", ())

    core = ToyCore()
    core.answer = heavy
    made = parts(tmp_path, market=ToyMarket(quotes=2000), core=core)
    async with engine(made):
        asker = await attach(made, SHELL)
        await asker.until(Welcome)
        began, told = time.monotonic(), 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.5):
                while True:
                    asker.say(Ask(told, Query(Topic.REPORT)))
                    await asker.until(Told)
                    told += 1
        ahead = session.AHEAD_SECONDS / session.SHARE / 0.02
        assert 1 <= told <= (time.monotonic() - began) / (0.02 * session.SHARE) + ahead + 1


async def test_one_who_stops_without_end_is_dropped_and_the_gate_is_shut_once(made):
    async with engine(made):
        flood = await attach(made, SHELL)
        await flood.until(Welcome)
        flood.say(*(Do(ref, Stop("again")) for ref in range(2000)))
        with contextlib.suppress(EOFError, ConnectionError, TimeoutError):
            async with asyncio.timeout(5):
                while True:
                    await flood.until(TurnedAway)
        assert await alive(made) < 5


async def test_one_who_commands_without_end_is_refused_the_rest_and_never_queued_beyond_the_bound(made):
    async with engine(made):
        flood = await attach(made, SHELL)
        await flood.until(Welcome)
        flood.say(*(Do(ref, Pause()) for ref in range(3000)))
        with contextlib.suppress(EOFError, ConnectionError, TimeoutError):
            async with asyncio.timeout(5):
                while True:
                    await flood.until(TurnedAway)
        assert await alive(made) < 5


async def test_a_client_that_reads_nothing_is_dropped_and_slows_nobody(made, monkeypatch):
    monkeypatch.setattr(session, "SLOW_SECONDS_MAX", 0.4)
    wide = Answer(Query(Topic.REPORT), "wide", tuple(section("s", [("l", "v" * 4000)]) for _ in range(60)))
    core = ToyCore()
    core.answer = lambda query: wide
    made = parts(made.home, market=ToyMarket(quotes=2000), core=core)
    async with engine(made):
        deaf = socket.socket(socket.AF_UNIX)
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(str(made.socket))
        deaf.sendall(frame(SHELL) + b"".join(frame(Ask(ref, Query(Topic.REPORT))) for ref in range(40)))
        took = [await alive(made) for _ in range(5)]
        await asyncio.sleep(1.2)
        assert max(took) < 5
        deaf.settimeout(2)
        with contextlib.suppress(ConnectionError):
            while deaf.recv(1 << 20):
                pass
        deaf.close()


async def test_an_answer_over_the_bound_says_that_it_is_too_long(tmp_path):
    core = ToyCore()
    core.answer = lambda query: Answer(query, "long", (section("s", [("l", "v" * 3000)] * 200),))
    made = parts(tmp_path, market=ToyMarket(quotes=2000), core=core)
    async with engine(made):
        asker = await attach(made, SHELL)
        asker.say(Ask(1, Query(Topic.REPORT)))
        told = await asker.until(Told)
        assert told.answer.sections[0].title == "too long to be shown here"
        assert len(frame(told)) < TO_CONSOLE_BYTES_MAX


async def _for_ever(caller):
    while True:
        await caller.until(Told)


class Peer:
    def __init__(self, uid):
        self.uid = uid

    def getsockopt(self, *_):
        return struct.pack("3i", 1, self.uid, 1)


def test_only_a_process_of_the_same_user_is_ours():
    assert is_ours(Peer(os.getuid()))
    assert not is_ours(Peer(os.getuid() + 1))


async def test_a_client_of_another_user_is_hung_up_on_before_a_word(made, monkeypatch):
    async with engine(made):
        with monkeypatch.context() as other:
            other.setattr(link, "is_ours", lambda peer: False)
            caller = await attach(made, SHELL)
            with pytest.raises((EOFError, ConnectionError)):
                await caller.until(Welcome)
        assert await alive(made) < 5


def test_a_client_speaks_only_into_a_socket_of_its_own_user(tmp_path, monkeypatch):
    path = tmp_path / "s"
    listening = bind(path)
    listening.listen()
    reach(path, 1.0).close()
    with pytest.raises(FileNotFoundError):
        reach(tmp_path / "none", 1.0)
    (tmp_path / "link").symlink_to(path)
    (tmp_path / "file").touch()
    for wrong in ("link", "file"):
        with pytest.raises(Malformed, match="belongs to you"):
            reach(tmp_path / wrong, 1.0)
    monkeypatch.setattr(socket_file, "is_ours", lambda peer: False)
    with pytest.raises(Malformed, match="runs as you"):
        reach(path, 1.0)
    listening.close()


async def test_the_console_speaks_to_its_own_engine_only(made, tmp_path):
    (tmp_path / "elsewhere").symlink_to(made.socket)
    async with engine(made):
        for path, wanted in ((made.socket, lambda line: line.connected), (tmp_path / "elsewhere", lambda line: "belongs to you" in line.news)):
            line = SocketLink(path, reach=reach)
            running = asyncio.create_task(line.run())
            for _ in range(500):
                if wanted(line):
                    break
                await asyncio.sleep(0.02)
            assert wanted(line), line.news
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            assert line.connected is False


def test_the_socket_is_never_wider_open_than_its_owner(tmp_path):
    before = os.umask(0)
    try:
        listening = bind(tmp_path / "home" / "s")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "home" / "s").lstat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "home").lstat().st_mode) == 0o700
    listening.close()
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    with pytest.raises(Malformed, match="not a link"):
        bind(tmp_path / "linked" / "s")


def test_a_command_of_64_kilobytes_is_the_most_that_a_client_can_say():
    assert len(frame(Do(1, Stop("x" * 1000)))) < TO_ENGINE_BYTES_MAX == 65_536
    assert TO_CONSOLE_BYTES_MAX == 262_144
    assert msgspec.msgpack.decode(frame(SHELL)[4:])["type"] == "hello"
