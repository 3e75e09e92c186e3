"""How a command tells the rows of a table: a line each for people, JSON or CSV for programs."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

from engine.domain.snapshot import Status
from footbe_tui.commands.output import show, show_json, standard_output
from footbe_tui.reports.columns import Columns, objects, utc, write_csv

_Row = TypeVar("_Row")


def tell(
    asked: argparse.Namespace,
    status: Status,
    rows: Sequence[_Row],
    *,
    name: str,
    columns: Columns,
    line: Callable[[_Row], str],
    nothing: str,
) -> None:
    """Write the rows in the shape that was asked for; where people read and there are none, say so in a word."""
    if getattr(asked, "json", False):
        head = {"as_of_utc": utc(status.at), "mode": status.mode, "state": status.state}
        show_json({**head, name: list(objects(columns, rows))})
        return
    if getattr(asked, "csv", False):
        write_csv(standard_output(), columns, rows)
        return
    show(map(line, rows))
    if not rows:
        print(nothing, file=sys.stderr)
