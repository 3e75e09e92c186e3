"""A journal written on a disk that remembers, and what is left of it after the power was cut."""

import asyncio
import sqlite3
import tempfile
from pathlib import Path
from typing import NamedTuple

from engine.domain.dice import dice
from engine.domain.effects import PlaceOrder, Say
from engine.domain.errors import FootbeError
from engine.domain.events import BookSeen, Record
from engine.shell.store.checkpoints import Checkpoint, keeping
from engine.shell.store.database import InlineDatabase
from engine.shell.store.examination import integrity, table_differences, whole
from engine.shell.store.journal import open_journal
from engine.shell.store.schema import connect, prepare
from tests.support.disks import Disk, acknowledged, contents, image, lay_out, let_go
from tests.support.toy import ticket

NAME = "journal.db"
COMMITS = 80


class Lost(NamedTuple):
    """Over so many power cuts: cuts after which something acknowledged was missing, rows missing, files broken."""

    cuts: int
    cuts_with_loss: int
    rows: int
    broken: int


async def write(connection, disk, commits=COMMITS):
    """Write batches as an engine does, each acknowledged when its commit returned."""
    journal, draw = await open_journal(InlineDatabase(connection)), dice(5, "write", "journal", 0)
    for _ in range(commits):
        first = journal.tip.seq + 1
        count = draw.randrange(1, 9)
        ladder = tuple((4_000 + 100 * level, draw.randrange(1, 10**6)) for level in range(draw.randrange(1, 30)))
        records = [Record(first + i, 1_000 * (first + i), BookSeen("M", ladder, ladder)) for i in range(count)]
        last = records[-1].seq
        effects = (PlaceOrder(ticket(f"o{last}", 1)),) if draw.random() < 0.5 else (Say("n", "text", {"a": 1}),)
        extra = keeping(Checkpoint(last, b"c" * 3000, b"w" * 9000, b"a")) if draw.random() < 0.1 else ()
        await journal.append(records, [(last, effects)], extra)
        disk.acknowledge(last)


def recorded(folder, *, synchronous=None, commits=COMMITS):
    """What happens on a disk while a journal is written: the files before, and every operation.

    `synchronous` weakens the journal's own setting.
    """
    path = folder / NAME
    prepare(path)
    base = contents(folder)
    with Disk() as disk:
        connection = connect(path)
        connection.execute("PRAGMA wal_autocheckpoint = 30")
        if synchronous is not None:
            connection.execute(f"PRAGMA synchronous = {synchronous}")
        asyncio.run(write(connection, disk, commits))
        told = list(disk.operations)
        let_go(connection)
    return base, told


def state_of(folder):
    """Up to which record is the journal in this folder whole, as an engine would find it? Raises if it is not."""
    connection = connect(folder / NAME)
    try:
        wrong = integrity(connection)
        assert not wrong, wrong
        return asyncio.run(_read(connection))
    finally:
        connection.close()


async def _read(connection):
    journal = await whole(connection)
    assert await table_differences(journal, connection) == []
    return journal.tip.seq


def power_cuts(base, told, cuts, *, seed=1):
    """Cut the power so many times at any moment: what was lost?"""
    with_loss = rows = broken = 0
    for ordinal in range(cuts):
        draw = dice(seed, "cut", "power", ordinal)
        until = told[: draw.randrange(len(told) + 1)]
        with tempfile.TemporaryDirectory() as name:
            folder = lay_out(image(base, until, draw), Path(name))
            try:
                missing = acknowledged(until) - state_of(folder)
            except (sqlite3.Error, FootbeError, AssertionError):
                broken += 1
                continue
        with_loss += missing > 0
        rows += max(0, missing)
    return Lost(cuts, with_loss, rows, broken)
