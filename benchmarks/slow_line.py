"""A slow line between a terminal and whoever reads it: what `ssh -C` over 64 kbit/s and 200 ms does to a full-screen program.

What the program writes is compressed as `ssh -C` does it (one zlib stream, flushed after every read), waits in a bounded buffer
(the server's and the sender's: the program cannot see them), leaves at 8,000 bytes a second, and arrives 200 ms later. Keys take
200 ms the other way: 400 ms there and back. While the buffer is full nothing is read from the program.
"""

import os
import select
import time
import zlib
from collections import deque
from collections.abc import Sequence
from threading import Event, Lock, Thread
from types import TracebackType

from benchmarks.pty_line import WIDE, PtyLine

BYTES_PER_SECOND = 8_000
DELAY_SECONDS = 0.2
"""Each way."""
BUFFER_BYTES = 32 * 1024
"""What waits unseen between the program and the line, compressed: 16 kB in the server's buffer, as much in the sender's."""

PACKET_BYTES = 68
"""What the line carries beside each piece: addresses, the seal of the shell."""

_READ_BYTES = 4_096
_LOOK_SECONDS = 0.005


class SlowLine(PtyLine):
    """A program at the far end of a slow line."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = WIDE,
        cwd: str = ".",
        bytes_per_second: int = BYTES_PER_SECOND,
        delay: float = DELAY_SECONDS,
    ) -> None:
        super().__init__(command, size=size, cwd=cwd)
        self._rate, self._delay = bytes_per_second, delay
        self._packer = zlib.compressobj(6)
        self._coming: deque[tuple[float, bytes, int]] = deque()
        self._going: deque[tuple[float, bytes]] = deque()
        self._free_at = 0.0
        self.raw, self.packed = 0, 0
        """Bytes so far, before and after compression."""
        self._lock, self._over = Lock(), Event()
        self._pump = Thread(target=self._run, daemon=True)
        self._pump.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the line, then the program."""
        self._over.set()
        self._pump.join()
        super().__exit__(kind, error, trace)

    def press(self, keys: str) -> float:
        """Press these keys here; there they arrive later."""
        return self._send(keys.encode())

    def chunk(self, seconds: float) -> tuple[bytes, float]:
        """What arrives next within this time, and when?"""
        until = time.monotonic() + seconds
        while True:
            now = time.monotonic()
            with self._lock:
                if self._coming and self._coming[0][0] <= now:
                    at, data, _ = self._coming.popleft()
                    break
            if now >= until:
                return b"", now
            time.sleep(min(_LOOK_SECONDS, until - now))
        for reply in self.answering.to(data):
            self._send(reply)
        return data, at

    def under_way(self) -> int:
        """How many compressed bytes have not left the buffer yet?"""
        return max(0, int((self._free_at - time.monotonic()) * self._rate))

    def _send(self, data: bytes) -> float:
        now = time.monotonic()
        with self._lock:
            self._going.append((now + self._delay, data))
        return now

    def _run(self) -> None:
        while not self._over.is_set():
            with self._lock:
                while self._going and self._going[0][0] <= time.monotonic():
                    os.write(self.fd, self._going.popleft()[1])
            room = self.under_way() < BUFFER_BYTES
            if not room or not select.select([self.fd], [], [], _LOOK_SECONDS)[0]:
                time.sleep(0 if room else _LOOK_SECONDS)
                continue
            try:
                data = os.read(self.fd, _READ_BYTES)
            except OSError:  # the program has closed its end
                return
            self._take(data)

    def _take(self, data: bytes) -> None:
        size = PACKET_BYTES + len(self._packer.compress(data)) + len(self._packer.flush(zlib.Z_SYNC_FLUSH))
        self.raw += len(data)
        self.packed += size
        self._free_at = max(self._free_at, time.monotonic()) + size / self._rate
        with self._lock:
            self._coming.append((self._free_at + self._delay, data, size))
