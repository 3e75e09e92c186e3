"""An engine started for a console: what becomes of it when the console is left."""

import os
import signal
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from engine.config.options import EngineOptions
from footbe_tui.cli import main
from footbe_tui.commands import child as birth
from footbe_tui.commands import paper
from footbe_tui.commands.child import EngineChild, start_engine

WAITS = "import sys, time; print('ready', flush=True); time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"


@pytest.fixture
def child_of(home):
    """Make a child of a line of Python, known to be running; none outlives the test."""
    processes = []

    def make(code):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        processes.append(process)
        assert process.stdout.readline()
        return EngineChild(process, home)

    yield make
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def test_an_engine_that_ends_by_itself_gives_its_code(child_of):
    assert child_of("print('ready', flush=True); raise SystemExit(3)").ended() == 3


def test_an_engine_that_does_not_end_is_asked_again(child_of, monkeypatch):
    monkeypatch.setattr(birth, "CLOSE_SECONDS", 0.1)
    assert child_of(WAITS).ended() == -signal.SIGTERM


def test_an_engine_that_will_not_end_is_forced_and_that_is_said(child_of, monkeypatch):
    monkeypatch.setattr(birth, "CLOSE_SECONDS", 0.1)
    monkeypatch.setattr(birth, "_FORCE_SECONDS", 0.1)
    assert child_of(DEAF).ended() == 75


def test_a_detached_engine_goes_on(child_of, capsys):
    child = child_of(WAITS)
    assert paper.parted(child, how="detach", code=0) == 0
    assert child.alive
    assert f"the engine goes on (process {child.pid})" in capsys.readouterr().err


def test_an_engine_asked_to_stop_is_waited_for(child_of, capsys):
    assert paper.parted(child_of("print(1, flush=True)"), how="stop", code=0) == 0
    assert capsys.readouterr().out == "engine ended (exit 0)\n"


def test_the_last_words_of_an_engine_that_died_are_shown(child_of, home, capsys):
    home.engine_output.write_text("".join(f"line {n}\n" for n in range(9)))
    child = child_of("print(1, flush=True); raise SystemExit(2)")
    child.ended()
    assert paper.parted(child, how="lost", code=0) == 2
    assert capsys.readouterr().err.splitlines() == [f"line {n}" for n in range(4, 9)]


def test_an_engine_is_started_in_a_session_of_its_own_with_its_output_in_the_logs(home, tmp_path):
    options = EngineOptions(
        home=str(home.root),
        config_files=("paper.yaml", str(tmp_path / "gone.yaml")),
        mode="paper",
        console=True,
    )
    child = start_engine(options, home)
    assert os.getsid(child.pid) != os.getsid(0)
    assert child.ended() == 2
    (line,) = child.last_words()
    assert line.startswith("footbe-tui: ")
    assert "gone.yaml: cannot be read" in line
    assert home.engine_output.stat().st_mode & 0o777 == 0o600


def test_an_engine_that_ends_before_it_listens_ends_the_wait_for_a_console(
    child_of, home, capsys, monkeypatch
):
    home.engine_output.write_text("footbe-tui: the file is wrong\n")
    child = child_of("print(1, flush=True); raise SystemExit(2)")
    monkeypatch.setattr(paper, "has_terminal", lambda: True)
    monkeypatch.setattr(paper, "start_engine", lambda options, home: child)
    monkeypatch.setattr("footbe_tui.run.run_console", lambda socket, **given: time.sleep(30))
    before = signal.getsignal(signal.SIGTERM)
    assert main(["--paper", "--home", str(home.root)]) == 2
    assert capsys.readouterr().err == "footbe-tui: the file is wrong\n"
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("how", ["stop", "detach", "lost"])
def test_an_engine_that_was_killed_is_exit_75(child_of, how, capsys):
    child = child_of(WAITS)
    child._process.kill()
    child._process.wait()
    assert paper.parted(child, how=how, code=0) == 75
    assert "Traceback" not in capsys.readouterr().err


def test_an_engine_that_ends_after_the_console_was_left_disturbs_nobody(child_of):
    child = child_of(WAITS)
    with child.birth_watched():
        assert child.alive
    child._process.kill()
    assert child.ended() == -signal.SIGKILL


def test_a_console_on_an_engine_that_listens_is_left_alone(home, child_of):
    child = child_of(WAITS)
    with child.birth_watched(), socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(home.socket))
        time.sleep(0.3)
        child._process.kill()
        assert child.ended() == -signal.SIGKILL
        time.sleep(0.3)


def test_a_second_engine_in_a_home_is_exit_3_and_says_who_holds_it(engine, capsys, monkeypatch):
    monkeypatch.setattr(paper, "has_terminal", lambda: True)
    monkeypatch.setattr(paper, "start_engine", lambda options, home: pytest.fail("started"))
    assert main(["--paper", "--home", str(engine.home.root)]) == 3
    assert "(process 4711); open it with footbe-tui attach" in capsys.readouterr().err


def test_with_a_terminal_the_console_opens_on_the_engine_it_started(home, child_of, capsys, monkeypatch):
    child, shown = child_of(WAITS), {}

    def run_console(socket, **given):
        shown.update(given, socket=socket)
        return SimpleNamespace(how="detach", code=0, text="")

    monkeypatch.setattr(paper, "has_terminal", lambda: True)
    monkeypatch.setattr(paper, "start_engine", lambda options, home: child)
    monkeypatch.setattr("footbe_tui.run.run_console", run_console)
    assert main(["--paper", "--observe", "--home", str(home.root)]) == 0
    assert (shown["socket"], shown["started_engine"], shown["observe"]) == (home.socket, True, True)


def test_an_engine_that_cannot_be_started_is_exit_70_in_one_line(home, capsys, monkeypatch):
    home.engine_output.mkdir()
    monkeypatch.setattr(paper, "has_terminal", lambda: True)
    assert main(["--paper", "--home", str(home.root)]) == 70
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("footbe-tui: the engine cannot be started: Is a directory: ")
