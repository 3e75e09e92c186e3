"""States kept in memory on the way through a journal, so that going back costs little: few, spaced out, bounded."""

import zlib
from bisect import bisect_right, insort

from msgspec import Struct

from engine.shell.store.journal import Tip

STATES_MAX = 64
BYTES_MAX = 32 * 1024 * 1024
NEAR_MAX = 6
"""So many of the states last passed are kept beside those spaced out, for single steps back."""

_QUICK = 1


class Still(Struct, frozen=True):
    """The deciding state where a batch ends."""

    place: Tip
    core: bytes


class _Packed(Struct, frozen=True):
    place: Tip
    core: bytes

    @property
    def seq(self) -> int:
        return self.place.seq


class Stills:
    """Keeps at most `STATES_MAX` states and `BYTES_MAX` bytes; where there are more, the one least missed goes."""

    def __init__(self, states_max: int = STATES_MAX, bytes_max: int = BYTES_MAX) -> None:
        self._states_max, self._bytes_max = states_max, bytes_max
        self._spaced: list[_Packed] = []
        self._near: list[_Packed] = []

    @property
    def held_bytes(self) -> int:
        """How much do they take?"""
        return sum(len(each.core) for each in (*self._spaced, *self._near))

    @property
    def seqs(self) -> list[int]:
        """After which records is a state kept, the near ones left aside?"""
        return [each.seq for each in self._spaced]

    def keep(self, still: Still) -> None:
        """Keep one that is spaced from its neighbours; the state least missed makes room."""
        if still.place.seq in self.seqs:
            return
        insort(self._spaced, _packed(still), key=lambda each: each.seq)
        while len(self._spaced) > 2 and (
            len(self._spaced) > self._states_max or sum(len(each.core) for each in self._spaced) > self._bytes_max
        ):
            del self._spaced[self._least_missed()]

    def pass_by(self, still: Still) -> None:
        """Keep one for single steps back; the oldest of these makes room."""
        self._near = [each for each in self._near if each.seq != still.place.seq][-(NEAR_MAX - 1) :]
        self._near.append(_packed(still))

    def before(self, seq: int) -> Still | None:
        """Which is the last state at or before this record? None when none is kept."""
        place = bisect_right(self.seqs, seq)
        found = [*self._spaced[:place][-1:], *(each for each in self._near if each.seq <= seq)]
        best = max(found, key=lambda each: each.seq, default=None)
        return None if best is None else _unpacked(best)

    def at(self, seq: int) -> Still:
        """Which state is kept after exactly this record, as `next_after` names it?"""
        return _unpacked(self._spaced[self.seqs.index(seq)])

    def last_before(self, seq: int) -> int:
        """After which record up to this one is a state kept, the near ones left aside? 0 when none is."""
        place = bisect_right(self.seqs, seq)
        return self.seqs[place - 1] if place else 0

    def next_after(self, seq: int) -> int | None:
        """After which record beyond this one is the next state kept? None when none is."""
        place = bisect_right(self.seqs, seq)
        return self.seqs[place] if place < len(self._spaced) else None

    def _least_missed(self) -> int:
        """Which, if it went, left the smallest gap? Neither the first nor the last."""
        seqs = self.seqs
        return min(range(1, len(seqs) - 1), key=lambda n: (seqs[n + 1] - seqs[n - 1], n))


def _packed(still: Still) -> _Packed:
    return _Packed(still.place, zlib.compress(still.core, _QUICK))


def _unpacked(packed: _Packed) -> Still:
    return Still(packed.place, zlib.decompress(packed.core))
