"""One engine per home: a lock file that names its process, and is void when that process is gone."""

import fcntl
import os
from pathlib import Path

from engine.domain.errors import FootbeError, Malformed
from engine.shell.small_file import taken

LOCK_FILE = "engine.lock"


class AlreadyRunning(FootbeError):
    """Another engine has this home."""


class HomeLock:
    """Held from `take` to `release`; a process that dies leaves a lock that the next one sees through.

    The file holds the process number and its start time in ticks since boot, so that a number that
    was given to another process does not pass for the old one.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / LOCK_FILE
        self._descriptor: int | None = None

    def take(self) -> None:
        """Make this home ours.

        Raises:
            AlreadyRunning: a living engine has it; the text names its process.
        """
        holder = self.holder()
        if holder is not None:
            raise AlreadyRunning(f"an engine is running in {self._path.parent} already: process {holder}")
        self._descriptor = self._alone()
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"{os.getpid()} {started_ticks(os.getpid())}\n".encode())

    def _alone(self) -> int:
        """Which descriptor holds the file against every other process, to the end of ours?

        Two that start at once would both see through a dead engine's file: the system lets one of them have it.
        """
        descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(descriptor), self._path.lstat()):
                return descriptor
        except (BlockingIOError, FileNotFoundError):
            pass  # somebody has it, or has just given it back
        os.close(descriptor)
        raise AlreadyRunning(f"another engine is starting in {self._path.parent}")

    def holder(self) -> int | None:
        """Which living process has this home? None when nobody does."""
        try:
            pid_text, ticks_text = taken(self._path).decode("ascii").split()
            pid, ticks = int(pid_text), int(ticks_text)
        except (OSError, ValueError):
            return None
        return pid if started_ticks(pid) == ticks else None

    def release(self) -> None:
        """Give the home back."""
        if self._descriptor is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = None


def started_ticks(pid: int) -> int | None:
    """When did this process start, in clock ticks since boot? None when there is no such process, 0 if unknown."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        # The name stands in brackets and may hold blanks; start time is the 20th field behind it.
        fields = stat.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
        return None if fields[0] == "Z" else int(fields[19])
    except OSError:
        return 0 if not Path("/proc/self/stat").exists() and _alive(pid) else None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def own_folder(path: Path) -> Path:
    """Make sure that a folder is there, is ours and is nobody else's to read: which one is it?

    Raises:
        Malformed: it is a link, no folder, or somebody else's.
    """
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    facts = path.lstat()
    if path.is_symlink() or not path.is_dir():
        raise Malformed("home", str(path), "a folder, not a link to one")
    if facts.st_uid != os.getuid():
        raise Malformed("home", str(path), "a folder that belongs to you")
    if facts.st_mode & 0o077:
        path.chmod(0o700)
    return path
