"""The watchdog that an engine starts for itself: a process of its own, in a session of its own."""

import asyncio
import subprocess
import sys
from pathlib import Path

from engine.domain.clean import own
from engine.domain.snapshot import HealthRow
from engine.shell.runtime.watchdog import FROZEN_SECONDS

START_AFTER_SECONDS = 3.0
"""A first picture comes before it; whoever starts an engine is looking at it meanwhile."""


class Guard:
    """Starts the watchdog, and says whether it is there. `start` is for the engine's loop."""

    def __init__(self, home: Path, *, after: float = START_AFTER_SECONDS, frozen: float = FROZEN_SECONDS) -> None:
        self._home, self._after, self._frozen = home, after, frozen
        self._process: subprocess.Popen[bytes] | None = None
        self._error = ""

    async def start(self) -> None:
        """Have the engine watched from a few seconds after now on."""
        await asyncio.sleep(self._after)
        command = [sys.executable, "-m", "engine.shell.runtime.watchdog", str(self._home), str(self._frozen)]
        nowhere = subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(  # noqa: S603, ASYNC220 - our own module; the call does not wait
                command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
            )
        except OSError as error:
            self._error = f"cannot be started: {error.strerror}"

    def row(self) -> HealthRow:
        """How does the health pane speak of it?"""
        if self._error:
            return HealthRow("watchdog", own("sick"), None, None, own(self._error))
        if self._process is None:
            return HealthRow("watchdog", own("ok"), None, None, own("starting"))
        code = self._process.poll()
        if code is not None:
            return HealthRow("watchdog", own("sick"), None, None, own(f"ended (exit {code}): nobody watches the engine"))
        return HealthRow("watchdog", own("ok"), None, None, own(f"process {self._process.pid}, acts after {self._frozen:g} s"))

    def leave(self) -> None:
        """The engine ends: the watchdog sees it by the last heartbeat and ends itself."""
        if self._process is not None:
            self._process.poll()
            self._process.returncode = self._process.returncode or 0  # nobody waits for it
