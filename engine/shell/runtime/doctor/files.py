"""Who may read a home's files, and which of them are left over from something?"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from engine.domain.errors import Malformed
from engine.shell.keys import load_key
from engine.shell.runtime.brake import STOP_FILE
from engine.shell.runtime.doctor.finding import Finding, Patient, bad, fine, note
from engine.shell.runtime.lock import LOCK_FILE, HomeLock

KEY_PATTERNS = ("*.pem", "*.key", "keys/*")
"""What may be a key, inside a home."""


def modes(patient: Patient) -> Iterator[Finding]:
    """Is everything its owner's alone?"""
    seen = 0
    for path in _private(patient):
        found = _facts(path)
        if found is None:
            continue
        seen += 1
        yield from _wrong_mode("modes", path, found)
    yield fine("modes", f"{seen} files and folders looked at", patient.root)


def keys(patient: Patient) -> Iterator[Finding]:
    """Would an engine take the key files that lie here? Their owner's alone, outside every git tree, nothing else in them."""
    found = sorted({path for pattern in KEY_PATTERNS for path in patient.root.glob(pattern)})
    wrong = 0
    for path in found:
        try:
            load_key(path)
        except Malformed as error:
            wrong += 1
            yield bad("keys", str(error), path, error.allowed)
    if not wrong:
        yield fine("keys", f"{len(found)} key files looked at" if found else "no key file here", patient.root)


def left_over(patient: Patient) -> Iterator[Finding]:
    """Does an engine run, is a stop in force, and what did others leave behind?"""
    holder = HomeLock(patient.root).holder()
    lock, stop = patient.root / LOCK_FILE, patient.root / STOP_FILE
    if holder is not None:
        yield fine("engine", f"runs: process {holder}", lock)
    elif lock.exists() or _facts(patient.socket) is not None:
        where = lock if lock.exists() else patient.socket
        yield note(
            "engine",
            "none runs; one left its lock or socket behind",
            where,
            "none needed: the next start sees through them",
        )
    else:
        yield fine("engine", "none runs")
    if stop.exists():
        yield note(
            "stop",
            "a STOP file stands: no entries",
            stop,
            "footbe-tui reset --reason …, or remove it if no run wrote it",
        )
    for crash in sorted(patient.root.glob("crash-*.json")):
        yield note(
            "crash",
            f"{crash.name}: a record that could not be decided",
            crash,
            "report it with the journal; then move it away",
        )


def _private(patient: Patient) -> Iterator[Path]:
    yield from (patient.root, patient.journal.parent, patient.logs, patient.backups, patient.socket.parent)
    yield patient.journal
    yield from (patient.journal.with_name(patient.journal.name + side) for side in ("-wal", "-shm"))
    yield from (patient.root / LOCK_FILE, patient.root / STOP_FILE, patient.socket)
    yield from sorted(patient.logs.glob("*"))
    yield from sorted(patient.backups.glob("*"))


def _facts(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except FileNotFoundError:
        return None


def _wrong_mode(check: str, path: Path, found: os.stat_result) -> Iterator[Finding]:
    wanted = 0o700 if stat.S_ISDIR(found.st_mode) else 0o600
    if stat.S_ISLNK(found.st_mode):
        yield bad(check, f"{path.name} is a link", path, "put the thing itself there")
    elif found.st_uid != os.getuid():
        yield bad(check, f"{path.name} belongs to user {found.st_uid}", path, f"chown {os.getuid()} '{path}'")
    elif stat.S_IMODE(found.st_mode) & 0o077 and path.name != STOP_FILE:
        mode = stat.S_IMODE(found.st_mode)
        yield bad(check, f"{path.name} is {mode:04o}, others may look in", path, f"chmod {wanted:o} '{path}'")
