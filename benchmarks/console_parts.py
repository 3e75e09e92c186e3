"""What is measured on the same terminal: our console on an engine of its own, and its peers."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from benchmarks.pty_line import ROOT, WIDE, PtyLine


class Engine:
    """An engine that shows the load of `console_load` on a socket of its own."""

    def __init__(self, *words: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="footbe-")
        self.socket = Path(self._folder.name) / "s"
        command = [sys.executable, "-m", "benchmarks.console_engine", str(self.socket), *words]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, bufsize=0)  # noqa: S603 - our own program
        assert self._process.stdout is not None
        self.words: IO[bytes] = self._process.stdout
        """A line for every word of a client: nanoseconds and kind."""
        self.began = float(self.words.readline().split()[1])
        """When did its first picture stand (monotonic seconds)? Step n comes n quarters of a second later."""

    def __enter__(self) -> Self:
        """Use it in a with block; it ends with it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self.words.close()
        self._folder.cleanup()

    @property
    def folder(self) -> str:
        """Where programs on it may write."""
        return self._folder.name


def ours(engine: Engine, *, size: tuple[int, int] = WIDE) -> PtyLine:
    """Our console on this engine."""
    return program(engine, "ours", size=size)


def program(engine: Engine, name: str, *words: str, size: tuple[int, int] = WIDE) -> PtyLine:
    """A program of `benchmarks.peers` on this engine."""
    command = [sys.executable, "-m", f"benchmarks.peers.{name}", str(engine.socket), *words]
    return PtyLine(command, size=size, cwd=engine.folder)


class Peer(NamedTuple):
    """A full-screen program of others: its command, the key that opens its help, a word of its first screen."""

    name: str
    command: tuple[str, ...]
    key: str


PEERS = (Peer("htop 1 Hz", ("htop", "-d", "10"), "h"), Peer("btop", ("btop",), "h"), Peer("top 1 Hz", ("top", "-d", "1"), "h"))


def installed(peer: Peer) -> list[str] | None:
    """With which command does this peer start? None when it is not installed."""
    path = shutil.which(peer.command[0])
    return None if path is None else [path, *peer.command[1:]]
