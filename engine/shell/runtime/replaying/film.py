"""A journal file that is only ever looked at: which batches, when, and where they begin and end."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from engine.domain.errors import FootbeError, Impossible, Malformed
from engine.domain.events import RunStarted
from engine.domain.exits import ExitCode
from engine.domain.moment import Moment
from engine.shell.store.checkpoints import Checkpoint, spread_out
from engine.shell.store.database import InlineDatabase, StorageFailed
from engine.shell.store.journal import Damaged, Journal, Tip, open_journal, tip_at
from engine.shell.store.schema import connect_without_trace
from engine.wire.codec import Batch, unpack_batch

AT_ONCE = 8
"""So many batches are read while the file is held open."""

STATES_READ = 32

_FIRST = "SELECT body FROM batches ORDER BY seq_first LIMIT 1"
_LAST = "SELECT seq_last, at_last, hash FROM batches ORDER BY seq_first DESC LIMIT 1"
_AROUND = "SELECT seq_last, at_last FROM batches WHERE seq_first <= ? ORDER BY seq_first DESC LIMIT 1"
_BODY = "SELECT body FROM batches WHERE seq_first <= ? ORDER BY seq_first DESC LIMIT 1"
_FINISHED = "SELECT value FROM marks WHERE name = 'finished'"


class Unwatchable(FootbeError):
    """A journal that cannot be looked back on; the text is one line."""

    exit_code = ExitCode.STORAGE


class Opening(Struct, frozen=True):
    """How a journal begins: its run, the first record that can be shown, and the state it is reached from.

    `anchor` is None where the journal is whole and everything can be folded from record one.
    """

    started: RunStarted
    first: Tip
    anchor: bytes | None


class Film:
    """Reads a journal without a trace; the file is held open only while something is read.

    `tip` is where the journal ended when it was last looked at, `finished` when its run did.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tip = Tip()
        self.finished: Moment | None = None

    @contextlib.contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """Hold the file open for as long as a question takes.

        Raises:
            Malformed: it is no journal of today's version.
            Unwatchable: it is damaged, or cannot be read.
        """
        connection = connect_without_trace(self.path)
        try:
            yield connection
        except (sqlite3.Error, StorageFailed) as error:
            raise Unwatchable(f"{self.path}: cannot be read: {error}") from None
        except Impossible as error:
            raise Unwatchable(f"{self.path}: {error}") from None
        finally:
            connection.close()

    async def open(self) -> Opening:
        """How does it begin? Its last batch is checked.

        Raises:
            Malformed: there is no journal, it is another version's, or nothing stands in it.
            Unwatchable: it is damaged, or cannot be read.
        """
        with self.connected() as connection:
            database = InlineDatabase(connection)
            rows = await database.read(_FIRST)
            event = unpack_batch(_bytes(rows[0][0])).records[0].event if rows else None
            if not isinstance(event, RunStarted):
                raise Malformed(f"journal {self.path}", "no run", "a journal in which a run was begun")
            journal = await open_journal(database)
            anchor = await journal.anchor()
            first = await tip_at(database, await journal.thinned_to())
            await self._look(database)
            return Opening(event, first, None if anchor is None else anchor.core)

    async def look(self) -> bool:
        """Has more been written since the last look?"""
        before = self.tip.seq, self.finished
        with self.connected() as connection:
            await self._look(InlineDatabase(connection))
        return (self.tip.seq, self.finished) != before

    async def _look(self, database: InlineDatabase) -> None:
        rows = await database.read(_LAST)
        self.tip = Tip(*rows[0]) if rows else self.tip  # type: ignore[arg-type]  # the columns are STRICT
        marks = await database.read(_FINISHED)
        self.finished = Moment(int(str(marks[0][0]))) if marks else None

    async def checkpoints(self) -> list[tuple[Tip, Checkpoint]]:
        """Which states does the journal itself keep, newest first, and where? At most `STATES_READ`, spread out."""
        with self.connected() as connection:
            database = InlineDatabase(connection)
            return [(await tip_at(database, each.seq), each) for each in await spread_out(database, STATES_READ)]

    async def after(self, place: Tip) -> list[tuple[Tip, Batch]]:
        """Which batches follow on this place? At most `AT_ONCE`; none at the end.

        Raises:
            Unwatchable: they do not follow, or are not what was written.
        """
        found: list[tuple[Tip, Batch]] = []
        with self.connected() as connection:
            following = Journal(InlineDatabase(connection), self.tip).following(place)
            async with contextlib.aclosing(following) as steps:
                async for step in steps:
                    found.append(step)
                    if len(found) == AT_ONCE:
                        break
        return found

    def batch_with(self, seq: int) -> Batch:
        """Which batch holds this record?

        Raises:
            Unwatchable: none does.
        """
        with self.connected() as connection:
            return _batch(connection, seq)

    def seq_at(self, at: Moment, first: int) -> int:
        """Which is the last record, from `first` on, that is not later than this? `first` when all are."""
        with self.connected() as connection:
            low, high = first, self.tip.seq
            while low < high:  # the first record whose batch ends later, or the last one
                middle = (low + high) // 2
                seq_last, at_last = connection.execute(_AROUND, (middle,)).fetchone()
                if at_last > at:
                    high = middle
                else:
                    low = max(middle, seq_last) + 1
            batch = _batch(connection, min(low, self.tip.seq))
        early = [record.seq for record in batch.records if record.at <= at]
        return max(first, early[-1] if early else batch.records[0].seq - 1)


def _batch(connection: sqlite3.Connection, seq: int) -> Batch:
    row = connection.execute(_BODY, (seq,)).fetchone()
    if row is None:
        raise Damaged(f"record {seq} is missing")
    return unpack_batch(_bytes(row[0]))


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value
