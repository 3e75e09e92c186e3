"""The line to the one console that looks back: what it asks waits in a bounded list, what it is shown is overwritten."""

import asyncio
import contextlib
import os
from collections.abc import Iterator

from engine.domain.clean import own
from engine.domain.commands import Receipt, Stop
from engine.domain.errors import Malformed
from engine.domain.identity import CommandId, RunId
from engine.domain.snapshot import Snapshot
from engine.domain.states import Mode
from engine.domain.tape import Tape
from engine.wire.diff import difference
from engine.wire.protocol import (
    PROTOCOL,
    Ask,
    Do,
    Done,
    Farewell,
    Hello,
    Scrub,
    Shown,
    Taped,
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

ASKED_MAX = 64
"""So many moves and questions may wait; a console with more is let go."""

NOT_HERE = "this is a replay: nothing is carried out here"
NOTHING_RUNS = "nothing is running here to stop: this is a replay"

_READ_BYTES = 64 * 1024


class Line:
    """Reads in a task of its own, and writes in another; it is over when either end lets go."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, version: str) -> None:
        self._reader, self._writer, self._version = reader, writer, version
        self._asked: asyncio.Queue[Scrub | Ask] = asyncio.Queue(ASKED_MAX)
        self._said: list[ToConsole] = []
        self._newest: tuple[Snapshot, Tape] | None = None
        self._seen: Snapshot | None = None
        self._taped: Tape | None = None
        self._numbers = 0
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.over = False
        self.gone = asyncio.Event()
        """Set when nobody is at the other end any more."""

    def open(self) -> None:
        """Begin to read and to write."""
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._write())]

    async def close(self) -> None:
        """Let what was said go out, and let go; within a second."""
        self.over = True
        self._news.set()
        if self._tasks:
            await asyncio.wait({self._tasks[1]}, timeout=1.0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._writer.transport.abort()

    async def asked(self, seconds: float) -> Scrub | Ask | None:
        """What is asked next? None when nothing is within so many seconds, or the line is over."""
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self._asked.get(), seconds)
        return None

    @property
    def waiting(self) -> bool:
        """Has something been asked that nobody has looked at?"""
        return not self._asked.empty()

    def welcome(self, run: RunId) -> None:
        """Say whose journal it is."""
        self.say(Welcome(PROTOCOL, self._version, run, Mode.REPLAY, os.getpid()))

    def say(self, message: ToConsole) -> None:
        """Answer something."""
        self._said.append(message)
        self._news.set()

    def show(self, snapshot: Snapshot, tape: Tape) -> None:
        """Put up another picture; one that was never sent is forgotten."""
        self._newest = snapshot, tape
        self._news.set()

    async def _read(self) -> None:
        deframer = engine_deframer()
        with contextlib.suppress(ConnectionError):
            while not self.over and (data := await self._reader.read(_READ_BYTES)):
                try:
                    messages = deframer.feed(data)
                except Malformed as error:
                    self.say(TurnedAway(own(str(error)), 64))
                    break
                for message in messages:
                    self._hear(message)
        self._let_go()

    def _hear(self, message: ToEngine) -> None:
        match message:
            case Hello():
                away = disagreement(message, self._version)
                if away is not None:
                    self.say(away)
                    self.over = True
            case Farewell():
                self.over = True
            case Do(ref=ref, command=command):
                said = own(NOTHING_RUNS if isinstance(command, Stop) else NOT_HERE)
                self.say(Done(ref, Receipt(CommandId(""), accepted=False, text=said)))
            case Scrub() | Ask():
                if self._asked.qsize() >= ASKED_MAX:
                    self.over = True
                else:
                    self._asked.put_nowait(message)

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while not self.over or self._said:
                await self._news.wait()
                self._news.clear()
                for message in self._due():
                    self._writer.write(framed(message) if isinstance(message, Told) else frame(message))
                    await self._writer.drain()
        self._let_go()

    def _let_go(self) -> None:
        self.over = True
        self.gone.set()
        self._news.set()

    def _due(self) -> Iterator[ToConsole]:
        said, self._said = self._said, []
        newest, self._newest = self._newest, None
        if newest is not None:
            snapshot, tape = newest
            yield from difference(self._seen, snapshot)
            if tape != self._taped:
                yield Taped(tape)
            self._seen, self._taped = snapshot, tape
            self._numbers += 1
            yield Shown(self._numbers)
        yield from said
