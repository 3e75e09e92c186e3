"""Columns of what is given to other programs: a name that holds its unit, and how a value is written, exactly.

Without a getter a column shows the field of its own name. Amounts are decimal strings made from whole numbers, moments ISO 8601 in UTC, dates those of the venue. Missing is None.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, TextIO
from zoneinfo import ZoneInfo

import msgspec

from engine.domain.clean import own
from footbe_tui.reports.as_csv import cell

Value = str | int | bool | None
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Column(NamedTuple):
    """One column: its name with the unit at its end, where the value comes from, and how it is written.

    `words`: the value is text, which a spreadsheet could take for a formula.
    """

    name: str
    value: Callable[[Any], Value]
    words: bool = False


Columns = Sequence[Column]


def decimal(amount: int, places: int) -> str:
    """How is a whole number of units written, of which 10 to the power `places` make one: `-8.400000`?"""
    whole, rest = divmod(abs(amount), 10**places)
    return f"{'-' if amount < 0 else ''}{whole}.{rest:0{places}d}"


def utc(at: int) -> str:
    """How is a moment written: `2026-08-08T14:03:07.250000Z`?"""
    return f"{_EPOCH + timedelta(microseconds=at):%Y-%m-%dT%H:%M:%S.%f}Z"


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def date_at(at: int, zone: str) -> str:
    """Which date is it at the venue then, its zone an IANA name?"""
    return f"{(_EPOCH + timedelta(microseconds=at)).astimezone(_zone(zone)):%Y-%m-%d}"


def _written(get: Callable[[Any], int | None], write: Callable[[int], str]) -> Callable[[Any], Value]:
    def value(row: Any) -> Value:
        found = get(row)
        return None if found is None else write(found)

    return value


def text(name: str, get: Callable[[Any], str | None] | None = None) -> Column:
    """A column of words, checked once more on their way out."""
    found_in = get or attrgetter(name)

    def value(row: Any) -> Value:
        found = found_in(row)
        return None if found is None else str(own(found))

    return Column(name, value, words=True)


def count(name: str, get: Callable[[Any], int | None] | None = None) -> Column:
    """A column of whole numbers, or of true and false."""
    return Column(name, get or attrgetter(name))


def dollars(name: str, get: Callable[[Any], int | None] | None = None) -> Column:
    """A column of micro-dollars, written as dollars."""
    return Column(f"{name}_dollars", _written(get or attrgetter(name), lambda amount: decimal(amount, 6)))


def price(name: str, get: Callable[[Any], int | None] | None = None) -> Column:
    """A column of prices of a contract, written as dollars."""
    return Column(f"{name}_dollars", _written(get or attrgetter(name), lambda amount: decimal(amount, 4)))


def contracts(name: str, get: Callable[[Any], int | None] | None = None) -> Column:
    """A column of quantities, written as contracts."""
    return Column(f"{name}_contracts", _written(get or attrgetter(name), lambda amount: decimal(amount, 2)))


def share(name: str, get: Callable[[Any], int | None] | None = None) -> Column:
    """A column of parts per million, written as parts of one."""
    return Column(f"{name}_share", _written(get or attrgetter(name), lambda amount: decimal(amount, 6)))


def seconds(name: str, get: Callable[[Any], int | None]) -> Column:
    """A column of lengths of time, written as seconds."""
    return Column(f"{name}_seconds", _written(get, lambda amount: decimal(amount, 6)))


def moment(name: str, get: Callable[[Any], int | None] | None = None) -> Column:
    """A column of moments."""
    return Column(f"{name}_utc", _written(get or attrgetter(name), utc))


def dated(name: str, get: Callable[[Any], int | None], zone: str) -> tuple[Column, Column]:
    """Two columns of a moment: itself, and the date at the venue then."""
    return moment(name, get), Column("venue_date", _written(get, lambda at: date_at(at, zone)))


def write_csv(stream: TextIO, columns: Columns, rows: Iterable[object]) -> None:
    """Write a table (RFC 4180): headings first, a line per row; text that begins like a formula is marked as text."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([cell(each.value(row)) if each.words else _plain(each.value(row)) for each in columns])


def _plain(value: Value) -> Value:
    return cell(value) if isinstance(value, bool) else value


def encoded(value: object) -> str:
    """Which JSON, on one line, says this? What a terminal would obey or hide stands in it escaped."""
    return _NOT_PLAIN.sub(_escaped, msgspec.json.encode(value).decode())


_NOT_PLAIN = re.compile("[^ -~]")


def _escaped(found: re.Match[str]) -> str:
    character = found.group()
    if own(character) == character:
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))


def write_json(stream: TextIO, columns: Columns, rows: Iterable[object]) -> None:
    """Write a table as an array of objects, one on a line."""
    before = "["
    for named in objects(columns, rows):
        stream.write(f"{before}\n{encoded(named)}")
        before = ","
    stream.write("[]" if before == "[" else "\n]")


def objects(columns: Columns, rows: Iterable[object]) -> Iterator[dict[str, Value]]:
    """Which object is each row?"""
    for row in rows:
        yield {column.name: column.value(row) for column in columns}
