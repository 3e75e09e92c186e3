"""Which record changed something? Looked for in the journal itself, without folding anything."""

from collections.abc import Awaitable, Callable, Iterator

from engine.domain.effects import (
    AskOrder,
    AskVenue,
    Effect,
    FitModel,
    KeepEntry,
    KeepMark,
    KeepProjected,
    WakeAt,
)
from engine.shell.runtime.replaying.film import Film
from engine.wire.codec import Batch

_SILENT: tuple[type[Effect], ...] = (WakeAt, AskOrder, AskVenue, FitModel, KeepMark, KeepEntry, KeepProjected)
"""Effects that change nothing a person would step to: questions, alarm clocks and the ledgers' own rows."""


def telling(batch: Batch) -> Iterator[int]:
    """Which records of a batch changed something, in order?"""
    for seq, effects in batch.effects:
        if not all(isinstance(effect, _SILENT) for effect in effects):
            yield seq


async def next_telling(film: Film, seq: int, breathe: Callable[[], Awaitable[None]]) -> int | None:
    """Which is the first record after this one that changed something? None up to the end."""
    while seq < film.tip.seq:
        batch = film.batch_with(seq + 1)
        found = next((each for each in telling(batch) if each > seq), None)
        if found is not None:
            return found
        seq = batch.records[-1].seq
        await breathe()
    return None


async def last_telling(film: Film, seq: int, first: int, breathe: Callable[[], Awaitable[None]]) -> int | None:
    """Which is the last record before this one, from `first` on, that changed something? None down to there."""
    while seq > first:
        batch = film.batch_with(seq - 1)
        found = max((each for each in telling(batch) if each < seq), default=None)
        if found is not None:
            return found if found >= first else None
        seq = batch.records[0].seq
        await breathe()
    return None
