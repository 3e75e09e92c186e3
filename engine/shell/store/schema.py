"""How a journal file comes to have the tables this code expects, with a copy made before any change."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from engine.domain.errors import Malformed
from engine.domain.exits import ExitCode

APPLICATION_ID = 0x464F4F54
"""`FOOT` in the file's header: this database is ours."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_DISTRUST = ("PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA mmap_size = 0")
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    *_DISTRUST,
    "PRAGMA busy_timeout = 2000",
)


class NotAJournal(Malformed):
    """What stands in a journal's place cannot be read as one."""

    exit_code = ExitCode.STORAGE


_OURS = "a SQLite file written by this program; move this one away to begin anew"


def connect(path: Path) -> sqlite3.Connection:
    """How is a journal file opened for writing? Transactions are begun and ended by hand."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """How is a journal file opened so that nothing of it can change?

    Raises:
        Malformed: there is no such file, or it is no journal of ours.
    """
    if not path.is_file():
        raise Malformed("journal", str(path), "a file that exists")
    connection = open_to_read(path)
    try:
        _check_ours(connection, path)
        _check_current(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_without_trace(path: Path) -> sqlite3.Connection:
    """How is a journal file opened for a moment so that not even a file is made beside it?

    A log of writes that stands beside it is read with it. Without one nobody writes, and the file alone is the
    journal: hold the connection no longer than a question takes, for somebody may begin to.

    Raises:
        Malformed: there is no such file, or it is no journal of ours.
    """
    if not path.is_file():
        raise Malformed("journal", str(path), "a file that exists")
    log = path.with_name(f"{path.name}-wal")
    written = log.exists() and (log.stat().st_size > 0 or path.with_name(f"{path.name}-shm").exists())
    connection = open_to_read(path, alone=not written)
    try:
        connection.execute("PRAGMA busy_timeout = 2000")
        _check_ours(connection, path)
        _check_current(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def open_to_read(path: Path, *, alone: bool = False) -> sqlite3.Connection:
    """How is any SQLite file opened so that nothing of it can change, and nothing in it is trusted?

    `alone`: without looking for what stands beside it, and without putting anything there.

    Raises:
        Malformed: it cannot be opened.
    """
    try:
        how = "immutable=1" if alone else "mode=ro"
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)
        for pragma in _DISTRUST:
            connection.execute(pragma)
    except sqlite3.Error as error:
        raise Malformed(f"journal {path}", str(error), "a file that you may read") from None
    return connection


def migrations() -> list[str]:
    """Which SQL scripts lead from an empty file to today's tables, in order?"""
    return [path.read_text(encoding="utf-8") for path in sorted(_MIGRATIONS.glob("*.sql"))]


def prepare(path: Path, scripts: list[str] | None = None, *, copy: Callable[[Path], object] | None = None) -> None:
    """Bring a file (new or ours) to today's tables, in one transaction; `copy` is made first if it held anything.

    Raises:
        Malformed: the file is not ours, a newer version's, or is to be changed and nobody makes a copy.
    """
    scripts = migrations() if scripts is None else scripts
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    empty = path.stat().st_size == 0
    connection = _connect_checked(path, empty=empty)
    try:
        version = _user_version(connection)
        if version > len(scripts):
            raise Malformed(f"version of {path.name}", version, f"at most {len(scripts)}: this file is newer")
        if version < len(scripts):
            if version:
                _copied_first(path, version, copy)
            _migrate(connection, scripts, version)
    finally:
        connection.close()


def _connect_checked(path: Path, *, empty: bool) -> sqlite3.Connection:
    if not empty:
        looked_at = open_to_read(path)
        try:
            _check_ours(looked_at, path)
        finally:
            looked_at.close()
    return connect(path)


def is_ours(path: Path) -> bool:
    """Is this a journal, of whatever version?"""
    try:
        with contextlib.closing(open_to_read(path)) as connection:
            _check_ours(connection, path)
    except Malformed:
        return False
    return True


def is_blank(path: Path) -> bool:
    """Is there no file, or one in which nobody has made a table yet, as a start that was cut short leaves it?"""
    if not path.exists() or path.stat().st_size == 0:
        return True
    with contextlib.closing(open_to_read(path)) as connection:
        try:
            return _is_untouched(connection)
        except sqlite3.Error:
            return False


def _is_untouched(connection: sqlite3.Connection) -> bool:
    (found,) = connection.execute("PRAGMA application_id").fetchone()
    (things,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return not found and not things


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    try:
        (found,) = connection.execute("PRAGMA application_id").fetchone()
        untouched = _is_untouched(connection)
    except sqlite3.DatabaseError as error:
        raise NotAJournal(f"journal {path}", str(error), _OURS) from None
    if found != APPLICATION_ID and not untouched:
        raise NotAJournal(f"journal {path}", f"application id {found:#x}", _OURS)


def _check_current(connection: sqlite3.Connection, path: Path) -> None:
    version = _user_version(connection)
    if version != len(migrations()):
        allowed = f"{len(migrations())}; move this file away to begin anew"
        raise Malformed(f"version of {path}", version, allowed)


def _user_version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _copied_first(path: Path, version: int, copy: Callable[[Path], object] | None) -> None:
    if copy is None:
        raise Malformed(
            f"version of {path}", version, "one that needs no change; start an engine here: it makes a copy first"
        )
    copy(path)


def _migrate(connection: sqlite3.Connection, scripts: list[str], version: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for script in scripts[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(scripts)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled it back already
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
