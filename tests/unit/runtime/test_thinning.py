"""Thinning a home's journal: never beside an engine, never without a copy, and what is left is decided anew."""

import pytest

from engine.shell.runtime import thinning
from engine.shell.runtime.lock import AlreadyRunning, HomeLock
from engine.shell.runtime.replay_check import Difference, Equal, check
from engine.shell.runtime.runs import standing
from engine.shell.runtime.thinning import thin_journal
from engine.shell.store.backups import BackupFailed
from engine.shell.store.schema import connect
from tests.support.runs import opened, parts
from tests.support.toy import SECOND, ToyCore, ToyMarket

KEEP = 100 * SECOND


@pytest.fixture
async def journal(tmp_path):
    run, database = await opened(tmp_path, parts(tmp_path, market=ToyMarket(quotes=300, depth=20)), checkpoint_records=40)
    await run.go()
    await database.close()
    return run.parts.journal


def thinned(journal, **changes):
    given = {"at": 5, "kept": 3, **changes}
    return thin_journal(journal.parent.parent, journal, ToyCore, KEEP, **given)


def test_a_thinned_journal_is_smaller_and_its_copy_is_the_whole_one(journal):
    before = check(journal, ToyCore)
    done = thinned(journal)
    assert done.bytes_after < done.bytes_before
    assert check(done.copy, ToyCore).records == before.records


def test_a_thinned_journal_is_decided_anew_from_where_it_is_whole(journal):
    last = standing(journal).records
    done = thinned(journal)
    found = check(journal, ToyCore)
    assert isinstance(found, Equal)
    assert (found.after, found.records) == (done.thin.seq_last, last - done.thin.seq_last)
    assert standing(journal).records == last


class OtherCore(ToyCore):
    """A core that orders twice as often."""

    def _on_BookSeen(self, record, event):  # noqa: N802 - named after the event
        self.state.quotes += 3
        return super()._on_BookSeen(record, event)


def test_a_core_that_decides_otherwise_is_still_found_out(journal):
    thinned(journal)
    assert isinstance(check(journal, OtherCore), Difference)


def test_nothing_is_due_twice(journal):
    assert thinned(journal) is not None
    assert thinned(journal) is None
    assert len(list((journal.parent.parent / "backups").iterdir())) == 1


def test_nothing_is_thinned_beside_an_engine(journal):
    lock = HomeLock(journal.parent.parent)
    lock.take()
    with pytest.raises(AlreadyRunning):
        thinned(journal)
    lock.release()


def test_nothing_is_thinned_without_a_copy(journal, monkeypatch):
    def failing(*_):
        raise BackupFailed("planted")

    monkeypatch.setattr(thinning, "back_up_into", failing)
    with pytest.raises(BackupFailed):
        thinned(journal)
    connection = connect(journal)
    assert connection.execute("SELECT count(*) FROM stretches").fetchone() == (0,)
    connection.close()
