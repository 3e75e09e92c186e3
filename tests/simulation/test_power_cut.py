"""The power may be cut at any moment: what was acknowledged is there, and nothing is there by halves.

POWER_CUTS=4000 makes it more; without it, as many as the promise speaks of.
"""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest

from engine.domain.dice import dice
from engine.shell.store.examination import extent, integrity, whole
from engine.shell.store.schema import connect, migrations, prepare
from engine.shell.store.thinning import cut_before, thin
from tests.support import power
from tests.support.disks import LEFT_OUT, Disk, Sync, contents, image, lay_out
from tests.support.power import NAME, Lost, power_cuts, recorded, state_of
from tests.support.runs import opened, parts
from tests.support.toy import SECOND, ToyCore, ToyMarket

pytestmark = [
    pytest.mark.skipif(LEFT_OUT is not None, reason=str(LEFT_OUT)),
    pytest.mark.slow,
    pytest.mark.timeout(600),
]

CUTS = int(os.environ.get("POWER_CUTS", "400"))


def test_no_power_cut_takes_what_was_acknowledged(tmp_path):
    base, told = recorded(tmp_path)
    assert sum(isinstance(operation, Sync) for operation in told) > power.COMMITS
    assert power_cuts(base, told, CUTS) == Lost(CUTS, 0, 0, 0)


def test_the_harness_sees_what_weaker_settings_lose(tmp_path):
    for setting in ("OFF", "NORMAL"):
        (tmp_path / setting).mkdir()
        lost = power_cuts(*recorded(tmp_path / setting, synchronous=setting), 60)
        assert lost.cuts_with_loss + lost.broken > 20, setting
        assert lost.rows > 100, setting


def test_a_journal_that_says_too_early_that_it_is_written_is_found_out(tmp_path, monkeypatch):
    """An acknowledgement before the commit is what the harness is there to see."""
    base, told = recorded(tmp_path)
    early = []
    for operation in reversed(told):
        if isinstance(operation, Sync) and early and type(early[-1]).__name__ == "Acknowledged":
            early.insert(-1, operation)
        else:
            early.append(operation)
    lost = power_cuts(base, early[::-1], 200)
    assert lost.cuts_with_loss > 0


def old_journal(folder):
    """A journal as the first version left it, with a few batches."""
    new = folder / "new"
    new.mkdir()
    recorded(new, commits=12)
    path = folder / NAME
    prepare(path, migrations()[:1])
    with contextlib.closing(sqlite3.connect(new / NAME)) as source, contextlib.closing(connect(path)) as old:
        for table, columns in (("batches", 5), ("intents", 4)):
            rows = source.execute(f"SELECT * FROM {table}").fetchall()
            old.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)
    shutil.rmtree(new)
    return path


def test_a_migration_is_there_wholly_or_not_at_all(tmp_path):
    path = old_journal(tmp_path)
    base = contents(tmp_path)
    with Disk() as disk:
        prepare(path, copy=lambda _: None)
    seen = set()
    for ordinal in range(CUTS // 2):
        draw = dice(2, "cut", "migration", ordinal)
        until = disk.operations[: draw.randrange(len(disk.operations) + 1)]
        with tempfile.TemporaryDirectory() as name:
            folder = lay_out(image(base, until, draw), Path(name))
            connection = connect(folder / NAME)
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
            reach, broken = extent(connection)
            assert (integrity(connection), broken, reach.batches) == ([], [], 12)
            connection.close()
            assert version == (len(migrations()) if "stretches" in tables else 1)
            assert ("entries" in tables) == ("stretches" in tables)
            seen.add(version)
            prepare(folder / NAME, copy=lambda _: None)
            assert state_of(folder) == reach.records
    assert seen == {1, len(migrations())}


async def thinned(connection):
    from engine.shell.store.database import InlineDatabase
    from engine.shell.store.journal import open_journal

    core, database = ToyCore(), InlineDatabase(connection)

    def fold(batch):
        for record in batch.records:
            core.fold(record, dict(batch.effects).get(record.seq, ()))

    journal = await open_journal(database)
    await thin(connection, await cut_before(journal, database, 60 * SECOND), fold, core.freeze)
    connection.execute("VACUUM")


async def _toy_journal(home):
    run, database = await opened(home, parts(home, market=ToyMarket(quotes=200)), checkpoint_records=40)
    await run.go()
    await database.close()
    return run.parts.journal


def test_a_thinning_is_there_wholly_or_not_at_all(tmp_path):
    journal = asyncio.run(_toy_journal(tmp_path))
    path = tmp_path / "one" / NAME
    path.parent.mkdir()
    shutil.copy(journal, path)
    base = contents(path.parent)
    with Disk() as disk:
        connection = connect(path)
        asyncio.run(thinned(connection))
        connection.close()
    seen = set()
    for ordinal in range(CUTS // 4):
        draw = dice(3, "cut", "thinning", ordinal)
        until = disk.operations[: draw.randrange(len(disk.operations) + 1)]
        with tempfile.TemporaryDirectory() as name:
            folder = lay_out(image(base, until, draw), Path(name))
            connection = connect(folder / NAME)
            read = asyncio.run(whole(connection))
            seen.add(asyncio.run(read.thinned_to()) > 0)
            assert asyncio.run(read.anchor() if seen == {True} else read.verify())
            connection.close()
            state_of(folder)
    assert seen == {False, True}
