"""Recorded prices of Kalshi's NBA games: `index.csv.gz` and `candles_1m.csv.gz`, read strictly, or not at all.

The index also says how each game ended, in seven or more columns. Of those only `settle` is read, and it goes into a
sealed `Verdict`; the others never leave the file.
"""

import csv
import gzip
import zlib
from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from engine.domain.clean import Clean, own
from engine.domain.errors import Malformed
from engine.domain.history import Candles, RecordedGame, Verdict
from engine.domain.moment import MINUTE, SECOND, Moment, VenueDate
from engine.domain.sport import Outcome
from engine.shell.feeds.sheet import Cells, rows

INDEX, CANDLES = "index.csv.gz", "candles_1m.csv.gz"
LEAGUE = own("NBA")

_INDEX_COLUMNS = ("date", "away", "home", "ticker", "yes_team", "yes_side", "settle")
_COLUMNS = ("ticker", "timestamp", "open", "high", "low", "close", "volume")
_SIDES = {"home": Outcome.HOME, "away": Outcome.AWAY}
_OTHER = {Outcome.HOME: Outcome.AWAY, Outcome.AWAY: Outcome.HOME}
_SEASON_BEGINS = 8
"""Month in which a season is taken to begin."""
_ROWS_MAX = 5_000_000
_VOLUME_DIGITS = 9
_EARLIEST, _LATEST = timedelta(days=14), timedelta(days=3)
"""So long before and after the day of a game may its minutes lie."""


class Entry(Struct, frozen=True):
    """One row of the index, checked: the game, its ticker, the sealed side, and where its minutes are gathered."""

    row: Cells
    event: Clean
    season: Clean
    day: VenueDate
    home: Clean
    away: Clean
    recorded: Outcome
    winner: Outcome
    seconds: range
    candles: Candles


Games = tuple[tuple[RecordedGame, Verdict], ...]
"""Recorded games in order of time, each with its sealed result."""


def holds(path: Path) -> bool:
    """Does a path mean recorded prices: a folder with one of the two files, or one of them?"""
    if path.name in {INDEX, CANDLES}:
        return True
    return path.is_dir() and any((path / name).exists() for name in (INDEX, CANDLES))


def files(path: Path) -> tuple[Path, Path]:
    """Which two files does a path mean: a folder, or either file in it?"""
    folder = path if path.is_dir() else path.parent
    return folder / INDEX, folder / CANDLES


def read(path: Path, season: str | None = None) -> Games:
    """Which games does a path hold, of this season (None: all)? Every row is checked, whatever is wanted.

    Raises:
        Malformed: in one line, naming file, row, column and remedy. Nothing half read is ever given.
    """
    index_file, candles_file = files(path)
    entries: dict[str, Entry] = {}
    for row in rows(index_file, _INDEX_COLUMNS):
        ticker = row.text("ticker")
        if ticker in entries:
            raise row.wrong("ticker", ticker, f"one row per ticker; row {entries[ticker].row.row} has it too")
        entries[ticker] = _entry(row, ticker)
    if not entries:
        raise Malformed(f"file {index_file.name}", "no rows", "at least one game")
    _gather(candles_file, entries)
    for entry in entries.values():
        if not any(entry.candles.close):
            raise entry.row.wrong("ticker", entry.row.values["ticker"], f"one with a trade in {candles_file.name}")
    seasons = sorted({entry.season for entry in entries.values()})
    if season is not None and season not in seasons:
        raise Malformed(f"season in {index_file.name}", season, ", ".join(seasons))
    wanted = [entry for entry in entries.values() if season in {None, entry.season}]
    return tuple(_game(entry) for entry in sorted(wanted, key=lambda one: (one.candles.at[0], one.event)))


def _game(entry: Entry) -> tuple[RecordedGame, Verdict]:
    game = RecordedGame(
        entry.event, LEAGUE, entry.season, entry.day, entry.home, entry.away, entry.recorded, entry.candles
    )
    return game, Verdict(entry.winner, Moment(entry.candles.at[-1] + MINUTE))


def _entry(row: Cells, ticker: Clean) -> Entry:
    day = _day(row)
    home, away = _code(row, "home"), _code(row, "away")
    if home == away:
        raise row.wrong("away", away, "another side than home; correct the cell")
    side = _SIDES.get(row.text("yes_side"))
    if side is None:
        raise row.wrong("yes_side", row.values["yes_side"], "home or away; correct the cell")
    code = home if side is Outcome.HOME else away
    if row.text("yes_team") != code:
        raise row.wrong("yes_team", row.values["yes_team"], f"{code}, as yes_side says; correct one of them")
    event, _, ending = ticker.rpartition("-")
    if ending != code or not event:
        raise row.wrong("ticker", ticker, f"one that ends in -{code}; correct the cell")
    settle = row.text("settle")
    if settle not in {"yes", "no"}:
        raise row.wrong("settle", settle, "yes or no; correct the cell")
    return Entry(
        row=row, event=own(event), season=_season(day), day=VenueDate(day.isoformat()), home=home, away=away, recorded=side,
        winner=side if settle == "yes" else _OTHER[side], seconds=_seconds(day), candles=_empty(),
    )  # fmt: skip


def _day(row: Cells) -> date:
    text = row.text("date")
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise row.wrong("date", text, "a date such as 2025-04-19; correct the cell") from None


def _code(row: Cells, column: str) -> Clean:
    code = row.text(column)
    if not (2 <= len(code) <= 4 and code.isascii() and code.isalpha() and code.isupper()):
        raise row.wrong(column, code, "a code of 2 to 4 capital letters; correct the cell")
    return code


def _season(day: date) -> Clean:
    first = day.year if day.month >= _SEASON_BEGINS else day.year - 1
    return own(f"{first}/{(first + 1) % 100:02d}")


def _seconds(day: date) -> range:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return range(int((noon - _EARLIEST).timestamp()), int((noon + _LATEST).timestamp()))


def _empty() -> Candles:
    return Candles(array("q"), array("b"), array("b"), array("b"), array("b"), array("q"))


def _gather(path: Path, entries: dict[str, Entry]) -> None:
    """Put every minute of the file where it belongs; row by row, so that the text is never whole in memory."""
    for number, row in enumerate(_lines(path), start=2):
        entry = entries.get(row[0])
        if entry is None:
            raise _wrong(path, number, "ticker", row[0], f"a ticker of {INDEX}; add it there or remove the row")
        columns = entry.candles
        at = _moment(path, number, row[1], entry)
        if columns.at and at <= columns.at[-1]:
            raise _wrong(path, number, "timestamp", row[1], "later than the ticker's row before; sort the rows")
        prices = _prices(path, number, row)
        columns.at.append(at)
        for column, price in zip((columns.open, columns.high, columns.low, columns.close), prices, strict=True):
            column.append(price)
        columns.volume.append(_volume(path, number, row, traded=prices[3] > 0))


def _moment(path: Path, number: int, text: str, entry: Entry) -> int:
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) == 10 else -1
    if seconds not in entry.seconds or seconds % 60:
        raise _wrong(path, number, "timestamp", text, f"a whole minute in unix seconds, near {entry.day}; correct it")
    return seconds * SECOND


def _prices(path: Path, number: int, row: list[str]) -> tuple[int, int, int, int]:
    """Which open, high, low and close has a row? All 0 for a minute without a trade."""
    given = row[2:6]
    if not any(given):
        return 0, 0, 0, 0
    for column, text in zip(_COLUMNS[2:6], given, strict=True):
        if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) > 0):
            raise _wrong(path, number, column, text, "whole cents from 1 to 99, or all four prices empty; correct it")
    first, high, low, last = (int(text) for text in given)
    if not low <= min(first, last) <= max(first, last) <= high:
        raise _wrong(path, number, "high", (first, high, low, last), "low <= open, close <= high; correct the prices")
    return first, high, low, last


def _volume(path: Path, number: int, row: list[str], *, traded: bool) -> int:
    text = row[6]
    if not (text.isascii() and text.isdigit() and len(text) <= _VOLUME_DIGITS):
        raise _wrong(path, number, "volume", text, "whole contracts from 0; correct the cell")
    if (int(text) > 0) is not traded:
        allowed = "above 0 where there are prices, 0 where there are none; correct the row"
        raise _wrong(path, number, "volume", text, allowed)
    return int(text)


def _lines(path: Path) -> Iterator[list[str]]:
    """Which rows has the file of minutes, in the order of our columns?"""
    try:
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, strict=True)
            header = next(reader, [])
            places = _places(path, header)
            for number, row in enumerate(reader, start=2):
                if len(row) != len(header):
                    allowed = f"{len(header)} cells as in the header; restore the file"
                    raise _wrong(path, number, "count", len(row), allowed)
                if number > _ROWS_MAX:
                    raise Malformed(f"file {path.name}", "more rows", f"at most {_ROWS_MAX}; split it")
                yield [row[place] for place in places]
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Malformed(f"file {path.name}", str(error), "a whole gzip file; fetch it again") from None
    except OSError as error:
        raise Malformed(f"file {path.name}", error.strerror or "unreadable", "a readable file; check the path") from None
    except UnicodeDecodeError as error:
        raise Malformed(f"file {path.name}", error.reason, "UTF-8 text; restore the file") from None
    except csv.Error as error:
        raise Malformed(f"file {path.name}", str(error), "CSV; restore the file") from None


def _places(path: Path, header: list[str]) -> list[int]:
    missing = [column for column in _COLUMNS if header.count(column) != 1]
    if missing:
        raise Malformed(f"{path.name} row 1", ", ".join(header[:8]), f"a header with {', '.join(_COLUMNS)}, each once")
    return [header.index(column) for column in _COLUMNS]


def _wrong(path: Path, number: int, column: str, value: object, allowed: str) -> Malformed:
    return Malformed(f"{path.name} row {number} column {column}", value, allowed)
