"""Has an arm earned its way out of the shadow? By where prices stood a minute after its entries."""

from collections.abc import Sequence

from engine.domain.ledger import Entry
from engine.domain.money import DOLLAR
from engine.maths.metrics import Interval, mean_interval

ENTRIES_LEAST = 30
"""So many entries at least; each is one fill or more."""

_MINUTE = 1
"""Where the mark a minute after stands among an entry's marks."""


def minute_marks(entries: Sequence[Entry]) -> Interval | None:
    """Between which bounds lies the mean mark-out after a minute, dollars per contract?

    95 %, games that settle together sharing their luck. None with fewer than `ENTRIES_LEAST` marked entries or on
    fewer than two dates. A fixture that was traded and imagined counts by its real entries alone.
    """
    traded = {entry.fixture: True for entry in entries if not entry.shadow}
    counted = [entry for entry in entries if not (entry.shadow and entry.fixture in traded)]
    marked = [(mark, entry) for entry in counted if (mark := entry.marks[_MINUTE]) is not None]
    dates = {
        date: number for number, date in enumerate(dict.fromkeys(entry.settles_on for _, entry in marked))
    }
    if len(marked) < ENTRIES_LEAST or len(dates) < 2:
        return None
    return mean_interval(
        [mark / DOLLAR for mark, _ in marked], [dates[entry.settles_on] for _, entry in marked]
    )


def proven(entries: Sequence[Entry]) -> bool:
    """Is the mean mark-out after a minute above zero for sure?"""
    found = minute_marks(entries)
    return found is not None and found.low > 0
