"""Does the pretended market flatter? What must come out of it, over many seeds, as a table with 95 % intervals.

Every seed is one Saturday of three leagues with the three days of quotes before it. Agents live on it without the
desk, then the desk itself. Seeds are the clusters of each interval. `paid` counts what markets paid, `worth` the true
chance at each fill (same mean, less luck), both in percent of the dollars staked; `close` the closing mid after fees, in
cents a contract bought before the game.
"""

import argparse
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple

from tests.support.agents import checks, flaws, minds
from tests.support.agents.bed import Bed, Matchday
from tests.support.agents.figures import Share, closing, of, paid, shares, worth
from tests.support.agents.trader import DESK, Trader

COMMAND = "python -m benchmarks.market"
SHADED = "the desk, 4 c planted"
EVERY = 3
"""One game in so many of a Saturday is played, six or so."""


class Line(NamedTuple):
    """One line of the table: an agent, what is asked of it, and the check that says so."""

    mind: str
    asked: str
    check: Callable[[list[Share]], str | None]


def not_above(mind: str) -> Line:
    """An agent whose interval may not lie above zero."""
    return Line(mind, "not above 0", partial(checks.not_above_zero, mind=mind))


LINES = (
    Line(checks.HELD, "-4.3 ± 0.5 %", partial(checks.loses_about, mind=checks.HELD, loss=checks.HELD_LOSS)),
    Line(
        checks.AT_ONCE,
        "-8.6 ± 0.5 %",
        partial(checks.loses_about, mind=checks.AT_ONCE, loss=checks.TRIP_LOSS),
    ),
    Line(checks.LATER, "-8.6 ± 0.5 %", partial(checks.loses_about, mind=checks.LATER, loss=checks.TRIP_LOSS)),
    Line(checks.WHALE, "pays for depth", checks.pays_for_depth),
    *(not_above(mind) for mind in minds.NAMES_OF_THE_POOR),
    Line(checks.KNOWER, "above 0", partial(checks.above_zero, mind=checks.KNOWER)),
    Line(DESK, "close not above 0", checks.beats_no_close),
    Line(SHADED, "close above 0", partial(checks.beats_the_close, mind=SHADED)),
)


def lived(seed: int) -> list[Share]:
    """What does everybody make of one seed?"""
    whole, before = Matchday(seed, every=EVERY), Matchday(seed, every=EVERY, before=True)
    rows = shares(Bed(whole, minds.takers()).run().dealt())
    rows += shares(Bed(before, [minds.Whale(), *minds.resters()], apart=True).run().dealt())
    rows += _desk(before, DESK)
    return rows + _desk(flaws.Shaded(seed, every=EVERY, before=True), SHADED)


def _desk(day: Matchday, name: str) -> list[Share]:
    return [row._replace(mind=name) for row in shares(Trader(day).run().dealt())]


def table(rows: list[Share]) -> tuple[list[str], int]:
    """Which lines tell these rows, and how many of them say that the market flatters?"""
    told = [f"{'agent':<30}{'fills':>8}  {'paid %':<27}{'worth %':<25}{'close c':<25}{'asked':<19}"]
    wrong = 0
    for line in LINES:
        mine = of(rows, line.mind)
        complaint = line.check(rows)
        wrong += complaint is not None
        close = str(closing(rows, line.mind)) if any(row.contracts for row in mine) else "--"
        told.append(
            f"{line.mind:<30}{sum(row.fills for row in mine):>8}  {paid(rows, line.mind)!s:<27}"
            f"{worth(rows, line.mind)!s:<25}{close:<25}{line.asked:<19}{'ok' if complaint is None else 'WRONG'}"
        )
    return told, wrong


def gathered(seeds: Iterable[int], jobs: int) -> list[Share]:
    """What comes of all seeds, worked off by so many processes?"""
    rows: list[Share] = []
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for done, found in enumerate(pool.map(lived, seeds), 1):
            rows += found
            print(f"\r{done} seeds", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return rows


def main() -> int:
    """Print the table; 1 when a line of it is wrong."""
    words = argparse.ArgumentParser(prog=COMMAND, description="What must come out of the pretended market.")
    words.add_argument("--seeds", type=int, default=200, help="how many Saturdays")
    words.add_argument("--jobs", type=int, default=2, help="how many processes")
    asked = words.parse_args()
    told, wrong = table(gathered(range(asked.seeds), asked.jobs))
    print("\n".join(told))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
