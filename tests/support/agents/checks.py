"""What must come out of the pretended market, as checks: each gives a complaint, or nothing."""

from collections.abc import Iterable, Sequence

from tests.support.agents.bed import Bed, Matchday, Mind
from tests.support.agents.figures import Figure, Share, closing_value, per_dollar, shares

HELD, AT_ONCE, LATER = "random taker, held", "random taker, sold at once", "random taker, sold later"
WHALE, RESTER, KNOWER = "random taker of all there is", "rest at the bid", "knows the truth"
HELD_LOSS, TRIP_LOSS, GIVE = -0.043, -0.086, 0.005


def lived(seeds: Iterable[int], *beds, until: int | None = None) -> list[Share]:
    """What do these groups of agents stake and gain on these seeds? Each group has a market of its own."""
    rows: list[Share] = []
    for seed in seeds:
        day = Matchday(seed)
        for minds in beds:
            rows += shares(seed, Bed(day, minds()).run(until).dealt())
    return rows


def of(rows: Iterable[Share], mind: str) -> list[Share]:
    """Which rows are this agent's?"""
    return [row for row in rows if row.mind == mind]


def worth(rows: Iterable[Share], mind: str) -> Figure:
    """What did an agent gain per dollar, by the true chance at each fill?"""
    found = per_dollar(of(rows, mind), lambda row: row.worth)
    assert found is not None, f"{mind} never traded: the figure would mean nothing"
    return found


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


def pays_for_depth(rows: Iterable[Share]) -> str | None:
    """Does who takes all there is pay at least a point more than who takes one contract?"""
    found = worth(rows, WHALE)
    return None if found.high < HELD_LOSS - 0.01 else f"{WHALE}: {found} % pays nothing for depth"


def closes_above(rows: Sequence[Share]) -> Figure | None:
    """What is the mean closing-line value after fees, dollars a contract?"""
    return closing_value(rows)


def named(minds: Iterable[Mind]) -> list[str]:
    """Which names have these agents?"""
    return [mind.name for mind in minds]
