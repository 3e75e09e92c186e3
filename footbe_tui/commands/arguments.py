"""What may be typed: the tree of commands, each with an example in its help."""

import argparse
import sys
from typing import NoReturn

from engine.domain.clean import own
from engine.domain.exits import ExitCode
from engine.shell.redaction import redact
from footbe_tui.commands import kinds, looking

TABLES = ("entries", "forks", "settlements", "projections", "curve")
"""The tables of a report; `footbe_tui.reports.as_csv` writes them."""

EXPORTS = (
    *("orders", "fills", "positions", "settlements", "approvals", "events"),
    *("decisions", "exits", "curve"),
)
"""The tables of an export; `footbe_tui.reports.exported` has their columns."""

_OPERATOR = (
    ("pause", "open nothing new; exits go on", "footbe-tui pause"),
    ("resume", "go on after a pause", 'footbe-tui resume --note "checked Saturday\'s losses"'),
    ("reset", "leave HALTED for PAUSED", 'footbe-tui reset --reason "feed was wrong, now fixed"'),
    ("deposit", "put money in", "footbe-tui deposit 250"),
    ("reconcile", "compare our books with the venue's now", "footbe-tui reconcile"),
    ("withdraw", "take money out, if the drawdown limit lets it", "footbe-tui withdraw 100"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is; exit 2."""
        print(f"{self.prog}: {own(redact(message))}; see {self.prog} --help", file=sys.stderr)
        sys.exit(ExitCode.USAGE)


def build_parser() -> Parser:
    """Which command lines are understood?"""
    parser = Parser(
        prog="footbe-tui",
        description="An operator's console for an agent that trades game-winner markets.",
        epilog="example: footbe-tui --paper --feed sim --seed 7   ·   each command has its own --help",
        allow_abbrev=False,
    )
    parser.set_defaults(module="paper")
    _places(parser)
    _mode(parser)
    _engine_flags(parser)
    parser.add_argument("--headless", action="store_true", help="no console: a status line every few seconds")
    parser.add_argument(
        "--observe", action="store_true", help="watch only; the one key that acts is the stop"
    )
    looking.flags(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _engines(commands)
    _operator(commands)
    _records(commands)
    return parser


def _command(
    commands: "argparse._SubParsersAction[Parser]", name: str, says: str, example: str, module: str
) -> Parser:
    """Add one command; only flags that were given may overwrite those before the command's name."""
    parser = commands.add_parser(
        name,
        help=says,
        description=f"{says[0].upper()}{says[1:]}.",
        epilog=f"example: {example}",
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    parser.set_defaults(module=module, command=name)
    _places(parser)
    return parser


def _mode(parser: Parser) -> None:
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--paper", dest="mode", action="store_const", const="paper", help="trade with paper money"
    )
    mode.add_argument("--live", dest="mode", action="store_const", const="live", help="trade with real money")
    mode.add_argument("--mode", choices=("paper", "live"), help="the same, as a word")


def _places(parser: Parser) -> None:
    parser.add_argument("--home", metavar="DIR", help="folder of state, journal and logs")
    parser.add_argument(
        "--config", metavar="FILE", help="YAML settings laid over the ones that come with the program"
    )


def _engine_flags(parser: Parser) -> None:
    flag = parser.add_argument
    flag("--feed", metavar="sim|replay:PATH", type=kinds.feed, help="simulated games, or recorded ones")
    flag("--league", metavar="NAME", help="which league of a recording, such as D1")
    flag("--season", metavar="NAME", help="which of its seasons, such as 2018/19")
    flag("--scenario", metavar="NAME", help="a stress for the pretended market, such as makers_gone")
    flag("--seed", metavar="N", type=kinds.whole, help="names the chance of a simulated season")
    flag("--speed", metavar="N|max", type=kinds.speed, help="simulated seconds per second")
    flag(
        "--for",
        dest="run_for",
        metavar="DURATION",
        type=kinds.duration,
        help="end after this much simulated time: 7d",
    )
    flag("--bankroll", metavar="DOLLARS", type=kinds.amount, help="dollars a new run starts with")
    flag(
        "--interval",
        metavar="MINUTES",
        type=kinds.minutes_or_duration,
        help="look at every market at least this often",
    )
    flag("--fresh", action="store_true", help="begin a new run whatever was before")


def _engines(commands: "argparse._SubParsersAction[Parser]") -> None:
    engine = _command(
        commands,
        "engine",
        "run an engine in this process, without a console",
        "footbe-tui engine --paper --feed sim --for 7d",
        "engine",
    )
    _mode(engine)
    _engine_flags(engine)
    engine.add_argument("--for-console", action="store_true", help=argparse.SUPPRESS)
    attach = _command(
        commands, "attach", "open a console on a running engine", "footbe-tui attach --observe", "attach"
    )
    attach.add_argument(
        "--observe", action="store_true", help="watch only; the one key that acts is the stop"
    )
    looking.flags(attach)
    status = _command(
        commands, "status", "say how a running engine stands", "footbe-tui status --json", "status"
    )
    shape = status.add_mutually_exclusive_group()
    shape.add_argument(
        "--json", action="store_true", help="everything the console shows, whole numbers, with units"
    )
    shape.add_argument("--plain", action="store_true", help="one fact per line, for a screen reader")
    _looking(commands)


def _watchdog(commands: "argparse._SubParsersAction[Parser]") -> None:
    _command(
        commands,
        "watchdog",
        "watch a running engine: stop, cancel and end it when it has not moved for 30 s",
        "footbe-tui watchdog",
        "watchdog",
    )


def _operator(commands: "argparse._SubParsersAction[Parser]") -> None:
    _watchdog(commands)
    stop = _command(
        commands, "stop", "emergency stop: cancel what rests, keep positions, halt", "footbe-tui stop", "stop"
    )
    stop.add_argument("--reason", metavar="TEXT", help="why, for the journal")
    stop.add_argument(
        "--drill",
        action="store_true",
        help="try every road of the stop on an engine of its own, in a folder of its own",
    )
    made = {name: _command(commands, name, says, example, "tell") for name, says, example in _OPERATOR}
    made["resume"].add_argument(
        "--note", metavar="TEXT", help="what was reviewed; needed after a drawdown pause"
    )
    made["reset"].add_argument(
        "--reason", metavar="TEXT", help="why it is safe to start over; asked for if missing"
    )
    made["reset"].add_argument("--phrase", metavar="TEXT", help="the phrase to type; asked for if missing")
    for name in ("deposit", "withdraw"):
        made[name].add_argument("amount", metavar="DOLLARS", type=kinds.amount, help="such as 250 or 99.50")
    _answering(commands)
    _mending(commands)


def _answering(commands: "argparse._SubParsersAction[Parser]") -> None:
    approvals = _command(
        commands,
        "approvals",
        "see and answer exits that wait for you",
        "footbe-tui approvals approve 12",
        "approvals",
    )
    approvals.add_argument(
        "action", nargs="?", default="list", choices=("list", "approve", "reject"), help="list if nothing is said"
    )
    approvals.add_argument(
        "id", nargs="?", default=None, metavar="ID", help="which request, as list writes it"
    )
    _shapes(approvals)
    alarms = _command(
        commands, "alarms", "see and acknowledge what needs somebody", "footbe-tui alarms list", "alarms"
    )
    alarms.add_argument(
        "action", nargs="?", default="list", choices=("list", "ack"), help="list if nothing is said"
    )
    alarms.add_argument(
        "id", nargs="?", default=None, metavar="ID", help="which alarm, as list writes it; without it the top one"
    )
    _shapes(alarms)


def _looking(commands: "argparse._SubParsersAction[Parser]") -> None:
    for name, says in (
        ("positions", "say what is held, worst thesis first"),
        ("settlements", "say what settles when, projected and realised"),
    ):
        _shapes(_command(commands, name, says, f"footbe-tui {name} --csv", name))
    events = _command(
        commands, "events", "say what happened, and go on with --follow", "footbe-tui events --kind fill --last 5", "events"
    )
    events.add_argument("--follow", action="store_true", help="go on until Ctrl-C, also over a restart of the engine")
    events.add_argument("--json", action="store_true", help="an object on each line")
    events.add_argument(
        "--last", metavar="N", type=kinds.few, help="begin with so many, 20 if nothing is said; the engine has 300"
    )
    events.add_argument("--since", metavar="TIME", type=kinds.when, help=_TIME)
    events.add_argument("--kind", metavar="KIND", choices=kinds.EVENTS, help=f"one of: {', '.join(kinds.EVENTS)}")
    events.set_defaults(follow=False, json=False, last=20, since=None, kind=None)


def _shapes(command: Parser) -> None:
    shape = command.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="one object, amounts as decimal strings")
    shape.add_argument("--csv", action="store_true", help="a table with headings, for a spreadsheet")


def _mending(commands: "argparse._SubParsersAction[Parser]") -> None:
    differences = _command(
        commands,
        "differences",
        "see what our books and the venue's disagree on, and clear it",
        'footbe-tui differences ignore cash --reason "interest of March"',
        "differences",
    )
    differences.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=("list", "adopt", "cancel", "ignore"),
        help="list if nothing is said",
    )
    differences.add_argument(
        "id", nargs="?", default=None, metavar="ID", help="which one, as list writes it or how that begins"
    )
    differences.add_argument("--reason", metavar="TEXT", help="why it may stand; needed to ignore one")
    tighten = _command(
        commands,
        "tighten",
        "make one limit stricter until the next start with other settings",
        "footbe-tui tighten limits.max_exposure_per_fixture 100",
        "tighten",
    )
    tighten.add_argument("key", metavar="KEY", help="a limit, as the settings name it")
    tighten.add_argument("value", metavar="VALUE", help="its new value, as in the settings")
    flatten = _command(
        commands, "flatten", "sell what is held: shows what it brings, then asks", "footbe-tui flatten", "flatten"
    )
    flatten.add_argument("--yes", action="store_true", help="do not ask")


def _records(commands: "argparse._SubParsersAction[Parser]") -> None:
    replay = _command(
        commands,
        "replay",
        "look back on a journal in the console, or decide it anew and compare",
        "footbe-tui replay data/journal.db --at 14:03",
        "replay",
    )
    replay.add_argument("journal", metavar="JOURNAL", help="a journal file")
    replay.add_argument("--check", action="store_true", help="no console: decide it anew, exit 7 at the first difference")
    replay.add_argument("--at", metavar="TIME", help="where to begin: 14:03, '2026-08-16 14:03', -2h, start or end")
    looking.flags(replay)
    replayer = commands.add_parser("replayer", argument_default=argparse.SUPPRESS, allow_abbrev=False)
    replayer.set_defaults(module="replayer", command="replayer", at="end")
    replayer.add_argument("journal")
    replayer.add_argument("--line", type=kinds.whole, required=True)
    replayer.add_argument("--at")
    bring = _command(
        commands,
        "import",
        "check and describe a file of recorded games",
        "footbe-tui import matches.csv.gz",
        "importing",
    )
    bring.add_argument("file", metavar="FILE", help="a data file, or the folder that holds it")
    config = _command(
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
    _report(commands)
    _export(commands)
    _storage(commands)


def _storage(commands: "argparse._SubParsersAction[Parser]") -> None:
    doctor = _command(
        commands, "doctor", "look whether everything here is as it has to be", "footbe-tui doctor --json", "doctor"
    )
    doctor.add_argument("--json", action="store_true", help="findings for a program")
    doctor.add_argument(
        "--floor", metavar="MB", type=kinds.whole, help="megabytes that have to be free; 200 if nothing is said"
    )
    backup = _command(
        commands, "backup", "copy the journal and look through the copy", "footbe-tui backup --to copy.db", "backup"
    )
    backup.add_argument("--to", metavar="FILE", help="a name that is free; without it HOME/backups")
    _command(commands, "thin", "thin old quotes of the journal to one-minute bars", "footbe-tui thin", "thin")


def _export(commands: "argparse._SubParsersAction[Parser]") -> None:
    export = _command(
        commands,
        "export",
        "write the journal's tables for other programs",
        "footbe-tui export --today --csv --out today",
        "export",
    )
    shape = export.add_mutually_exclusive_group()
    shape.add_argument("--csv", dest="json", action="store_false", help="a file for each table (without --json)")
    shape.add_argument("--json", action="store_true", help="one object that holds every table")
    export.add_argument("--what", choices=(*EXPORTS, "all"), help="one table; all if nothing is said")
    export.add_argument("--from", dest="begins", metavar="TIME", type=kinds.when, help=_TIME)
    export.add_argument("--to", dest="ends", metavar="TIME", type=kinds.when, help="a day is meant whole")
    export.add_argument("--today", action="store_true", help="the venue's date when the journal was last written")
    export.add_argument("--out", metavar="PLACE", help="a file; a folder for all tables of --csv")
    export.add_argument("--force", action="store_true", help="write over files that are there")
    export.set_defaults(json=False, what="all", begins=None, ends=None, today=False, out=None, force=False)


_TIME = "a date at the venue, such as 2026-08-09, or a moment in UTC, such as 2026-08-09T14:30Z"


def _report(commands: "argparse._SubParsersAction[Parser]") -> None:
    report = _command(
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
    span.add_argument("--run", action="store_true", help="the whole run so far (this is what stands without it)")
    shape = report.add_mutually_exclusive_group()
    shape.add_argument("--format", choices=("text", "json", "csv", "html"), help="text if nothing is said")
    shape.add_argument("--html", metavar="FILE", help="the same as --format html --out FILE")
    report.add_argument("--table", choices=TABLES, help="with --format csv: this table alone")
    report.add_argument("--out", metavar="FILE", help="write there; for all tables of --format csv a folder")
