"""The real engine, killed with SIGKILL at random moments and started again, ends as if nothing had happened.

It tells through a pipe up to which record it was told that all is on the disk: after each death that much is there, and
the chain is whole. KILLS=200 makes it as many as the promise speaks of; a few run with every test.
"""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from engine.build import check
from engine.domain.dice import dice
from engine.shell.runtime.runs import standing
from engine.shell.store.examination import integrity
from engine.shell.store.examination import whole as whole_journal
from engine.shell.store.schema import connect
from tests.support.source import ROOT

KILLS = int(os.environ.get("KILLS", "3"))
SPAN = os.environ.get("KILLS_SPAN", "8h")
SEED = 7
WINDOW_SECONDS = float(os.environ.get("KILLS_WINDOW", "1.0"))
WHILE_WRITING = 0.8
"""How many of the deaths wait until the engine writes; the others come at any moment of its start."""


TELLING = """
import os, sys
from engine.shell.store.journal import Journal
from footbe_tui.cli import main

pipe, append = int(sys.argv[1]), Journal.append

async def telling(journal, *args):
    await append(journal, *args)
    os.write(pipe, b"%d\\n" % journal.tip.seq)

Journal.append = telling
sys.exit(main(sys.argv[2:]))
"""


def start(home: Path, *more: str, pipe: int | None = None) -> subprocess.Popen[bytes]:
    begin = ["-m", "footbe_tui"] if pipe is None else ["-c", TELLING, str(pipe)]
    command = [
        sys.executable,
        *begin,
        "--paper",
        "--headless",
        "--feed",
        "sim",
        "--seed",
        str(SEED),
    ]
    flags = ["--for", SPAN, "--speed", "max", "--home", str(home), *more]
    given = () if pipe is None else (pipe,)
    return subprocess.Popen(
        [*command, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=given, cwd=ROOT
    )


class Told:
    """The reading end of a pipe that an engine writes its acknowledgements to."""

    def __init__(self) -> None:
        self._read, self.write = os.pipe()
        os.set_blocking(self._read, False)
        fcntl.fcntl(self.write, fcntl.F_SETPIPE_SZ, 1 << 20)
        self._text = b""

    def last(self) -> int:
        """Up to which record was everything acknowledged by now? 0 when nothing was."""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self._read, 1 << 20):
                self._text = (self._text + piece)[-100:]
        whole = self._text.split(b"\n")[:-1]
        return int(whole[-1]) if whole else 0

    def wait_beyond(self, seq: int, engine: subprocess.Popen[bytes]) -> None:
        """Return when more than this was acknowledged, or the engine has ended."""
        while self.last() <= seq and engine.poll() is None:
            time.sleep(0.002)

    def close(self) -> None:
        os.close(self._read)
        os.close(self.write)


def stands(home: Path) -> int:
    """Up to which record is the journal there and its chain whole? Looks at a copy: the next start finds it untouched."""
    with tempfile.TemporaryDirectory() as folder:
        for path in (home / "data").glob("journal.db*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, folder)
        copy = Path(folder) / "journal.db"
        if standing(copy) is None:
            return 0
        with contextlib.closing(connect(copy)) as connection:
            assert integrity(connection) == []
            return asyncio.run(whole_journal(connection)).tip.seq


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
@pytest.mark.timeout(3600)
def test_a_run_killed_again_and_again_ends_with_the_undisturbed_report(tmp_path):
    undisturbed = whole(tmp_path / "calm")
    luck = dice(SEED, "kills", "moments", 0)
    home, killed, restarts, told, deaths_while_writing = tmp_path / "killed", 0, 0, Told(), 0
    while killed < KILLS:
        before = told.last()
        engine = start(home, pipe=told.write)
        if luck.random() < WHILE_WRITING:
            told.wait_beyond(before, engine)
        time.sleep(luck.random() * WINDOW_SECONDS)
        engine.send_signal(signal.SIGKILL)
        engine.communicate()
        restarts += 1
        assert stands(home) >= told.last()
        deaths_while_writing += told.last() > before
        if engine.returncode == -signal.SIGKILL:
            killed += 1
        else:
            assert engine.returncode == 0
            assert (home / "data" / "report.txt").read_text() == undisturbed
            home = tmp_path / f"killed-{restarts}"
            told.close()
            told = Told()
    told.close()
    if KILLS >= 50:
        assert deaths_while_writing > KILLS // 4
        sys.stderr.write(f"{killed} killed, {deaths_while_writing} while it wrote: nothing acknowledged was lost\n")
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
