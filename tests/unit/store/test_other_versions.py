"""A journal of another version: brought up to date after a copy, or refused in one line that says what helps."""

import msgspec
import pytest

from engine.domain.errors import Malformed
from engine.shell.runtime.runs import bring_up_to_date, set_aside, standing
from engine.shell.store.backups import Kind, back_up_into, copies
from engine.shell.store.schema import connect, is_blank, is_ours, migrations, prepare
from engine.wire.codec import VERSION, pack_batch, unpack_batch
from tests.support.runs import opened, parts
from tests.support.toy import ToyMarket


@pytest.fixture
async def journal(tmp_path):
    run, database = await opened(tmp_path, parts(tmp_path, market=ToyMarket(quotes=20)))
    await run.go()
    await database.close()
    return run.parts.journal


def aged(journal):
    """Take away what the last migration made."""
    connection = connect(journal)
    for name in ("bars", "stretches", "anchors"):
        connection.execute(f"DROP TABLE {name}")
    connection.execute(f"PRAGMA user_version = {len(migrations()) - 1}")
    connection.close()


def spoken_otherwise(journal):
    """Let its first batch be of a version whose words nobody knows any more."""
    connection = connect(journal)
    connection.execute("UPDATE batches SET body = ? WHERE seq_first = 1", (msgspec.msgpack.encode((1, ["?"], {})),))
    connection.close()


def test_a_journal_of_an_older_version_is_brought_up_to_date_after_a_copy(journal, tmp_path):
    before = standing(journal)
    aged(journal)
    with pytest.raises(Malformed, match="version of"):
        standing(journal)
    bring_up_to_date(journal, lambda path: back_up_into(tmp_path / "b", path, Kind.MIGRATION, 0))
    assert standing(journal) == before
    assert len(copies(tmp_path / "b", journal, Kind.MIGRATION)) == 1


def test_a_journal_of_today_is_left_alone(journal):
    before = journal.read_bytes()
    bring_up_to_date(journal, lambda path: pytest.fail("copied"))
    assert journal.read_bytes() == before


def test_a_batch_of_another_version_is_one_line_that_names_the_way_out(journal):
    spoken_otherwise(journal)
    with pytest.raises(Malformed) as caught:
        standing(journal)
    assert str(caught.value) == (
        f"journal batch version: 1 is not allowed; allowed: {VERSION}; --fresh begins anew and keeps the old journal"
    )


def test_a_batch_of_this_version_that_cannot_be_read_says_so():
    with pytest.raises(Malformed, match=f"journal batch: .*a batch of version {VERSION}"):
        unpack_batch(msgspec.msgpack.encode((VERSION, ["?"], {})))
    with pytest.raises(Malformed, match="journal batch: "):
        unpack_batch(b"\xc1")
    assert unpack_batch(pack_batch([], [])).version == VERSION


def test_a_journal_nobody_can_read_makes_room_for_a_new_run_and_is_kept(journal):
    spoken_otherwise(journal)
    kept = set_aside(journal)
    assert kept.name == "toy1-unreadable.journal"
    assert kept.exists()
    assert not journal.exists()


def test_what_is_no_journal_is_never_moved(tmp_path):
    path = tmp_path / "journal.db"
    path.write_text("a letter, not a journal " * 50)
    with pytest.raises(Malformed):
        set_aside(path)
    assert path.exists()


def test_a_file_that_a_start_left_before_it_made_a_table_is_begun_anew(tmp_path):
    path = tmp_path / "journal.db"
    connect(path).close()  # the header of an empty database, of nobody
    assert path.stat().st_size
    assert is_blank(path)
    assert standing(path) is None
    prepare(path)
    assert is_ours(path)
    assert not is_blank(path)


def test_a_newer_file_is_refused(journal):
    connection = connect(journal)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(Malformed, match="newer"):
        bring_up_to_date(journal, lambda path: None)
