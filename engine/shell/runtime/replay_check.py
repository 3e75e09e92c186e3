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

_LEAD, _WORDS_MAX = 60, 240


class Equal(Struct, frozen=True):
    """Every effect of the records after `after` is the same, byte for byte. 0 unless the journal is thinned."""

    records: int
    seconds: float
    after: int = 0


class Difference(Struct, frozen=True):
    """The first record that is decided otherwise, what stands there, and what was decided now."""

    seq: int
    expected: str
    got: str


def check(journal: Path, fresh: Callable[[], Brain]) -> Equal | Difference:
    """Decide a whole journal anew with a fresh core: the same to the byte, or where not?

    A thinned journal is decided anew from where its thinned part ends, with the state kept there.

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
        anchor, after = await journal.anchor(), 0
        if anchor is not None:
            brain.thaw(anchor.core)
            after = anchor.seq
        async for batch in journal.tail(after):
            found = _first_difference(brain, batch.records, dict(batch.effects))
            if found is not None:
                return found
        return Equal(journal.tip.seq - after, time.monotonic() - began, after)
    finally:
        await database.close()


def _first_difference(
    brain: Brain, records: tuple[Record, ...], effects: dict[int, Effects]
) -> Difference | None:
    for record in records:
        got = brain.decide(record)
        expected: Effects = effects.get(record.seq, ())
        if (got or expected) and msgspec.msgpack.encode(got) != msgspec.msgpack.encode(expected):
            return Difference(record.seq, *_apart(expected, got))
    return None


def _apart(expected: Effects, got: Effects) -> tuple[str, str]:
    """The first effect that differs, from shortly before the place where it does."""
    for ordinal in range(max(len(expected), len(got))):
        one, other = _words(expected, ordinal), _words(got, ordinal)
        if one != other:
            same = _same_start(one, other)
            start = max(0, same - _LEAD) if same > _LEAD + _WORDS_MAX // 2 else 0
            name = f"effect {ordinal + 1} " + "… " * bool(start)
            return name + one[start:][:_WORDS_MAX], name + other[start:][:_WORDS_MAX]
    return _words(expected, 0), _words(got, 0)


def _same_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _words(effects: Effects, ordinal: int) -> str:
    return msgspec.json.encode(effects[ordinal]).decode() if ordinal < len(effects) else "nothing"
