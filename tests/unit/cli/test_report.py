"""`footbe-tui report`: four formats, three spans, one clear line for whatever cannot be told."""

import csv
import json
import os
import sqlite3

import pytest

from engine.config.home import home_at
from footbe_tui.cli import main
from footbe_tui.commands import telling
from footbe_tui.reports import as_csv
from tests.support import journals

DATE = "2026-11-21"
"""When the desk's fixture settled."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A home in which a run has been lived through."""
    folder = tmp_path_factory.mktemp("report") / "home"
    home = home_at(str(folder))
    home.prepare()
    journals.write(journals.traded(), home.journal)
    return folder


@pytest.fixture
def told(root, capsys):
    """What is said for these words: exit code, output, complaint."""

    def tell(*words):
        try:
            code = main(["report", "--home", str(root), *words])
        except SystemExit as left:
            code = left.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return tell


def test_text_of_the_whole_run_is_what_stands_without_a_word(told):
    code, out, err = told()
    assert (code, err) == (0, "")
    assert out.startswith("SIM report · the whole run · r1\n")
    assert told("--run", "--format", "text") == (0, out, "")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (["--day"], DATE),
        (["--day", DATE], DATE),
        (["--week"], "week of 2026-11-16"),
        (["--week", "2026-11-22"], "week of 2026-11-16"),
    ],
)
def test_a_day_and_a_week_are_named_in_the_title(told, words, title):
    code, out, _ = told(*words)
    assert code == 0
    assert out.startswith(f"SIM report · {title} · r1\n")


def test_json_is_one_object(told):
    code, out, _ = told("--format", "json")
    assert code == 0
    assert json.loads(out)["head"]["run"] == "r1"


def test_a_table_goes_where_it_is_wanted(told, tmp_path):
    code, out, _ = told("--format", "csv", "--table", "settlements")
    assert code == 0
    file = tmp_path / "s.csv"
    assert told("--format", "csv", "--table", "settlements", "--out", str(file)) == (0, "", "")
    with file.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["settles_on"] for row in rows] == [DATE]
    assert out.splitlines() == file.read_text().splitlines()


def test_all_tables_go_into_a_folder(told, tmp_path):
    folder = tmp_path / "new" / "tables"
    assert told("--format", "csv", "--out", str(folder)) == (0, "", "")
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.csv" for name in as_csv.TABLES)


def test_the_page_goes_into_its_file_whole(told, tmp_path):
    file = tmp_path / "page.html"
    assert told("--html", str(file)) == (0, "", "")
    assert file.read_text().startswith("<!doctype html>")
    assert told("--format", "html", "--out", "-")[1] == file.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--day", "soon"], "a date such as 2026-08-09"),
        (["--day", "2026-02-30"], "a date such as 2026-08-09"),
        (["--week", "2020-01-01"], "a date of this run"),
        (["--day", "2030-01-01"], "a date of this run"),
        (["--day", "--week"], "not allowed with"),
        (["--format", "pdf"], "invalid choice"),
        (["--format", "csv"], "--out FOLDER"),
        (["--format", "json", "--table", "forks"], "with --format csv"),
        (["--table", "forks"], "with --format csv"),
        (["--format", "csv", "--table", "prices"], "invalid choice"),
        (["--html", "a.html", "--out", "b"], "one of them"),
        (["--html", "a.html", "--format", "json"], "not allowed with"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_one_line_and_exit_2(told, words, says):
    code, out, err = told(*words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_home_without_a_run_is_exit_2(capsys, tmp_path):
    assert main(["report", "--home", str(tmp_path)]) == 2
    assert "no run has been begun here" in capsys.readouterr().err


def test_a_damaged_journal_is_exit_70(capsys, tmp_path, root):
    home = home_at(str(tmp_path / "h"))
    home.prepare()
    home.journal.write_bytes(home_at(str(root)).journal.read_bytes())
    with sqlite3.connect(home.journal) as connection:
        connection.execute("UPDATE batches SET hash = zeroblob(32) WHERE seq_first = 3")
    connection.close()
    assert main(["report", "--home", str(home.root)]) == 70
    said = capsys.readouterr().err
    assert "not what was written" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--html", "{tmp}/gone/page.html"], "No such file or directory"),
        (["--html", "{tmp}/" + "a" * 300], "name too long"),
        (["--html", "{tmp}"], "a plain file"),
        (["--html", ""], "the name of a file"),
        (["--out", "{tmp}/pipe"], "a plain file"),
        (["--out", "{tmp}/file/x"], "Not a directory"),
        (["--format", "csv", "--out", "{tmp}/file"], "a folder"),
        (["--format", "csv", "--out", "-"], "--out FOLDER"),
    ],
)
def test_where_nothing_can_be_written_is_one_line_and_exit_2(told, tmp_path, words, says):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("kept")
    code, out, err = told(*(word.format(tmp=tmp_path) for word in words))
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert (tmp_path / "pipe").is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "pipe"]
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize("name", ["data/journal.db", "engine.lock", "data/../STOP", "report.txt"])
def test_a_report_is_never_written_over_what_an_engine_lives_on(told, root, name):
    journal = home_at(str(root)).journal
    before = journal.read_bytes()
    code, _, err = told("--out", str(root / name))
    assert code == 2
    assert "outside the home" in err
    assert journal.read_bytes() == before


def test_tables_are_not_written_into_the_home(told, root):
    code, _, err = told("--format", "csv", "--out", str(root))
    assert code == 2
    assert "outside the home" in err


def test_the_parser_knows_every_table():
    assert tuple(as_csv.TABLES) == telling.TABLES
