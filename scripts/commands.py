"""Write down what may be typed and what programs are given: docs/commands.md, made from the parser and the tables."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

from engine.domain.moment import Moment
from engine.domain.money import Money, Price, Quantity
from engine.domain.probability import Ppm
from engine.domain.snapshot import CARDS, TABLES
from footbe_tui.commands import plain
from footbe_tui.commands.arguments import build_parser
from footbe_tui.commands.parser import Parser
from footbe_tui.commands.status import UNITS
from footbe_tui.reports import exported, listed
from footbe_tui.reports.columns import Columns

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"

_INTRO = """# Commands

Made from the parser by `make docs`; `footbe-tui COMMAND --help` says the same. What an exit code means stands in the
[README](../README.md#exit-codes), which key does the same in [keys](keys.md).

Every command takes `--home DIR` (the folder of state, journal and logs) and `--config FILE` (settings laid over the program's own), before
or after its name. What is said for people goes to standard output, complaints and notes to standard error: one line each, with what is allowed.
None of the commands but `attach` and the start of a console loads the console's libraries, and only those that count (`engine`, `report`,
`replay`, `export --what curve`, `import`, `config`) load arithmetic.
"""

_PROGRAMS = """
# What programs are given

**Amounts** are decimal strings, made from whole numbers without rounding; the unit ends the name: `_dollars`, `_contracts`, `_share` (parts of one),
`_seconds`. `_each_` is for one contract. **Moments** (`_utc`) are ISO 8601 in UTC to the microsecond, in the engine's time: a simulated
season's are simulated. `venue_date` is the date in the run's time zone then, `settles_on` the settlement date that the venue gave.
Missing is `null` in JSON and an empty cell in CSV, never 0.

**CSV** is RFC 4180: headings first, lines end with CR LF, cells with commas, quotes or line ends stand in quotes. A cell of *words* that begins with `=`, `+`, `-`,
`@`, a tab, a carriage return or the full width of these signs has a `'` before it, so that no spreadsheet computes it; take it away where you
need the text to the letter. Cells of amounts stay as they are, also below zero. **JSON** is UTF-8; whatever a terminal would obey or hide stands escaped.

**Standard output that is closed** by its reader (`| head`) ends a command with exit 0; one that was closed from the start with exit 2 where it is
all that a command is for; a full disk with exit 70. A file of `--out` is there whole or not at all.

## `positions`, `settlements`, `approvals list`, `alarms list`

With `--json` one object: `as_of_utc`, `mode`, `state`, and under the command's name an array of objects with these keys; with `--csv` a table with
these headings. Order is that of the console. `approvals approve`, `approvals reject` and `alarms ack` with `--json` give `accepted`, `about`
and `text`; exit 2 when the engine refused.
"""

_EVENTS = """`events --json` writes one object on each line. `event` is the record's number and the place in what it led to. Followed, a gap, an engine
that went and one that came back are notes on standard error; what is kept in memory is the place of the last line.

"""

_EXPORT = """
## `export`

Reads the journal's tables of a home, in one transaction, beside a running engine or without one; it never writes there. `--from` and `--to` take a date at the venue
(from its midnight; `--to` with the whole day) or a moment in UTC (`--to` without it); a row belongs to the stretch by its first moment below, a
position when it was held at any moment of it. `--today` is the venue's date when the journal was last written. With `--json` one object: `run`, `mode`,
`zone`, `from_utc`, `to_utc`, `journal_ends_utc`, and an array for each table; with `--csv` a file for each, NAME.csv in the folder of `--out`. The
chain of hashes is not gone through: `footbe-tui doctor` does that. `decisions` are the bandit's choices, a row for each arm; `exits` are decisions
to leave or to hold beside what the way not taken would have made; entries with their closing lines are in `footbe-tui report --format csv`.
"""

_STATUS = """
## `status`

`--plain` writes `label: value`, a fact on a line, always these labels in this order: {labels}. Then a line for each standing alarm (`alarm 1`, …) and each part of the
machine (`health of journal`, …). A figure that is missing is `{unknown}`.

`--json` writes one object of whole numbers; `units` says what they are: {units}. Its other keys:
"""


def subcommands(parser: argparse.ArgumentParser) -> dict[str, Parser]:
    """Which commands does a parser have, by name? Those that only the program itself uses have no example."""
    found = [action for action in _actions(parser) if isinstance(action.choices, dict)]
    commands: dict[str, Parser] = dict(found[0].choices or {})
    return {name: command for name, command in commands.items() if command.epilog}


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions  # noqa: SLF001 - argparse has no other way to ask for them


def page() -> str:
    """How does the whole page read?"""
    parser = build_parser()
    parts = [_INTRO, _section("footbe-tui", parser)]
    parts += [_section(f"footbe-tui {name}", command) for name, command in subcommands(parser).items()]
    parts += [_PROGRAMS, *_lists(), _EXPORT]
    parts += [_columns(f"export --what {name}", table("UTC")) for name, table in exported.TABLES.items()]
    return "".join([*parts, _status(), *_slices()])


def _section(name: str, parser: argparse.ArgumentParser) -> str:
    rows = [_row(action) for action in _shown(parser)]
    words = ["", f"## `{name}`", "", _sentence(parser), ""]
    if rows:
        words += ["| word | says |", "|---|---|", *rows, ""]
    return "\n".join([*words, f"    {_example(parser)}", ""])


def _sentence(parser: argparse.ArgumentParser) -> str:
    return str(parser.description)


def _example(parser: argparse.ArgumentParser) -> str:
    return str(parser.epilog).removeprefix("example: ").partition("   ·")[0]


def _shown(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in _actions(parser):
        everywhere = action.dest in {"help", "home", "config"} and action.option_strings
        if not (everywhere or action.help == argparse.SUPPRESS or isinstance(action.choices, dict)):
            yield action


def _row(action: argparse.Action) -> str:
    value = action.metavar or "|".join(map(str, action.choices or ()))
    word = str(value) if not action.option_strings else f"{action.option_strings[0]} {value}".strip()
    if not action.option_strings and action.nargs == "?":
        word = f"[{word}]"
    word = word.replace("|", "\\|")
    return f"| `{word}` | {action.help} |"


def _columns(title: str, columns: Columns) -> str:
    return f"\n**`{title}`**: {', '.join(f'`{column.name}`' for column in columns)}\n"


def _lists() -> Iterable[str]:
    now = Moment(0)
    yield _columns("positions", listed.positions(now))
    yield _columns("settlements", listed.SLATES)
    yield "\n`settles_on` is `open` for the line of all open dates and `week` for the venue's week.\n"
    yield _columns("approvals list", listed.approvals(now))
    yield _columns("alarms list", listed.alarms(now))
    yield _columns("events", listed.events("UTC")) + "\n" + _EVENTS.rstrip() + "\n"


def _status() -> str:
    from tests.support.snapshots import snapshot  # noqa: PLC0415 - any picture has all labels

    labels = ", ".join(f"`{label}`" for label, _ in plain.facts(snapshot()))  # type: ignore[no-untyped-call]  # tests have no types
    units = ", ".join(f"{name} {unit}" for name, unit in UNITS.items())
    return _STATUS.format(labels=labels, unknown=plain.UNKNOWN, units=units)


def _slices() -> Iterator[str]:
    for name, kind in (*CARDS.items(), *TABLES.items()):
        keys = ", ".join(f"`{field}`{_unit(hint)}" for field, hint in get_type_hints(kind).items())
        yield f"\n**`{name}`**{'' if name in CARDS else ', an array'}: {keys}\n"


_UNITS = {Money: "money", Price: "price", Quantity: "quantity", Ppm: "share", Moment: "moment"}


def _unit(hint: Any) -> str:
    """Which of the units has a field of this kind, in brackets? Nothing for words, counts and what says it itself."""
    kinds = [_UNITS[kind] for kind in (hint, *get_args(hint)) if kind in _UNITS]
    return f" ({kinds[0]})" if kinds else ""


def main() -> None:
    """Write it."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
