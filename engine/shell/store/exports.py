"""The tables of a journal row by row, for those who take them elsewhere: flat memory, however many rows there are.

One transaction reads them all, so that they belong together while a running engine writes on; the caller keeps it short.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from engine.domain.approval import Approval
from engine.domain.clean import own
from engine.domain.effects import Choice, Say, Settlement
from engine.domain.errors import FootbeError, Malformed
from engine.domain.events import RunStarted
from engine.domain.exits import ExitCode
from engine.domain.ledger import Fork
from engine.domain.moment import Moment
from engine.domain.money import Money, Price, Quantity
from engine.domain.order import Order
from engine.domain.position import Position
from engine.domain.snapshot import EventRow
from engine.shell.store.schema import connect_to_read
from engine.wire.codec import Batch, unpack_batch

_T = TypeVar("_T", bound=Struct)

ENDLESS = Moment(2**62)
"""Later than anything that stands in a journal."""


class Unreadable(FootbeError):
    """A journal whose tables cannot be read."""

    exit_code = ExitCode.STORAGE


class Stretch(Struct, frozen=True):
    """From which moment on, and until before which."""

    begins: Moment = Moment(0)
    ends: Moment = ENDLESS


class FilledRow(Struct, frozen=True, array_like=True):
    """A fill with what its order says of it; None where the order is none of ours."""

    trade: str
    at: Moment
    order: str
    position: str | None
    fixture: str | None
    market: str
    leg: str
    side: str
    purpose: str | None
    strategy: str | None
    settles_on: str | None
    price: Price
    quantity: Quantity
    fee: Money
    maker: bool


_FILLS = (
    "SELECT f.trade, f.at, f.order_id, o.position, o.fixture, f.market, f.leg, f.side, o.purpose, o.strategy, "
    "json_extract(o.body, '$.ticket.settles_on'), f.price, f.quantity, f.fee_micros, f.maker "
    "FROM fills f LEFT JOIN orders o ON o.id = f.order_id WHERE f.at >= ? AND f.at < ? ORDER BY f.rowid"
)
_ORDERS = "SELECT body FROM orders WHERE created_at >= ? AND created_at < ? ORDER BY id"
_POSITIONS = "SELECT body FROM positions WHERE coalesce(closed_at, ?3) >= ?1 AND opened_at < ?2 ORDER BY id"
_APPROVALS = "SELECT body FROM approvals WHERE asked_at >= ? AND asked_at < ? ORDER BY id"
_SETTLEMENTS = "SELECT body FROM settlements WHERE at >= ? AND at < ? ORDER BY rowid"
_CHOICES = "SELECT body FROM choices WHERE at >= ? AND at < ? ORDER BY rowid"
_FORKS = "SELECT body FROM forks WHERE at >= ? AND at < ? ORDER BY rowid"
_BATCHES = "SELECT body FROM batches WHERE at_last >= ? ORDER BY seq_first"


class Tables:
    """What stands in a journal's tables at one moment; each read gives its rows one by one, oldest first."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Find out whose run it is.

        Raises:
            Malformed: no run was begun in this journal.
        """
        self._connection = connection
        first = connection.execute("SELECT body FROM batches ORDER BY seq_first LIMIT 1").fetchone()
        event = None if first is None else _batch(first[0]).records[0].event
        if not isinstance(event, RunStarted):
            raise Malformed(f"journal {path}", "no run", "a journal in which a run was begun")
        self.started = event

    def last_at(self) -> Moment:
        """When was something last written, in the engine's time?"""
        (at,) = self._connection.execute("SELECT at_last FROM batches ORDER BY seq_first DESC LIMIT 1").fetchone()
        return Moment(at)

    def orders(self, when: Stretch) -> Iterator[Order]:
        """Which orders were made then?"""
        return self._bodies(_ORDERS, when, Order)

    def fills(self, when: Stretch) -> Iterator[FilledRow]:
        """Which fills came then?"""
        for row in self._connection.execute(_FILLS, (when.begins, when.ends)):
            yield msgspec.convert((*row[:-1], bool(row[-1])), FilledRow)

    def positions(self, when: Stretch) -> Iterator[Position]:
        """Which positions were held at any moment then?"""
        for (body,) in self._connection.execute(_POSITIONS, (when.begins, when.ends, ENDLESS)):
            yield msgspec.json.decode(body, type=Position)

    def approvals(self, when: Stretch) -> Iterator[Approval]:
        """Which requests were raised then?"""
        return self._bodies(_APPROVALS, when, Approval)

    def settlements(self, when: Stretch) -> Iterator[Settlement]:
        """Which positions were paid out then?"""
        return self._named(_SETTLEMENTS, when, Settlement)

    def choices(self, when: Stretch) -> Iterator[Choice]:
        """Which choices did the bandit make then?"""
        return self._bodies(_CHOICES, when, Choice)

    def forks(self, when: Stretch) -> Iterator[Fork]:
        """Which decisions to leave or to hold were made then?"""
        return self._named(_FORKS, when, Fork)

    def events(self, when: Stretch) -> Iterator[EventRow]:
        """Which lines did the engine say then?"""
        for (body,) in self._connection.execute(_BATCHES, (when.begins,)):
            batch = _batch(body)
            moments = {record.seq: record.at for record in batch.records}
            for seq, effects in batch.effects:
                if seq not in moments:
                    raise Unreadable(f"journal: record {seq} has effects and is not there")
                at = moments[seq]
                if not when.begins <= at < when.ends:
                    continue
                for number, effect in enumerate(effects, start=1):
                    if isinstance(effect, Say):
                        yield EventRow(f"{seq}.{number}", at, own(effect.name), own(effect.text))

    def _bodies(self, sql: str, when: Stretch, kind: type[_T]) -> Iterator[_T]:
        decoder = msgspec.json.Decoder(kind)
        for (body,) in self._connection.execute(sql, (when.begins, when.ends)):
            yield decoder.decode(body)

    def _named(self, sql: str, when: Stretch, kind: type[_T]) -> Iterator[_T]:
        """Rows written with names, of structs that travel as arrays."""
        names, decoder = kind.__struct_fields__, msgspec.json.Decoder(dict[str, object])
        for (body,) in self._connection.execute(sql, (when.begins, when.ends)):
            named = decoder.decode(body)
            yield msgspec.convert([named.get(name) for name in names], kind)


def _batch(body: bytes) -> Batch:
    try:
        return unpack_batch(body)
    except Malformed as error:
        raise Unreadable(str(error)) from None


@contextmanager
def tables(path: Path) -> Iterator[Tables]:
    """Look into a journal as it stands now, beside whoever writes it.

    Raises:
        Malformed: there is no journal, or no run in it.
        Unreadable: it is damaged, or holds what this version does not write.
    """
    connection = connect_to_read(path)
    try:
        connection.execute("BEGIN")
        yield Tables(connection, path)
    except (sqlite3.Error, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: cannot be read: {own(str(error))}") from None
    finally:
        connection.close()
