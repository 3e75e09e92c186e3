"""The memory of a run: batches of records and effects, chained by hashes."""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import cast

from msgspec import Struct

from engine.domain.effects import Effects
from engine.domain.errors import Impossible
from engine.domain.events import Record
from engine.domain.moment import Moment
from engine.shell.ports import Database, Statement
from engine.shell.store import stretches, tables
from engine.shell.store.checkpoints import Checkpoint, keeping, newest
from engine.shell.store.stretches import Anchor
from engine.wire.codec import Batch, pack_batch, unpack_batch

GENESIS = bytes(32)
"""What stands before the first batch."""

_APPEND = "INSERT INTO batches (seq_first, seq_last, at_last, body, hash) VALUES (?, ?, ?, ?, ?)"
_NEXT = (
    "SELECT seq_first, seq_last, body, hash, seq_first IN (SELECT seq_first FROM stretches) FROM batches "
    "WHERE seq_first > ? ORDER BY seq_first LIMIT 16"
)
_MARK = "INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)"
_TIP = "SELECT seq_last, at_last, hash FROM batches ORDER BY seq_first DESC LIMIT 1"
_BEFORE = (
    "SELECT seq_last, at_last, hash FROM batches WHERE seq_first <= ?1 AND seq_last <= ?1 "
    "ORDER BY seq_first DESC LIMIT 1"
)


class Damaged(Impossible):
    """The file does not hold what was written: another hand, or the disk, changed it."""


class Thinned(Damaged):
    """What was asked for needs every record of a stretch whose quotes were thinned to bars."""


class Tip(Struct, frozen=True):
    """Where a journal ends: the last seq (0 when empty), its moment, the last hash."""

    seq: int = 0
    at: Moment = Moment(0)
    hash: bytes = GENESIS


def chained(before: bytes, body: bytes) -> bytes:
    """Which hash stands behind a batch, given the hash of the one before?"""
    return hashlib.sha256(before + body).digest()


class Journal:
    """Appends batches and reads them back; every read checks the chain."""

    def __init__(self, database: Database, tip: Tip) -> None:
        self._database = database
        self._tip = tip

    @property
    def tip(self) -> Tip:
        """Where does it end?"""
        return self._tip

    async def append(
        self,
        records: list[Record],
        effects: list[tuple[int, Effects]],
        extra: Sequence[Statement] = (),
    ) -> None:
        """Write one batch with its rows and `extra`, in one transaction; on return it is on the disk.

        Raises:
            Impossible: the records do not follow on the tip.
            UnknownOutcome: the commit raised; leave and reread.
        """
        if not records or records[0].seq != self._tip.seq + 1:
            raise Impossible(f"a batch that does not follow record {self._tip.seq}")
        body = pack_batch(records, effects)
        last = records[-1]
        tip = Tip(last.seq, last.at, chained(self._tip.hash, body))
        row = (records[0].seq, last.seq, last.at, body, tip.hash)
        await self._database.apply([(_APPEND, (row,)), *tables.statements(records, effects), *extra])
        self._tip = tip

    async def keep(self, checkpoint: Checkpoint) -> None:
        """Write a checkpoint of the tip.

        Raises:
            Impossible: it is of another place.
            UnknownOutcome: the commit raised.
        """
        if checkpoint.seq != self._tip.seq:
            raise Impossible(f"a checkpoint of record {checkpoint.seq} at record {self._tip.seq}")
        await self._database.apply(keeping(checkpoint))

    async def mark(self, name: str, value: str) -> None:
        """Write down a fact about the run as a whole."""
        await self._database.apply([(_MARK, ((name, value),))])

    async def marked(self, name: str) -> str | None:
        """Which value has this fact? None when it was never written."""
        rows = await self._database.read("SELECT value FROM marks WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    async def newest_checkpoint(self) -> Checkpoint | None:
        """From where can a recovery begin? None: from record one."""
        return await newest(self._database)

    async def tail(self, after_seq: int = 0, *, thinned: bool = False) -> AsyncIterator[Batch]:
        """Which batches hold records after this one, in order? `after_seq` must end a batch.

        With `thinned`, a stretch counts as one batch: what was kept of its records, all of its effects.

        Raises:
            Damaged: the chain is broken; the text names the record.
            Thinned: there is a stretch after this record, and it was not asked for.
        """
        before = await tip_at(self._database, after_seq)
        if before.seq != after_seq:
            raise Impossible(f"record {after_seq} does not end a batch")
        async for _, batch in self.following(before, thinned=thinned):
            yield batch

    async def following(self, before: Tip, *, thinned: bool = False) -> AsyncGenerator[tuple[Tip, Batch], None]:
        """Which batches follow on this place of the chain, each with the place where it ends?

        Raises:
            Damaged, Thinned: as `tail` does.
        """
        while rows := await self._database.read(_NEXT, (before.seq,)):
            for *row, is_stretch in rows:
                if not is_stretch:
                    before, batch = _checked(before, row)
                elif thinned:
                    before, batch = await self._across(before, row)
                else:
                    raise Thinned(f"journal: records {row[0]} to {row[1]} were thinned to bars")
                yield before, batch

    async def verify(self) -> int:
        """Is every batch what was written, none missing? How many records there are, thinned ones counted.

        Raises:
            Damaged: the chain is broken; the text names the record.
        """
        last = 0
        async for batch in self.tail(thinned=True):
            last = batch.records[-1].seq if batch.records else last
        thinned_to = await stretches.thinned_to(self._database)
        if max(last, thinned_to) != self._tip.seq:
            raise Damaged(f"journal: records up to {last}, but it ends at {self._tip.seq}")
        return self._tip.seq

    async def rebuild_tables(self) -> None:
        """Make the tables people ask about again from the batches, in one transaction."""
        rebuilt = list(tables.emptying())
        async for batch in self.tail(thinned=True):
            rebuilt += tables.statements(batch.records, batch.effects)
        await self._database.apply(rebuilt)

    async def thinned_to(self) -> int:
        """Up to which record were quotes thinned to bars? 0 when every record is there."""
        return await stretches.thinned_to(self._database)

    async def anchor(self) -> Anchor | None:
        """From which state can what is not thinned be decided anew? None: from record one.

        Raises:
            Damaged: the journal is thinned and the state at its end is torn or missing.
        """
        found, end = await stretches.anchor(self._database), await self.thinned_to()
        if end != (found.seq if found else 0):
            raise Damaged(f"journal: the state at record {end}, where the thinned part ends, is not what was written")
        return found

    async def _across(self, before: Tip, row: Sequence[object]) -> tuple[Tip, Batch]:
        """From the end of one batch to the end of the stretch that follows on it."""
        first, last, body, digest = cast("tuple[int, int, bytes, bytes]", row)
        stretch = await stretches.stretch_at(self._database, first, body)
        if stretch is None:
            raise Damaged(f"journal: the thinned records {first} to {last} are not what was written")
        if (stretch.seq_last, stretch.hash_before, stretch.hash_last) != (last, before.hash, digest):
            raise Damaged(f"journal: the thinned records {first} to {last} do not follow on record {before.seq}")
        return Tip(last, stretch.at_last, digest), unpack_batch(body)


async def open_journal(database: Database) -> Journal:
    """Which journal stands in this database? Its last batch is checked against the one before.

    Raises:
        Damaged: the last batch is not what was written.
    """
    tip = await _tip(database, _TIP, ())
    journal = Journal(database, tip)
    if tip.seq:
        rows = await database.read("SELECT max(seq_first) FROM batches")
        first = cast("int", rows[0][0])
        async for _ in journal.tail(first - 1, thinned=True):
            continue
    return journal


async def tip_at(database: Database, seq: int) -> Tip:
    """Which batch ends at or before this record?"""
    return await _tip(database, _BEFORE, (seq,))


async def _tip(database: Database, sql: str, parameters: Sequence[object]) -> Tip:
    rows = await database.read(sql, parameters)
    return Tip(*rows[0]) if rows else Tip()  # type: ignore[arg-type]  # the columns are STRICT


def _checked(before: Tip, row: Sequence[object]) -> tuple[Tip, Batch]:
    first, last, body, digest = cast("tuple[int, int, bytes, bytes]", row)
    if first != before.seq + 1:
        raise Damaged(f"journal: records {before.seq + 1} to {first - 1} are missing")
    if chained(before.hash, body) != digest:
        raise Damaged(f"journal: the batch of records {first} to {last} is not what was written")
    batch = unpack_batch(body)
    numbers = [record.seq for record in batch.records]
    if numbers != list(range(first, last + 1)):
        raise Damaged(f"journal: the batch of records {first} to {last} holds others")
    return Tip(last, batch.records[-1].at, digest), batch
