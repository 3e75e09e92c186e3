"""How are gzip CSV sheets read strictly? Every error names file, row, column and remedy in one line."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.errors import Malformed
from engine.shell.clean import clean

_BYTES_MAX = 400_000_000
_CELL_MAX = 60


class Cells(Struct, frozen=True):
    """One row of a sheet; `row` counts from 1 with the header, as a spreadsheet shows it."""

    file: str
    row: int
    values: dict[str, str]

    def text(self, column: str) -> Clean:
        """Which non-empty text stands here, cleaned? Malformed when there is none, or one that is not plain."""
        value = self.values.get(column, "").strip()
        if not value or len(value) > _CELL_MAX or not value.isprintable():
            raise self.wrong(column, value, f"a plain text of 1 to {_CELL_MAX} characters; restore the cell")
        return clean(value)

    def whole(self, column: str, low: int, high: int) -> int:
        """Which whole number stands here?"""
        value = self.values.get(column, "").strip()
        if not (value.isascii() and value.isdigit()) or not low <= int(value[:9]) <= high or len(value) > 9:
            raise self.wrong(column, value, f"a whole number from {low} to {high}; correct the cell")
        return int(value)

    def whole_or_none(self, column: str, low: int, high: int) -> int | None:
        """Which whole number stands here, None if the cell is empty?"""
        return self.whole(column, low, high) if self.values.get(column, "").strip() else None

    def odds(self, columns: Sequence[str]) -> tuple[float, ...] | None:
        """Which decimal odds stand in these columns, None unless in all of them?"""
        given = [self.values.get(column, "").strip() for column in columns]
        if not all(given):
            return None
        return tuple(self._odd(column, value) for column, value in zip(columns, given, strict=True))

    def _odd(self, column: str, value: str) -> float:
        try:
            odd = float(value)
        except ValueError:
            raise self.wrong(column, value, "a decimal number; correct the cell or empty it") from None
        if not 1.0 < odd <= 1_001.0:
            raise self.wrong(column, value, "decimal odds above 1 and up to 1001; correct the cell or empty it")
        return odd

    def wrong(self, column: str, value: object, allowed: str) -> Malformed:
        """Which error says that this cell is wrong?"""
        return Malformed(f"{self.file} row {self.row} column {column}", value, allowed)


def rows(path: Path, needed: Sequence[str], welcome: Sequence[str] = ()) -> Iterator[Cells]:
    """Which rows has a sheet (plain or gzip CSV)? Nothing is given before the whole file could be unpacked.

    Columns that are neither needed nor welcome are left out.

    Raises:
        Malformed: no such file, broken gzip, no UTF-8, a missing column, or a row of another length.
    """
    reader = csv.reader(io.StringIO(_text(path)), strict=True)
    try:
        header = next(reader, [])
        missing = [column for column in needed if column not in header]
        if missing:
            raise Malformed(f"{path.name} row 1", ", ".join(header[:8]), f"a header with {', '.join(missing)}")
        doubled = [column for column in (*needed, *welcome) if header.count(column) > 1]
        if doubled:
            raise Malformed(f"{path.name} row 1", ", ".join(doubled), "each column once; remove the second")
        places = [(column, header.index(column)) for column in (*needed, *welcome) if column in header]
        for number, row in enumerate(reader, start=2):
            if len(row) != len(header):
                allowed = f"{len(header)} cells as in the header; restore the file"
                raise Malformed(f"{path.name} row {number} column count", len(row), allowed)
            yield Cells(path.name, number, {column: row[place] for column, place in places})
    except csv.Error as error:
        raise Malformed(f"{path.name} line {reader.line_num}", str(error), "CSV; restore the file") from None


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Malformed(f"file {path.name}", error.strerror or "unreadable", "a readable file; check the path") from None
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(path, data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed(f"{path.name} byte {error.start}", error.reason, "UTF-8 text; restore the file") from None


def _unpacked(path: Path, data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            plain = packed.read(_BYTES_MAX + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Malformed(f"file {path.name}", str(error), "a whole gzip file; fetch it again") from None
    if len(plain) > _BYTES_MAX:
        raise Malformed(f"file {path.name}", "unpacks to more", f"at most {_BYTES_MAX} bytes; split it")
    return plain
