"""From the journal back to where it ended: the one way to start, whether or not there was a crash."""

import msgspec

from engine.domain.effects import Effects, PlaceOrder
from engine.domain.errors import Impossible
from engine.domain.events import (
    Commanded,
    ConsoleLost,
    Event,
    ModelFailed,
    ModelFitted,
    Noticed,
    OrderRefused,
    Record,
    RunResumed,
    RunStarted,
    Woke,
)
from engine.domain.moment import Moment
from engine.shell.ports import VirtualFeed, VirtualVenue
from engine.shell.runtime.agenda import Agenda
from engine.shell.runtime.brain import Brain
from engine.shell.runtime.perform import BRAKE_REASON
from engine.shell.store.checkpoints import Checkpoint
from engine.shell.store.journal import Journal
from engine.wire.codec import Batch

_AT_ONCE = (RunStarted, RunResumed)
"""Events that the runtime makes whatever the feed may still have to tell."""

_AFTER_THE_FEED = (Woke, ModelFitted, ModelFailed, Commanded, ConsoleLost, Noticed)
"""Events that the runtime makes once the feed has told everything up to their moment."""


class Recovery:
    """Folds recorded records into a core and makes the pretended world live through them again.

    The world must say again what is recorded of it; where it does not, the journal belongs to
    another seed, file or version, and nothing may go on.
    """

    def __init__(self, brain: Brain, feed: VirtualFeed, venue: VirtualVenue, agenda: Agenda) -> None:
        self._brain = brain
        self._feed = feed
        self._venue = venue
        self._agenda = agenda
        self._heard: list[tuple[Moment, Event]] = []
        self.at = Moment(0)
        self.seq = 0

    async def run(self, journal: Journal, checkpoint: Checkpoint | None) -> None:
        """Go to the journal's end, from the checkpoint if there is one.

        Raises:
            Impossible: the world tells something else than is recorded; the text names the record.
        """
        if checkpoint is not None:
            self._brain.thaw(checkpoint.core)
            self._feed.thaw(checkpoint.world)
            self._agenda.thaw(checkpoint.agenda)
            self.seq = checkpoint.seq
        async for batch in journal.tail(self.seq):
            self.fold(batch)
        self.at = journal.tip.at

    def fold(self, batch: Batch) -> None:
        """Live through one batch again."""
        effects = dict(batch.effects)
        for record in batch.records:
            self._bring_world_to(record)
            some: Effects = effects.get(record.seq, ())
            self._brain.fold(record, some)
            self._agenda.note(record.at, some)
            self.seq = record.seq
        if self._heard:
            raise Impossible(f"the feed said more after record {self.seq} than the journal holds")

    def _bring_world_to(self, record: Record) -> None:
        event = record.event
        if isinstance(event, OrderRefused) and event.reason.startswith(BRAKE_REASON):
            self._keep_back(event)
        elif isinstance(event, _AT_ONCE):
            self._agenda.note_event(record.at, event)
        elif isinstance(event, _AFTER_THE_FEED):
            self._listen_until(record)
            self._take_off(record)
            self._agenda.note_event(record.at, event)
        else:
            self._hear(record)

    def _listen_until(self, record: Record) -> None:
        self._carry()
        while (
            (due := self._feed.next_at()) is not None
            and due <= record.at
            and not isinstance(record.event, RunStarted)
        ):
            if self._feed.step().events:
                raise _differs(record, "the feed speaks before it")

    def _take_off(self, record: Record) -> None:
        event = record.event
        if isinstance(event, Woke):
            _, expected = self._agenda.take_wake()
            if expected != event:
                raise _differs(record, f"the next waking is {expected}")
        elif isinstance(event, ModelFitted | ModelFailed):
            self._agenda.take_fit(event)

    def _hear(self, record: Record) -> None:
        while not self._heard:
            self._carry()
            if self._feed.next_at() is None:
                raise _differs(record, "the feed has nothing more to say")
            heard = self._feed.step()
            self._heard = [(heard.at, event) for event in reversed(heard.events)]
        at, said = self._heard.pop()
        if at != record.at or not _same(said, record.event):
            raise _differs(record, f"the feed says {said}")

    def _keep_back(self, refusal: OrderRefused) -> None:
        owed = self._agenda.owed
        self._agenda.owed = [
            (at, effect)
            for at, effect in owed
            if not (isinstance(effect, PlaceOrder) and effect.ticket.id == refusal.order)
        ]

    def _carry(self) -> None:
        owed, self._agenda.owed = self._agenda.owed, []
        for at, effect in owed:
            self._venue.carry(effect, at)


def _same(said: Event, recorded: Event) -> bool:
    return said == recorded or msgspec.msgpack.encode(said) == msgspec.msgpack.encode(recorded)


def _differs(record: Record, found: str) -> Impossible:
    return Impossible(f"recovery: record {record.seq} is {type(record.event).__name__}, but {found[:200]}")
