"""Does a core of today decide what stands in a journal? Reads the file only."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.domain.effects import Effects
from engine.domain.events import Record
from engine.shell.runtime.brain import Brain
from engine.shell.store.database import InlineDatabase
from engine.shell.store.journal import open_journal
from engine.shell.store.schema import connect_to_read


class Equal(Struct, frozen=True):
    """Every effect is the same, byte for byte."""

    records: int
    seconds: float


class Difference(Struct, frozen=True):
    """The first record that is decided otherwise, what stands there, and what was decided now."""

    seq: int
    expected: str
    got: str


def check(journal: Path, fresh: Callable[[], Brain]) -> Equal | Difference:
    """Decide a whole journal anew with a fresh core: the same to the byte, or where not?

    Raises:
        Malformed: there is no such journal.
        Impossible: it is not whole.
    """
    return asyncio.run(_check(journal, fresh()))


async def _check(path: Path, brain: Brain) -> Equal | Difference:
    began = time.monotonic()
    database = InlineDatabase(connect_to_read(path))
    try:
        journal = await open_journal(database)
        async for batch in journal.tail():
            found = _first_difference(brain, batch.records, dict(batch.effects))
            if found is not None:
                return found
        return Equal(journal.tip.seq, time.monotonic() - began)
    finally:
        await database.close()


def _first_difference(
    brain: Brain, records: tuple[Record, ...], effects: dict[int, Effects]
) -> Difference | None:
    for record in records:
        got = brain.decide(record)
        expected: Effects = effects.get(record.seq, ())
        if (got or expected) and msgspec.msgpack.encode(got) != msgspec.msgpack.encode(expected):
            return Difference(record.seq, _words(expected), _words(got))
    return None


def _words(effects: Effects) -> str:
    return msgspec.json.encode(effects).decode()
