"""Copies of a journal: made whole by SQLite itself, looked through before they count, few kept."""

import contextlib
import datetime as dt
import os
import sqlite3
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from engine.domain.errors import FootbeError, Malformed
from engine.domain.exits import ExitCode
from engine.domain.moment import Moment
from engine.shell.store.examination import Extent, extent, integrity
from engine.shell.store.schema import open_to_read

KEPT = 7
"""How many copies of one kind stay, where nobody says otherwise."""

_STAMP = "%Y%m%dT%H%M%SZ"


class BackupFailed(FootbeError):
    """A copy could not be made, or is not what it was made from; it is taken away again."""

    exit_code = ExitCode.STORAGE


class Kind(StrEnum):
    """Why was a copy made? Each kind is kept and forgotten by itself."""

    DAILY = "daily"
    ASKED = "asked"
    MIGRATION = "migration"
    THINNING = "thinning"


class Backup(Struct, frozen=True):
    """A copy that was looked through: where it lies, and what is in it."""

    path: Path
    extent: Extent


def back_up_into(folder: Path, journal: Path, kind: Kind, at: Moment, kept: int = KEPT) -> Backup:
    """Copy a journal into a folder of copies: where does the copy lie? Clears away the oldest of its kind and half ones.

    Raises:
        BackupFailed: it could not be made whole; nothing is forgotten then.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = dt.datetime.fromtimestamp(at // 1_000_000, dt.UTC).strftime(_STAMP)
    made = back_up(journal, _free(folder, f"{journal.stem}-{kind}-{stamp}", journal.suffix))
    halves = folder.glob(f".{journal.stem}-*.part")
    for path in (*copies(folder, journal, kind)[kept:], *halves):
        path.unlink(missing_ok=True)
    return made


def copies(folder: Path, journal: Path, kind: Kind | None = None) -> list[Path]:
    """Which copies of this journal lie there, newest first?"""
    kinds = [kind] if kind else list(Kind)
    found = [path for each in kinds for path in folder.glob(f"{journal.stem}-{each}-*{journal.suffix}")]
    return sorted(found, key=_made_at, reverse=True)


def back_up(journal: Path, to: Path) -> Backup:
    """Copy a journal, whether or not an engine writes it, and look through the copy: what is in it?

    The copy is its owner's alone, and on the disk, before it has its name.

    Raises:
        Malformed: there is no journal, or something lies at `to` already.
        BackupFailed: it cannot be written, or the copy is not whole.
    """
    if not journal.is_file():
        raise Malformed("journal", str(journal), "a file that exists")
    if to.exists() or to.is_symlink():
        raise Malformed("backup to", str(to), "a name that is free: a backup overwrites nothing")
    part = to.with_name(f".{to.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        found = _copied(journal, part)
        _to_disk(part)
        os.link(part, to)
        _to_disk(to.parent)
    except (sqlite3.Error, OSError) as error:
        raise BackupFailed(f"backup of {journal} to {to}: {error}") from None
    finally:
        part.unlink(missing_ok=True)
    return Backup(to, found)


def _made_at(path: Path) -> tuple[str, int]:
    """The second in its name, then the moment on the disk: several of one second may have come and gone."""
    return path.stem.rsplit("-", 1)[1].split(".")[0], path.stat().st_mtime_ns


def _copied(journal: Path, to: Path) -> Extent:
    with contextlib.closing(open_to_read(journal)) as source:
        least, _ = extent(source)
        source.execute("VACUUM INTO ?", (str(to),))
    with contextlib.closing(open_to_read(to)) as copy:
        found, broken = extent(copy)
        wrong = [*integrity(copy), *broken]
        if found.records < least.records:
            wrong.append(f"{found.records} records, {least.records} when it was begun")
    if wrong:
        raise BackupFailed(f"backup of {journal}: the copy is not whole and was taken away: {wrong[0]}")
    return found


def _free(folder: Path, stem: str, suffix: str) -> Path:
    path, ordinal = folder / f"{stem}{suffix}", 1
    while path.exists():
        ordinal += 1
        path = folder / f"{stem}.{ordinal}{suffix}"
    return path


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
