"""Short cuts into a journal: the whole state as it was at the end of a batch."""

import hashlib
from typing import cast

from msgspec import Struct

from engine.shell.ports import Database, Statement

KEPT = 2
_WRITE = "INSERT OR REPLACE INTO checkpoints (seq, core, world, agenda, hash) VALUES (?, ?, ?, ?, ?)"
_FORGET = "DELETE FROM checkpoints WHERE seq NOT IN (SELECT seq FROM checkpoints ORDER BY seq DESC LIMIT ?)"
_READ = "SELECT seq, core, world, agenda, hash FROM checkpoints ORDER BY seq DESC"


class Checkpoint(Struct, frozen=True):
    """Core, pretended world and agenda when everything up to `seq` had been decided."""

    seq: int
    core: bytes
    world: bytes
    agenda: bytes


def keeping(checkpoint: Checkpoint) -> list[Statement]:
    """Which statements, written with the batch that ends at its seq, keep it and forget older ones?"""
    parts = (checkpoint.seq, checkpoint.core, checkpoint.world, checkpoint.agenda)
    return [(_WRITE, ((*parts, _digest(checkpoint)),)), (_FORGET, ((KEPT,),))]


async def newest(database: Database) -> Checkpoint | None:
    """Which checkpoint is the newest that is whole? None when there is none."""
    return next(iter(await every_whole(database)), None)


async def oldest_whole(database: Database) -> Checkpoint | None:
    """Which checkpoint is the oldest that is whole? A recovery never begins before it. None when there is none."""
    return next(reversed(await every_whole(database)), None)


async def every_whole(database: Database) -> list[Checkpoint]:
    """Which checkpoints are whole, newest first?"""
    found: list[Checkpoint] = []
    for row in await database.read(_READ):
        seq, core, world, agenda, digest = cast("tuple[int, bytes, bytes, bytes, bytes]", row)
        checkpoint = Checkpoint(seq, core, world, agenda)
        if _digest(checkpoint) == digest:
            found.append(checkpoint)
    return found


def _digest(checkpoint: Checkpoint) -> bytes:
    digest = hashlib.sha256(checkpoint.seq.to_bytes(8, "big"))
    for part in (checkpoint.core, checkpoint.world, checkpoint.agenda):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
