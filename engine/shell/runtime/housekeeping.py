"""What an engine looks after beside trading: room on the disk each minute, a copy of the journal each day."""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from engine.domain.errors import FootbeError
from engine.domain.moment import DAY, Moment
from engine.domain.states import Cause
from engine.shell.runtime.disk import EVERY_SECONDS, DiskWatch
from engine.shell.runtime.run import EngineOptions, EngineParts, Run
from engine.shell.store.backups import Kind, back_up_into, copies

BACKUPS = "backups"
"""The folder of copies inside a home."""

_AGAIN_SECONDS = 3600.0
"""How long a copy that failed waits for its next try."""


def copying(parts: EngineParts, options: EngineOptions) -> Callable[[Path], object]:
    """How is a journal copied before its tables change?"""
    return lambda journal: back_up_into(
        parts.home / BACKUPS, journal, Kind.MIGRATION, parts.clock.now(), options.backups_kept
    )


def copy_is_due(folder: Path, journal: Path, now: Moment) -> bool:
    """Has no copy of any kind been made for a day? A copy from the future counts for nothing."""
    try:
        ages = [now - path.stat().st_mtime_ns // 1_000 for path in copies(folder, journal)]
    except OSError:
        return True  # whoever tries says what is wrong with the folder
    return not any(0 <= age < DAY for age in ages)


class Housekeeping:
    """Begun with a run, ended with it; nothing of it holds the run up or survives it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._copying: threading.Thread | None = None
        known = str(Cause.DISK) in run.parts.brain.snapshot().status.causes
        watch = DiskWatch(run.parts.journal.parent, sick=known).watch(run.inbox.notice, run.parts.clock)
        loop = asyncio.get_running_loop()
        self._tasks = (
            loop.create_task(watch, name="disk watch"),
            loop.create_task(self._copy_each_day(), name="backups"),
        )

    def end(self) -> None:
        """Stop looking. A copy that is being made ends with the process; its half is cleared away by the next."""
        for task in self._tasks:
            task.cancel()

    async def _copy_each_day(self) -> None:
        parts = self._run.parts
        folder = parts.home / BACKUPS
        again_at = 0.0
        while True:
            await parts.clock.sleep(EVERY_SECONDS)
            busy = self._copying is not None and self._copying.is_alive()
            rested = parts.clock.monotonic() >= again_at
            if rested and not busy and copy_is_due(folder, parts.journal, parts.clock.now()):
                again_at = parts.clock.monotonic() + _AGAIN_SECONDS
                self._copying = threading.Thread(target=self._copy, args=(folder,), daemon=True, name="backup")
                self._copying.start()

    def _copy(self, folder: Path) -> None:
        parts, kept = self._run.parts, self._run.options.backups_kept
        try:
            back_up_into(folder, parts.journal, Kind.DAILY, parts.clock.now(), kept)
        except (FootbeError, OSError) as error:
            with contextlib.suppress(OSError):  # nobody listens: `doctor` says how old the newest copy is
                sys.stderr.write(f"footbe-tui: no copy of the journal today: {error}\n")
