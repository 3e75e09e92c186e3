"""An engine that only shows: the picture of `console_load`, moving, over the real wire; it notes when each key's word arrives.

`python -m benchmarks.console_engine SOCKET [--hertz 4] [--rows 1000] [--still]` prints `ready` and when it began (monotonic seconds), then a line per word of the
client: monotonic nanoseconds and the kind of word.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from benchmarks.console_load import ROWS, first, moved
from engine.domain.clean import own
from engine.domain.commands import Command, Pause, Receipt, Stop
from engine.domain.identity import CommandId, RunId
from engine.domain.queries import Answer, Query, Sheet, SheetColumn, SheetRow, section
from engine.domain.snapshot import Snapshot
from engine.domain.states import EngineState, Mode
from engine.wire.diff import difference
from engine.wire.protocol import (
    PROTOCOL,
    Ask,
    Do,
    Done,
    Hello,
    Shown,
    ToConsole,
    ToEngine,
    Told,
    Welcome,
    engine_deframer,
    frame,
)

_STATE_STANDS = 0.6
"""Seconds after which a pause or a stop is over here, so that the next key meets a running engine."""
_STATES = {Pause: (EngineState.PAUSED, "operator"), Stop: (EngineState.HALTED, "operator_stop")}


class Showing:
    """One picture, moving, and everybody who looks at it."""

    def __init__(self, *, hertz: int, rows: int, still: bool) -> None:
        self._picture = first(rows)
        self._hertz, self._still = hertz, still
        self._watchers: dict[asyncio.StreamWriter, Snapshot | None] = {}
        self._state_until = 0.0

    async def move(self) -> None:
        """Take a step as often as asked, and tell everybody."""
        step = 0
        due = time.monotonic()
        print("ready", due, flush=True)
        while True:
            due += 1 / self._hertz
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            step += 1
            if not self._still:
                self._picture = moved(self._picture, step, self._hertz)
            if self._state_until and time.monotonic() > self._state_until:
                self._state_until = 0.0
                self._become(EngineState.RUNNING, ())
            self.tell_all()

    def tell_all(self) -> None:
        """Send everybody what changed; one who is slow is passed over until it has read."""
        for writer, seen in list(self._watchers.items()):
            if seen is not self._picture and writer.transport.get_write_buffer_size() == 0:
                self._watchers[writer] = self._picture
                messages: list[ToConsole] = [*difference(seen, self._picture), Shown(1)]
                writer.write(b"".join(map(frame, messages)))

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client."""
        deframer = engine_deframer()
        try:
            while data := await reader.read(65_536):
                for message in deframer.feed(data):
                    self._hear(message, writer)
        except ConnectionError:
            return
        finally:
            self._watchers.pop(writer, None)
            writer.close()

    def _hear(self, message: ToEngine, writer: asyncio.StreamWriter) -> None:
        now = time.monotonic_ns()
        if isinstance(message, Hello):
            writer.write(frame(Welcome(PROTOCOL, "0", RunId("bench"), Mode.PAPER, 0)))
            self._watchers[writer] = None
            self.tell_all()
        elif isinstance(message, Do):
            print(now, type(message.command).__name__, flush=True)
            writer.write(frame(Done(message.ref, self._done(message.command))))
            self.tell_all()
        elif isinstance(message, Ask):
            print(now, f"Ask:{message.query.topic.value}", flush=True)
            writer.write(frame(Told(message.ref, _found(message.query))))

    def _done(self, command: Command) -> Receipt:
        if type(command) in _STATES:
            state, cause = _STATES[type(command)]
            self._state_until = time.monotonic() + _STATE_STANDS
            self._become(state, (cause,))
        return Receipt(CommandId("c1"), True, own(f"{type(command).__name__.lower()} taken"))

    def _become(self, state: EngineState, causes: tuple[str, ...]) -> None:
        status = replace(self._picture.status, state=state, causes=tuple(map(own, causes)))
        self._picture = replace(self._picture, status=status)


def _found(query: Query) -> Answer:
    columns = tuple(SheetColumn(own(title)) for title in ("when", "what", "figure"))
    rows = tuple(SheetRow(f"r{n}", (own(f"{n}"), own("bought ARS"), own(f".{n:02d}"))) for n in range(60))
    facts = section("Facts", (("score", "0-1"), ("fair", ".29")))
    return Answer(query, own(f"{query.topic.value} {query.entity}"), (facts,), token="t", sheets=(Sheet(own("rows"), columns, rows),))  # noqa: S106 - a token of this run, no secret


async def serve(path: Path, showing: Showing) -> None:
    """Listen until the process is ended."""
    server = await asyncio.start_unix_server(showing.meet, path=str(path))
    async with server:
        await showing.move()


def main(words: Sequence[str] | None = None) -> None:
    """Serve what the words ask for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("socket", type=Path)
    parser.add_argument("--hertz", type=int, default=4)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--still", action="store_true")
    given = parser.parse_args(words)
    asyncio.run(serve(given.socket, Showing(hertz=given.hertz, rows=given.rows, still=given.still)))


if __name__ == "__main__":
    main()
