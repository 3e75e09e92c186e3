"""From the journal back to where it ended, on real markets: nothing is lived through again, nothing is sent."""

from engine.domain.clean import own
from engine.domain.effects import CancelAll, CancelOrder
from engine.domain.errors import Impossible
from engine.domain.events import AskFailed, Event, ModelFailed, ModelFitted, OrderUnknown, Record, Woke
from engine.domain.moment import Moment
from engine.shell.ports import VenueEffect
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.live.sent import LiveAgenda
from engine.shell.store.checkpoints import Checkpoint
from engine.shell.store.journal import Journal
from engine.wire.codec import Batch

ENDED = "the process ended before an answer"


class LiveRecovery:
    """Folds recorded records into a core; what was on its way when the process ended is asked about.

    A batch may be on the disk that was never acknowledged: its effects did not leave, but from here that
    looks like any other order without an answer. So none is ever sent: each becomes unknown, and is asked about.
    """

    def __init__(self, brain: Brain, agenda: LiveAgenda) -> None:
        self._brain = brain
        self.agenda = agenda
        self.at = Moment(0)
        self.seq = 0

    async def run(self, journal: Journal, checkpoint: Checkpoint | None) -> None:
        """Go to the journal's end, from the checkpoint if there is one.

        Raises:
            Impossible: what is recorded does not follow from what was decided.
        """
        if checkpoint is not None:
            self._brain.thaw(checkpoint.core)
            self.agenda.thaw(checkpoint.agenda)
            self.agenda.sent.thaw(checkpoint.world)
            self.seq = checkpoint.seq
        async for batch in journal.tail(self.seq):
            self.fold(batch)
        self.at = journal.tip.at
        self.agenda.owed = []

    def fold(self, batch: Batch) -> None:
        """Take one batch into the state again."""
        effects = dict(batch.effects)
        for record in batch.records:
            self._take_off(record)
            some = effects.get(record.seq, ())
            self.agenda.note_event(record.at, record.event)
            self._brain.fold(record, some)
            self.agenda.note(record.at, some)
            self.seq = record.seq

    def unanswered(self) -> list[Event]:
        """What must be recorded now of what was on its way: orders unknown, questions failed."""
        sent = self.agenda.sent
        events: list[Event] = [OrderUnknown(order, own(ENDED)) for order in sent.placing]
        events += [AskFailed(order, own(ENDED)) for order in sent.asking]
        if sent.reconciling:
            events.append(AskFailed(None, own(ENDED)))
        return events

    def repeated(self) -> list[VenueEffect]:
        """Which cancels are carried again because nobody knows whether they were? Repeating them is safe."""
        sent = self.agenda.sent
        again: list[VenueEffect] = [] if sent.fuse is None else [CancelAll(own(sent.fuse))]
        return again + [CancelOrder(order, own(reason)) for order, reason in sent.cancelling.items()]

    def _take_off(self, record: Record) -> None:
        event = record.event
        if isinstance(event, Woke):
            _, expected = self.agenda.take_wake()
            if expected != event:
                raise Impossible(
                    f"recovery: record {record.seq} is {event}, but the next waking is {expected}"
                )
        elif isinstance(event, ModelFitted | ModelFailed):
            self.agenda.take_fit(event)
