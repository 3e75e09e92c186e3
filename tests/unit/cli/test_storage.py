"""`backup`, `thin` and what `replay --check` says of a thinned journal."""

import json
import shutil

import pytest

from engine.config.home import home_at
from engine.domain.events import Woke
from engine.domain.moment import DAY
from engine.shell.runtime.lock import HomeLock
from footbe_tui.cli import main
from tests.support import journals


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    home = home_at(str(tmp_path_factory.mktemp("storage") / "home"))
    home.prepare()
    desk = journals.traded()
    desk.at += 5 * DAY
    desk.hear(Woke("late", ""))
    journals.write(desk, home.journal, checkpoint_at=desk.lived[-1][0].seq)
    return home.root


@pytest.fixture
def root(lived, tmp_path):
    """A home in which a run was lived through, five days of it."""
    return shutil.copytree(lived, tmp_path / "home")


@pytest.fixture
def settings(tmp_path):
    """Settings that keep quotes for a day."""
    (tmp_path / "my.yaml").write_text("journal: {keep_quotes_days: 1, backups_kept: 2}\n")
    return str(tmp_path / "my.yaml")


@pytest.fixture
def told(root, capsys):
    def tell(*words):
        capsys.readouterr()
        try:
            code = main([words[0], "--home", str(root), *words[1:]])
        except SystemExit as left:
            code = left.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return tell


def test_a_backup_lies_in_the_home_and_says_what_is_in_it(told, root):
    code, out, _ = told("backup")
    (made,) = (root / "backups").iterdir()
    assert code == 0
    assert str(made) in out
    assert "records" in out
    assert out.endswith("whole\n")
    assert made.stat().st_mode & 0o777 == 0o600


def test_only_so_many_backups_stay(told, root, settings):
    for _ in range(4):
        assert told("backup", "--config", settings)[0] == 0
    assert len(list((root / "backups").iterdir())) == 2


def test_a_backup_goes_where_it_is_sent_and_overwrites_nothing(told, tmp_path):
    assert told("backup", "--to", str(tmp_path / "copy.db"))[0] == 0
    before = (tmp_path / "copy.db").read_bytes()
    code, _, complaint = told("backup", "--to", str(tmp_path / "copy.db"))
    assert code == 2
    assert "overwrites nothing" in complaint
    assert (tmp_path / "copy.db").read_bytes() == before


def test_a_backup_that_cannot_be_written_is_one_line(told, tmp_path):
    code, _, complaint = told("backup", "--to", str(tmp_path / "nowhere" / "copy.db"))
    assert code == 70
    assert complaint.count("\n") == 1


@pytest.mark.parametrize("command", ["backup", "thin"])
def test_a_home_without_a_run_is_one_line(command, tmp_path, capsys):
    assert main([command, "--home", str(tmp_path / "none")]) == 2
    assert "no run has been begun here" in capsys.readouterr().err


def test_quotes_are_thinned_after_a_copy_and_the_rest_is_decided_anew(told, root, settings):
    journal = str(root / "data" / "journal.db")
    assert "from record" not in told("replay", journal, "--check")[1]
    code, out, _ = told("thin", "--config", settings)
    assert code == 0
    assert "quotes became" in out
    (copy,) = (root / "backups").iterdir()
    assert str(copy) in out
    code, out, _ = told("replay", journal, "--check")
    assert code == 0
    assert "from record" in out
    assert "quotes before it were thinned" in out
    assert told("thin", "--config", settings)[1].startswith("journal.db: nothing to thin")
    code, out, _ = told("doctor", "--json", "--config", settings)
    grades = {finding["check"]: finding["grade"] for finding in json.loads(out)["findings"]}
    assert (code, grades["chain"], grades["tables"], grades["thinning"]) == (0, "fine", "fine", "fine")


def test_a_report_of_a_thinned_journal_is_the_same(told, settings):
    before = told("report")
    assert before[0] == 0
    told("thin", "--config", settings)
    assert told("report") == before


def test_nothing_is_thinned_while_an_engine_runs(told, root, settings):
    lock = HomeLock(root)
    lock.take()
    code, _, complaint = told("thin", "--config", settings)
    lock.release()
    assert code == 3
    assert "an engine is running" in complaint
