"""`export`: the tables of this home's journal for other programs, whether or not an engine runs; the journal is only read."""

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from engine.config.home import Home
from engine.domain.clean import own
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.moment import VenueDate
from engine.domain.past import SpanAsked
from engine.shell.store.exports import ENDLESS, Stretch, Tables, tables
from footbe_tui.commands.files import place, unwritable, writing
from footbe_tui.commands.kinds import When, begins
from footbe_tui.commands.output import standard_output
from footbe_tui.commands.start import home_of
from footbe_tui.reports.columns import date_at, encoded, utc, write_csv, write_json
from footbe_tui.reports.exported import TABLES

ALL = "all"


def run(asked: argparse.Namespace) -> int:
    """Write the tables; exit 2 when there is no run or no such place, 70 when the journal is damaged."""
    names = tuple(TABLES) if asked.what == ALL else (asked.what,)
    in_folder = len(names) > 1 and not asked.json
    home, out = home_of(asked), asked.out
    if in_folder and out in {None, "-"}:
        raise FootbeError("export --csv has several tables; allowed: --out FOLDER, --what NAME, or --json")
    where = None if out in {None, "-"} else place(out, home, folder=in_folder)
    files = _files(where, names, in_folder=in_folder)
    if not asked.force:
        _refuse_to_overwrite(files)
    if not home.journal.is_file():
        raise FootbeError(f"{home.journal}: no run has been begun here; allowed: a home with a run (--home DIR)")
    if where is None:
        _to_standard_output(asked, home, names)
        return ExitCode.ORDERLY
    try:
        _to_files(asked, home, files, names)
    except OSError as error:
        raise unwritable(where, error) from None
    what = names[0] if len(names) == 1 else f"{len(names)} tables"
    print(own(f"written: {where} ({what})"))
    return ExitCode.ORDERLY


def _to_files(asked: argparse.Namespace, home: Home, files: list[Path], names: tuple[str, ...]) -> None:
    """Each file whole or not at all; where one fails those before it stand."""
    several = len(files) > 1
    with tables(home.journal) as found:
        source = Source(found, home, _stretch(asked, found))
        if several:
            files[0].parent.mkdir(parents=True, exist_ok=True)
        for path, some in zip(files, [(name,) for name in names] if several else [names], strict=True):
            with writing(path) as stream:
                source.write(stream, some, as_json=asked.json)


class Source:
    """A journal's rows of one stretch of time, table by table."""

    def __init__(self, found: Tables, home: Home, when: Stretch) -> None:
        self.found = found
        self.when = when
        self.zone = str(found.started.zone)
        self._journal = home.journal

    def rows(self, name: str) -> Iterable[object]:
        """Which rows does a table have?"""
        if name == "curve":
            return self._curve()
        if name == "decisions":
            return ((choice, arm) for choice in self.found.choices(self.when) for arm in choice.arms)
        read: dict[str, Callable[[Stretch], Iterator[object]]] = {
            "orders": self.found.orders,
            "fills": self.found.fills,
            "positions": self.found.positions,
            "settlements": self.found.settlements,
            "approvals": self.found.approvals,
            "events": self.found.events,
            "exits": self.found.forks,
        }
        return read[name](self.when)

    def write(self, stream: TextIO, names: tuple[str, ...], *, as_json: bool) -> None:
        """Write one table with its headings, or one object that holds some of them."""
        if as_json:
            _document(stream, self, names)
        else:
            write_csv(stream, TABLES[names[0]](self.zone), self.rows(names[0]))

    def _curve(self) -> Iterator[object]:
        """It stands in the deciding state alone: the journal's end has to be lived through."""
        from engine.build import report  # noqa: PLC0415 - numpy and the core load only where they are needed

        points = report(self._journal, SpanAsked()).rows.curve
        return (point for point in points if self.when.begins <= point.at < self.when.ends)


def _stretch(asked: argparse.Namespace, found: Tables) -> Stretch:
    zone = str(found.started.zone)
    if asked.today:
        if asked.begins or asked.ends:
            raise FootbeError("export: --today is not allowed with --from or --to; allowed: one of them")
        today = When(date=VenueDate(date_at(found.last_at(), zone)))
        return Stretch(begins(today, zone), begins(today, zone, days=1))
    first = begins(asked.begins, zone) if asked.begins else begins(When(at=Stretch().begins), zone)
    last = begins(asked.ends, zone, days=1) if asked.ends else ENDLESS
    if first >= last:
        raise FootbeError("export: --to is not after --from; allowed: a stretch of time that has a length")
    return Stretch(first, last)


def _document(stream: TextIO, source: Source, names: Iterable[str]) -> None:
    """One object: whose run it is, until when it was written, and every table as an array."""
    head = {
        "run": source.found.started.run,
        "mode": source.found.started.mode,
        "zone": source.zone,
        "from_utc": utc(source.when.begins) if source.when.begins else None,
        "to_utc": utc(source.when.ends) if source.when.ends != ENDLESS else None,
        "journal_ends_utc": utc(source.found.last_at()),
    }
    stream.write(encoded(head).removesuffix("}"))
    for name in names:
        stream.write(f',\n"{name}": ')
        write_json(stream, TABLES[name](source.zone), source.rows(name))
    stream.write("}\n")


def _files(where: Path | None, names: Iterable[str], *, in_folder: bool) -> list[Path]:
    if where is None:
        return []
    return [where / f"{name}.csv" for name in names] if in_folder else [where]


def _refuse_to_overwrite(files: Iterable[Path]) -> None:
    for path in files:
        if path.exists():
            raise FootbeError(f"--out: {path} is there already; allowed: a name that is free, or --force")


def _to_standard_output(asked: argparse.Namespace, home: Home, names: tuple[str, ...]) -> None:
    """Through a file of its own, so that no slow reader holds the journal."""
    out = standard_output()
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as stream:
        with tables(home.journal) as found:
            Source(found, home, _stretch(asked, found)).write(stream, names, as_json=asked.json)
        stream.seek(0)
        shutil.copyfileobj(stream, out)
