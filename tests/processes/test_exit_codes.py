"""Every exit code, from a real process that ends with it, in one line and without a traceback."""

import os
import signal
import socket
import subprocess

import pytest

from engine.config.home import home_at
from engine.domain.exits import ExitCode
from tests.console.terminal import Terminal
from tests.support.processes import ROOT, SIM, command, running, said, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

SHORT = ("engine", *SIM, "--speed", "max", "--for", "10 min")


def orderly(home):
    return said(*SHORT, "--home", str(home))


def terminated(home):
    with running(home) as engine:
        engine.terminate()
        return engine.wait(45), "", (home / "out").read_text()


def terminated_while_it_starts(home):
    engine = subprocess.Popen(
        command("engine", *SIM, "--home", str(home)), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    until((home / "data" / "journal.db").exists)
    engine.terminate()
    out, error = engine.communicate(timeout=60)
    return engine.returncode, out.decode(), error.decode()


def replay_equal(home):
    assert orderly(home)[0] == 0
    return said("replay", str(home / "data" / "journal.db"), "--check")


def deciding_fails(home):
    return said(*SHORT, "--home", str(home), odd="decides-badly")


def feed_fails(home):
    return said(*SHORT, "--home", str(home), odd="feed-breaks")


def loop_fails(home):
    (home / "ODD").touch()
    return said("engine", *SIM, "--speed", "60", "--home", str(home), odd="loop-raises")


def database_hangs(home):
    return said(*SHORT, "--home", str(home), odd="database-hangs")


def word_unknown(home):
    return said("engine", "--paper", "--sped", "9", "--home", str(home))


def setting_unknown(home):
    (home / "own.yaml").write_text("limmits: {}\n")
    return said(*SHORT, "--home", str(home), "--config", str(home / "own.yaml"))


def home_hostile(home):
    return said(*SHORT, "--home", f"{home}/a\x1b]52;c;aGk=\x07")


def home_of_another_user(home):
    folder = home / "theirs"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    return said(*SHORT, "--home", str(folder))


def started_twice(home):
    with running(home):
        return said("engine", *SIM, "--home", str(home))


def live(home):
    return said("engine", "--live", "--home", str(home))


def stop_unheard(home):
    with running(home) as engine:
        os.kill(engine.pid, signal.SIGSTOP)
        return said("stop", "--home", str(home))


def status_of_nobody(home):
    return said("status", "--home", str(home))


def stop_of_nobody(home):
    return said("stop", "--home", str(home))


def stop_without_a_home(home):
    return said("stop", "--home", str(home / "nothing"))


def replay_of_another_mind(home):
    assert orderly(home)[0] == 0
    return said("replay", str(home / "data" / "journal.db"), "--check", odd="decides-nothing")


def other_version(home):
    with running(home):
        return said("status", "--home", str(home), odd="other-version")


def journal_is_garbage(home):
    (home / "data").mkdir()
    (home / "data" / "journal.db").write_bytes(b"this is no journal" * 999)
    return said(*SHORT, "--home", str(home))


def journal_is_damaged(home):
    with running(home) as engine:
        engine.kill()
        engine.wait()
    import sqlite3

    journal = sqlite3.connect(home / "data" / "journal.db")
    journal.execute("UPDATE batches SET body = x'00' WHERE seq_first = (SELECT max(seq_first) FROM batches)")
    journal.commit()
    journal.close()
    return said(*SHORT, "--home", str(home))


def engine_killed_under_its_console(home):
    with Terminal("--paper", "--feed", "sim", "--seed", "7", "--home", str(home), module="footbe_tui") as terminal:
        terminal.until("EQUITY", 30)
        os.kill(int((home / "engine.lock").read_text().split()[0]), signal.SIGKILL)
        terminal.until("NOT CONNECTED")
        terminal.keys("q")
        terminal.until("detach")
        terminal.keys("d")
        return terminal.left(30), "", ""


def stop_file_before_a_new_run(home):
    (home / "STOP").touch()
    return said(*SHORT, "--home", str(home))


def interrupted(home):
    made = home_at(str(home))
    made.prepare()
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(made.socket))
        mute.listen()
        asking = subprocess.Popen(
            command("status", "--home", str(home)), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        talking, _ = mute.accept()
        asking.send_signal(signal.SIGINT)
        out, error = asking.communicate(timeout=60)
        talking.close()
    return asking.returncode, out.decode(), error.decode()


WAYS = [
    (ExitCode.ORDERLY, orderly, ""),
    (ExitCode.ORDERLY, terminated, ""),
    (ExitCode.ORDERLY, terminated_while_it_starts, ""),
    (ExitCode.ORDERLY, replay_equal, ""),
    (ExitCode.BUG, deciding_fails, "deciding on record 200 failed"),
    (ExitCode.BUG, feed_fails, "our own defect: ValueError in step"),
    (ExitCode.BUG, loop_fails, "our own defect: ValueError in raising"),
    (ExitCode.BUG, database_hangs, "deciding on record 200 failed"),
    (ExitCode.USAGE, word_unknown, "--sped"),
    (ExitCode.USAGE, setting_unknown, "limmits"),
    (ExitCode.USAGE, home_hostile, "--home"),
    (ExitCode.USAGE, home_of_another_user, "belongs to somebody else"),
    (ExitCode.ALREADY_RUNNING, started_twice, "already"),
    (ExitCode.LIVE_REFUSED, live, "live refused"),
    (ExitCode.STOP_NOT_CONFIRMED, stop_unheard, "stop not confirmed"),
    (ExitCode.NOT_REACHABLE, status_of_nobody, "no engine is running here"),
    (ExitCode.NOT_REACHABLE, stop_of_nobody, "nobody to stop"),
    (ExitCode.NOT_REACHABLE, stop_without_a_home, "nobody to stop"),
    (ExitCode.REPLAY_DIFFERS, replay_of_another_mind, "differ"),
    (ExitCode.VERSION_MISMATCH, other_version, "protocol"),
    (ExitCode.STORAGE, journal_is_garbage, "move this one away"),
    (ExitCode.STORAGE, journal_is_damaged, "--fresh"),
    (ExitCode.FORCED, engine_killed_under_its_console, ""),
    (ExitCode.HALTED, stop_file_before_a_new_run, "STOP file"),
    (ExitCode.INTERRUPTED, interrupted, "interrupted"),
]


@pytest.mark.parametrize(("code", "way", "says"), WAYS, ids=[f"{int(code)}-{way.__name__}" for code, way, _ in WAYS])
def test_a_process_ends_with_its_code_and_says_why_in_one_line(tmp_path, code, way, says):
    if way is home_of_another_user and os.getuid() != 0:
        pytest.skip("only root can give a folder to somebody else")
    home = tmp_path / "h"
    home.mkdir(mode=0o700)
    ended, out, error = way(home)
    assert ended == code, (out, error)
    assert says in error
    assert "Traceback" not in error
    assert "\x1b" not in error
    if way in {deciding_fails, feed_fails, database_hangs}:
        what_our_own_fault_was_is_kept_without_the_values(home)


def what_our_own_fault_was_is_kept_without_the_values(home):
    (crash,) = home.glob("crash-*.json")
    assert "ValueError" in crash.read_text()
    assert crash.stat().st_mode & 0o077 == 0


def test_every_code_has_a_way_to_it():
    assert {code for code, _, _ in WAYS} == set(ExitCode)
