"""How does the console reach the engine? A latest picture that is overwritten, commands out, receipts back."""

import asyncio
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Protocol

from engine.domain.clean import own
from engine.domain.commands import Command, Receipt, Source
from engine.domain.errors import FootbeError, Malformed
from engine.domain.identity import CommandId
from engine.domain.queries import Answer, Query
from engine.domain.snapshot import Snapshot
from engine.domain.tape import Tape
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
    Moved,
    Page,
    Shown,
    Taped,
    ToEngine,
    Told,
    TurnedAway,
    Welcome,
    console_deframer,
    frame,
)

ANSWER_WITHIN = 15.0
"""Seconds after which a command without receipt is called unanswered: an emergency stop may take this long."""

_RETRY_AT_START = 0.1
"""Seconds between two tries until the engine is first reached: it was started a moment ago, and somebody waits."""

_RETRY_FIRST, _RETRY_LAST = 0.25, 4.0
_READ_BYTES = 65_536
_REACHED_WITHIN = 2.0

Reach = Callable[[Path, float], socket.socket]
"""Connects within so many seconds, or raises OSError or a FootbeError."""


class Link(Protocol):
    """What the console needs of its engine."""

    @property
    def snapshot(self) -> Snapshot | None:
        """Which is the latest whole picture? Never a queue of them."""
        ...

    @property
    def version(self) -> int:
        """How many pictures were there?"""
        ...

    @property
    def connected(self) -> bool:
        """Does the line stand?"""
        ...

    @property
    def news(self) -> str:
        """Why is the line down, or what did the engine last say of itself? One line."""
        ...

    @property
    def age(self) -> float:
        """How many seconds ago did the engine last say anything?"""
        ...

    async def send(self, command: Command) -> Receipt:
        """Have a command carried out; a refusal, also by a line that is down, is a receipt too."""
        ...

    async def ask(self, query: Query) -> Answer:
        """Look something up; without sections when nothing is found."""
        ...


def unsent(text: str) -> Receipt:
    """How does a receipt read for a command that never reached the engine?"""
    return Receipt(command=CommandId(""), accepted=False, text=own(text))


class SocketLink:
    """The link over the engine's Unix socket; reconnects with back-off until it is closed."""

    OTHER_END: ClassVar[str] = "the engine"

    def __init__(
        self,
        path: Path,
        *,
        version: str = "0",
        on_turned_away: Callable[[TurnedAway], None] | None = None,
        reach: Reach | None = None,
    ) -> None:
        """`reach` makes sure that it is our own engine who listens there; without it anybody may."""
        self.snapshot: Snapshot | None = None
        self.version = 0
        self.connected = False
        self.news = "connecting"
        self.welcome: Welcome | None = None
        self.turned_away: TurnedAway | None = None
        self.tape: Tape | None = None
        """Where in a journal the pictures are of, when it is one that is looked back on."""
        self._path, self._own_version = path, version
        self._on_turned_away, self._reach = on_turned_away, reach
        self._heard = time.monotonic()
        self._writer: asyncio.StreamWriter | None = None
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._ref = 0

    @property
    def age(self) -> float:
        """How many seconds ago did the engine last say anything?"""
        return time.monotonic() - self._heard

    async def run(self) -> None:
        """Stay attached: connect, read, and after every loss try again; once it was reached, more and more slowly."""
        pause = _RETRY_FIRST
        while self.turned_away is None:
            try:
                await self._attached()
                pause = _RETRY_FIRST
            except (FileNotFoundError, ConnectionRefusedError):
                self.news = "no engine listens" if self.version else "the engine is starting"
            except (OSError, FootbeError) as error:
                self.news = str(error) or type(error).__name__
            finally:
                self._drop()
            if self.turned_away is None:
                await asyncio.sleep(pause if self.version else _RETRY_AT_START)
                pause = min(pause * 2, _RETRY_LAST) if self.version else _RETRY_FIRST

    async def send(self, command: Command) -> Receipt:
        """Have a command carried out; also a lost line answers with a receipt."""
        if not self.connected:
            return unsent(f"not sent: {self.news}")
        done = await self._request(lambda ref: Do(ref=ref, command=command))
        return done.receipt if isinstance(done, Done) else unsent(f"not confirmed: {self.news}")

    async def ask(self, query: Query) -> Answer:
        """Look something up; no sections when nothing is found or nobody answers."""
        told = await self._request(lambda ref: Ask(ref=ref, query=query))
        return (
            told.answer
            if isinstance(told, Told)
            else Answer(query=query, title=own(f"no answer: {self.news}"), sections=())
        )

    async def farewell(self, *, stop: bool) -> None:
        """Say the last word: leave the engine running, or ask for its orderly end."""
        if self._writer is not None:
            self._write(Farewell(how="stop" if stop else "leave"))
            try:
                await asyncio.wait_for(self._writer.drain(), timeout=1.0)
            except (OSError, TimeoutError):
                self.news = "the line was gone before the farewell"
        self._drop()

    async def _attached(self) -> None:
        reader, self._writer = await self._opened()
        self._write(Hello(protocol=PROTOCOL, version=self._own_version, source=Source.CONSOLE, watches=True))
        deframer, mirror = console_deframer(), SnapshotMirror()
        while data := await reader.read(_READ_BYTES):
            self._heard = time.monotonic()
            for message in deframer.feed(data):
                self._take(message, mirror)
        self.news = f"{self.OTHER_END} closed the line" if not self.news.startswith("engine:") else self.news

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reach is None:
            return await asyncio.open_unix_connection(str(self._path))
        line = await asyncio.to_thread(self._reach, self._path, _REACHED_WITHIN)
        line.setblocking(False)
        return await asyncio.open_unix_connection(sock=line)

    def _take(self, message: object, mirror: SnapshotMirror) -> None:
        match message:
            case Page() | Changed() | Shown():
                whole = mirror.apply(message)
                if whole is not None:
                    self.snapshot, self.connected, self.news = whole, True, ""
                    self.version += 1
            case Done(ref=ref) | Told(ref=ref) | Moved(ref=ref):
                waiting = self._waiting.pop(ref, None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(message)
            case Welcome():
                self.welcome = message
            case Taped(tape=tape):
                self.tape = tape
            case Leaving(text=text):
                self.news = f"engine: {text}"
            case TurnedAway():
                self.turned_away, self.news = message, message.text
                if self._on_turned_away is not None:
                    self._on_turned_away(message)
            case _:
                raise Malformed("message", type(message).__name__, "a message to a console")

    async def _request(self, build: Callable[[int], ToEngine], within: float = ANSWER_WITHIN) -> object | None:
        if self._writer is None or not self.connected:
            return None
        self._ref += 1
        ref = self._ref
        waiting = self._waiting[ref] = asyncio.get_running_loop().create_future()
        self._write(build(ref))
        try:
            return await asyncio.wait_for(waiting, within)
        except TimeoutError:
            self.news = f"no answer within {within:.0f} s"
            return None
        finally:
            self._waiting.pop(ref, None)

    def _write(self, message: ToEngine) -> None:
        if self._writer is not None:
            self._writer.write(frame(message))

    def _drop(self) -> None:
        self.connected = False
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()
