"""`replay JOURNAL`: look back on it in a console, or `--check` whether deciding it anew gives the same."""

import argparse
import contextlib
import sys
from pathlib import Path

from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.shell.store.schema import connect_without_trace
from footbe_tui.commands.client import own_version
from footbe_tui.commands.looking import looks_of
from footbe_tui.commands.paper import has_terminal
from footbe_tui.commands.replayer import start_replayer
from footbe_tui.commands.start import home_of
from footbe_tui.settings import SCREENS, read_settings


def run(asked: argparse.Namespace) -> int:
    """Open the console on it; with `--check` decide it anew and exit 7 with the first difference."""
    path = Path(asked.journal).expanduser().absolute()
    if not path.is_file():
        raise FootbeError(f"{path}: no such file; allowed: a journal such as HOME/data/journal.db")
    if getattr(asked, "check", False):
        return _checked(path)
    if not has_terminal():
        raise FootbeError("replay: there is no terminal here; allowed: footbe-tui replay JOURNAL --check")
    with contextlib.closing(connect_without_trace(path)):
        pass  # what is no journal is said before a screen is drawn
    return _shown(path, asked)


def _shown(path: Path, asked: argparse.Namespace) -> int:
    home = home_of(asked)
    settings = read_settings(home.root)
    looks = looks_of(asked, settings)
    from footbe_tui.run import run_replay  # noqa: PLC0415 - Textual loads only when a console opens

    left = run_replay(
        lambda: start_replayer(path, getattr(asked, "at", "end")),
        version=own_version(),
        looks=looks,
        keymap=settings.keymap,
        screens=home.root / SCREENS,
    )
    if left.text:
        print(f"footbe-tui: {left.text}", file=sys.stderr)
    return left.code


def _checked(path: Path) -> int:
    from engine.build import check, thinned_to  # noqa: PLC0415 - numpy and the core load only when something is decided

    difference = check(path)
    if difference is None:
        thinned = thinned_to(path)
        since = f" from record {thinned + 1} on; quotes before it were thinned" if thinned else ""
        print(f"{path.name}: equal; deciding anew gives the same effects to the byte{since}")
        return ExitCode.ORDERLY
    print(f"footbe-tui: {path.name}: differs: {difference}", file=sys.stderr)
    return ExitCode.REPLAY_DIFFERS
