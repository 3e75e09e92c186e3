"""`backup [--to FILE]`: a copy of the journal, looked through before it counts; also while an engine runs."""

import argparse
from pathlib import Path

from engine.config.read import read_files
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from engine.shell.clock import SystemClock
from engine.shell.store.backups import Kind, back_up, back_up_into
from footbe_tui.commands.start import config_files, home_of


def run(asked: argparse.Namespace) -> int:
    """Make it, and say what is in it; exit 2 when there is nothing to copy or the name is taken, 70 when the copy is not whole."""
    home, to = home_of(asked), getattr(asked, "to", None)
    if not home.journal.is_file():
        raise FootbeError(
            f"{home.journal}: no run has been begun here; allowed: a home with a run (--home DIR)"
        )
    if to is not None:
        made = back_up(home.journal, Path(to).expanduser().absolute())
    else:
        kept = read_files(config_files(asked.config)).journal.backups_kept
        made = back_up_into(home.backups, home.journal, Kind.ASKED, SystemClock().now(), kept)
    size = made.path.stat().st_size / 1_000_000
    print(
        f"{made.path}: {made.extent.records} records, {size:.1f} MB, hash {made.extent.hash.hex()[:16]}, whole"
    )
    return ExitCode.ORDERLY
