"""Where things lie: one folder holds an engine's state, journal, logs and socket."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from msgspec import Struct
from platformdirs import user_state_path

from engine.config.complaint import ConfigError

_SOCKET_PATH_BYTES_MAX = 100
"""The kernel takes 107 on Linux and 103 on macOS."""


class Home(Struct, frozen=True):
    """Paths inside a home folder; nothing exists until `prepare`."""

    root: Path

    @property
    def data(self) -> Path:
        """Which folder holds journals and artifacts?"""
        return self.root / "data"

    @property
    def journal(self) -> Path:
        """Which file is the journal?"""
        return self.data / "journal.db"

    @property
    def logs(self) -> Path:
        """Which folder holds logs?"""
        return self.root / "logs"

    @property
    def log(self) -> Path:
        """Which file takes the log, a JSON object per line?"""
        return self.logs / "footbe_trader.log"

    @property
    def engine_output(self) -> Path:
        """Which file takes what an engine started by a console would print?"""
        return self.logs / "engine.out"

    @property
    def report(self) -> Path:
        """Which file holds the last run's report, as text?"""
        return self.data / "report.txt"

    @property
    def figures(self) -> Path:
        """Which file holds the last run's report, as figures?"""
        return self.data / "report.json"

    @property
    def backups(self) -> Path:
        """Which folder holds copies of the journal?"""
        return self.root / "backups"

    @property
    def stop_file(self) -> Path:
        """Which file stops the engine by being there?"""
        return self.root / "STOP"

    @property
    def lock(self) -> Path:
        """Which file says who holds this home?"""
        return self.root / "engine.lock"

    @property
    def socket(self) -> Path:
        """Which socket does the engine listen on? In a short folder where the home's own path is too long."""
        inside = self.root / "engine.sock"
        if len(os.fsencode(inside)) <= _SOCKET_PATH_BYTES_MAX:
            return inside
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"footbe-tui-{os.getuid()}" / f"{name}.sock"

    def prepare(self) -> None:
        """Make the folders, for their owner alone.

        Raises:
            ConfigError: one cannot be made, or belongs to somebody else.
        """
        for folder in (self.root, self.data, self.logs, self.socket.parent):
            _own(folder)


def _own(folder: Path) -> None:
    shared = folder.parent == Path(tempfile.gettempdir())
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat() if shared else folder.stat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid():
            folder.chmod(0o700)
            return
    except OSError as error:
        raise ConfigError(
            [f"{folder}: {error.strerror}; allowed: a folder of your own (--home DIR)"]
        ) from None
    raise ConfigError([f"{folder}: belongs to somebody else; allowed: a folder of your own (--home DIR)"])


def home_at(folder: str | None) -> Home:
    """Which home is meant: this folder, or the platform's state folder when none is given?

    Raises:
        ConfigError: its name holds what a terminal would obey or hide; it is said in every message.
    """
    root = (Path(folder).expanduser() if folder else user_state_path("footbe-tui")).absolute()
    if not str(root).isprintable():
        allowed = "a folder whose name holds no control or invisible characters"
        raise ConfigError([f"--home: {str(root)!a} is not allowed; allowed: {allowed}"])
    return Home(root)
