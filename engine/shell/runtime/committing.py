"""From the tape to the disk: batches, checkpoints, and what may be told once they are there."""

from collections.abc import Sequence
from typing import Protocol

from engine.domain.commands import Receipt
from engine.domain.effects import Effects, FitModel, KeepApproval, Reply
from engine.domain.errors import UnknownOutcome
from engine.domain.events import Record
from engine.shell.ports import Clock, Statement
from engine.shell.runtime.agenda import Agenda
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.health import Vitals
from engine.shell.runtime.perform import Sink
from engine.shell.runtime.tape import Tape
from engine.shell.store.checkpoints import Checkpoint, keeping
from engine.shell.store.journal import Journal

CHECKPOINT_RECORDS = 10_000
TICKS_WAIT_SECONDS = 0.05


class Freezes(Protocol):
    """Whatever goes into a checkpoint beside core and agenda."""

    def freeze(self) -> bytes:
        """Which bytes hold it whole?"""
        ...


class Committer:
    """Commits batches; every so many records a checkpoint goes with one."""

    def __init__(
        self,
        journal: Journal,
        frozen: tuple[Brain, Freezes, Agenda],
        sinks: Sequence[Sink],
        clock: Clock,
        vitals: Vitals,
    ) -> None:
        self._journal = journal
        self._brain, self._beside, self._agenda = frozen
        self._sinks = sinks
        self._clock = clock
        self._vitals = vitals
        self._checkpoint_after = CHECKPOINT_RECORDS
        self._checkpoint_seq = journal.tip.seq
        self._waiting_since: float | None = None
        self._failed: UnknownOutcome | None = None
        self.approvals_moved = False

    def checkpoint_every(self, records: int) -> None:
        """Write a checkpoint after so many records."""
        self._checkpoint_after = records

    def waits_too_long(self, tape: Tape, seconds: float) -> bool:
        """Should what is on the tape be committed, if nothing comes for this long?"""
        if not tape.records:
            self._waiting_since = None
            return False
        now = self._clock.monotonic()
        if self._waiting_since is None:
            self._waiting_since = now
        return now + seconds - self._waiting_since >= TICKS_WAIT_SECONDS

    async def commit(self, tape: Tape) -> tuple[list[Receipt], list[FitModel]]:
        """Write what is on the tape: which receipts may be handed out, which fits begun?

        Raises:
            UnknownOutcome: the commit raised, now or earlier: what was decided may not leave the process.
        """
        if self._failed is not None:
            raise self._failed
        if not tape.records:
            return [], []
        records, effects = tape.drain()
        extra: Sequence[Statement] = ()
        if records[-1].seq - self._checkpoint_seq >= self._checkpoint_after:
            extra = keeping(self._checkpoint(records[-1].seq))
            self._checkpoint_seq = records[-1].seq
        began = self._clock.monotonic()
        try:
            await self._journal.append(records, effects, extra)
        except UnknownOutcome as error:
            self._failed = error
            raise
        self._vitals.committed(self._clock.monotonic() - began, len(records))
        self._vitals.stepped_at = began
        self._waiting_since = None
        return self._tell(records, effects)

    async def keep(self, tape: Tape) -> None:
        """Write a checkpoint now, everything being committed: the next start is then quick."""
        await self._journal.keep(self._checkpoint(tape.seq))
        self._checkpoint_seq = tape.seq

    def _checkpoint(self, seq: int) -> Checkpoint:
        return Checkpoint(seq, self._brain.freeze(), self._beside.freeze(), self._agenda.freeze())

    def _tell(
        self, records: list[Record], effects: list[tuple[int, Effects]]
    ) -> tuple[list[Receipt], list[FitModel]]:
        receipts: list[Receipt] = []
        fits: list[FitModel] = []
        first = records[0].seq
        for seq, some in effects:
            for sink in self._sinks:
                sink.tell(records[seq - first], some)
            for effect in some:
                if isinstance(effect, Reply):
                    receipts.append(effect.receipt)
                elif isinstance(effect, FitModel):
                    fits.append(effect)
                elif isinstance(effect, KeepApproval):
                    self.approvals_moved = True
        return receipts, fits
