"""What must come out of the pretended market, as checks: each gives a complaint, or None."""

from collections.abc import Callable, Iterable

import numpy as np

from engine.domain.moment import DAY
from tests.support.agents.bed import Bed, Dealt, Matchday, Mind
from tests.support.agents.figures import Share, closing, ratio, shares, worth
from tests.support.agents.trader import DESK, Trader

HELD, AT_ONCE, LATER = "random taker, held", "random taker, sold at once", "random taker, sold later"
WHALE, KNOWER = "random taker of all there is", "knows the truth"
HELD_LOSS, TRIP_LOSS, GIVE = -0.043, -0.086, 0.005
PAST = "past move"

Day = Callable[[int], Matchday]


def lived(seeds: Iterable[int], *beds: Callable[[], list[Mind]], day: Day = Matchday) -> list[Share]:
    """What do these groups of agents stake and gain on these seeds, fixture by fixture? Each group has its own market."""
    rows: list[Share] = []
    for seed in seeds:
        source = day(seed)
        for minds in beds:
            rows += shares(Bed(source, minds()).run().dealt(), by_fixture=True)
    return rows


def traded(seeds: Iterable[int], day: Day) -> list[Dealt]:
    """Which fills does the desk have on these seeds?"""
    return [one for seed in seeds for one in Trader(day(seed)).run().dealt()]


def on(dealt: Iterable[Dealt], outcome: int | None = None) -> list[Share]:
    """What do these fills make fixture by fixture, on one outcome or on all?"""
    return shares([one for one in dealt if outcome in {None, one.outcome}], by_fixture=True)


def loses_about(rows: Iterable[Share], mind: str, loss: float) -> str | None:
    """Is this agent's whole interval within half a point of a loss?"""
    found = worth(rows, mind)
    inside = loss - GIVE <= found.low and found.high <= loss + GIVE
    return None if inside else f"{mind}: {found} % is not {100 * loss:.1f} ± {100 * GIVE:.1f} %"


def not_above_zero(rows: Iterable[Share], mind: str) -> str | None:
    """Does this agent's interval reach zero or less?"""
    found = worth(rows, mind)
    return None if found.low <= 0 else f"{mind}: {found} % lies above zero"


def above_zero(rows: Iterable[Share], mind: str) -> str | None:
    """Does this agent's interval lie above zero?"""
    found = worth(rows, mind)
    return None if found.low > 0 else f"{mind}: {found} % does not lie above zero"


def below_zero(rows: Iterable[Share], mind: str) -> str | None:
    """Does this agent's interval lie below zero?"""
    found = worth(rows, mind)
    return None if found.high < 0 else f"{mind}: {found} % does not lie below zero"


def pays_for_depth(rows: Iterable[Share]) -> str | None:
    """Does who takes all there is pay at least a point more than who takes one contract?"""
    found = worth(rows, WHALE)
    return None if found.high < HELD_LOSS - 0.01 else f"{WHALE}: {found} % pays too little for depth"


def beats_no_close(rows: Iterable[Share], mind: str = DESK) -> str | None:
    """Does the interval of a desk's closing-line value after fees reach zero or less?"""
    found = closing(rows, mind)
    return None if found.low <= 0 else f"{mind}: closing-line value {found} c lies above zero"


def beats_the_close(rows: Iterable[Share], mind: str = DESK) -> str | None:
    """Does the interval of a desk's closing-line value after fees lie above zero?"""
    found = closing(rows, mind)
    return None if found.low > 0 else f"{mind}: closing-line value {found} c does not lie above zero"


def tells_nothing(days: Iterable[Matchday]) -> str | None:
    """Does what a price has done by a day before the start say nothing (a tenth at most) of what it does then?"""
    found = ratio(PAST, [(early * late, early * early) for day in days for early, late in day_moves(day)])
    return (
        None
        if found.low <= 0.1 and found.high >= -0.1
        else f"{PAST}: a cent of it brings {found} hundredths more"
    )


def day_moves(day: Matchday) -> list[tuple[float, float]]:
    """How did makers move home prices up to a day before each start, and from there to the start? Dollars."""
    moves = []
    for plan in day.plans(1):
        quotes, start = day.programme(plan).quotes, plan.fixture.starts_at
        rows = np.searchsorted(quotes.at, [start - DAY, start]) - 1
        first, middle, last = (quotes.bids[row][0] + quotes.asks[row][0] for row in (0, *rows))
        moves.append(((middle - first) / 200, (last - middle) / 200))
    return moves
