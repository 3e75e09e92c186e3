"""One suite for both databases: whole or not at all, and nothing after a failure."""

import asyncio
import sqlite3

import pytest

from engine.domain.errors import Malformed, UnknownOutcome
from engine.shell.store import database as database_module
from engine.shell.store.backups import Kind, back_up_into
from engine.shell.store.database import StorageFailed, open_database
from engine.shell.store.schema import APPLICATION_ID, connect, connect_to_read, migrations, prepare

MARK = "INSERT INTO marks VALUES (?, ?)"


@pytest.fixture(params=["inline", "threaded"])
async def database(request, tmp_path):
    opened = await open_database(tmp_path / "a.journal", inline=request.param == "inline")
    yield opened
    await opened.close()


async def marks(database):
    return await database.read("SELECT name, value FROM marks ORDER BY name")


async def test_a_transaction_is_written_whole(database):
    await database.apply([(MARK, (("a", "1"), ("b", "2"))), ("DELETE FROM marks WHERE name = ?", (("a",),))])
    assert await marks(database) == [("b", "2")]


async def test_a_transaction_that_fails_leaves_nothing_and_nothing_is_written_after_it(database):
    await database.apply([(MARK, (("a", "1"),))])
    with pytest.raises(UnknownOutcome, match="SQLITE_CONSTRAINT"):
        await database.apply([(MARK, (("b", "2"),)), (MARK, (("a", "again"),))])
    with pytest.raises(UnknownOutcome, match="nothing is written after a failure"):
        await database.apply([(MARK, (("c", "3"),))])


async def test_a_full_disk_is_a_failure_with_its_name(database):
    (pages,) = (await database.read("PRAGMA page_count"))[0]
    await database.read(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageFailed, match="SQLITE_FULL"):
        await database.apply([(MARK, (("a", "x" * 1_000_000),))])


async def test_a_wrong_type_is_refused_by_the_file_itself(database):
    with pytest.raises(StorageFailed):
        await database.apply([("INSERT INTO intents VALUES (?, ?, ?, ?)", (("a", "no number", 0, "{}"),))])


async def test_a_failed_read_is_a_failure(database):
    with pytest.raises(StorageFailed, match="no such table"):
        await database.read("SELECT * FROM nowhere")


async def test_the_file_is_set_up_for_keeping_money(database):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
        "busy_timeout": 2000,
    }
    for name, value in wanted.items():
        assert await database.read(f"PRAGMA {name}") == [(value,)], name
    assert await database.read("PRAGMA application_id") == [(APPLICATION_ID,)]


async def test_every_table_is_strict(database):
    rows = await database.read(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    )
    assert {name for name, strict in rows if not strict and not name.startswith("sqlite_")} == set()


async def test_a_caller_that_is_cancelled_does_not_tear_a_transaction(tmp_path):
    database = await open_database(tmp_path / "a.journal", inline=False)
    for ordinal in range(50):
        rows = tuple((f"{ordinal}-{i}", "x") for i in range(20))
        task = asyncio.create_task(database.apply([(MARK, rows[:10]), (MARK, rows[10:])]))
        for _ in range(ordinal % 7):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    counts = await database.read("SELECT count(*) FROM marks GROUP BY substr(name, 1, instr(name, '-'))")
    assert counts
    assert {count for (count,) in counts} == {20}
    await database.close()


async def test_a_commit_that_does_not_come_back_is_a_failure_within_a_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(database_module, "COMMIT_SECONDS_MAX", 0.05)
    database = await open_database(tmp_path / "a.journal", inline=False)
    other = connect(tmp_path / "a.journal")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageFailed, match="no commit within"):
        await database.apply([(MARK, (("a", "1"),))])
    with pytest.raises(StorageFailed, match="nothing is written after a failure"):
        await database.apply([(MARK, (("b", "2"),))])
    other.execute("ROLLBACK")
    other.close()
    await database.close()


async def test_a_closed_database_takes_nothing(tmp_path):
    database = await open_database(tmp_path / "a.journal", inline=False)
    await database.close()
    with pytest.raises(StorageFailed, match="closed"):
        await database.apply([(MARK, (("a", "1"),))])


def test_a_new_file_is_for_its_owner_alone(tmp_path):
    prepare(tmp_path / "deep" / "a.journal")
    assert (tmp_path / "deep" / "a.journal").stat().st_mode & 0o777 == 0o600


def test_a_file_of_somebody_else_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(Malformed, match="application id"):
        prepare(path)
    assert path.read_bytes() == before
    text = tmp_path / "text"
    text.write_text("not a database at all, but long enough to look like one " * 30)
    with pytest.raises(Malformed):
        prepare(text)


def test_a_migration_copies_first_and_comes_whole_or_not_at_all(tmp_path):
    path, scripts = tmp_path / "a.journal", migrations()
    more, copied = [*scripts, "CREATE TABLE more (a INTEGER) STRICT;"], []
    prepare(path, scripts)
    with pytest.raises(sqlite3.Error):
        prepare(path, [*more, "CREATE TABLE marks (again TEXT);"], copy=copied.append)
    connection = connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(scripts),)
    assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'more'").fetchone() == (0,)
    connection.close()
    prepare(path, more, copy=copied.append)
    prepare(path, more, copy=copied.append)
    assert copied == [path, path]
    with pytest.raises(Malformed, match="newer"):
        prepare(path, scripts)


def test_a_file_is_not_migrated_without_a_copy(tmp_path):
    path, scripts = tmp_path / "a.journal", migrations()
    prepare(path, scripts)
    before = path.read_bytes()
    with pytest.raises(Malformed, match="makes a copy first"):
        prepare(path, [*scripts, "CREATE TABLE more (a INTEGER) STRICT;"])
    assert path.read_bytes() == before


def test_the_copy_before_a_migration_is_of_the_old_version_and_whole(tmp_path):
    path, scripts = tmp_path / "a.journal", migrations()
    prepare(path, scripts)
    made = []
    prepare(
        path,
        [*scripts, "CREATE TABLE more (a INTEGER) STRICT;"],
        copy=lambda journal: made.append(back_up_into(tmp_path / "backups", journal, Kind.MIGRATION, 0)),
    )
    copy = sqlite3.connect(made[0].path)
    assert copy.execute("PRAGMA user_version").fetchone() == (len(scripts),)
    assert copy.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    copy.close()


def test_a_reader_cannot_write_and_needs_a_file(tmp_path):
    with pytest.raises(Malformed, match="a file that exists"):
        connect_to_read(tmp_path / "none")
    prepare(tmp_path / "a.journal")
    connection = connect_to_read(tmp_path / "a.journal")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM marks")
    for name, value in (("trusted_schema", 0), ("cell_size_check", 1), ("mmap_size", 0)):
        assert connection.execute(f"PRAGMA {name}").fetchall() == [(value,)]
    connection.close()
