"""A journal is looked back on without an engine, without a trace, and in one piece while an engine writes."""

import hashlib
import sqlite3

import pytest

from engine.build import report
from engine.core.core import Core
from engine.core.view.report import told
from engine.domain.errors import Malformed
from engine.domain.past import SpanAsked
from engine.shell.runtime.looking_back import Unreadable, look_back, rows_of
from tests.support import journals


@pytest.fixture(scope="module")
def desk():
    return journals.traded()


@pytest.fixture
def journal(tmp_path, desk):
    path = tmp_path / "journal.db"
    journals.write(desk, path)
    return path


def test_the_run_is_brought_to_where_its_journal_ends(journal, desk):
    core = Core()
    past = look_back(journal, core)
    assert core.state_hash() == desk.core.state_hash()
    assert (past.config_hash, past.code_hash) == (past.config_hash, "code")
    assert len(past.fills) == 1
    assert past.fills[0][1] is True


def test_a_checkpoint_and_its_tail_give_the_same_report(tmp_path, journal, desk):
    other = tmp_path / "other.db"
    journals.write(desk, other, checkpoint_at=desk.seq // 2)
    assert report(other, SpanAsked()) == report(journal, SpanAsked())


def test_ledgers_come_from_the_tables_as_they_were_kept(journal, desk):
    score, past = desk.state.score, rows_of(journal)
    assert past.entries == score.entries
    assert past.entries
    assert past.alerts == score.alerts
    assert [choice.fixture for choice in past.choices] == [
        choice.fixture for choice in desk.state.bandit.recent
    ]
    assert [model.model for model in past.models] == [
        model.id for model in desk.state.convictions.models.values()
    ]


def test_the_figures_are_those_of_the_living_core(journal, desk):
    made = report(journal, SpanAsked()).report
    assert made == told(desk.state, rows_of(journal)).report
    assert made.result.pnl_micros == sum(row.pnl for row in desk.state.score.settlements) != 0


def test_a_run_that_was_ended_is_told_as_finished(journal):
    assert not report(journal, SpanAsked()).report.head.finished
    with sqlite3.connect(journal) as connection:
        connection.execute("INSERT INTO marks (name, value) VALUES ('finished', '7')")
    connection.close()
    assert report(journal, SpanAsked()).report.head.finished


def test_nothing_of_the_file_changes(journal):
    before = hashlib.sha256(journal.read_bytes()).digest()
    report(journal, SpanAsked())
    assert hashlib.sha256(journal.read_bytes()).digest() == before


def test_a_writer_at_work_is_neither_seen_in_part_nor_held_up(journal):
    before = report(journal, SpanAsked())
    writer = sqlite3.connect(journal, isolation_level=None, timeout=0)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM entries")
    assert report(journal, SpanAsked()) == before
    writer.execute("COMMIT")
    assert report(journal, SpanAsked()).rows.entries == ()
    writer.close()


def test_a_damaged_batch_is_named_in_one_line_with_exit_70(journal):
    with sqlite3.connect(journal) as connection:
        connection.execute("UPDATE batches SET body = zeroblob(9) WHERE seq_first = 4")
    connection.close()
    with pytest.raises(Unreadable, match="records 4 to 4") as caught:
        report(journal, SpanAsked())
    assert caught.value.exit_code == 70
    assert "\n" not in str(caught.value)


def test_a_row_of_another_version_is_refused(journal):
    with sqlite3.connect(journal) as connection:
        connection.execute("UPDATE entries SET body = '{}'")
    connection.close()
    with pytest.raises(Malformed, match="rows of this version"):
        report(journal, SpanAsked())


def test_what_is_no_journal_is_refused(tmp_path):
    path = tmp_path / "journal.db"
    with pytest.raises(Malformed, match="exists"):
        look_back(path, Core())
    path.write_bytes(b"no journal at all" * 100)
    with pytest.raises(Malformed):
        look_back(path, Core())


def test_a_file_cut_off_in_its_middle_is_one_line(journal):
    whole = journal.read_bytes()
    journal.write_bytes(whole[: len(whole) // 2])
    with pytest.raises((Unreadable, Malformed)) as caught:
        report(journal, SpanAsked())
    assert "\n" not in str(caught.value)


def test_a_journal_in_which_nothing_was_begun_is_refused(tmp_path):
    from engine.shell.store.schema import prepare

    prepare(tmp_path / "journal.db")
    with pytest.raises(Malformed, match="a run was begun"):
        look_back(tmp_path / "journal.db", Core())


@pytest.mark.parametrize("evil", ["\x1b]52;c;ZXZpbA==\x07", "\u202eup", "\x9b2J"])
def test_a_row_with_text_that_drives_a_terminal_is_refused(journal, evil):
    connection = sqlite3.connect(journal)
    with connection:
        changed = connection.execute("UPDATE model_versions SET league = ?", (evil,)).rowcount
        changed += connection.execute(
            "UPDATE choices SET body = json_set(body, '$.fixture', ?)", (evil,)
        ).rowcount
    connection.close()
    assert changed
    with pytest.raises((Malformed, Unreadable)) as refused:
        look_back(journal, Core())
    assert evil[0] not in str(refused.value)
