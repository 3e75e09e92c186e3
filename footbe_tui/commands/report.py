"""`report`: what a run, a week or a day came to, from the journal of this home, whether or not an engine runs."""

import argparse
from collections.abc import Callable
from pathlib import Path

from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.domain.past import Period, SpanAsked
from engine.domain.report import Told
from footbe_tui.commands.files import place, put, unwritable
from footbe_tui.commands.start import home_of
from footbe_tui.reports import as_csv, as_html, as_json, as_text

_WRITERS: dict[str, Callable[[Told], str]] = {
    "text": lambda told: "\n".join(as_text.lines(told.report)) + "\n",
    "json": lambda told: as_json.document(told.report).decode(),
    "html": lambda told: as_html.page(told.report),
}


def run(asked: argparse.Namespace) -> int:
    """Write it where it was asked for; exit 2 when there is no run, no such date or no such place, 70 when the journal is damaged."""
    shape, out = _shape(asked)
    table = getattr(asked, "table", None)
    _refuse(shape, table, out)
    home = home_of(asked)
    where = None if out in {None, "-"} else place(str(out), home, folder=shape == "csv" and table is None)
    journal = home.journal
    if not journal.is_file():
        raise FootbeError(f"{journal}: no run has been begun here; allowed: a home with a run (--home DIR)")
    from engine.build import report  # noqa: PLC0415 - numpy and the core load only when something is counted

    told = report(journal, _span(asked))
    if shape == "csv" and table is None and where is not None:
        _save(where, {f"{name}.csv": as_csv.written(told.rows, name) for name in as_csv.TABLES})
        return ExitCode.ORDERLY
    written = as_csv.written(told.rows, str(table)) if shape == "csv" else _WRITERS[shape](told)
    if where is None:
        print(written, end="")
    else:
        _save(where.parent, {where.name: written})
    return ExitCode.ORDERLY


def _span(asked: argparse.Namespace) -> SpanAsked:
    for period in (Period.DAY, Period.WEEK):
        if hasattr(asked, period):
            return SpanAsked(period, getattr(asked, period))
    return SpanAsked()


def _shape(asked: argparse.Namespace) -> tuple[str, str | None]:
    page = getattr(asked, "html", None)
    if page is not None and hasattr(asked, "out"):
        raise FootbeError("--html FILE is not allowed with --out; allowed: one of them")
    if page is not None:
        return "html", page
    return getattr(asked, "format", None) or "text", getattr(asked, "out", None)


def _refuse(shape: str, table: str | None, out: str | None) -> None:
    if table is not None and shape != "csv":
        raise FootbeError(f"--table {table} is not allowed with {shape}; allowed: with --format csv")
    if shape == "csv" and table is None and out in {None, "-"}:
        raise FootbeError("--format csv has several tables; allowed: --out FOLDER, or --table NAME")


def _save(folder: Path, files: dict[str, str]) -> None:
    """Write these into the folder; that of tables is made where it is missing."""
    try:
        if len(files) > 1:
            folder.mkdir(parents=True, exist_ok=True)
        for name, written in files.items():
            put(folder / name, written)
    except OSError as error:
        raise unwritable(folder if len(files) > 1 else folder / next(iter(files)), error) from None

