"""Old quotes of a home's journal become bars: with the home's lock held, after a copy, the file made smaller."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from engine.domain.moment import Moment, Span
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.lock import HomeLock
from engine.shell.store.backups import Kind, back_up_into
from engine.shell.store.database import InlineDatabase, StorageFailed
from engine.shell.store.journal import open_journal
from engine.shell.store.schema import connect, connect_to_read
from engine.shell.store.stretches import thinned_to
from engine.shell.store.thinning import Thin, cut_before, thin
from engine.wire.codec import Batch


class Thinned(Struct, frozen=True):
    """What was thinned, where the copy from before lies, and how big the file was and is."""

    thin: Thin
    copy: Path
    bytes_before: int
    bytes_after: int


def thin_journal(
    home: Path, journal: Path, fresh: Callable[[], Brain], keep: Span, *, at: Moment, kept: int
) -> Thinned | None:
    """Thin what is older than `keep` by the journal's own time. None when nothing is due.

    `at` names the copy, of which `kept` stay.

    Raises:
        AlreadyRunning: an engine holds the home.
        Malformed: there is no journal of today's version.
        Damaged, BackupFailed, StorageFailed: nothing was thinned.
    """
    lock = HomeLock(home)
    lock.take()
    try:
        connect_to_read(journal).close()
        with contextlib.closing(connect(journal)) as connection:
            return asyncio.run(_thinned(connection, journal, fresh(), keep, copying=(home / "backups", at, kept)))
    except (sqlite3.Error, OSError) as error:
        raise StorageFailed(f"storage: {journal} was not thinned: {error}") from error
    finally:
        lock.release()


def thinned_end(journal: Path) -> int:
    """Up to which record has this file been thinned? 0 when nothing was.

    Raises:
        Malformed: there is no journal of today's version.
    """
    with contextlib.closing(connect_to_read(journal)) as connection:
        return asyncio.run(thinned_to(InlineDatabase(connection)))


async def _thinned(
    connection: sqlite3.Connection, path: Path, brain: Brain, keep: Span, *, copying: tuple[Path, Moment, int]
) -> Thinned | None:
    database = InlineDatabase(connection)
    journal = await open_journal(database)
    cut = await cut_before(journal, database, keep)
    if cut <= await journal.thinned_to():
        return None
    anchor = await journal.anchor()
    if anchor is not None:
        brain.thaw(anchor.core)
    folder, at, kept = copying
    before = _size(connection, path)
    copy = back_up_into(folder, path, Kind.THINNING, at, kept)
    done = await thin(connection, cut, lambda batch: _fold(brain, batch), brain.freeze)
    connection.execute("VACUUM")
    return Thinned(done, copy.path, before, _size(connection, path))


def _fold(brain: Brain, batch: Batch) -> None:
    effects = dict(batch.effects)
    for record in batch.records:
        brain.fold(record, effects.get(record.seq, ()))


def _size(connection: sqlite3.Connection, path: Path) -> int:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size
