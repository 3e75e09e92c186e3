"""`report`: what the last run in this home came to."""

import argparse

from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from footbe_tui.commands.start import home_of


def run(asked: argparse.Namespace) -> int:
    """Print it as it was written; exit 2 when no run has been finished here."""
    path = home_of(asked).report
    try:
        print(path.read_text(encoding="utf-8").rstrip("\n"))
    except FileNotFoundError:
        raise FootbeError(
            f"{path}: no run has been finished here; allowed: a home with a finished run"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise FootbeError(f"{path}: cannot be read ({error})") from None
    return ExitCode.ORDERLY
