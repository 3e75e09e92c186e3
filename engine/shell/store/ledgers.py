"""The tables of a journal read back into words: whole ledgers, however many rows they have."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar, cast

import msgspec
from msgspec import Struct

from engine.domain.clean import own
from engine.domain.effects import Choice
from engine.domain.errors import Malformed
from engine.domain.ledger import Alert, AlertKind, Entry, Fork
from engine.domain.moment import Moment
from engine.domain.past import Fitted, Past
from engine.wire.plainness import unclean

_Word = TypeVar("_Word", bound=Struct)


def past(connection: sqlite3.Connection, *, config_hash: str | None, code_hash: str | None) -> Past:
    """What stands in the tables?

    Raises:
        Malformed: a row is not what this version writes.
    """
    return Past(
        entries=_words(connection, "SELECT body FROM entries ORDER BY seq, rowid", Entry),
        forks=_words(connection, "SELECT body FROM forks ORDER BY at, rowid", Fork),
        choices=_rows(connection, "SELECT body FROM choices ORDER BY seq, ordinal", _choice),
        models=_rows(
            connection,
            "SELECT id, league, fitted_at, log_loss_ppm, json_extract(body, '$.games') FROM model_versions "
            "ORDER BY seq",
            _fitted,
        ),
        alerts=_rows(connection, "SELECT kind, key, at, text FROM alerts ORDER BY seq, rowid", _alert),
        sent=_rows(
            connection, "SELECT at FROM intents ORDER BY seq", lambda row: Moment(cast("int", row[0]))
        ),
        fills=_rows(connection, "SELECT at, maker FROM fills ORDER BY seq", _fill),
        config_hash=config_hash,
        code_hash=code_hash,
        finished=connection.execute("SELECT 1 FROM marks WHERE name = 'finished'").fetchone() is not None,
    )


_Row = tuple[object, ...]
_Made = TypeVar("_Made")


def _rows(connection: sqlite3.Connection, sql: str, make: Callable[[_Row], _Made]) -> list[_Made]:
    try:
        made = [make(row) for row in connection.execute(sql)]
    except (sqlite3.Error, msgspec.MsgspecError, ValueError) as error:
        raise Malformed("a table of the journal", str(error), "rows of this version") from None
    for each in made:
        text = unclean(each, every=True) if isinstance(each, Struct) else None
        if text is not None:
            raise Malformed("a table of the journal", text, "text that was cleaned before it was written")
    return made


def _words(connection: sqlite3.Connection, sql: str, kind: type[_Word]) -> list[_Word]:
    names = kind.__struct_fields__

    def word(row: _Row) -> _Word:
        # Rows are written with names; these structs travel as arrays.
        named = msgspec.json.decode(cast("str", row[0]), type=dict[str, object])
        return msgspec.convert([named.get(name) for name in names], kind)

    return _rows(connection, sql, word)


def _choice(row: _Row) -> Choice:
    return msgspec.json.decode(cast("str", row[0]), type=Choice)


def _fill(row: _Row) -> tuple[Moment, bool]:
    at, maker = cast("tuple[int, int]", row)
    return Moment(at), bool(maker)


def _alert(row: _Row) -> Alert:
    kind, key, at, said = cast("tuple[str, str, int, str]", row)
    return Alert(AlertKind(kind), key, Moment(at), own(said))


def _fitted(row: _Row) -> Fitted:
    name, league, fitted_at, log_loss, games = cast("tuple[str, str, int, int | None, int]", row)
    return Fitted(name, league, games, Moment(fitted_at), log_loss)
