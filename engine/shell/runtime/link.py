"""The engine's end of the line: sessions of consoles and command lines over the Unix socket."""

import asyncio
import contextlib
from pathlib import Path

from engine.domain.clean import own
from engine.shell.runtime.session import LinkParts, Session
from engine.shell.runtime.socket_file import bind, is_ours
from engine.wire.protocol import TurnedAway, frame

SESSIONS_MAX = 16
TURNED_AWAY_MAX = 16
"""So many are told at once that there is no place; beyond them a line is just closed, lest they use up the files."""

_READ_BYTES = 64 * 1024


class Link:
    """Listens, and keeps one session per client."""

    def __init__(self, parts: LinkParts) -> None:
        self._parts = parts
        self._sessions: dict[asyncio.Task[None], Session] = {}
        self._turning_away = 0
        self._server: asyncio.Server | None = None
        self._path: Path | None = None

    async def open(self, path: Path) -> None:
        """Listen at this path.

        Raises:
            Malformed: the socket cannot be put there.
        """
        self._server = await asyncio.start_unix_server(self._meet, sock=bind(path))
        self._path = path

    async def close(self, text: str) -> None:
        """Say farewell to everybody and stop listening, within two seconds."""
        if self._server is not None:
            self._server.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        for session in self._sessions.values():
            session.leave(text)
        if self._sessions:
            _, left = await asyncio.wait(self._sessions, timeout=2.0)
            for task in left:
                task.cancel()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if not is_ours(writer.get_extra_info("socket")) or task is None:
            writer.close()
            return
        if len(self._sessions) >= SESSIONS_MAX:
            await self._turn_away(reader, writer)
            return
        session = Session(self._parts, reader, writer)
        self._sessions[task] = session
        try:
            await session.run()
        finally:
            del self._sessions[task]
            if session.dropped and not any(other.console for other in self._sessions.values()):
                self._parts.lost()

    async def _turn_away(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._turning_away >= TURNED_AWAY_MAX:
            writer.transport.abort()
            return
        self._turning_away += 1
        try:
            await _turn_away(reader, writer)
        finally:
            self._turning_away -= 1


async def _turn_away(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """There is no place left: say so, and wait for the hello a moment, lest the word be lost with the line."""
    writer.write(frame(TurnedAway(own(f"{SESSIONS_MAX} clients are attached already: close one"), 6)))
    with contextlib.suppress(TimeoutError, ConnectionError):
        await asyncio.wait_for(reader.read(_READ_BYTES), 1.0)
    writer.close()
