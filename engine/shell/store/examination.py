"""Is a journal file whole? Read only; of any version where the tables are not looked at."""

import hashlib
import sqlite3
from typing import cast

from msgspec import Struct

from engine.shell.store import tables
from engine.shell.store.database import InlineDatabase
from engine.shell.store.journal import GENESIS, Journal, open_journal
from engine.shell.store.schema import APPLICATION_ID, migrations
from engine.wire.codec import Batch

FIRST_FIXED = (3, 51, 3)
"""The first SQLite in which a second writer cannot tear a write-ahead log that is being reset."""

_COMPLAINTS_MAX = 5
_STRETCHES = "SELECT 1 FROM sqlite_schema WHERE name = 'stretches'"
_BATCHES = "SELECT seq_first, seq_last, body, hash FROM batches ORDER BY seq_first"


class Extent(Struct, frozen=True):
    """How much stands in a journal: its last record, its batches, the hash at its end."""

    records: int
    batches: int
    hash: bytes


def integrity(connection: sqlite3.Connection) -> list[str]:
    """What does SQLite itself find wrong with the file? At most a few lines; none when it is sound."""
    said = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_COMPLAINTS_MAX})")]
    found = [] if said == ["ok"] else said
    (ours,) = connection.execute("PRAGMA application_id").fetchone()
    found += [] if ours == APPLICATION_ID else [f"application id {ours:#x}"]
    lost = connection.execute("PRAGMA foreign_key_check").fetchmany(_COMPLAINTS_MAX)
    return found + [f"a row of {row[0]} belongs to no row of {row[2]}" for row in lost]


def extent(connection: sqlite3.Connection) -> tuple[Extent, list[str]]:
    """How far does the chain of hashes reach, and where does it break? Looks into no batch, so any version will do."""
    thinned: set[int] = set()
    if connection.execute(_STRETCHES).fetchone():
        thinned = {first for (first,) in connection.execute("SELECT seq_first FROM stretches")}
    last, batches, before, found = 0, 0, GENESIS, list[str]()
    for first, until, body, digest in connection.execute(_BATCHES):
        if first != last + 1:
            found.append(f"records {last + 1} to {first - 1} are missing")
        elif first not in thinned and hashlib.sha256(before + body).digest() != digest:
            found.append(f"the batch of records {first} to {until} is not what was written")
        last, batches, before = until, batches + 1, digest
    return Extent(last, batches, before), found[:_COMPLAINTS_MAX]


async def whole(connection: sqlite3.Connection) -> Journal:
    """Which journal stands in this file, every batch of it read?

    Raises:
        Damaged: the chain is broken; the text names the record.
        Malformed: a batch is of another version.
    """
    journal = await open_journal(InlineDatabase(connection))
    await journal.verify()
    return journal


async def table_differences(journal: Journal, connection: sqlite3.Connection) -> list[str]:
    """Which tables hold something else than the batches say? One line each; none when all are equal."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    try:
        made.executescript("\n".join(migrations()))
        async for batch in journal.tail(thinned=True):
            _write(made, batch)
        named = {name: _difference(name, connection, made) for name in tables.NAMES}
    finally:
        made.close()
    return [f"{name}: {found}" for name, found in named.items() if found]


def _write(made: sqlite3.Connection, batch: Batch) -> None:
    for sql, rows in tables.statements(batch.records, batch.effects):
        made.executemany(sql, rows)


def _difference(name: str, stands: sqlite3.Connection, made: sqlite3.Connection) -> str | None:
    columns = len(made.execute(f"PRAGMA table_info({name})").fetchall())
    order = ", ".join(str(place + 1) for place in range(columns))
    sql = f"SELECT * FROM {name} ORDER BY {order}"  # noqa: S608 - names stand in tables.NAMES
    here, there = stands.execute(sql), made.execute(sql)
    rows = 0
    while True:
        one, other = here.fetchone(), there.fetchone()
        if one is None and other is None:
            return None
        rows += 1
        if one != other:
            missing = other is not None and (one is None or _key(other) < _key(one))
            return f"row {rows} {'is missing' if missing else 'is not what the batches say'}"


def _key(row: object) -> tuple[str, ...]:
    return tuple(str(value) for value in cast("tuple[object, ...]", row))
