"""`replay JOURNAL --check`: does deciding a journal anew give the same records and effects?"""

import argparse
import sys
from pathlib import Path

from engine.domain.errors import FootbeError
from engine.domain.exits import ExitCode


def run(asked: argparse.Namespace) -> int:
    """Decide it anew; exit 7 with the first difference."""
    path = Path(asked.journal).expanduser().absolute()
    if not path.is_file():
        raise FootbeError(f"{path}: no such file; allowed: a journal such as HOME/data/journal.db")
    from engine.build import check, thinned_to  # noqa: PLC0415 - numpy and the core load only when something is decided

    difference = check(path)
    if difference is None:
        thinned = thinned_to(path)
        since = f" from record {thinned + 1} on; quotes before it were thinned" if thinned else ""
        print(f"{path.name}: equal; deciding anew gives the same effects to the byte{since}")
        return ExitCode.ORDERLY
    print(f"footbe-tui: {path.name}: differs: {difference}", file=sys.stderr)
    return ExitCode.REPLAY_DIFFERS
