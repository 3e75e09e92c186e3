"""Looking back in a real terminal, with a process of its own behind it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.engines import alive, paper_console, state, until
from tests.console.terminal import ROOT, Terminal
from tests.support import journals, replays

pytestmark = pytest.mark.pty


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    path = tmp_path_factory.mktemp("past") / "journal.db"
    journals.write(replays.eventful(), path)
    return path


def replayers(journal) -> list[int]:
    """Which processes look back on this journal?"""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"replayer" in words and os.fsencode(journal) in words:
                found.append(int(folder.name))
    return [pid for pid in found if alive(pid)]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_a_journal_is_scrubbed_with_real_keys_and_its_process_goes_with_the_console(tmp_path, journal, size):
    with Terminal("replay", str(journal), "--home", str(tmp_path), module="footbe_tui", size=size) as terminal:
        shown = terminal.until("held")
        assert " REPLAY " in shown.splitlines()[0]
        assert "HALTED" in shown.splitlines()[0]
        terminal.keys("(")
        terminal.until("REPLAY  RUNNING")
        terminal.keys("]")
        terminal.until("pause")
        terminal.keys("t-2h\r")
        terminal.until("start of journal")
        terminal.keys("X")
        terminal.until("nothing is running here to stop")
        assert len(replayers(journal)) == 1
        terminal.keys("q")
        assert terminal.left() == 0
    until(lambda: not replayers(journal), what="end of the replay")
    assert [file.name for file in journal.parent.iterdir()] == ["journal.db"]


def test_a_console_that_is_killed_takes_its_replay_with_it(tmp_path, journal):
    with Terminal("replay", str(journal), "--home", str(tmp_path), module="footbe_tui") as terminal:
        terminal.until("held")
        assert replayers(journal)
        os.kill(terminal.pid, signal.SIGKILL)
        until(lambda: not replayers(journal), what="end of the replay")


def test_the_running_engines_own_journal_is_looked_back_on_and_x_stops_the_engine(tmp_path):
    with paper_console(tmp_path, "--speed", "3600") as terminal:
        terminal.until("score")
        terminal.keys("r")
        shown = terminal.until("held")
        assert " REPLAY " in shown.splitlines()[0]
        terminal.keys("(")
        terminal.read(1.0)
        until(lambda: state(tmp_path) == "RUNNING", what="heartbeat")
        terminal.keys("X")
        terminal.until("■ stopped")
        until(lambda: state(tmp_path) == "HALTED", what="halt")
        assert " REPLAY " in terminal.text().splitlines()[0]
        terminal.keys("\x1b")
        terminal.until("HALTED operator")
        until(lambda: not replayers(tmp_path / "data" / "journal.db"), what="end of the replay")


def replayed(path, *words):
    """A replay in a terminal: what it says once it has ended, and with which code?"""
    with Terminal("replay", str(path), *words, module="footbe_tui") as terminal:
        code = terminal.left()
        return code, bytes(terminal.bytes).decode(errors="replace").replace("\r", "")


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [(None, 2, "no such file"), (b"no journal at all", 70, "not a database"), (b"", 2, "version of")],
)
def test_what_is_no_journal_is_told_in_one_line_and_a_code(tmp_path, content, code, says):
    path = tmp_path / "some.db"
    if content is not None:
        path.write_bytes(content)
    found, said = replayed(path, "--home", str(tmp_path))
    assert found == code
    assert says in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1


def test_a_time_that_is_none_and_a_journal_without_a_run_end_with_one_line(tmp_path, journal):
    code, said = replayed(journal, "--home", str(tmp_path), "--at", "teatime")
    assert code == 2
    assert "allowed: 14:03" in said
    assert "Traceback" not in said


def test_without_a_terminal_there_is_a_line_and_a_code(tmp_path, journal):
    done = subprocess.run(
        [sys.executable, "-m", "footbe_tui", "replay", str(journal), "--home", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--check" in done.stderr
