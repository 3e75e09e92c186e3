"""What may be typed: the tree of commands, each with an example in its help."""

import argparse

from footbe_tui.commands import acting, kinds, looking, telling
from footbe_tui.commands.parser import Commands, Parser, command, places


def build_parser() -> Parser:
    """Which command lines are understood?"""
    parser = Parser(
        prog="footbe-tui",
        description="An operator's console for an agent that trades game-winner markets.",
        epilog="example: footbe-tui --paper --feed sim --seed 7   ·   each command has its own --help",
        allow_abbrev=False,
    )
    parser.set_defaults(module="paper")
    places(parser)
    _mode(parser)
    _engine_flags(parser)
    parser.add_argument("--headless", action="store_true", help="no console: a status line every few seconds")
    parser.add_argument(
        "--observe", action="store_true", help="watch only; the one key that acts is the stop"
    )
    looking.flags(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _engines(commands)
    acting.operator(commands)
    telling.records(commands)
    return parser


def _mode(parser: Parser) -> None:
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--paper", dest="mode", action="store_const", const="paper", help="trade with paper money"
    )
    mode.add_argument("--live", dest="mode", action="store_const", const="live", help="trade with real money")
    mode.add_argument("--mode", choices=("paper", "live"), help="the same, as a word")


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


def _engines(commands: Commands) -> None:
    engine = command(
        commands,
        "engine",
        "run an engine in this process, without a console",
        "footbe-tui engine --paper --feed sim --for 7d",
        "engine",
    )
    _mode(engine)
    _engine_flags(engine)
    engine.add_argument("--for-console", action="store_true", help=argparse.SUPPRESS)
    attach = command(
        commands, "attach", "open a console on a running engine", "footbe-tui attach --observe", "attach"
    )
    attach.add_argument(
        "--observe", action="store_true", help="watch only; the one key that acts is the stop"
    )
    looking.flags(attach)
    status = command(
        commands, "status", "say how a running engine stands", "footbe-tui status --json", "status"
    )
    shape = status.add_mutually_exclusive_group()
    shape.add_argument(
        "--json", action="store_true", help="everything the console shows, whole numbers, with units"
    )
    shape.add_argument("--plain", action="store_true", help="one fact per line, for a screen reader")
    telling.watching(commands)
