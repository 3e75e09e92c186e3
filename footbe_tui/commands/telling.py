"""The commands that only tell: what stands, what happened, what is in files, each with an example in its help."""

import argparse

from footbe_tui.commands import kinds, looking
from footbe_tui.commands.parser import Commands, Parser, command

TABLES = ("entries", "forks", "settlements", "projections", "curve")
"""The tables of a report; `footbe_tui.reports.as_csv` writes them."""

EXPORTS = (
    *("orders", "fills", "positions", "settlements", "approvals", "events"),
    *("decisions", "exits", "curve"),
)
"""The tables of an export; `footbe_tui.reports.exported` has their columns."""

_TIME = "a date at the venue, such as 2026-08-09, or a moment in UTC, such as 2026-08-09T14:30Z"


def watching(commands: Commands) -> None:
    """Add those that ask a running engine."""
    for name, says in (
        ("positions", "say what is held, worst thesis first"),
        ("settlements", "say what settles when, projected and realised"),
    ):
        shapes(command(commands, name, says, f"footbe-tui {name} --csv", name))
    events = command(
        commands,
        "events",
        "say what happened, and go on with --follow",
        "footbe-tui events --kind fill --last 5",
        "events",
    )
    events.add_argument(
        "--follow", action="store_true", help="go on until Ctrl-C, also over a restart of the engine"
    )
    events.add_argument("--json", action="store_true", help="an object on each line")
    events.add_argument(
        "--last",
        metavar="N",
        type=kinds.few,
        help="begin with so many, 20 if nothing is said; the engine has 300",
    )
    events.add_argument("--since", metavar="TIME", type=kinds.when, help=_TIME)
    events.add_argument(
        "--kind", metavar="KIND", choices=kinds.EVENTS, help=f"one of: {', '.join(kinds.EVENTS)}"
    )
    events.set_defaults(follow=False, json=False, last=20, since=None, kind=None)


def shapes(parser: Parser) -> None:
    """Add the shapes for programs."""
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="one object, amounts as decimal strings")
    shape.add_argument("--csv", action="store_true", help="a table with headings, for a spreadsheet")


def records(commands: Commands) -> None:
    """Add those that read what is in files."""
    replay = command(
        commands,
        "replay",
        "look back on a journal in the console, or decide it anew and compare",
        "footbe-tui replay data/journal.db --at 14:03",
        "replay",
    )
    replay.add_argument("journal", metavar="JOURNAL", help="a journal file")
    replay.add_argument(
        "--check", action="store_true", help="no console: decide it anew, exit 7 at the first difference"
    )
    replay.add_argument(
        "--at", metavar="TIME", help="where to begin: 14:03, '2026-08-16 14:03', start, end; --at=-2h"
    )
    looking.flags(replay)
    replayer = commands.add_parser("replayer", argument_default=argparse.SUPPRESS, allow_abbrev=False)
    replayer.set_defaults(module="replayer", command="replayer", at="end")
    replayer.add_argument("journal")
    replayer.add_argument("--line", type=kinds.whole, required=True)
    replayer.add_argument("--at")
    _recordings(commands)
    _report(commands)
    _export(commands)
    _storage(commands)


def _recordings(commands: Commands) -> None:
    bring = command(
        commands,
        "import",
        "check and describe a file of recorded games",
        "footbe-tui import matches.csv.gz",
        "importing",
    )
    bring.add_argument("file", metavar="FILE", help="a data file, or the folder that holds it")
    config = command(
        commands,
        "config",
        "say whether settings are valid",
        "footbe-tui config check my.yaml",
        "config_check",
    )
    config.add_argument("action", choices=("check",), help="what to do")
    config.add_argument(
        "file", nargs="?", default=None, metavar="FILE", help="settings laid over the program's own"
    )


def _storage(commands: Commands) -> None:
    doctor = command(
        commands,
        "doctor",
        "look whether everything here is as it has to be",
        "footbe-tui doctor --json",
        "doctor",
    )
    doctor.add_argument("--json", action="store_true", help="findings for a program")
    doctor.add_argument(
        "--floor",
        metavar="MB",
        type=kinds.whole,
        help="megabytes that have to be free; 200 if nothing is said",
    )
    backup = command(
        commands,
        "backup",
        "copy the journal and look through the copy",
        "footbe-tui backup --to copy.db",
        "backup",
    )
    backup.add_argument("--to", metavar="FILE", help="a name that is free; without it HOME/backups")
    command(commands, "thin", "thin old quotes of the journal to one-minute bars", "footbe-tui thin", "thin")


def _export(commands: Commands) -> None:
    export = command(
        commands,
        "export",
        "write the journal's tables for other programs",
        "footbe-tui export --today --csv --out today",
        "export",
    )
    shape = export.add_mutually_exclusive_group()
    shape.add_argument(
        "--csv", dest="json", action="store_false", help="a file for each table (without --json)"
    )
    shape.add_argument("--json", action="store_true", help="one object that holds every table")
    export.add_argument("--what", choices=(*EXPORTS, "all"), help="one table; all if nothing is said")
    export.add_argument("--from", dest="begins", metavar="TIME", type=kinds.when, help=_TIME)
    export.add_argument("--to", dest="ends", metavar="TIME", type=kinds.when, help="a day is meant whole")
    export.add_argument(
        "--today", action="store_true", help="the venue's date when the journal was last written"
    )
    export.add_argument("--out", metavar="PLACE", help="a file; a folder for all tables of --csv")
    export.add_argument("--force", action="store_true", help="write over files that are there")
    export.set_defaults(json=False, what="all", begins=None, ends=None, today=False, out=None, force=False)


def _report(commands: Commands) -> None:
    report = command(
        commands,
        "report",
        "tell what a run, a week or a day came to",
        "footbe-tui report --week 2026-08-08 --html week.html",
        "report",
    )
    span = report.add_mutually_exclusive_group()
    for name, says in (("day", "one settlement date"), ("week", "the week, Monday to Sunday, of a date")):
        span.add_argument(
            f"--{name}",
            nargs="?",
            const=None,
            metavar="DATE",
            type=kinds.date,
            help=f"{says}; without DATE the newest with a settlement",
        )
    span.add_argument(
        "--run", action="store_true", help="the whole run so far (this is what stands without it)"
    )
    shape = report.add_mutually_exclusive_group()
    shape.add_argument("--format", choices=("text", "json", "csv", "html"), help="text if nothing is said")
    shape.add_argument("--html", metavar="FILE", help="the same as --format html --out FILE")
    report.add_argument("--table", choices=TABLES, help="with --format csv: this table alone")
    report.add_argument("--out", metavar="FILE", help="write there; for all tables of --format csv a folder")
