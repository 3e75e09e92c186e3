"""The command line's line to a running engine: one question, one answer, always within a time."""

import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeVar

from engine.config.home import Home
from engine.domain.commands import Command, Receipt, Source
from engine.domain.errors import FootbeError, Malformed
from engine.domain.exits import ExitCode
from engine.domain.queries import Answer, Query
from engine.domain.snapshot import Snapshot
from engine.shell.runtime.socket_file import reach
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
    ToConsole,
    ToEngine,
    Told,
    TurnedAway,
    Welcome,
    console_deframer,
    frame,
)

ANSWER_SECONDS = 5.0
_READ_BYTES = 64 * 1024

_T = TypeVar("_T")


class NotReachable(FootbeError):
    """No engine answers."""

    exit_code = ExitCode.NOT_REACHABLE


class Refused(FootbeError):
    """The engine will not talk to us; it says which exit code that is."""

    def __init__(self, turned_away: TurnedAway) -> None:
        """Keep the engine's words and code."""
        super().__init__(turned_away.text)
        self.exit_code = turned_away.exit_code


def own_version() -> str:
    """Which version of the program is this?"""
    try:
        return version("footbe-tui")
    except PackageNotFoundError:
        return "0"


class EngineClient:
    """A connected and welcomed client; `welcome` says whose engine it is."""

    def __init__(self, connection: socket.socket, *, watches: bool, seconds: float) -> None:
        """Say hello and wait to be welcomed.

        Raises:
            NotReachable: no answer in time.
            Refused: the engine turns us away.
        """
        self._connection = connection
        self._seconds = seconds
        self._deframer = console_deframer()
        self._ready: list[ToConsole] = []
        self._mirror = SnapshotMirror()
        self._ref = 0
        self._send(Hello(protocol=PROTOCOL, version=own_version(), source=Source.SHELL, watches=watches))
        self.welcome = self._until(lambda message: message if isinstance(message, Welcome) else None, seconds)

    def do(self, command: Command, *, seconds: float | None = None) -> Receipt:
        """What became of a command?

        Raises:
            NotReachable: no receipt in time; the command may still be carried out.
        """
        self._ref += 1
        ref = self._ref
        self._send(Do(ref=ref, command=command))
        return self._until(
            lambda message: message.receipt if isinstance(message, Done) and message.ref == ref else None,
            seconds or self._seconds,
        )

    def ask(self, query: Query) -> Answer:
        """What is found for a question?

        Raises:
            NotReachable: no answer in time.
        """
        self._ref += 1
        ref = self._ref
        self._send(Ask(ref=ref, query=query))
        return self._until(
            lambda message: message.answer if isinstance(message, Told) and message.ref == ref else None,
            self._seconds,
        )

    def snapshots(self, *, seconds: float) -> Iterator[Snapshot]:
        """Which pictures does a watching client see? Endless; every wait is bounded.

        Raises:
            NotReachable: nothing came for `seconds`, or the engine left.
        """
        while True:
            yield self._until(
                lambda message: self._mirror.snapshot if isinstance(message, Shown) else None, seconds
            )

    def pictures(self, seconds: float) -> Iterator[Snapshot | None]:
        """Which pictures does a watching client see? Endless; None whenever nothing came for `seconds`.

        Raises:
            NotReachable: the engine left, or stopped in the middle of a word.
        """
        while True:
            if not self._ready and not select.select([self._connection], [], [], seconds)[0]:
                yield None
            else:
                yield next(self.snapshots(seconds=self._seconds))

    def leave(self) -> None:
        """Say farewell and hang up; the engine goes on."""
        with suppress(NotReachable):  # it may have left already
            self._send(Farewell(how="leave"))
        self._connection.close()

    def _send(self, message: ToEngine) -> None:
        try:
            self._connection.settimeout(self._seconds)
            self._connection.sendall(frame(message))
        except OSError as error:
            raise NotReachable(
                f"the engine does not listen ({error.strerror or 'no answer in time'})"
            ) from None

    def _until(self, wanted: Callable[[ToConsole], _T | None], seconds: float) -> _T:
        end = time.monotonic() + seconds
        while True:
            while self._ready:
                message = self._ready.pop(0)
                if isinstance(message, TurnedAway):
                    raise Refused(message)
                if isinstance(message, Leaving):
                    raise NotReachable(f"the engine is leaving: {message.text}")
                if isinstance(message, Page | Changed | Shown):
                    self._mirror.apply(message)
                if (found := wanted(message)) is not None:
                    return found
            self._ready += self._deframer.feed(self._read(end - time.monotonic()))

    def _read(self, seconds: float) -> bytes:
        if seconds <= 0:
            raise NotReachable("the engine gives no answer in time")
        try:
            self._connection.settimeout(seconds)
            data = self._connection.recv(_READ_BYTES)
        except TimeoutError:
            raise NotReachable("the engine gives no answer in time") from None
        except OSError as error:
            raise NotReachable(f"the line to the engine broke ({error.strerror})") from None
        if not data:
            raise NotReachable("the engine closed the line")
        return data


@contextmanager
def reached(home: Home, *, watches: bool = False, seconds: float = ANSWER_SECONDS) -> Iterator[EngineClient]:
    """Talk to the engine of this home, and hang up after.

    Raises:
        NotReachable: there is none, or it does not answer.
        Refused: it turns us away.
    """
    connection = _connected(home.socket, seconds)
    try:
        client = EngineClient(connection, watches=watches, seconds=seconds)
        try:
            yield client
        finally:
            client.leave()
    finally:
        connection.close()


def _connected(path: Path, seconds: float) -> socket.socket:
    try:
        return reach(path, seconds)
    except FileNotFoundError:
        raise NotReachable(f"no engine is running here ({path} does not exist)") from None
    except Malformed:
        raise NotReachable(f"{path} is no socket of yours; refused") from None
    except OSError as error:
        why = error.strerror or "no answer in time"
        raise NotReachable(f"no engine answers on {path} ({why})") from None
