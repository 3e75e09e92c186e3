"""`replayer`: the process behind a replay, started by the console that shows it; and how it is started."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from engine.domain.errors import FootbeError
from footbe_tui.replaying import Spawned

_LEAVES_WITHIN = 2.0
"""Seconds that a process whose line is down has for its end, before it is killed."""


def run(asked: argparse.Namespace) -> int:
    """Look back on a journal for whoever holds the other end of the line."""
    from engine.build_replay import replay  # noqa: PLC0415 - numpy and the core load only here

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        line = socket.socket(fileno=asked.line)
    except OSError as error:
        raise FootbeError(f"--line {asked.line}: {error.strerror}; allowed: a line of the console's") from None
    with line:
        return replay(Path(asked.journal), line, asked.at)


def start_replayer(journal: Path, typed: str = "end") -> Spawned:
    """Start a process that looks back on this journal; it ends when our end of the line is closed, however.

    Raises:
        FootbeError: it cannot be started.
    """
    ours, theirs = socket.socketpair()
    words = ["replayer", str(journal), f"--line={theirs.fileno()}", f"--at={typed}"]
    try:
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, each argument one word of ours
                [sys.executable, "-m", "footbe_tui", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
    except OSError as error:
        ours.close()
        raise FootbeError(f"the replay cannot be started: {error.strerror}") from None
    return Spawned(ours, lambda: threading.Thread(target=_seen_out, args=(process,), daemon=True).start())


def _seen_out(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(_LEAVES_WITHIN)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
