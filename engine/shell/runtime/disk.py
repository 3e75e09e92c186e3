"""Is there room left where the journal lies? Looked at each minute, told once when it runs short and once when it is back."""

import os
from collections.abc import Callable
from pathlib import Path

from engine.domain.clean import own
from engine.domain.events import Noticed
from engine.domain.states import Cause
from engine.shell.ports import Clock

FLOOR_BYTES = 200_000_000
WELL_BYTES = 250_000_000
"""Well again only from here on: room that comes and goes about the floor is told once."""

EVERY_SECONDS = 60.0

Room = Callable[[Path], int]


def free_bytes(folder: Path) -> int:
    """How many bytes may we still write there?

    Raises:
        OSError: the file system does not say.
    """
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


class DiskWatch:
    """Remembers what was last told of the room in a folder; `room` measures it, `sick` was told before a restart."""

    def __init__(self, folder: Path, room: Room = free_bytes, *, sick: bool = False) -> None:
        self._folder = folder
        self._room = room
        self._sick = sick

    def look(self) -> Noticed | None:
        """Is there something to tell that has not been told? A disk that does not answer is a sick one."""
        try:
            free = self._room(self._folder)
        except OSError as error:
            return self._turned(sick=True, text=f"the disk does not say what is free: {error.strerror or error}")
        text = f"{free // 1_000_000} MB free for the journal, {FLOOR_BYTES // 1_000_000} MB wanted"
        return self._turned(sick=free < (WELL_BYTES if self._sick else FLOOR_BYTES), text=text)

    async def watch(self, tell: Callable[[Noticed], object], clock: Clock) -> None:
        """Look at once and each minute, until cancelled; `tell` never waits."""
        while True:
            news = self.look()
            if news is not None:
                tell(news)
            await clock.sleep(EVERY_SECONDS)

    def _turned(self, *, sick: bool, text: str) -> Noticed | None:
        if sick == self._sick:
            return None
        self._sick = sick
        return Noticed(Cause.DISK, sick, own(text))
