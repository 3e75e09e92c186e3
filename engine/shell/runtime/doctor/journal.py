"""Is the journal whole: file, chain of hashes, tables, short cuts, copies?"""

import contextlib
import sqlite3
from collections.abc import AsyncIterator

from engine.domain.errors import FootbeError, Malformed
from engine.domain.moment import DAY, HOUR, Moment, Span
from engine.shell.runtime.doctor.finding import Finding, Patient, bad, fine, note
from engine.shell.store.backups import copies
from engine.shell.store.database import InlineDatabase
from engine.shell.store.examination import FIRST_FIXED, extent, integrity, table_differences, whole
from engine.shell.store.journal import Journal
from engine.shell.store.schema import connect_to_read, is_blank, open_to_read
from engine.shell.store.thinning import cut_before

_RESTORE = "stop the engine, keep this file aside, put the newest good copy of backups/ in its place"
_COPY_AGE = Span(2 * DAY)


def sqlite_version(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Finding:
    """Which SQLite writes the journal?"""
    said = ".".join(map(str, version))
    if version >= FIRST_FIXED:
        return fine("sqlite", f"SQLite {said}")
    first = ".".join(map(str, FIRST_FIXED))
    what = f"SQLite {said}: two writers at once can tear the log while it is reset (fixed in {first}); an engine is one writer"
    return note(
        "sqlite", what, sqlite3.__name__, "open the journal with other programs for reading only (mode=ro)"
    )


async def journal(patient: Patient) -> AsyncIterator[Finding]:
    """What is to be said of the journal, and of what hangs on it?"""
    path = patient.journal
    if is_blank(path):
        yield note("journal", "no run has been begun here", path, "none needed: an engine makes one")
        return
    try:
        with contextlib.closing(connect_to_read(path)) as connection:
            connection.execute("BEGIN")
            async for finding in _of_file(connection, patient):
                yield finding
    except Malformed as error:
        yield bad("journal", str(error), path, "--fresh begins anew and keeps this file", storage=True)
    except (sqlite3.Error, FootbeError) as error:
        yield bad("journal", f"cannot be read: {error}", path, _RESTORE, storage=True)


async def _of_file(connection: sqlite3.Connection, patient: Patient) -> AsyncIterator[Finding]:
    path = patient.journal
    wrong = integrity(connection)
    if wrong:
        yield bad("integrity", "; ".join(wrong), path, _RESTORE, storage=True)
    else:
        yield fine("integrity", "SQLite finds the file sound", path)
    try:
        read = await whole(connection)
    except FootbeError as error:
        yield bad("chain", str(error), path, _RESTORE, storage=True)
        yield note("tables", "not compared: the chain is broken", path, "mend the chain first")
        return
    reach, _ = extent(connection)
    yield fine(
        "chain", f"{reach.records} records in {reach.batches} batches, to {reach.hash.hex()[:16]}", path
    )
    wrong = await table_differences(read, connection)
    if wrong:
        remedy = f"the batches are right: {_RESTORE}, or keep the file and begin anew with --fresh"
        yield bad("tables", "; ".join(wrong), path, remedy, storage=True)
    else:
        yield fine("tables", "every table is what the batches say", path)
    for finding in await _short_cuts(read, connection, patient):
        yield finding


async def _short_cuts(read: Journal, connection: sqlite3.Connection, patient: Patient) -> list[Finding]:
    path, database = patient.journal, InlineDatabase(connection)
    checkpoint, thinned_to = await read.newest_checkpoint(), await read.thinned_to()
    if checkpoint is not None:
        found = [
            fine("checkpoint", f"the next start begins at record {checkpoint.seq} of {read.tip.seq}", path)
        ]
    elif thinned_to:
        what = f"none is whole, and records 1 to {thinned_to} are thinned: no engine can start"
        found = [bad("checkpoint", what, path, _RESTORE, storage=True)]
    else:
        found = [fine("checkpoint", "none yet: the next start reads from record 1", path)]
    due = await cut_before(read, database, Span(patient.keep_quotes_days * DAY))
    try:
        await read.anchor()
    except FootbeError as error:
        found.append(bad("thinning", str(error), path, _RESTORE, storage=True))
        return found
    if due > thinned_to:
        what = f"quotes up to record {due} are older than {patient.keep_quotes_days} days"
        found.append(note("thinning", what, path, "footbe-tui thin, while no engine runs"))
    elif thinned_to:
        found.append(fine("thinning", f"quotes up to record {thinned_to} are one-minute bars", path))
    return found


def backups(patient: Patient, now: Moment) -> Finding:
    """How old is the newest copy, and is it whole?"""
    found = copies(patient.backups, patient.journal)
    if not patient.journal.is_file():
        return fine("backups", "nothing to copy yet")
    if not found:
        return note("backups", "there is no copy of the journal", patient.backups, "footbe-tui backup")
    newest = max(found, key=lambda path: path.stat().st_mtime_ns)
    try:
        with contextlib.closing(open_to_read(newest)) as connection:
            reach, broken = extent(connection)
            broken = [*integrity(connection), *broken]
    except (sqlite3.Error, Malformed) as error:
        reach, broken = None, [str(error)]
    if broken or reach is None:
        return bad(
            "backups",
            f"the newest copy is not whole: {broken[0]}",
            newest,
            "delete it; footbe-tui backup",
            storage=True,
        )
    age = Span(now - newest.stat().st_mtime_ns // 1_000)
    what = f"{len(found)} copies, the newest {age // HOUR} h old with {reach.records} records"
    return (
        note("backups", what, newest, "footbe-tui backup")
        if age > _COPY_AGE
        else fine("backups", what, newest)
    )
