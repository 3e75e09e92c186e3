"""One client's session: what it says is read one message at a time, what it is told waits in bounded lists."""

import asyncio
import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass

from engine.domain.clean import own
from engine.domain.commands import Close, Receipt, Source, Stop
from engine.domain.errors import Malformed
from engine.domain.identity import CommandId, RunId
from engine.domain.queries import Answer, Query
from engine.domain.snapshot import Snapshot
from engine.domain.states import Mode
from engine.shell.runtime.board import Board
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.inbox import Inbox
from engine.wire.diff import difference
from engine.wire.protocol import (
    PROTOCOL,
    Ask,
    Do,
    Done,
    Farewell,
    Hello,
    Leaving,
    Moved,
    Scrub,
    Shown,
    ToConsole,
    ToEngine,
    Told,
    TurnedAway,
    Welcome,
    disagreement,
    engine_deframer,
    frame,
)
from engine.wire.shortening import framed

ANSWERS_MAX = 64
"""So many answers, and so many questions, of one client may wait; one with more is dropped."""
SLOW_SECONDS_MAX = 10.0
HELLO_WITHIN = 5.0
"""Seconds after which a client that has not said hello has its place taken away."""
STOPS_WAITING_MAX = 4
"""So many stops of one client may be on their way to the core; the gate is shut by the first."""
SHARE = 9
"""For so many times as long as an answer took its asker rests: at most a tenth of the engine's time."""
AHEAD_SECONDS = 0.4
"""So much rest may be owed before the next answer waits: whoever looks from page to page is not kept waiting."""

_READ_BYTES = 64 * 1024
_KEYBOARDS = (Source.CONSOLE, Source.SHELL)


@dataclass(frozen=True, slots=True)
class LinkParts:
    """What sessions work on."""

    run: RunId
    mode: Mode
    version: str
    inbox: Inbox
    board: Board
    brake: Brake
    answer: Callable[[Query], Answer]
    lost: Callable[[], None]
    """Called when the last watching line drops without a farewell."""


class Session:
    """One client: what it says is read one message at a time, what it is told waits in a bounded list."""

    def __init__(self, parts: LinkParts, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._parts = parts
        self._reader = reader
        self._writer = writer
        self._answers: list[ToConsole] = []
        self._asked: list[Ask] = []
        self._rests_until = 0.0
        self._stops_waiting = 0
        self._news = asyncio.Event()
        self._hello: Hello | None = None
        self._seen: Snapshot | None = None
        self._old = parts.board.newest
        self._shown = 0
        self._over = False
        self._said_farewell = False

    @property
    def console(self) -> bool:
        """Does a person look on from here? A command line that follows does not count."""
        hello = self._hello
        return hello is not None and hello.watches and hello.source is Source.CONSOLE

    @property
    def dropped(self) -> bool:
        """Did a console go without a word?"""
        return self.console and not self._said_farewell

    async def run(self) -> None:
        """Serve this client until either side ends it."""
        reading = asyncio.create_task(self._read())
        writing = asyncio.create_task(self._write())
        try:
            await asyncio.wait({reading, writing}, timeout=HELLO_WITHIN, return_when=asyncio.FIRST_COMPLETED)
            if self._hello is not None:
                await asyncio.wait({reading, writing}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done() and not writing.done():
                self._over = True
                self._news.set()
                await asyncio.wait({writing}, timeout=1.0)
        finally:
            self._parts.board.leave(self._news)
            for task in (reading, writing):
                task.cancel()
            await asyncio.gather(reading, writing, return_exceptions=True)
            self._writer.transport.abort()

    def leave(self, text: str) -> None:
        """Tell the client that the engine ends."""
        self._said_farewell = True
        self._tell(Leaving(own(text)))
        self._over = True
        self._news.set()

    async def _read(self) -> None:
        deframer = engine_deframer()
        with contextlib.suppress(ConnectionError):
            while data := await self._reader.read(_READ_BYTES):
                try:
                    messages = deframer.feed(data)
                except Malformed as error:
                    self._tell(TurnedAway(own(str(error)), 64))
                    return
                for message in messages:
                    self._hear(message)
                    await asyncio.sleep(0)  # however much a client says at once, others have their turns
                    if self._over:
                        return

    def _hear(self, message: ToEngine) -> None:
        if self._hello is None or isinstance(message, Hello):
            self._greet(message)
        elif isinstance(message, Do):
            self._do(message)
        elif isinstance(message, Ask):
            self._ask(message)
        elif isinstance(message, Scrub):
            nothing = own("what happens now is shown: there is nothing to scrub")
            self._tell(Moved(message.ref, done=False, text=nothing))
        else:
            self._farewell(message)

    def _greet(self, message: ToEngine) -> None:
        if not isinstance(message, Hello) or self._hello is not None:
            self._tell(TurnedAway(own("the first word of a client is one hello"), 64))
            self._over = True
            return
        away = disagreement(message, self._parts.version)
        if away is None and message.source not in _KEYBOARDS:
            away = TurnedAway(own("only a console or a command line may attach"), 2)
        if away is not None:
            self._tell(away)
            self._over = True
            return
        self._hello = message
        parts = self._parts
        self._tell(Welcome(PROTOCOL, parts.version, parts.run, parts.mode, os.getpid()))
        if message.watches:
            self._news = parts.board.watch()
            self._news.set()

    def _ask(self, message: Ask) -> None:
        if len(self._asked) >= ANSWERS_MAX:
            self._over = True
        else:
            self._asked.append(message)
        self._news.set()

    def _do(self, message: Do) -> None:
        parts = self._parts
        if isinstance(message.command, Stop):
            if self._stops_waiting >= STOPS_WAITING_MAX:
                self._tell(Done(message.ref, Receipt(CommandId(""), accepted=True, text=own("already stopping"))))
                return
            self._stops_waiting += 1
            parts.brake.shut_gate(message.command.reason or "emergency stop")
            with contextlib.suppress(OSError):  # the gate in memory is shut; the core is told below
                parts.brake.leave_mark()
        source = self._hello.source if self._hello is not None else Source.CONSOLE
        receipt = parts.inbox.submit(source, message.command)
        receipt.add_done_callback(lambda done: self._receive(message, done))

    def _receive(self, message: Do, done: "asyncio.Future[Receipt]") -> None:
        self._stops_waiting -= isinstance(message.command, Stop)
        if not done.cancelled():
            self._tell(Done(message.ref, done.result()))

    def _farewell(self, message: Farewell) -> None:
        self._said_farewell = True
        if message.how == "stop":
            self._parts.inbox.submit(Source.CONSOLE, Close())
        else:
            self._over = True

    def _tell(self, message: ToConsole) -> None:
        if len(self._answers) >= ANSWERS_MAX:
            self._over = True
        else:
            self._answers.append(message)
        self._news.set()

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            while True:
                news = self._news
                await news.wait()
                news.clear()
                for data in self._due():
                    self._writer.write(data)
                    await asyncio.wait_for(self._writer.drain(), SLOW_SECONDS_MAX)
                if self._over and not self._answers:
                    return
                self._answer()

    def _answer(self) -> None:
        """Answer the first question, unless too much rest is owed for those before: it is then looked at again."""
        loop = asyncio.get_running_loop()
        began, owed_until = loop.time(), self._rests_until
        if not self._asked:
            return
        if began < owed_until - AHEAD_SECONDS:
            loop.call_at(owed_until - AHEAD_SECONDS, self._news.set)
            return
        message = self._asked.pop(0)
        self._tell(Told(message.ref, self._parts.answer(message.query)))
        self._rests_until = max(began, owed_until) + (1 + SHARE) * (loop.time() - began)

    def _due(self) -> list[bytes]:
        answers, self._answers = self._answers, []
        data = [_framed(message) for message in answers]
        newest = self._parts.board.newest
        watches = self._hello is not None and self._hello.watches
        if watches and newest is not None and newest is not self._seen and newest is not self._old:
            self._shown += 1
            data += [frame(message) for message in difference(self._seen, newest)]
            data.append(frame(Shown(self._shown)))
            self._seen = newest
        return data


def _framed(message: ToConsole) -> bytes:
    return framed(message) if isinstance(message, Told) else frame(message)
