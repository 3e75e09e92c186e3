"""Short cuts into a journal: the whole state as it was at the end of a batch.

The newest two are there for a recovery. Of each `MILESTONE_RECORDS` records one more is kept for ever, so that whoever
looks back finds a state near any moment; it costs some hundredth of the journal.
"""

import hashlib
from collections.abc import AsyncIterator
from typing import cast

from msgspec import Struct

from engine.shell.ports import Database, Statement

KEPT = 2
MILESTONE_RECORDS = 100_000
_WRITE = "INSERT OR REPLACE INTO checkpoints (seq, core, world, agenda, hash) VALUES (?, ?, ?, ?, ?)"
_FORGET = (
    "DELETE FROM checkpoints WHERE seq NOT IN (SELECT seq FROM checkpoints ORDER BY seq DESC LIMIT ?1) "
    "AND seq NOT IN (SELECT min(seq) FROM checkpoints WHERE seq >= ?2 GROUP BY seq / ?2)"
)
_SEQS = "SELECT seq FROM checkpoints ORDER BY seq DESC"
_READ = "SELECT seq, core, world, agenda, hash FROM checkpoints WHERE seq = ?"


class Checkpoint(Struct, frozen=True):
    """Core, pretended world and agenda when everything up to `seq` had been decided."""

    seq: int
    core: bytes
    world: bytes
    agenda: bytes


def keeping(checkpoint: Checkpoint) -> list[Statement]:
    """Which statements, written with the batch that ends at its seq, keep it and forget those nobody needs?"""
    parts = (checkpoint.seq, checkpoint.core, checkpoint.world, checkpoint.agenda)
    return [(_WRITE, ((*parts, _digest(checkpoint)),)), (_FORGET, ((KEPT, MILESTONE_RECORDS),))]


async def newest(database: Database) -> Checkpoint | None:
    """Which checkpoint is the newest that is whole? None when there is none."""
    async for checkpoint in _whole(database, await seqs(database)):
        return checkpoint
    return None


async def oldest_whole(database: Database) -> Checkpoint | None:
    """Which of the newest two is the oldest that is whole? A recovery never begins before it. None when none is."""
    found = None
    async for checkpoint in _whole(database, (await seqs(database))[:KEPT]):
        found = checkpoint
    return found


async def spread_out(database: Database, most: int) -> list[Checkpoint]:
    """Which at most so many whole checkpoints lie all over the journal, newest first?"""
    every = await seqs(database)
    step = max(1, -(-len(every) // most))
    return [checkpoint async for checkpoint in _whole(database, every[::step])]


async def seqs(database: Database) -> list[int]:
    """After which records is a state kept, newest first?"""
    return [cast("int", seq) for (seq,) in await database.read(_SEQS)]


async def _whole(database: Database, wanted: list[int]) -> AsyncIterator[Checkpoint]:
    for number in wanted:
        for row in await database.read(_READ, (number,)):
            seq, core, world, agenda, digest = cast("tuple[int, bytes, bytes, bytes, bytes]", row)
            checkpoint = Checkpoint(seq, core, world, agenda)
            if _digest(checkpoint) == digest:
                yield checkpoint


def _digest(checkpoint: Checkpoint) -> bytes:
    digest = hashlib.sha256(checkpoint.seq.to_bytes(8, "big"))
    for part in (checkpoint.core, checkpoint.world, checkpoint.agenda):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
