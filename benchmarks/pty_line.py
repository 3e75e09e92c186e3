"""Any full-screen program in a pseudo-terminal: bytes, processor time, and when a key's answer is seen."""

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import ClassVar, NamedTuple, Self

import pyte

ROOT = Path(__file__).resolve().parents[1]
WIDE, NARROW = (120, 40), (80, 24)
READ_BYTES = 65_536
_ANSWERS = ((b"\x1b[?2026$p", b"\x1b[?2026;2$y"), (b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[6n", b"\x1b[1;1R"))
_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>=?][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
_KNOWN_MODES = re.compile(r"\x1b\[\?(?:25|1049)[hl]")


class Drained(NamedTuple):
    """What came in a stretch of time: seconds, bytes, processor seconds of the program."""

    seconds: float
    bytes: int
    cpu: float


class PtyLine:
    """Runs a command in a terminal; whoever reads it decides how fast. `read_chunk` may be another line's."""

    LEAVE_SECONDS: ClassVar[float] = 3.0
    """So long has the program for its end."""

    def __init__(self, command: Sequence[str], *, size: tuple[int, int] = WIDE, cwd: str = ".") -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self.screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.answering = Answering()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", PYTHONPATH=str(ROOT), LC_ALL="C.UTF-8")
            os.execv(command[0], list(command))  # noqa: S606 - programs this benchmark names
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def __enter__(self) -> Self:
        """Use it in a with block; the program is ended at its end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the program."""
        os.close(self.fd)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        until = time.monotonic() + self.LEAVE_SECONDS
        while time.monotonic() < until:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return
            time.sleep(0.02)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def press(self, keys: str) -> float:
        """Press these keys: when was that, in monotonic seconds?"""
        now = time.monotonic()
        os.write(self.fd, keys.encode())
        return now

    def chunk(self, seconds: float) -> tuple[bytes, float]:
        """What comes next within this time, and when did it come? Nothing: empty."""
        if not select.select([self.fd], [], [], max(0.0, seconds))[0]:
            return b"", time.monotonic()
        with contextlib.suppress(OSError):  # the program has closed its end
            data = os.read(self.fd, READ_BYTES)
            for reply in self.answering.to(data):
                os.write(self.fd, reply)
            return data, time.monotonic()
        return b"", time.monotonic()

    def draw(self, data: bytes) -> None:
        """Let the emulator draw this."""
        self._stream.feed(plain(self._decoder.decode(data)))

    def watch(self, seconds: float) -> None:
        """Read and draw for this long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.draw(self.chunk(left)[0])

    def drain(self, seconds: float) -> Drained:
        """Read without drawing: how much came, and what did it cost the program?"""
        began, cpu, taken = time.monotonic(), cpu_seconds(self.pid), 0
        while (left := began + seconds - time.monotonic()) > 0:
            taken += len(self.chunk(left)[0])
        return Drained(time.monotonic() - began, taken, cpu_seconds(self.pid) - cpu)

    def until(self, text: str, seconds: float = 30.0) -> None:
        """Read until this stands on the screen.

        Raises:
            RuntimeError: it does not come.
        """
        end = time.monotonic() + seconds
        while text not in self.text():
            if time.monotonic() > end:
                raise RuntimeError(f"no {text!r} on\n{self.text()}")
            self.draw(self.chunk(0.05)[0])

    def text(self) -> str:
        """What stands on the screen?"""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def cells(self, rows: Iterable[int] | None = None) -> dict[tuple[int, int], tuple[str, str, str]]:
        """What stands in every cell of these rows (None: of all), with its colours?"""
        buffer = self.screen.buffer
        return {
            (y, x): (cell.data, cell.fg, cell.bg)
            for y in (range(self.screen.lines) if rows is None else rows)
            for x in range(self.screen.columns)
            for cell in (buffer[y][x],)
        }


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


def cpu_seconds(pid: int) -> float:
    """How many processor seconds has a living process used?"""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid: int) -> int:
    """How much memory has a living process now?"""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
