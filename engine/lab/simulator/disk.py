"""The database in this thread: transactions as values, with every place where a process or a disk may fail."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from engine.domain.errors import UnknownOutcome
from engine.lab.simulator.life import Life
from engine.lab.simulator.universe import Universe
from engine.lab.simulator.weather import Weather
from engine.shell.ports import Transaction
from engine.shell.store.database import StorageFailed
from engine.shell.store.schema import prepare

Rows = list[tuple[object, ...]]


@cache
def _empty() -> bytes:
    """Which bytes is a file made of that holds today's tables and nothing else?"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        prepare(path)
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = DELETE")
        image = connection.serialize()
        connection.close()
        return image


class Platter:
    """What outlives every process: the file, here in memory."""

    def __init__(self) -> None:
        """Begin with empty tables of today's version."""
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.deserialize(_empty())
        self.connection.execute("PRAGMA synchronous = OFF")
        self.committed: Callable[[Transaction], None] = lambda _: None

    def close(self) -> None:
        """Let go of the memory."""
        self.connection.close()


class SimDatabase:
    """One life's writer on the platter. After a failure it writes nothing more, as the real one."""

    def __init__(self, platter: Platter, universe: Universe, weather: Weather, life: Life) -> None:
        """Open the file; what a dead process left half written is rolled back."""
        self._platter, self._universe, self._weather, self._life = platter, universe, weather, life
        self._failed = ""
        if platter.connection.in_transaction:
            platter.connection.execute("ROLLBACK")

    async def apply(self, transaction: Transaction) -> None:
        """Write a transaction whole; on return it is on the disk.

        Raises:
            StorageFailed: disk full or I/O error; whether it stands is unknown.
        """
        await self._life.port("commit")
        if self._failed:
            raise StorageFailed(f"nothing is written after a failure ({self._failed})")
        if self._weather.strikes("slow_commit"):
            await self._slowly()
        if self._weather.strikes("crash_before_begin"):
            await self._life.die("before BEGIN")
        connection = self._platter.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            await self._write(connection, transaction)
        except (UnknownOutcome, sqlite3.Error):
            connection.execute("ROLLBACK")
            raise
        if self._weather.strikes("crash_before_commit"):
            await self._life.die("before COMMIT")
        connection.execute("COMMIT")
        self._platter.committed(transaction)
        await self._told()

    async def _told(self) -> None:
        if self._weather.strikes("crash_after_commit"):
            await self._life.die("after COMMIT")
        if self._weather.strikes("disk_error"):
            self._fail("disk I/O error in COMMIT")

    async def _slowly(self) -> None:
        await asyncio.sleep(self._universe.between(100, 5_000, "slow-commit") / 1000)

    async def _write(self, connection: sqlite3.Connection, transaction: Transaction) -> None:
        tears = self._weather.strikes("crash_in_transaction")
        at = self._universe.between(0, len(transaction) - 1, "tear") if tears else None
        for ordinal, (sql, rows) in enumerate(transaction):
            if ordinal == at:
                await self._life.die("between two statements")
            connection.executemany(sql, rows)
        if self._weather.strikes("disk_full"):
            self._fail("database or disk is full")

    def _fail(self, text: str) -> None:
        self._failed = text
        raise StorageFailed(f"storage: {text}")

    async def read(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Which rows does a query give?"""
        await self._life.read()
        return self._platter.connection.execute(sql, tuple(parameters)).fetchall()

    async def close(self) -> None:
        """Let go of the file."""
        self._failed = self._failed or "closed"
