"""`thin`: old quotes of the journal become one-minute bars; needs the home to itself."""

import argparse

from engine.config.read import read_files
from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode
from footbe_tui.commands.start import config_files, home_of


def run(asked: argparse.Namespace) -> int:
    """Copy, thin, check, and say what it came to; exit 3 while an engine runs, 70 when nothing could be thinned."""
    home, config = home_of(asked), read_files(config_files(asked.config))
    if not home.journal.is_file():
        raise FootbeError(
            f"{home.journal}: no run has been begun here; allowed: a home with a run (--home DIR)"
        )
    from engine.build import thin  # noqa: PLC0415 - numpy and the core load only when a journal is lived through

    done = thin(config, home)
    if done is None:
        print(
            f"{home.journal.name}: nothing to thin: no quotes older than {config.journal.keep_quotes_days} days"
        )
        return ExitCode.ORDERLY
    before, after = done.bytes_before / 1_000_000, done.bytes_after / 1_000_000
    print(
        f"{home.journal.name}: records {done.thin.seq_first} to {done.thin.seq_last}: {done.thin.dropped} quotes became "
        f"{done.thin.bars} bars; {before:.1f} MB became {after:.1f} MB; copy from before: {done.copy}"
    )
    return ExitCode.ORDERLY
