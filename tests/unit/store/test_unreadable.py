"""A journal that the system will not let us read or write: one line that names it, never a trace."""

import sqlite3

import pytest

from engine.domain.errors import Malformed
from engine.shell.runtime.runs import set_aside, standing
from engine.shell.store import schema
from engine.shell.store.database import StorageFailed
from tests.support.runs import opened


@pytest.fixture
async def journal(tmp_path):
    run, database = await opened(tmp_path)
    await database.close()
    return run.parts.journal


def refusing(*_given, **_more):
    raise sqlite3.OperationalError("unable to open database file")


@pytest.mark.parametrize("look", [standing, schema.connect_to_read, schema.prepare])
async def test_a_journal_that_may_not_be_opened_is_named(journal, monkeypatch, look):
    monkeypatch.setattr(schema.sqlite3, "connect", refusing)
    with pytest.raises(Malformed, match=f"{journal}.*allowed: a file that you may read"):
        look(journal)


async def test_a_journal_that_may_not_be_written_is_not_moved(journal, monkeypatch):
    def reading_only(path, *given, **more):
        return connect(path, *given, **more) if more.get("uri") else refusing()

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", reading_only)
    with pytest.raises(StorageFailed, match="cannot be put aside") as caught:
        set_aside(journal)
    assert caught.value.exit_code == 70
    assert journal.exists()
