"""The parser, and how a command is added to it."""

import argparse
import sys
from typing import NoReturn, TypeAlias

from engine.domain.clean import own
from engine.domain.exits import ExitCode
from engine.shell.redaction import redact


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is; exit 2."""
        print(f"{self.prog}: {own(redact(message))}; see {self.prog} --help", file=sys.stderr)
        sys.exit(ExitCode.USAGE)


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - argparse names it no other way
"""Where commands are added."""


def command(commands: Commands, name: str, says: str, example: str, module: str) -> Parser:
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
    places(parser)
    return parser


def places(parser: Parser) -> None:
    """Add where things lie."""
    parser.add_argument("--home", metavar="DIR", help="folder of state, journal and logs")
    parser.add_argument(
        "--config", metavar="FILE", help="YAML settings laid over the ones that come with the program"
    )
