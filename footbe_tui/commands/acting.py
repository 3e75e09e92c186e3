"""The commands that act: what the operator may have done, each with an example in its help."""

from footbe_tui.commands import kinds
from footbe_tui.commands.parser import Commands, command
from footbe_tui.commands.telling import shapes

_OPERATOR = (
    ("pause", "open nothing new; exits go on", "footbe-tui pause"),
    ("resume", "go on after a pause", 'footbe-tui resume --note "checked Saturday\'s losses"'),
    ("reset", "leave HALTED for PAUSED", 'footbe-tui reset --reason "feed was wrong, now fixed"'),
    ("deposit", "put money in", "footbe-tui deposit 250"),
    ("reconcile", "compare our books with the venue's now", "footbe-tui reconcile"),
    ("withdraw", "take money out, if the drawdown limit lets it", "footbe-tui withdraw 100"),
)


def operator(commands: Commands) -> None:
    """Add them."""
    _watchdog(commands)
    stop = command(
        commands, "stop", "emergency stop: cancel what rests, keep positions, halt", "footbe-tui stop", "stop"
    )
    stop.add_argument("--reason", metavar="TEXT", help="why, for the journal")
    stop.add_argument(
        "--drill",
        action="store_true",
        help="try every road of the stop on an engine of its own, in a folder of its own",
    )
    made = {name: command(commands, name, says, example, "tell") for name, says, example in _OPERATOR}
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


def _watchdog(commands: Commands) -> None:
    command(
        commands,
        "watchdog",
        "watch a running engine: stop, cancel and end it when it has not moved for 30 s",
        "footbe-tui watchdog",
        "watchdog",
    )


def _answering(commands: Commands) -> None:
    approvals = command(
        commands,
        "approvals",
        "see and answer exits that wait for you",
        "footbe-tui approvals approve 12",
        "approvals",
    )
    approvals.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=("list", "approve", "reject"),
        help="list if nothing is said",
    )
    approvals.add_argument(
        "id", nargs="?", default=None, metavar="ID", help="which request, as list writes it"
    )
    shapes(approvals)
    alarms = command(
        commands, "alarms", "see and acknowledge what needs somebody", "footbe-tui alarms list", "alarms"
    )
    alarms.add_argument(
        "action", nargs="?", default="list", choices=("list", "ack"), help="list if nothing is said"
    )
    alarms.add_argument(
        "id",
        nargs="?",
        default=None,
        metavar="ID",
        help="which alarm, as list writes it; without it the top one",
    )
    shapes(alarms)


def _mending(commands: Commands) -> None:
    differences = command(
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
    tighten = command(
        commands,
        "tighten",
        "make one limit stricter until the next start with other settings",
        "footbe-tui tighten limits.max_exposure_per_fixture 100",
        "tighten",
    )
    tighten.add_argument("key", metavar="KEY", help="a limit, as the settings name it")
    tighten.add_argument("value", metavar="VALUE", help="its new value, as in the settings")
    flatten = command(
        commands,
        "flatten",
        "sell what is held: shows what it brings, then asks",
        "footbe-tui flatten",
        "flatten",
    )
    flatten.add_argument("--yes", action="store_true", help="do not ask")
