"""What in a journal is worth going to: alarms raised, stops, pauses, what was refused; and what was settled."""

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from msgspec import Struct

from engine.domain import text
from engine.domain.clean import Clean, own
from engine.domain.moment import Moment
from engine.domain.tape import MARKS_MAX, URGENCY, MarkKind, TapeMark

_READING = (
    (MarkKind.ALARM, "SELECT seq, at, severity || ' ' || text FROM alarms WHERE what = 'raised' AND seq > ?"),
    (MarkKind.STOP, "SELECT seq, at, 'by ' || source FROM commands WHERE kind = 'stop' AND seq > ?"),
    (
        MarkKind.PAUSE,
        "SELECT seq, at, CASE kind WHEN 'pause' THEN '' ELSE kind || ' ' END || 'by ' || source FROM commands WHERE kind IN ('pause', 'flatten', 'reset') AND seq > ?",
    ),
    (
        MarkKind.REFUSED,
        "SELECT c.seq, c.at, c.kind || ': ' || r.text FROM receipts r JOIN commands c ON c.id = r.id WHERE NOT r.accepted AND c.seq > ?",
    ),
    (MarkKind.REFUSED, "SELECT seq, since, 'order ' || id || ': ' || note FROM orders WHERE state = 'refused' AND seq > ?"),
    (MarkKind.SETTLED, "SELECT seq, at, position FROM settlements WHERE seq > ?"),
)
"""Each kind with its question: after which record, when, and in which words?"""


class Incident(Struct, frozen=True):
    """One thing that stands out: after which record, when, of which kind, in a few words."""

    seq: int
    at: Moment
    kind: MarkKind
    text: Clean

    def said(self, zone: str) -> Clean:
        """How is it told: `alarm 14:02:51 HIGH scores stale`?"""
        return own(f"{self.kind} {text.clock(self.at, zone)} {self.text}")


class Incidents:
    """Everything that stands out, in order; settlements are marks only, not incidents."""

    def __init__(self) -> None:
        self._all: list[Incident] = []
        self._seqs: list[int] = []
        self._settled: list[Incident] = []
        self._read_to = 0

    def read(self, connection: sqlite3.Connection, until: int) -> bool:
        """Take in what the tables tell of records after those read before, up to this one: was there anything?"""
        found = [
            Incident(int(seq), Moment(int(at)), kind, own(str(said)))
            for kind, sql in _READING
            for seq, at, said in connection.execute(sql, (self._read_to,))
            if seq <= until
        ]
        self._read_to = until
        self._settled += [each for each in found if each.kind is MarkKind.SETTLED]
        known = {each.seq: each for each in self._all}
        for each in sorted(found, key=lambda each: (each.seq, -URGENCY.index(each.kind))):
            if each.kind is not MarkKind.SETTLED:
                known[each.seq] = each
        self._all = [known[seq] for seq in sorted(known)]
        self._seqs = [each.seq for each in self._all]
        return bool(found)

    def beside(self, seq: int, by: int) -> Incident | None:
        """Which is the next one after this record, or (`by` below 0) the last one before it? None when none is."""
        place = bisect_right(self._seqs, seq) if by > 0 else bisect_left(self._seqs, seq) - 1
        return self._all[place] if 0 <= place < len(self._all) else None

    def marks(self, begin: Moment, end: Moment) -> tuple[TapeMark, ...]:
        """Which marks stand on a tape of this span? Of those that fall together the most urgent one."""
        width = max(1, end - begin) / MARKS_MAX
        best: dict[int, TapeMark] = {}
        for each in self._on(begin, end):
            place = min(MARKS_MAX - 1, int((each.at - begin) / width))
            known = best.get(place)
            if known is None or URGENCY.index(each.kind) < URGENCY.index(known.kind):
                best[place] = TapeMark(each.at, each.kind)
        return tuple(best[place] for place in sorted(best))

    def _on(self, begin: Moment, end: Moment) -> Sequence[Incident]:
        return [each for each in (*self._settled, *self._all) if begin <= each.at <= end]
