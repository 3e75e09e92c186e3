"""A terminal that stalls, or is gone, harms nobody: frames are dropped, a loss ends the console cleanly."""

import errno
import os
import signal
import termios
import time
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import select
from threading import Condition, Thread
from typing import IO, Any, Protocol, cast

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition

from footbe_tui.pace import QUESTION, Pace
from footbe_tui.pasting import Pasting

BACKLOG_BYTES_MAX = 128 * 1024
"""What may wait for a slow terminal before frames are dropped; a whole 240 × 70 picture has about half of it."""

_GOODBYE_WITHIN = 0.5
_LAST_ANSWER_WITHIN = 1.0
ESCAPE_WITHIN = 0.05
"""Seconds after which an escape that nothing followed is the key; Textual waits 0.1. ESCDELAY changes both."""
_LOST = (OSError, ValueError)


class Losable(Protocol):
    """What an application offers so that its terminal may be lost or stall."""

    def terminal_lost(self, why: str) -> None:
        """The terminal is gone: leave. Called on the application's loop."""

    def terminal_writable(self) -> None:
        """A terminal that had stalled takes bytes again: repaint all. Called on the application's loop."""


class PatientWriter(Thread):
    """Writes to the terminal in its own thread; when too much waits, everything waiting is dropped."""

    def __init__(self, fileno: int, *, writable: Callable[[], None], lost: Callable[[str], None]) -> None:
        super().__init__(daemon=True, name="terminal-output")
        self._fileno, self._writable, self._lost = fileno, writable, lost
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._news = Condition()
        self._ended = False
        self.stalled = False
        """Were frames dropped since the last repaint?"""

    @property
    def waiting(self) -> int:
        """How many bytes has the terminal's pipe not taken yet?"""
        return self._bytes

    def write(self, text: str) -> None:
        """Queue a piece; never blocks. A piece that does not fit is dropped, and so is all until the rest is out."""
        data = text.encode("utf-8", "replace")
        with self._news:
            if self.stalled and not self._ended:
                return
            if self._bytes + len(data) > BACKLOG_BYTES_MAX and self._bytes:
                self.stalled = True
                return
            self._waiting.append(data)
            self._bytes += len(data)
            self._news.notify()

    def end(self, last: str) -> None:
        """Write these last words if the terminal takes them soon, then be done."""
        with self._news:
            self._ended = True
            self._waiting.append(last.encode())
            self._news.notify()
        self.join(_GOODBYE_WITHIN)

    def stop(self) -> None:
        """Be done; wait a moment for what is queued."""
        self.end("")

    def run(self) -> None:
        """Write what waits, piece by piece, until the end or the loss of the terminal."""
        try:
            while (data := self._next()) is not None:
                self._out(data)
        except _LOST as error:
            self._lost(f"terminal lost: {error}")

    def _next(self) -> bytes | None:
        with self._news:
            while not self._waiting:
                if self._ended:
                    return None
                if self.stalled:
                    self.stalled = False
                    self._writable()
                self._news.wait()
            return self._waiting.popleft()

    def _out(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._fileno, left) :]
        with self._news:
            self._bytes -= len(data)


class CalmDriver(LinuxDriver):
    """Textual's driver with a writer that never blocks the loop, hang-ups noticed, and no suspension."""

    def __init__(
        self, app: Any, *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._patient: PatientWriter | None = None
        self._gone = False
        self._pace, self._pasting = Pace(), Pasting()
        if "ESCDELAY" not in os.environ:
            constants.ESCAPE_DELAY = ESCAPE_WITHIN  # type: ignore[misc]  # final for others: it is read at every key
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)

    @property
    def can_suspend(self) -> bool:
        """A suspended console leaves a raw terminal behind: never."""
        return False

    def _get_terminal_size(self) -> tuple[int, int]:
        """The terminal knows its size; COLUMNS and LINES may be somebody's old ones."""
        for fileno in (cast("IO[str]", self._file).fileno(), self.fileno):
            try:
                size = os.get_terminal_size(fileno)
            except OSError:
                continue
            if size.columns and size.lines:
                return size.columns, size.lines
        return super()._get_terminal_size()

    @property
    def _writer_thread(self) -> Any:
        return self._patient

    @_writer_thread.setter
    def _writer_thread(self, thread: Any) -> None:
        """Textual assigns the writer it just built and then starts it: ours stands in its place."""
        if thread is None:
            self._patient = None
            return
        output = cast("IO[str]", self._file)
        self._patient = PatientWriter(output.fileno(), writable=self._on_writable, lost=self.hang_up)

    def write(self, data: str) -> None:
        """Queue bytes for the terminal; dropped when it has stalled or is gone."""
        if self._patient is not None and not self._gone:
            self._patient.write(data)
            self._ask(len(data))

    def takes_a_frame(self) -> bool:
        """Has the terminal drawn so much that the next frame may go? While it has not, changes wait and are painted once."""
        if self._patient is not None and self._patient.waiting:
            return False
        self._ask(0)
        return self._pace.free(time.monotonic())

    def _ask(self, sent: int) -> None:
        if self._pace.sent(sent, time.monotonic()) and self._patient is not None:
            self._patient.write(QUESTION)

    def hang_up(self, why: str) -> None:
        """The terminal is gone: tell the application, from whichever thread noticed."""
        if not self._gone:
            self._gone = True
            self._tell(lambda app: app.terminal_lost(why))

    def _on_writable(self) -> None:
        self._tell(lambda app: app.terminal_writable())

    def _tell(self, what: Callable[[Losable], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(what, cast("Losable", self._app))
        except RuntimeError:  # the loop has ended: there is nobody left to tell
            return

    def run_input_thread(self) -> None:
        """Read keys until the end; the end of input is a hang-up, a sequence nobody knows is passed over."""
        decode = getincrementaldecoder("utf-8")("replace").decode
        parser = XTermParser(self._debug)
        escaped_at = 0.0
        while not self.exit_event.is_set():
            lonely = time.monotonic() - escaped_at < 2 * constants.ESCAPE_DELAY
            try:
                ready = select([self.fileno], [], [], constants.ESCAPE_DELAY / 5 if lonely else 0.1)[0]
                data = os.read(self.fileno, 4096) if ready else None
            except _LOST as error:
                self.hang_up(f"terminal lost: {error}")
                return
            if data == b"":
                self.hang_up("terminal hung up")
                return
            if data and b"\x1b" in data:
                escaped_at = time.monotonic()
            now = time.monotonic()
            words = self._pasting.through(decode(data), now) if data else self._pasting.overdue(now)
            parser = self._parse(parser, words)

    def _parse(self, parser: XTermParser, text: str) -> XTermParser:
        """Turn text into events; a parser that stumbles over a sequence is replaced by a new one."""
        try:
            for event in parser.feed(text) if text else ():
                if isinstance(event, CursorPosition):
                    self._pace.answered(time.monotonic())
                    self._ask(0)
                else:
                    self.process_message(event)
            for event in parser.tick():
                self.process_message(event)
        except (ValueError, LookupError, ArithmeticError):
            return XTermParser(self._debug)
        return parser

    def disable_input(self) -> None:
        """Read no more keys; an answer that is still to come is waited for, lest the next program read it."""
        until = time.monotonic() + _LAST_ANSWER_WITHIN
        while self._pace.asks and not self._gone and time.monotonic() < until:
            time.sleep(0.01)
        super().disable_input()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was; one that is gone or stalled gets what it takes."""
        if self._patient is not None:
            with self._patient._news:  # noqa: SLF001 - the writer's own lock: the last words must not be dropped
                self._patient.stalled = False
        super().stop_application_mode()


def hush_lost_terminal() -> None:
    """After a hang-up, let what is still said go nowhere: a word to a terminal that is gone is an error."""
    for fileno in (1, 2):
        try:
            termios.tcgetattr(fileno)
        except termios.error as error:
            if error.args[0] == errno.EIO:
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, fileno)
                os.close(nowhere)


@contextmanager
def hang_up_signals(lost: Callable[[str, int], None], loop: Any) -> Iterator[None]:
    """While this lasts, SIGHUP and SIGTERM call `lost` on the loop with a reason and an exit code."""
    asked = {signal.SIGHUP: ("terminal hung up", 129), signal.SIGTERM: ("terminated", 143)}
    for number, (why, code) in asked.items():
        loop.add_signal_handler(number, lost, why, code)
    try:
        yield
    finally:
        for number in asked:
            loop.remove_signal_handler(number)
