"""Which run stands in a journal file, and how it makes room for the next."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from engine.domain.errors import Malformed
from engine.domain.events import RunStarted
from engine.domain.moment import Moment
from engine.shell.store.database import StorageFailed
from engine.shell.store.schema import NotAJournal, connect_to_read, is_blank, is_ours, prepare
from engine.wire.codec import unpack_batch


class Standing(Struct, frozen=True):
    """A run as its file shows it: its first words, whether it reached its end, how many records it has, when it ends."""

    started: RunStarted
    finished: bool
    records: int
    ends_at: Moment


def standing(journal: Path) -> Standing | None:
    """Which run stands in this file? None when there is no file, or nothing in it yet.

    Raises:
        Malformed: the file is no journal, or another version's.
    """
    if is_blank(journal):
        return None
    connection = connect_to_read(journal)
    try:
        first = connection.execute("SELECT body FROM batches ORDER BY seq_first LIMIT 1").fetchone()
        last, at = connection.execute("SELECT max(seq_last), max(at_last) FROM batches").fetchone()
        mark = connection.execute("SELECT 1 FROM marks WHERE name = 'finished'").fetchone()
    except sqlite3.Error as error:
        raise NotAJournal(
            f"journal {journal}", str(error), "a journal that can be read; move this one away to begin anew"
        ) from None
    finally:
        connection.close()
    if first is None:
        return None
    event = unpack_batch(first[0]).records[0].event
    if not isinstance(event, RunStarted):
        raise Malformed(f"journal {journal.name}", type(event).__name__, "a first record that starts a run")
    return Standing(event, mark is not None, int(last), Moment(at))


def bring_up_to_date(journal: Path, copy: Callable[[Path], object]) -> None:
    """Give a journal of an older version today's tables, after a copy; one of today's, or none, is left alone.

    Raises:
        Malformed: it is no journal, or a newer version's.
        StorageFailed: it cannot be written.
    """
    if not is_blank(journal):
        try:
            prepare(journal, copy=copy)
        except sqlite3.Error as error:
            raise StorageFailed(f"storage: {journal} cannot be brought up to date: {error}") from None


def set_aside(journal: Path) -> Path | None:
    """Make room for a new run: where does the old journal lie now? None when there was none.

    Call it only while the home's lock is held or nothing runs there. A journal whose words are another
    version's makes room all the same.

    Raises:
        Malformed: it is no journal.
        StorageFailed: it cannot be written.
    """
    name = _name(journal)
    if name is None:
        journal.unlink(missing_ok=True)
        return None
    target = journal.with_name(f"{journal.stem}-{name}{journal.suffix}")
    ordinal = 1
    while target.exists():
        ordinal += 1
        target = journal.with_name(f"{journal.stem}-{name}-{ordinal}{journal.suffix}")
    try:
        with contextlib.closing(sqlite3.connect(journal)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise StorageFailed(f"storage: {journal} cannot be put aside: {error}") from None
    journal.rename(target)
    for side in ("-wal", "-shm"):
        journal.with_name(journal.name + side).unlink(missing_ok=True)
    return target


def _name(journal: Path) -> str | None:
    """What is the run in this file called? None when there is nothing in it."""
    try:
        old = standing(journal)
    except Malformed:
        if not is_ours(journal):
            raise
        return "unreadable"
    return None if old is None else old.started.run
