"""A state on its way through a journal: folded on batch by batch, or wound to a state that was kept."""

from engine.domain.errors import FootbeError
from engine.domain.moment import Moment
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.replaying.film import Film
from engine.shell.runtime.replaying.kept import Still
from engine.shell.store.journal import Tip
from engine.wire.codec import Batch


class Diverges(FootbeError):
    """Today's code does not live through a record as the journal says: nothing after it can be shown from here."""

    def __init__(self, seq: int, at: Moment, why: str) -> None:
        super().__init__(f"record {seq}: {why}")
        self.seq, self.at = seq, at


class Reel:
    """One brain and where it stands: `seq` is the last record it has lived through, 0 before the first."""

    def __init__(self, film: Film, brain: Brain) -> None:
        self._film = film
        self.brain = brain
        self.seq = 0
        self._place = Tip()
        self._ahead: list[tuple[Tip, Batch]] = []

    @property
    def between_batches(self) -> bool:
        """Does it stand where a batch ends, so that what it is can be kept?"""
        return self.seq == self._place.seq and self.seq > 0

    def wind(self, still: Still) -> None:
        """Go to a kept state.

        Raises:
            Malformed: it is no state of this version.
        """
        self.brain.thaw(still.core)
        self._place, self.seq, self._ahead = still.place, still.place.seq, []

    def still(self) -> Still:
        """Which state is it now? Only between batches."""
        return Still(self._place, self.brain.freeze())

    async def on(self, until: int) -> bool:
        """Fold on, at most to the end of a batch and never beyond this record: was there anything to fold?

        Raises:
            Diverges: deciding anew does not give what is recorded; the state is then no state of the journal.
            Unwatchable: the journal is not whole.
        """
        if self.seq >= until:
            return False
        if not self._ahead:
            self._ahead = await self._film.after(self._place)
        if not self._ahead:
            return False
        tip, batch = self._ahead[0]
        self._fold(batch, until)
        if self.seq == tip.seq:
            self._place = tip
            del self._ahead[0]
        return True

    def _fold(self, batch: Batch, until: int) -> None:
        effects = dict(batch.effects)
        for record in batch.records[self.seq + 1 - batch.records[0].seq :]:
            if record.seq > until:
                return
            try:
                self.brain.fold(record, effects.get(record.seq, ()))
            except Exception as error:
                raise Diverges(record.seq, record.at, str(error) or type(error).__name__) from error
            self.seq = record.seq
