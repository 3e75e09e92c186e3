"""Which of two arms does better where both traded? Differences on the same fixture, so that its luck cancels."""

from collections.abc import Sequence
from itertools import combinations

from msgspec import Struct

from engine.domain.identity import FixtureId, StrategyName
from engine.domain.ledger import Entry
from engine.domain.money import DOLLAR
from engine.maths.metrics import Interval, mean_interval


class Pair(Struct, frozen=True):
    """Two arms on the fixtures both entered: the first's figures less the second's, means over `fixtures`.

    `clv` in dollars per contract over the `closed` fixtures that had a close for both, `ret` per dollar risked; bounds
    hold 95 %, games that settle together sharing their luck. None below two settlement dates.
    """

    first: StrategyName
    second: StrategyName
    fixtures: int
    closed: int
    clv: Interval | None
    ret: Interval | None


def paired(entries: Sequence[Entry]) -> tuple[Pair, ...]:
    """How do the arms compare, two by two, on the fixtures both have an entry on? Arms in order of appearance.

    Where an arm has both, its shadow speaks for it: shadows all met the same books at the same size rule.
    """
    spoken: dict[tuple[StrategyName, FixtureId], Entry] = {}
    for entry in entries:
        key = entry.strategy, entry.fixture
        if entry.shadow or key not in spoken:
            spoken[key] = entry
    names = dict.fromkeys(name for name, _ in spoken)
    found = (_pair(first, second, spoken) for first, second in combinations(names, 2))
    return tuple(pair for pair in found if pair.fixtures)


def _pair(
    first: StrategyName, second: StrategyName, spoken: dict[tuple[StrategyName, FixtureId], Entry]
) -> Pair:
    both = [
        (one, spoken[second, fixture])
        for (name, fixture), one in spoken.items()
        if name == first and (second, fixture) in spoken
    ]
    closes = [(one, one.clv, other.clv) for one, other in both]
    lines = [(a - b, one) for one, a, b in closes if a is not None and b is not None]
    rets = [(_ret(one) - _ret(other), one) for one, other in both if one.risked > 0 and other.risked > 0]
    return Pair(
        first=first,
        second=second,
        fixtures=len(both),
        closed=len(lines),
        clv=_mean([(gap / DOLLAR, one) for gap, one in lines]),
        ret=_mean(rets),
    )


def _ret(entry: Entry) -> float:
    return entry.pnl / entry.risked


def _mean(gaps: Sequence[tuple[float, Entry]]) -> Interval | None:
    dates = {date: number for number, date in enumerate(dict.fromkeys(one.settles_on for _, one in gaps))}
    if len(dates) < 2:
        return None
    return mean_interval([gap for gap, _ in gaps], [dates[one.settles_on] for _, one in gaps])
