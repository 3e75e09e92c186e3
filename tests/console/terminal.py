"""A pseudo-terminal with a console in it, and an emulator that shows what a person would see."""

import codecs
import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

import pyte

from benchmarks.pty_line import Answering

ROOT = Path(__file__).resolve().parents[2]


class Terminal:
    """Runs the demo in a terminal of its own; reads only when asked to."""

    def __init__(self, *words: str, size=(120, 40), module="tests.console.demo", **environ: str) -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self.screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.bytes = bytearray()
        self.code: int | None = None
        self.answering = Answering()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", **environ)
            os.execv(sys.executable, [sys.executable, "-m", module, *words])
        self._size(*size)

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        if self.code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.cut()

    def cut(self) -> None:
        """Close our end: the line is gone."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def _size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns: int, rows: int) -> None:
        self._size(columns, rows)
        self.screen.resize(rows, columns)
        os.kill(self.pid, signal.SIGWINCH)

    def keys(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def read(self, seconds: float) -> int:
        """Take what comes within this time: how many bytes were it?"""
        before, until = len(self.bytes), time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                break
            try:
                data = os.read(self.fd, 65_536)
            except OSError:
                break
            if not data:
                break
            self.bytes += data
            for reply in self.answering.to(data):
                os.write(self.fd, reply)
            self._stream.feed(
                self._decoder.decode(data).replace("\x1b[?2026h", "").replace("\x1b[?2026l", "")
            )
        return len(self.bytes) - before

    def until(self, text: str, seconds: float = 30.0) -> str:
        """Read until this text stands on the screen."""
        end = time.monotonic() + seconds
        while text not in self.text():
            assert time.monotonic() < end, f"no {text!r} on\n{self.text()}"
            self.read(0.1)
        return self.text()

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def left(self, seconds: float = 20.0) -> int | None:
        """With which code did it end? None when it still runs after this time."""
        end = time.monotonic() + seconds
        while self.code is None and time.monotonic() < end:
            if self.fd >= 0:
                self.read(0.05)
            else:
                time.sleep(0.05)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
        if self.fd >= 0:
            self.read(0.2)
        return self.code

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
