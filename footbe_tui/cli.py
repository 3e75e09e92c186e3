"""The command line: parses, imports the sub-command that was asked for, turns its errors into lines and codes."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from engine.domain.clean import own
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.shell.defects import tell_defects_safely
from engine.shell.keys import refuse_keys
from engine.shell.redaction import redact
from footbe_tui.commands.arguments import build_parser


def main(argv: Sequence[str] | None = None) -> int:
    """Which exit code does this command line end with? Its meaning: `engine.domain.exits`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if argv is None:
        tell_defects_safely()
    try:
        return _carry_out(argv)
    except FootbeError as error:
        for line in str(error).splitlines():
            print(f"footbe-tui: {own(redact(line))}", file=sys.stderr)
        return int(getattr(error, "exit_code", ExitCode.USAGE))
    except KeyboardInterrupt:
        print("footbe-tui: interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _let_go_of_output()
        return ExitCode.ORDERLY
    except OSError as error:
        _let_go_of_output()
        where = f": {error.filename}" if error.filename else ""
        print(f"footbe-tui: storage: {error.strerror or error}{own(where)}", file=sys.stderr)
        return ExitCode.STORAGE


def _carry_out(argv: Sequence[str] | None) -> int:
    refuse_keys(sys.argv[1:] if argv is None else argv)
    asked = build_parser().parse_args(argv)
    code = int(import_module(f"footbe_tui.commands.{asked.module}").run(asked))
    if sys.stdout is not None:
        sys.stdout.flush()  # what cannot be written is to be known before the code is
    return code


def _let_go_of_output() -> None:
    """What cannot be written any more goes nowhere: the end of the process would fail on it once more."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
