"""Records and effects on their way to the disk: everything decided and not committed yet."""

import json
import traceback
from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine.domain.effects import Effects
from engine.domain.errors import Impossible
from engine.domain.events import Event, Record
from engine.domain.moment import Moment
from engine.shell.redaction import redact
from engine.shell.runtime.agenda import Agenda
from engine.shell.runtime.brain import Brain

BATCH_RECORDS_MAX = 512
"""When a batch is full: it never holds more than one less than this and the records of one step of the feed."""


class Crashed(Impossible):
    """Deciding on this record raised: our own defect. The record is kept as a test."""

    def __init__(self, record: Record) -> None:
        super().__init__(f"deciding on record {record.seq} failed")
        self.record = record


class Tape:
    """Numbers what happens, has it decided, and holds both until they are drained into the journal.

    `urgent` says that something on it must be committed before time goes on.
    """

    def __init__(self, brain: Brain, agenda: Agenda, seq: int) -> None:
        self._decide = brain.decide
        self._agenda = agenda
        self.seq = seq
        self.urgent = False
        self.records: list[Record] = []
        self.effects: list[tuple[int, Effects]] = []

    def take(self, at: Moment, events: Sequence[Event]) -> bool:
        """Number these events and have them decided in order: is it time to commit?

        Raises:
            Crashed: deciding raised.
        """
        records, decide = self.records, self._decide
        for event in events:
            seq = self.seq = self.seq + 1
            record = Record(seq, at, event)
            records.append(record)
            try:
                effects = decide(record)
            except Exception as error:
                raise Crashed(record) from error
            if effects:
                self.effects.append((seq, effects))
                if self._agenda.note(at, effects):
                    self.urgent = True
        return self.urgent or len(records) >= BATCH_RECORDS_MAX

    def drain(self) -> tuple[list[Record], list[tuple[int, Effects]]]:
        """What is to be committed? The tape is empty afterwards."""
        drained = (self.records, self.effects)
        self.records, self.effects, self.urgent = [], [], False
        return drained


def keep_crash(crash: Crashed, home: Path) -> Path:
    """Where does the record lie that could not be decided, with the trace but without its variables?"""
    cause = crash.__cause__ or crash
    frames = traceback.extract_tb(cause.__traceback__)
    report = {
        "record": json.loads(msgspec.json.encode(msgspec.structs.asdict(crash.record))),
        "error": redact(f"{type(cause).__name__}: {cause}"),
        "trace": [f"{frame.name} ({Path(frame.filename).name}:{frame.lineno})" for frame in frames],
    }
    path = home / f"crash-{crash.record.seq}.json"
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path
