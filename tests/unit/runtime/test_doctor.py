"""A doctor names what is wrong, where, and what to do; and finds nothing in a good home."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from engine.domain.events import RunStarted
from engine.domain.moment import DAY, HOUR, SECOND
from engine.domain.states import Mode
from engine.shell.runtime.doctor import journal as of_journal
from engine.shell.runtime.doctor.finding import Grade, Patient, exit_code
from engine.shell.runtime.doctor.look import examine, machine_here
from engine.shell.runtime.doctor.machine import Machine
from engine.shell.runtime.lock import HomeLock
from engine.shell.store.backups import Kind, back_up_into
from engine.shell.store.schema import connect
from tests.support.runs import opened, parts, started
from tests.support.source import ROOT
from tests.support.toy import ToyMarket

MB = 1_000_000


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory):
    home = tmp_path_factory.mktemp("lived") / "home"
    for folder in (home, home / "data", home / "logs"):
        folder.mkdir(mode=0o700)
    asyncio.run(_live_in(home))
    return home


async def _live_in(home):
    run, database = await opened(home, parts(home, market=ToyMarket(quotes=150)), checkpoint_records=40)
    await run.go()
    await database.close()
    back_up_into(home / "backups", run.parts.journal, Kind.DAILY, machine_here().clock.now())


@pytest.fixture
def home(lived_in, tmp_path):
    """A home in which a run was lived through, with a copy of its journal."""
    return shutil.copytree(lived_in, tmp_path / "home")


def patient(home, **changes):
    given = {
        "root": home, "journal": home / "data" / "toy1.journal", "socket": home / "s", "logs": home / "logs",
        "backups": home / "backups", "settings": "r", **changes,
    }  # fmt: skip
    return Patient(**given)


class Wall:
    """A clock that is off by so much, and jumps by so much between two readings."""

    def __init__(self, off=0, jumps=0):
        self.true, self.off, self.jumps = machine_here().clock, off, jumps

    def now(self):
        self.off += self.jumps
        return self.true.now() + self.off

    def monotonic(self):
        return self.true.monotonic()


def look(home, *, clock=None, room=lambda _: 10_000 * MB, floor=200 * MB, **changes):
    on = Machine(clock or machine_here().clock, lambda _: None, room, floor)
    return examine(patient(home, **changes), on)


def bad(findings):
    return {finding.check: finding for finding in findings if finding.grade is Grade.BAD}


def grades(findings, check):
    return [finding.grade for finding in findings if finding.check == check]


def only(findings, check, code):
    found = bad(findings)
    assert set(found) == {check}
    assert found[check].where
    assert found[check].remedy
    assert exit_code(findings) == code
    return found[check]


def spoil(home, *statements):
    connection = connect(home / "data" / "toy1.journal")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_nothing_is_bad_in_a_good_home(home):
    found = look(home)
    assert bad(found) == {}
    assert exit_code(found) == 0
    assert {finding.check for finding in found if finding.grade is Grade.NOTE} <= {"sqlite"}
    checks = "sqlite integrity chain tables checkpoint backups disk clock modes keys engine writers config"
    assert {finding.check for finding in found} == set(checks.split())


def test_nothing_is_written_by_looking(home):
    def contents():
        return {path: path.read_bytes() for path in home.rglob("*") if path.is_file() and path.suffix != ".journal-shm"}

    before = contents()
    look(home)
    assert contents() == before


def test_a_broken_chain_is_named_with_its_records(home):
    spoil(home, "UPDATE batches SET body = zeroblob(40) WHERE seq_first = (SELECT max(seq_first) FROM batches WHERE seq_last < 90)")
    found = only(look(home), "chain", 70)
    assert "is not what was written" in found.what
    assert "backups/" in found.remedy


def test_a_batch_that_is_gone_is_named(home):
    spoil(home, "DELETE FROM batches WHERE seq_first = (SELECT max(seq_first) FROM batches WHERE seq_last < 90)")
    assert "are missing" in only(look(home), "chain", 70).what


@pytest.mark.parametrize(
    ("spoiling", "said"),
    [
        ("UPDATE intents SET body = 'x' WHERE rowid = 1", "intents: row 1 is not what the batches say"),
        ("DELETE FROM intents WHERE id = (SELECT min(id) FROM intents)", "intents: row 1 is missing"),
        ("INSERT INTO alerts VALUES (1, 'a', 'b', 2, 'c')", "alerts: row 1 is not what the batches say"),
    ],
)
def test_tables_that_are_not_what_the_batches_say_are_named(home, spoiling, said):
    spoil(home, spoiling)
    assert only(look(home), "tables", 70).what == said


def test_a_file_that_sqlite_finds_broken_is_named(home):
    path = home / "data" / "toy1.journal"
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 3 + 200] = bytes(range(200))
    path.write_bytes(data)
    found = look(home)
    assert {"integrity", "journal"} & set(bad(found))
    assert exit_code(found) == 70


def test_a_journal_of_another_program_or_version_is_one_line(home):
    path = home / "data" / "toy1.journal"
    spoil(home, "PRAGMA user_version = 99")
    assert "version of" in only(look(home), "journal", 70).what
    path.write_text("nothing like a database " * 99)
    assert "not a database" in only(look(home), "journal", 70).what


def test_torn_short_cuts_are_bad_only_where_a_start_needs_them(home):
    spoil(home, "UPDATE checkpoints SET core = x'00'")
    assert grades(look(home), "checkpoint") == [Grade.FINE]


@pytest.mark.parametrize("name", ["data/toy1.journal", "logs/log", "backups"])
def test_a_wrong_mode_is_named_with_the_command_that_mends_it(home, name):
    path = home / name
    if not path.exists():
        path.write_text("")
    path.chmod(0o755 if path.is_dir() else 0o644)
    only(look(home), "modes", 2)
    remedies = [f.remedy for f in look(home) if f.grade is Grade.BAD]
    assert f"chmod {'700' if path.is_dir() else '600'} '{path}'" in remedies
    for remedy in remedies:
        subprocess.run(["sh", "-c", remedy], check=True)
    assert bad(look(home)) == {}


def test_a_link_in_the_place_of_a_socket_is_named(home):
    (home / "s").symlink_to(home / "data")
    assert "is a link" in only(look(home), "modes", 2).what


def test_a_file_of_somebody_else_is_named(home, monkeypatch):
    monkeypatch.setattr("engine.shell.runtime.doctor.files.os.getuid", lambda: os.geteuid() + 1)
    assert "belongs to user" in bad(look(home))["modes"].what


def test_a_key_that_others_may_read_or_that_lies_in_a_git_tree_is_named(home):
    key = home / "venue.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n")
    key.chmod(0o640)
    assert f"chmod 600 {key}" in only(look(home), "keys", 2).remedy
    key.chmod(0o600)
    assert bad(look(home)) == {}
    (home / ".git").mkdir()
    found = only(look(home), "keys", 2)
    assert "outside every git tree" in found.remedy
    assert "secret" not in str(look(home))


def test_a_file_from_the_future_tells_of_a_skewed_clock(home):
    ahead = (machine_here().clock.now() + 3 * HOUR) / SECOND
    os.utime(home / "data" / "toy1.journal", (ahead, ahead))
    found = only(look(home), "clock", 2)
    assert "after what the clock says" in found.what
    assert found.where.endswith("toy1.journal")


def test_a_clock_that_was_never_set_is_named(home):
    found = [f.what for f in look(home, clock=Wall(off=-machine_here().clock.now())) if f.grade is Grade.BAD]
    assert any("it was never set" in what for what in found)


def test_a_clock_that_jumps_while_it_is_looked_at_is_named(home):
    found = [f.what for f in look(home, clock=Wall(jumps=2 * SECOND)) if f.check == "clock"]
    assert any("jumped by" in what for what in found)


async def test_a_live_journal_that_ends_in_the_future_tells_of_a_skewed_clock(tmp_path):
    tmp_path.chmod(0o700)
    live = msgspec.structs.replace(started(), mode=Mode.LIVE)
    assert isinstance(live, RunStarted)
    run, database = await opened(tmp_path, parts(tmp_path, market=ToyMarket(quotes=20), started=live))
    await run.go()
    await database.close()
    early = Wall(off=-machine_here().clock.now())
    found = [f.what for f in await asyncio.to_thread(look, tmp_path, clock=early) if f.check == "clock"]
    assert any("the journal of real trading ends" in what for what in found)
    found = await asyncio.to_thread(look, tmp_path)
    assert [f.what for f in found if f.check == "clock" and f.grade is Grade.BAD] == []


def test_a_disk_that_is_nearly_full_is_named_with_the_room_that_is_wanted(home):
    found = only(look(home, room=lambda _: 199 * MB), "disk", 70)
    assert found.what == "199 MB free, 200 MB wanted: an engine pauses"
    assert bad(look(home, room=lambda _: 200 * MB)) == {}
    assert only(look(home, floor=20_000 * MB), "disk", 70)


def test_a_disk_without_room_for_a_copy_is_a_note(home):
    assert grades(look(home, room=lambda _: 200 * MB), "disk") == [Grade.NOTE]


def test_a_disk_that_does_not_answer_is_bad(home):
    def silent(_):
        raise OSError(5, "Input/output error")

    assert "Input/output error" in only(look(home, room=silent), "disk", 70).what


def test_a_running_engine_a_left_lock_a_stop_and_a_crash_are_told(home):
    lock = HomeLock(home)
    lock.take()
    assert any(f"process {os.getpid()}" in f.what for f in look(home))
    lock.release()
    (home / "engine.lock").write_text("1 2\n")
    (home / "engine.lock").chmod(0o600)
    (home / "STOP").touch()
    (home / "crash-7.json").write_text("{}")
    found = look(home)
    assert bad(found) == {}
    notes = {f.check for f in found if f.grade is Grade.NOTE}
    assert {"engine", "stop", "crash"} <= notes


def test_a_socket_that_others_may_use_is_bad(home):
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(home / "s"))
        (home / "s").chmod(0o666)
        assert "others may look in" in only(look(home), "modes", 2).what


def test_copies_are_missed_aged_and_looked_through(home):
    (copy,) = (home / "backups").iterdir()
    old = (machine_here().clock.now() - 5 * DAY) / SECOND
    os.utime(copy, (old, old))
    assert grades(look(home), "backups") == [Grade.NOTE]
    connection = connect(copy)
    connection.execute("DELETE FROM batches WHERE seq_first = 1")
    connection.close()
    assert "not whole" in only(look(home), "backups", 70).what
    copy.unlink()
    assert "no copy" in next(f.what for f in look(home) if f.check == "backups")


def test_settings_that_are_wrong_or_others_than_the_runs_are_told(home):
    assert only(look(home, settings="x: no", settings_are_wrong=True), "config", 2).what == "x: no"
    assert grades(look(home, settings="other"), "config") == [Grade.NOTE]


def test_old_quotes_are_a_note_that_names_the_command(home):
    found = next(f for f in look(home, keep_quotes_days=0) if f.check == "thinning")
    assert (found.grade, "footbe-tui thin" in found.remedy) == (Grade.NOTE, True)


def test_a_sqlite_that_can_tear_a_log_is_a_note_and_a_later_one_is_fine():
    assert of_journal.sqlite_version((3, 40, 1)).grade is Grade.NOTE
    assert of_journal.sqlite_version((3, 51, 3)).grade is Grade.FINE


def test_an_empty_home_and_none_at_all_are_no_trouble(tmp_path):
    tmp_path.chmod(0o700)
    assert bad(look(tmp_path)) == {}
    assert exit_code(look(tmp_path / "none")) == 0


async def test_looking_disturbs_no_writer(home):
    writer = connect(home / "data" / "toy1.journal")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO marks VALUES ('half', 'done')")
    assert bad(await asyncio.to_thread(look, home)) == {}
    writer.execute("COMMIT")
    writer.close()


WRITER = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT 1 FROM marks').fetchall(); print('up', flush=True); input()"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system does not say who has a file open")
def test_a_second_writer_is_named_and_a_second_reader_is_not(home):
    path = home / "data" / "toy1.journal"
    for given, found in ((str(path), {"writers"}), (f"file:{path}?mode=ro", set())):
        script = WRITER.replace("sys.argv[1]", "sys.argv[1], uri=True")
        with subprocess.Popen(
            [sys.executable, "-c", script, given], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdout.readline() == "up\n"
            looked = look(home)
            other.communicate("\n")
        assert set(bad(looked)) == found
    found = look(home)
    assert exit_code(found) == 0


def doctor(home, *more):
    command = [sys.executable, "-m", "footbe_tui", "doctor", "--home", str(home), *more]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_the_command_tells_and_its_exit_code_says_how_bad_it_is(tmp_path):
    tmp_path.chmod(0o700)
    good = doctor(tmp_path)
    assert good.returncode == 0, good.stdout + good.stderr
    full = doctor(tmp_path, "--floor", "999999999", "--json")
    assert full.returncode == 70
    told = json.loads(full.stdout)
    assert told["exit"] == 70
    (disk,) = [finding for finding in told["findings"] if finding["check"] == "disk"]
    assert disk["grade"] == "BAD"
    assert disk["storage"]
    tmp_path.chmod(0o755)
    open_home = doctor(tmp_path)
    assert open_home.returncode == 2
    assert f"do: chmod 700 '{tmp_path}'" in open_home.stdout
