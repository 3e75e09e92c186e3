"""The link over a real Unix socket, with an engine that speaks just enough."""

import asyncio
from contextlib import asynccontextmanager

import msgspec
import pytest

from engine.domain.commands import Pause, Receipt, Stop
from engine.domain.identity import CommandId, RunId
from engine.domain.queries import Answer, Query, Topic
from engine.domain.states import Mode
from engine.wire.diff import difference
from engine.wire.protocol import (
    PROTOCOL,
    Ask,
    Do,
    Done,
    Farewell,
    Hello,
    Leaving,
    Shown,
    Told,
    TurnedAway,
    Welcome,
    engine_deframer,
    frame,
)
from footbe_tui import link as link_module
from footbe_tui.app import FootbeConsole
from footbe_tui.link import SocketLink
from footbe_tui.run import line_ended
from tests.console.pictures import BUSY, EMPTY


class Engine:
    """Answers clients on a socket; remembers what they said."""

    def __init__(self) -> None:
        self.heard = []
        self.writers = []
        self.deaf = False
        self.refusal = None
        self.snapshot = BUSY

    async def serve(self, reader, writer) -> None:
        self.writers.append(writer)
        deframer = engine_deframer()
        try:
            while data := await reader.read(65_536):
                for message in deframer.feed(data):
                    self.heard.append(message)
                    self.answer(message, writer)
        finally:
            writer.close()

    def answer(self, message, writer) -> None:
        match message:
            case Hello() if self.refusal:
                writer.write(frame(self.refusal))
                writer.close()
            case Hello():
                writer.write(frame(Welcome(PROTOCOL, "0.1.0", RunId("run"), Mode.SIM, 7)))
                self.show(None, self.snapshot, writer)
            case Do(ref=ref) if not self.deaf:
                writer.write(frame(Done(ref, Receipt(CommandId("c1"), True, "paused"))))
            case Ask(ref=ref, query=query) if not self.deaf:
                writer.write(frame(Told(ref, Answer(query, "found", ()))))

    def show(self, before, after, writer, number=1) -> None:
        for message in difference(before, after):
            writer.write(frame(message))
        writer.write(frame(Shown(number)))


async def until(condition, seconds=3.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)


@asynccontextmanager
async def attached(tmp_path, engine):
    path = tmp_path / "engine.sock"
    server = await asyncio.start_unix_server(engine.serve, str(path))
    link = SocketLink(path)
    running = asyncio.create_task(link.run())
    try:
        yield link, server, running
    finally:
        running.cancel()
        for writer in engine.writers:
            writer.close()
        server.close()
        await asyncio.gather(running, return_exceptions=True)


async def test_it_mirrors_the_picture_and_keeps_unchanged_slices(tmp_path):
    engine = Engine()
    async with attached(tmp_path, engine) as (link, _, _):
        await until(lambda: link.connected)
        assert link.snapshot == BUSY
        assert link.age < 3.0
        assert engine.heard[0].watches
        positions, risk = link.snapshot.positions, link.snapshot.risk
        after = msgspec.structs.replace(BUSY, health=BUSY.health[:2])
        engine.show(BUSY, after, engine.writers[0], 2)
        await until(lambda: link.version == 2)
        assert link.snapshot == after
        assert link.snapshot.positions is positions
        assert link.snapshot.risk is risk


async def test_an_engine_that_is_still_starting_is_found_within_a_fifth_of_a_second(tmp_path):
    engine = Engine()
    link = SocketLink(tmp_path / "engine.sock")
    running = asyncio.create_task(link.run())
    await asyncio.sleep(0.9)
    assert link.news == "the engine is starting"
    server = await asyncio.start_unix_server(engine.serve, str(tmp_path / "engine.sock"))
    try:
        await until(lambda: link.connected, 0.4)
    finally:
        running.cancel()
        for writer in engine.writers:
            writer.close()
        server.close()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_command_comes_back_as_a_receipt_and_a_question_as_an_answer(tmp_path):
    async with attached(tmp_path, Engine()) as (link, _, _):
        await until(lambda: link.connected)
        first, second = await asyncio.gather(link.send(Pause()), link.ask(Query(Topic.MODELS)))
        assert first.accepted
        assert first.text == "paused"
        assert second.title == "found"


async def test_before_the_line_stands_a_command_says_that_it_was_not_sent(tmp_path):
    link = SocketLink(tmp_path / "nobody.sock")
    receipt = await link.send(Stop())
    assert not receipt.accepted
    assert "not sent" in receipt.text
    assert not (await link.ask(Query(Topic.MODELS))).sections


async def test_a_command_on_a_line_that_breaks_is_answered(tmp_path):
    engine = Engine()
    engine.deaf = True
    async with attached(tmp_path, engine) as (link, _, _):
        await until(lambda: link.connected)
        sending = asyncio.create_task(link.send(Stop()))
        await until(lambda: any(isinstance(m, Do) for m in engine.heard))
        engine.writers[0].close()
        receipt = await asyncio.wait_for(sending, 2.0)
        assert not receipt.accepted
        assert "not confirmed" in receipt.text


async def test_an_engine_that_does_not_answer_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(link_module, "ANSWER_WITHIN", 0.1)
    engine = Engine()
    engine.deaf = True
    async with attached(tmp_path, engine) as (link, _, _):
        await until(lambda: link.connected)
        receipt = await link.send(Stop())
        assert not receipt.accepted
        assert "not confirmed" in receipt.text


async def test_a_lost_line_is_taken_up_again_and_the_last_picture_kept(tmp_path):
    engine = Engine()
    async with attached(tmp_path, engine) as (link, _, _):
        await until(lambda: link.connected)
        engine.snapshot = EMPTY
        engine.writers[0].close()
        await until(lambda: not link.connected)
        assert link.snapshot == BUSY
        await until(lambda: link.connected)
        assert link.snapshot == EMPTY


async def test_no_engine_yet_is_waited_for(tmp_path):
    path = tmp_path / "engine.sock"
    link = SocketLink(path)
    running = asyncio.create_task(link.run())
    await until(lambda: link.news == "the engine is starting")
    engine = Engine()
    server = await asyncio.start_unix_server(engine.serve, str(path))
    await until(lambda: link.connected)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    server.close()


async def test_an_engine_that_leaves_says_why(tmp_path):
    engine = Engine()
    async with attached(tmp_path, engine) as (link, _, _):
        await until(lambda: link.connected)
        engine.writers[0].write(frame(Leaving("closed in order")))
        engine.writers[0].close()
        await until(lambda: not link.connected)
        assert link.news == "engine: closed in order"


@pytest.mark.parametrize("rubbish", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x03abc", frame(Shown(1))])
async def test_rubbish_breaks_the_line_and_nothing_else(tmp_path, rubbish):
    engine = Engine()
    engine.answer = lambda message, writer: writer.write(rubbish)
    async with attached(tmp_path, engine) as (link, _, running):
        await until(lambda: "allowed" in link.news)
        assert not link.connected
        assert not running.done()


async def test_being_turned_away_ends_the_console_with_the_code_that_is_owed(tmp_path):
    engine = Engine()
    engine.refusal = TurnedAway("the engine speaks protocol 2: use the same version", 64)
    async with attached(tmp_path, engine) as (link, _, running):
        app = FootbeConsole(link)
        async with app.run_test() as pilot:
            await asyncio.wait_for(asyncio.shield(running), 3.0)
            line_ended(app, link, running)
            await pilot.pause()
            assert app.return_value == ("failed", 64, "the engine speaks protocol 2: use the same version")


@pytest.mark.parametrize(("stop", "how"), [(True, "stop"), (False, "leave")])
async def test_the_last_word_is_a_farewell(tmp_path, stop, how):
    engine = Engine()
    async with attached(tmp_path, engine) as (link, _, running):
        await until(lambda: link.connected)
        running.cancel()
        await link.farewell(stop=stop)
        await until(lambda: engine.heard[-1:] == [Farewell(how)])


async def test_a_link_that_breaks_by_itself_ends_the_console_and_says_so(tmp_path):
    async def broken() -> None:
        raise KeyError("lost")

    app = FootbeConsole(SocketLink(tmp_path / "nobody.sock"))
    async with app.run_test() as pilot:
        task = asyncio.create_task(broken())
        await asyncio.wait([task])
        line_ended(app, app._link, task)
        await pilot.pause()
        assert app.return_value == ("failed", 1, "console failed: KeyError: 'lost'")
