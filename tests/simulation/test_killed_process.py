"""The real engine, killed with SIGKILL at random moments and started again, ends as if nothing had happened.

KILLS=50 makes it as many as the promise speaks of; a few run with every test.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.build import check
from engine.domain.dice import dice

KILLS = int(os.environ.get("KILLS", "3"))
SPAN = os.environ.get("KILLS_SPAN", "8h")
SEED = 7
WINDOW_SECONDS = float(os.environ.get("KILLS_WINDOW", "2.2"))


def start(home: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "footbe_tui",
        "--paper",
        "--headless",
        "--feed",
        "sim",
        "--seed",
        str(SEED),
    ]
    flags = ["--for", SPAN, "--speed", "max", "--home", str(home), *more]
    return subprocess.Popen([*command, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def whole(home: Path, *more: str) -> str:
    engine = start(home, *more)
    _, error = engine.communicate(timeout=300)
    assert engine.returncode == 0, error.decode()
    return (home / "data" / "report.txt").read_text()


def records(home: Path) -> int:
    connection = sqlite3.connect(f"file:{home / 'data' / 'journal.db'}?mode=ro", uri=True)
    try:
        return connection.execute("SELECT max(seq_last) FROM batches").fetchone()[0]
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_run_killed_again_and_again_ends_with_the_undisturbed_report(tmp_path):
    undisturbed = whole(tmp_path / "calm")
    luck = dice(SEED, "kills", "moments", 0)
    home, killed, restarts = tmp_path / "killed", 0, 0
    while killed < KILLS:
        engine = start(home)
        time.sleep(0.4 + luck.random() * WINDOW_SECONDS)
        engine.send_signal(signal.SIGKILL)
        engine.communicate()
        restarts += 1
        if engine.returncode == -signal.SIGKILL:
            killed += 1
        else:
            assert engine.returncode == 0
            assert (home / "data" / "report.txt").read_text() == undisturbed
            home = tmp_path / f"killed-{restarts}"
    assert whole(home) == undisturbed
    assert check(home / "data" / "journal.db") is None
    assert records(home) == records(tmp_path / "calm")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_same_command_gives_the_same_report_at_any_speed(tmp_path):
    fast = whole(tmp_path / "fast")
    again = whole(tmp_path / "fast", "--fresh")
    paced = whole(tmp_path / "paced", "--speed", "20000")
    assert fast == again == paced
