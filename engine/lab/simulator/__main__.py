"""The simulator's command line: many seeds, for some minutes, or one again."""

import argparse
import itertools
import sys
import time
from collections.abc import Iterator, Sequence

from engine.lab.simulator import tally
from engine.lab.simulator.seed import Seed

_NOTES_SHOWN = 60


def main(given: Sequence[str] | None = None) -> int:
    """Run what is asked for: 0 when everything held."""
    asked = _parser().parse_args(given)
    if asked.seed is not None:
        return _again(asked.seed, asked.until, asked.notes)
    until = None if asked.minutes is None else time.monotonic() + 60 * asked.minutes
    found = tally.run(_seeds(asked), jobs=asked.jobs, say=_say, until=until)
    for line in found.table():
        _say(line)
    return 0 if found.good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine.lab.simulator", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="how many (300)")
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first of them (1)")
    parser.add_argument("--minutes", type=float, help="go on for so long, whatever --seeds says")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--seed", type=int, help="only this one, with its last notes")
    parser.add_argument("--until", type=int, help="end it at this step")
    parser.add_argument("--notes", type=int, default=_NOTES_SHOWN, help="how many notes to show (60)")
    return parser


def _seeds(asked: argparse.Namespace) -> Iterator[int]:
    known = tally.regressions()
    yield from known
    wanted = (
        itertools.count(asked.first)
        if asked.minutes is not None
        else range(asked.first, asked.first + asked.seeds)
    )
    for seed in wanted:
        if seed not in known:
            yield seed


def _again(seed: int, until: int | None, notes: int) -> int:
    outcome = Seed(seed, until, notes).run()
    for step, micros, words in outcome.notes:
        _say(f"{step:>7} {micros / 1_000_000:>12.6f}  {words}")
    _say(f"seed {seed}: {outcome.steps} steps, {outcome.lives} lives, trace {outcome.trace}")
    if outcome.breach is None:
        return 0
    for line in tally.told(outcome):
        _say(line)
    return 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
