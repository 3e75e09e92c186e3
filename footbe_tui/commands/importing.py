"""`import FILE`: is this file of recorded games usable, and what is in it?"""

import argparse
from pathlib import Path

from engine.domain.exits import ExitCode
from engine.shell.feeds.football_file import Coverage, describe


def run(asked: argparse.Namespace) -> int:
    """Read and check the whole of it; exit 2 with one line naming row, column and remedy if it is wrong."""
    path = Path(asked.file).expanduser().absolute()
    found = describe(path)
    print(
        f"{found.file}: {found.rows} matches, {found.goals} goals with minutes, {len(found.leagues)} leagues, usable"
    )
    for part in found.coverage:
        print(covered(part))
    for line in found.missing:
        print(f"missing: {line}")
    print(f"to use it: footbe-tui --paper --feed replay:{path}")
    return ExitCode.ORDERLY


def covered(part: Coverage) -> str:
    """How is one league's season described in a line?"""
    return (
        f"{part.league:<4} {part.season}  {part.rows:>4} matches {part.first} to {part.last} · odds before "
        f"{part.opening} · closing {part.closing} · goal minutes {part.goal_minutes} · kick-off times {part.times}"
    )
