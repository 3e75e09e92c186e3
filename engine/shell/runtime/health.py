"""How the machine itself is doing: wall facts, shown to the operator and never told to the core."""

from collections import deque
from collections.abc import Sequence

from engine.domain.clean import own
from engine.domain.moment import MILLISECOND, SECOND
from engine.domain.snapshot import HealthRow

COMMIT_SLOW = 250 * MILLISECOND
LAG_LIMIT = 250 * MILLISECOND
STEP_LIMIT = 30 * SECOND
_KEPT = 256


def quantile(values: Sequence[int], share: float) -> int | None:
    """Which value is not exceeded by this share of them? None without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


class Vitals:
    """Keeps the last measurements, in wall microseconds."""

    def __init__(self, feed: str) -> None:
        self._feed = feed
        self._commits: deque[int] = deque(maxlen=_KEPT)
        self._slices: deque[int] = deque(maxlen=_KEPT)
        self.records = 0
        self.stepped_at: float | None = None

    def committed(self, seconds: float, records: int) -> None:
        """A commit of so many records took so long."""
        self._commits.append(int(seconds * SECOND))
        self.records += records

    def held(self, seconds: float) -> None:
        """The loop was held for so long without serving anybody."""
        self._slices.append(int(seconds * SECOND))

    def rows(self, monotonic: float, *, waiting: int, watchers: int, finished: bool) -> tuple[HealthRow, ...]:
        """What stands in the health pane about feed, journal, loop and link?"""
        age = None if self.stepped_at is None else int((monotonic - self.stepped_at) * SECOND)
        stale = age is not None and age > STEP_LIMIT and not finished
        return (
            HealthRow("feed", own("STALE" if stale else "ok"), age, STEP_LIMIT, own(self._feed)),
            self._journal(),
            self._loop(waiting),
            HealthRow("link", own("ok"), None, None, own(f"{watchers} watching")),
        )

    def _journal(self) -> HealthRow:
        usual, slow = quantile(self._commits, 0.5), quantile(self._commits, 0.95)
        if usual is None or slow is None:
            return HealthRow("journal", own("ok"), None, COMMIT_SLOW, own("no commit yet"))
        detail = (
            f"commit {usual / MILLISECOND:.1f} ms, p95 {slow / MILLISECOND:.1f} ms, {self.records} records"
        )
        return HealthRow("journal", own("sick" if slow > COMMIT_SLOW else "ok"), slow, COMMIT_SLOW, own(detail))

    def _loop(self, waiting: int) -> HealthRow:
        lag = quantile(self._slices, 0.95)
        detail = (
            f"p95 {lag / MILLISECOND:.1f} ms, {waiting} waiting" if lag is not None else f"{waiting} waiting"
        )
        return HealthRow(
            "loop", own("sick" if lag is not None and lag > LAG_LIMIT else "ok"), lag, LAG_LIMIT, own(detail)
        )
