"""Quotes that are long past become bars: in one transaction, checked before it is committed."""

import sqlite3
from collections.abc import Callable

from msgspec import Struct

from engine.domain.effects import Effects
from engine.domain.errors import Impossible
from engine.domain.events import BookSeen, Record, TradeSeen
from engine.domain.moment import DAY, Moment, Span
from engine.shell.ports import Statement
from engine.shell.store.bars import bars_of
from engine.shell.store.checkpoints import oldest_whole
from engine.shell.store.database import InlineDatabase
from engine.shell.store.examination import table_differences
from engine.shell.store.journal import Damaged, Journal, Tip, open_journal, tip_at
from engine.shell.store.stretches import UNSEALED, Anchor, Stretch, anchoring, seal_before, writing
from engine.wire.codec import Batch, pack_batch

_CUT = "SELECT max(seq_last) FROM batches WHERE at_last < ? AND seq_last <= ?"
_CHUNK_RECORDS = 100_000
_CHUNK_SPAN = DAY


class Thin(Struct, frozen=True):
    """What a thinning did: records `seq_first` to `seq_last`, of which so many were dropped."""

    seq_first: int
    seq_last: int
    dropped: int
    bars: int


async def cut_before(journal: Journal, database: InlineDatabase, keep: Span) -> int:
    """Up to which record may quotes be thinned, the last `keep` of the journal's own time being left alone?

    Never beyond the oldest checkpoint that is whole: a recovery has to find every record after it. 0 or a record
    that is thinned already: nothing is due.
    """
    bound = await oldest_whole(database)
    if bound is None:
        return 0
    rows = await database.read(_CUT, (journal.tip.at - keep, bound.seq))
    return int(str(rows[0][0] or 0))


async def thin(
    connection: sqlite3.Connection, cut: int, fold: Callable[[Batch], None], freeze: Callable[[], bytes]
) -> Thin:
    """Thin everything up to the end of the batch that ends at `cut`.

    `fold` lives through each batch before it is thinned, from where the last thinning ended; `freeze` then gives
    the state that is kept there, so that what follows can be decided anew.

    Raises:
        Damaged: the journal is not whole, before or afterwards; nothing is changed.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = await _thinned(connection, cut, fold)
        _apply(connection, [*anchoring(Anchor(cut, freeze())), _unreachable(cut)])
        await _check(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return done


async def _thinned(connection: sqlite3.Connection, cut: int, fold: Callable[[Batch], None]) -> Thin:
    journal = await open_journal(InlineDatabase(connection))
    start = await journal.thinned_to()
    chunk, dropped, bars = _Chunk(), 0, 0
    async for batch in journal.tail(start):
        fold(batch)
        chunk.take(batch)
        last = batch.records[-1].seq
        if chunk.full or last >= cut:
            bars += await _replace(connection, chunk)
            dropped += len(chunk.quotes)
            chunk = _Chunk()
        if last >= cut:
            break
    if chunk.batches:
        raise Impossible(f"record {cut} is not reached")
    return Thin(start + 1, cut, dropped, bars)


def _unreachable(cut: int) -> Statement:
    """Which statement forgets states from which nothing can be folded on any more?"""
    return "DELETE FROM checkpoints WHERE seq < ?", ((cut,),)


class _Chunk:
    """Batches on their way to being one stretch: what is kept of them, and what becomes bars."""

    def __init__(self) -> None:
        self.kept: list[Record] = []
        self.quotes: list[Record] = []
        self.effects: list[tuple[int, Effects]] = []
        self.batches = 0
        self.seqs = (0, 0)
        self.ats = (Moment(0), Moment(0))

    @property
    def full(self) -> bool:
        """Is it long enough?"""
        many = len(self.kept) + len(self.quotes) >= _CHUNK_RECORDS
        return many or self.ats[1] - self.ats[0] >= _CHUNK_SPAN

    def take(self, batch: Batch) -> None:
        """Take in one batch."""
        first, last = batch.records[0], batch.records[-1]
        self.seqs = (self.seqs[0] or first.seq, last.seq)
        self.ats = (self.ats[0] if self.batches else first.at, last.at)
        self.batches += 1
        self.effects += batch.effects
        caused = {seq for seq, _ in batch.effects}
        for record in batch.records:
            idle = isinstance(record.event, BookSeen | TradeSeen) and record.seq not in caused
            (self.quotes if idle else self.kept).append(record)

    def stretch(self, before: Tip, until: Tip) -> Stretch:
        """Which stretch is it between these two places of the chain, not sealed yet?"""
        hashes = (before.hash, until.hash)
        return Stretch(*self.seqs, *self.ats, self.batches, len(self.kept), *hashes, UNSEALED)


async def _replace(connection: sqlite3.Connection, chunk: _Chunk) -> int:
    """Put a chunk where its batches stood: how many bars did it give?"""
    database, (first, last) = InlineDatabase(connection), chunk.seqs
    stretch = chunk.stretch(await tip_at(database, first - 1), await tip_at(database, last))
    body, bars = pack_batch(chunk.kept, chunk.effects), bars_of(chunk.quotes)
    row = (first, last, stretch.at_last, body, stretch.hash_last)
    gone: Statement = ("DELETE FROM batches WHERE seq_first BETWEEN ? AND ?", ((first, last),))
    merged: Statement = (
        "INSERT INTO batches (seq_first, seq_last, at_last, body, hash) VALUES (?, ?, ?, ?, ?)",
        (row,),
    )
    _apply(connection, [gone, merged, *writing(stretch, bars, body, await seal_before(database, first))])
    return sum(len(some) for some in bars.values())


async def _check(connection: sqlite3.Connection) -> None:
    """The chain still holds, and the tables can still be made from what was kept.

    Raises:
        Damaged: they do not.
    """
    journal = await open_journal(InlineDatabase(connection))
    await journal.verify()
    wrong = await table_differences(journal, connection)
    if wrong:
        raise Damaged(f"journal: nothing was thinned, its tables are not what the batches say: {wrong[0]}")


def _apply(connection: sqlite3.Connection, statements: list[Statement]) -> None:
    for sql, rows in statements:
        connection.executemany(sql, rows)
