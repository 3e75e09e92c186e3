"""A pseudo-terminal with the real console in it, and an emulator that shows what a person would see."""

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

ROOT = Path(__file__).resolve().parents[1]
WIDE, NARROW = (120, 40), (80, 24)
_ANSWERS = ((b"\x1b[?2026$p", b"\x1b[?2026;2$y"), (b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[6n", b"\x1b[1;1R"))
_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>=?][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
_KNOWN_MODES = re.compile(r"\x1b\[\?(?:25|1049)[hl]")
_LEAVE_SECONDS = 10.0


class Terminal:
    """Runs `footbe-tui` with these words; reads only when asked to."""

    def __init__(self, *words: str, size: tuple[int, int] = WIDE) -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self.screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._answering = Answering()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execv(sys.executable, [sys.executable, "-m", "footbe_tui", *words])  # noqa: S606 - our own program
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def __enter__(self) -> Self:
        """Use it in a with block; at its end the console is left or killed."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the line and wait for the console."""
        os.close(self._fd)
        until = time.monotonic() + _LEAVE_SECONDS
        while time.monotonic() < until:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return
            time.sleep(0.02)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def keys(self, text: str) -> None:
        """Press these keys."""
        os.write(self._fd, text.encode())

    def read(self, seconds: float) -> int:
        """Take what comes within this time: how many bytes were it?"""
        taken, until = 0, time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and select.select([self._fd], [], [], left)[0]:
            data = self._taken()
            if not data:
                break
            taken += len(data)
            for reply in self._answering.to(data):
                os.write(self._fd, reply)
            self._stream.feed(plain(self._decoder.decode(data)))
        return taken

    def settle(self, seconds: float = 0.6) -> None:
        """Go on reading for this long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.read(0.05)

    def until(self, text: str, seconds: float = 30.0) -> None:
        """Read until this stands on the screen.

        Raises:
            RuntimeError: it does not come.
        """
        end = time.monotonic() + seconds
        while text not in self.text():
            if time.monotonic() > end:
                raise RuntimeError(f"no {text!r} on\n{self.text()}")
            self.read(0.05)

    def text(self) -> str:
        """What stands on the screen?"""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def _taken(self) -> bytes:
        with contextlib.suppress(OSError):  # the console has closed its end
            return os.read(self._fd, 65_536)
        return b""


class Answering:
    """Answers what a program asks of its terminal, also where a question is cut in two."""

    def __init__(self) -> None:
        self._tail = b""

    def to(self, data: bytes) -> list[bytes]:
        """What does a terminal answer to these bytes?"""
        seen = self._tail + data
        found = [answer for asked, answer in _ANSWERS for _ in range(seen.count(asked))]
        begun = seen.rfind(b"\x1b")
        cut = begun >= 0 and any(asked.startswith(seen[begun:]) and asked != seen[begun:] for asked, _ in _ANSWERS)
        self._tail = seen[begun:] if cut else b""
        return found


def plain(text: str) -> str:
    """What of this does the emulator understand? Some private modes it would draw as text."""
    return _UNKNOWN_TO_PYTE.sub(lambda found: found[0] if _KNOWN_MODES.fullmatch(found[0]) else "", text)


@contextlib.contextmanager
def console(*words: str, size: tuple[int, int] = WIDE) -> Iterator[Terminal]:
    """A paper engine of its own in a throw-away home, with the console on it; both are gone at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="footbe-") as home,
        console_at(Path(home), *words, size=size) as terminal,
    ):
        yield terminal


@contextlib.contextmanager
def console_at(home: Path, *words: str, size: tuple[int, int] = WIDE) -> Iterator[Terminal]:
    """A paper engine in this home with the console on it; both are gone at the end."""
    try:
        with Terminal("--paper", "--home", str(home), *words, size=size) as terminal:
            yield terminal
    finally:
        end_engine(home)


def engine_pid(home: Path) -> int | None:
    """Which process holds this home? None when nobody does."""
    try:
        return int((home / "engine.lock").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None


def end_engine(home: Path) -> None:
    """Ask the engine of a home to end, and wait for it."""
    pid = engine_pid(home)
    if pid is None:
        return
    until = time.monotonic() + 3 * _LEAVE_SECONDS
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        while time.monotonic() < until and engine_pid(home) is not None:
            time.sleep(0.05)


def cpu_seconds(pid: int) -> float:
    """How many processor seconds has a living process used?"""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
