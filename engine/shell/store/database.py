"""One connection, one writer, transactions as values: SQLite in this thread or through aiosqlite."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import aiosqlite

from engine.domain.errors import UnknownOutcome
from engine.domain.exits import ExitCode
from engine.shell.ports import Database, Transaction
from engine.shell.store.schema import connect, prepare

QUEUE_MAX = 64
CLOSE_SECONDS_MAX = 5.0
COMMIT_SECONDS_MAX = 15.0
"""A disk that takes longer than this is taken for a broken one."""

Rows = list[tuple[object, ...]]


class StorageFailed(UnknownOutcome):
    """A write raised: what of it is on the disk is unknown. Leave, and reread at the next start."""

    exit_code = ExitCode.STORAGE


class InlineDatabase:
    """SQLite in the caller's thread: for headless runs at full speed, tests and replay."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._failed: StorageFailed | None = None

    async def apply(self, transaction: Transaction) -> None:
        """Write a transaction whole; on return it is on the disk.

        Raises:
            StorageFailed: the commit raised, now or earlier; reread before going on.
        """
        _refuse_after(self._failed)
        execute = self._connection.execute
        try:
            execute("BEGIN IMMEDIATE")
            for sql, rows in transaction:
                self._connection.executemany(sql, rows)
            execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            self._failed = _failure(error)
            raise self._failed from error

    async def read(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Which rows does a query give?"""
        try:
            return self._connection.execute(sql, tuple(parameters)).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise _failure(error) from error

    async def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class _Job(NamedTuple):
    """What the writer task is asked for, and where the answer goes."""

    transaction: Transaction | None
    query: tuple[str, Sequence[object]] | None
    done: "asyncio.Future[Rows]"


class ThreadedDatabase:
    """SQLite behind aiosqlite's thread, fed by one task that nobody cancels."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._failed: StorageFailed | None = None
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue(QUEUE_MAX)
        self._writer = asyncio.create_task(self._work(), name="database writer")

    @property
    def waiting(self) -> int:
        """How many jobs wait for the writer?"""
        return self._jobs.qsize()

    async def apply(self, transaction: Transaction) -> None:
        """Write a transaction whole, even if the caller is cancelled meanwhile; on return it is on the disk.

        Raises:
            StorageFailed: the commit raised, now or earlier, or does not come back; reread before going on.
        """
        _refuse_after(self._failed)
        try:
            async with asyncio.timeout(COMMIT_SECONDS_MAX):
                await self._ask(_Job(transaction, None, asyncio.get_running_loop().create_future()))
        except TimeoutError as error:
            self._failed = StorageFailed(f"storage: no commit within {COMMIT_SECONDS_MAX:g} s")
            raise self._failed from error

    async def read(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Which rows does a query give, between two transactions?"""
        return await self._ask(_Job(None, (sql, parameters), asyncio.get_running_loop().create_future()))

    async def close(self) -> None:
        """Finish what is queued and let go of the file, within ten seconds.

        The thread behind it is no daemon: where it hangs, the process has to end by `os._exit`.
        """
        if not self._writer.done():
            await self._jobs.put(None)
            await asyncio.wait({self._writer}, timeout=CLOSE_SECONDS_MAX)
        closing = asyncio.ensure_future(self._connection.close())
        await asyncio.wait({closing}, timeout=CLOSE_SECONDS_MAX)  # cancelled, it would wait for its thread for ever
        if not closing.done():
            raise StorageFailed("the database did not close in time")
        closing.result()

    async def _ask(self, job: _Job) -> Rows:
        if self._writer.done():
            raise StorageFailed("the database is closed")
        await self._jobs.put(job)
        return await asyncio.shield(job.done)

    async def _work(self) -> None:
        while (job := await self._jobs.get()) is not None:
            try:
                rows = await self._carry_out(job)
            except (sqlite3.Error, OSError, UnknownOutcome) as error:
                _settle(job.done, error if isinstance(error, UnknownOutcome) else _failure(error))
            else:
                _settle(job.done, rows)

    async def _carry_out(self, job: _Job) -> Rows:
        if job.query is not None:
            sql, parameters = job.query
            return [tuple(row) for row in await self._connection.execute_fetchall(sql, tuple(parameters))]
        _refuse_after(self._failed)
        try:
            await self._whole(job.transaction or ())
        except (sqlite3.Error, OSError) as error:
            self._failed = _failure(error)
            raise self._failed from error
        return []

    async def _whole(self, transaction: Transaction) -> None:
        await self._connection.execute("BEGIN IMMEDIATE")
        for sql, rows in transaction:
            await self._connection.executemany(sql, rows)
        await self._connection.execute("COMMIT")


async def open_database(
    path: Path, *, inline: bool, copy: Callable[[Path], object] | None = None
) -> Database:
    """Which database stands behind this file, its tables brought up to date? `inline` saves the thread.

    `copy` is made of a file whose tables have to change, before they do.

    Raises:
        Malformed: the file is not ours, or a newer version's.
    """
    try:
        prepare(path, copy=copy)
        if inline:
            return InlineDatabase(connect(path))
        return ThreadedDatabase(await aiosqlite.Connection(lambda: connect(path), iter_chunk_size=64))
    except sqlite3.Error as error:
        raise _failure(error) from error


def _failure(error: Exception) -> StorageFailed:
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    return StorageFailed(f"storage: {name}: {error}")


def _refuse_after(failed: StorageFailed | None) -> None:
    if failed is not None:
        raise StorageFailed(f"nothing is written after a failure ({failed})")


def _settle(done: "asyncio.Future[Rows]", outcome: "Rows | UnknownOutcome") -> None:
    if done.done():
        return
    if isinstance(outcome, UnknownOutcome):
        done.set_exception(outcome)
    else:
        done.set_result(outcome)
