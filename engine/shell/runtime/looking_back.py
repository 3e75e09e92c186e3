"""A journal looked back on: its run brought to where the file ends, without an engine and without a trace.

The file is opened for reading only and read in one transaction, so that a running engine writes on undisturbed
and nothing of what it writes meanwhile is seen in part.
"""

import asyncio
import sqlite3
from pathlib import Path

from engine.domain.errors import FootbeError, Impossible, Malformed
from engine.domain.events import RunResumed, RunStarted
from engine.domain.exits import ExitCode
from engine.domain.past import Past
from engine.shell.runtime.brain import Brain
from engine.shell.store import ledgers
from engine.shell.store.database import InlineDatabase, StorageFailed
from engine.shell.store.journal import Journal, open_journal
from engine.shell.store.schema import connect_to_read
from engine.wire.codec import unpack_batch

_HASHES = "SELECT body FROM batches ORDER BY seq_first LIMIT 1"


class Unreadable(FootbeError):
    """A journal that cannot be looked back on."""

    exit_code = ExitCode.STORAGE


def look_back(path: Path, brain: Brain) -> Past:
    """Bring a brain to the journal's end: what stands in the tables beside its state?

    Raises:
        Malformed: there is no journal, it is another version's, or nothing stands in it.
        Unreadable: it is damaged, or was decided by another version.
    """
    connection = connect_to_read(path)
    try:
        connection.execute("BEGIN")
        return asyncio.run(_past(connection, brain, path))
    except Impossible as error:
        raise Unreadable(f"{path}: {error}") from None
    except (sqlite3.Error, StorageFailed) as error:
        raise Unreadable(f"{path}: cannot be read: {error}") from None
    finally:
        connection.close()


def rows_of(path: Path) -> Past:
    """What stands in the tables of a journal, whose run somebody else has at hand?

    Raises:
        Malformed: there is no journal, or nothing stands in it.
    """
    connection = connect_to_read(path)
    try:
        return _tables(connection, path)
    finally:
        connection.close()


async def _past(connection: sqlite3.Connection, brain: Brain, path: Path) -> Past:
    journal = await open_journal(InlineDatabase(connection))
    found = _tables(connection, path)
    await _bring(journal, brain)
    return found


async def _bring(journal: Journal, brain: Brain) -> None:
    checkpoint = await journal.newest_checkpoint()
    if checkpoint is not None:
        brain.thaw(checkpoint.core)
    async for batch in journal.tail(0 if checkpoint is None else checkpoint.seq):
        effects = dict(batch.effects)
        for record in batch.records:
            brain.fold(record, effects.get(record.seq, ()))


def _tables(connection: sqlite3.Connection, path: Path) -> Past:
    first = connection.execute(_HASHES).fetchone()
    event = None if first is None else unpack_batch(first[0]).records[0].event
    if not isinstance(event, RunStarted | RunResumed):
        raise Malformed(f"journal {path}", "no run", "a journal in which a run was begun")
    return ledgers.past(connection, config_hash=event.rules_hash, code_hash=event.code_hash)
