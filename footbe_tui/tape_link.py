"""The line to a process that looks back on a journal: the same pictures, and moves in place of commands."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

from engine.domain.clean import Clean, own
from engine.domain.errors import FootbeError
from engine.domain.tape import Move
from engine.wire.mirror import SnapshotMirror
from engine.wire.protocol import Moved, Scrub
from footbe_tui.link import SocketLink

MOVED_WITHIN = 600.0
"""Seconds after which a move in a journal is called unanswered; how far it has come is said all the while."""

_FIRST_WITHIN = 60.0


class TapeLink(SocketLink):
    """The link to a process that looks back on a journal; once its line is down it stays down."""

    OTHER_END = "the process that looks back"

    def __init__(self, line: socket.socket, ended: Callable[[], None], *, version: str = "0") -> None:
        """`ended` sees to the process when the line is down."""
        super().__init__(Path(), version=version, reach=lambda _path, _seconds: line)
        self.news = "opening the journal"
        self._ended = ended
        self._first = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    @property
    def over(self) -> bool:
        """Is the line down for good?"""
        return self._running is not None and self._running.done()

    async def open(self) -> None:
        """Wait for the first picture.

        Raises:
            TurnedBack: there will be none; its text says why.
        """
        self._running = asyncio.create_task(self.run())
        first = asyncio.create_task(self._first.wait())
        await asyncio.wait({first, self._running}, timeout=_FIRST_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        first.cancel()
        if self.snapshot is None:
            await self.close()
            raise self._why()

    async def broken(self) -> FootbeError:
        """Wait for the end of the line: why did it come?"""
        if self._running is not None:
            await asyncio.wait({self._running})
        return self._why()

    def _why(self) -> FootbeError:
        away = self.turned_away
        return TurnedBack(away.text, away.exit_code) if away else TurnedBack(f"the replay ended: {self.news}", 1)

    async def run(self) -> None:
        """Read until the line is down."""
        try:
            await self._attached()
        except (OSError, FootbeError) as error:
            self.news = str(error) or type(error).__name__
        finally:
            self._drop()
            self._ended()

    def _take(self, message: object, mirror: SnapshotMirror) -> None:
        super()._take(message, mirror)
        if self.snapshot is not None:
            self._first.set()

    async def scrub(self, move: Move) -> tuple[bool, Clean]:
        """Move about in the journal: was it done, and what is to be said of it?"""
        moved = await self._request(lambda ref: Scrub(ref=ref, move=move), MOVED_WITHIN)
        return (moved.done, moved.text) if isinstance(moved, Moved) else (False, own(self.news))

    async def close(self) -> None:
        """Let the process go."""
        await self.farewell(stop=False)
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait({self._running})


class TurnedBack(FootbeError):
    """A journal cannot be looked back on."""

    def __init__(self, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.exit_code = exit_code
