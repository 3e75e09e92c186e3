"""A copy counts only when it is whole, overwrites nothing, and pushes out only the oldest of its kind."""

import shutil
import sqlite3

import pytest

from engine.domain.errors import Malformed
from engine.domain.moment import DAY
from engine.shell.runtime.loop import Ending
from engine.shell.store import backups
from engine.shell.store.backups import BackupFailed, Kind, back_up, back_up_into, copies
from engine.shell.store.schema import connect
from tests.support.runs import opened, parts
from tests.support.toy import SECOND, ToyMarket


@pytest.fixture
async def journal(tmp_path):
    run, database = await opened(tmp_path, parts(tmp_path, market=ToyMarket(quotes=40)))
    await run.go()
    await database.close()
    return run.parts.journal


async def test_a_copy_is_whole_and_its_owners_alone(journal, tmp_path):
    made = back_up(journal, tmp_path / "copy.db")
    assert made.path.stat().st_mode & 0o777 == 0o600
    rows = "SELECT * FROM batches"
    assert connect(made.path).execute(rows).fetchall() == connect(journal).execute(rows).fetchall()
    assert made.extent.records > 40
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


async def test_a_copy_is_made_while_somebody_writes(journal, tmp_path):
    writer = connect(journal)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO marks VALUES ('half', 'done')")
    made = back_up(journal, tmp_path / "copy.db")
    writer.execute("ROLLBACK")
    writer.close()
    assert connect(made.path).execute("SELECT 1 FROM marks WHERE name = 'half'").fetchall() == []


async def test_a_copy_overwrites_nothing(journal, tmp_path):
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(Malformed, match="overwrites nothing"):
        back_up(journal, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


async def test_a_copy_of_a_broken_chain_is_refused_and_taken_away(journal, tmp_path):
    connection = connect(journal)
    connection.execute("UPDATE batches SET body = x'00' WHERE seq_first = 1")
    connection.close()
    with pytest.raises(BackupFailed, match="batch of records 1 to") as caught:
        back_up(journal, tmp_path / "copy.db")
    assert caught.value.exit_code == 70
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == []


async def test_a_copy_that_lost_records_on_its_way_is_refused(journal, tmp_path, monkeypatch):
    real = backups.open_to_read

    def losing(path):
        if path.name.endswith(".part"):
            with sqlite3.connect(path, isolation_level=None) as connection:
                connection.execute("DELETE FROM batches WHERE seq_first > 1")
        return real(path)

    monkeypatch.setattr(backups, "open_to_read", losing)
    with pytest.raises(BackupFailed, match="when it was begun"):
        back_up(journal, tmp_path / "copy.db")


async def test_no_journal_no_copy_and_no_place_no_copy(journal, tmp_path):
    with pytest.raises(Malformed, match="a file that exists"):
        back_up(tmp_path / "none", tmp_path / "copy.db")
    with pytest.raises(BackupFailed, match="No such file"):
        back_up(journal, tmp_path / "nowhere" / "copy.db")


async def test_the_oldest_of_a_kind_is_forgotten_and_no_other(journal, tmp_path):
    folder = tmp_path / "backups"
    back_up_into(folder, journal, Kind.MIGRATION, 0)
    made = [back_up_into(folder, journal, Kind.DAILY, day * DAY, kept=3).path for day in range(5)]
    assert copies(folder, journal, Kind.DAILY) == made[:1:-1]
    assert len(copies(folder, journal, Kind.MIGRATION)) == 1
    assert len(copies(folder, journal)) == 4


async def test_two_copies_of_one_second_have_two_names(journal, tmp_path):
    names = {back_up_into(tmp_path / "b", journal, Kind.ASKED, 5).path.name for _ in range(3)}
    assert len(names) == 3


async def test_a_copy_put_back_as_the_page_says_is_a_run_that_goes_on(tmp_path):
    def run_of(home):
        return parts(home, market=ToyMarket(quotes=60))

    run, database = await opened(tmp_path / "a", run_of(tmp_path / "a"), run_for=20 * SECOND)
    run.loop._course.go_on(run.loop.at + 9 * SECOND)
    await run.loop._settle()
    made = back_up(run.parts.journal, tmp_path / "copy.db")
    ending = await run.go()
    await database.close()
    assert ending is Ending.FINISHED
    for path in run.parts.journal.parent.glob("toy1.journal*"):
        path.unlink()
    shutil.copy(made.path, run.parts.journal)
    again, database = await opened(tmp_path / "a", run_of(tmp_path / "a"), run_for=20 * SECOND)
    assert again.journal.tip.seq == made.extent.records < run.journal.tip.seq
    assert await again.go() is Ending.FINISHED
    assert again.journal.tip == run.journal.tip
    await database.close()
