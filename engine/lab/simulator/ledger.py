"""What the disk holds of a seed, read from every transaction as it commits: what the engine may be held to."""

from msgspec import Struct

from engine.domain.commands import Command, Reset, Source, Stop
from engine.domain.effects import Effects, KeepAlert, KeepApproval, PlaceOrder, Reply
from engine.domain.events import Commanded, Record
from engine.domain.identity import ApprovalId, OrderId
from engine.domain.ledger import Alert
from engine.domain.order import Purpose, Ticket
from engine.shell.ports import Transaction
from engine.wire.codec import unpack_batch


class Intent(Struct, frozen=True):
    """An order that the disk holds: under which record it was decided, and whether it opens anything."""

    ticket: Ticket
    seq: int

    @property
    def enters(self) -> bool:
        """Does it open or enlarge a position?"""
        return self.ticket.purpose is Purpose.ENTER


class Ledger:
    """Intents, stops, resets, approvals and alerts that are on the disk."""

    def __init__(self) -> None:
        """Begin with an empty disk."""
        self.intents: dict[OrderId, Intent] = {}
        self.again: list[OrderId] = []
        """Intents that were written twice."""
        self.stopped_at: int | None = None
        self.after_stop: list[OrderId] = []
        """Entries that were decided after a stop and before a reset."""
        self.approved: dict[ApprovalId, int] = {}
        self.alerts: list[Alert] = []
        self.seq = 0
        self.gaps: list[int] = []

    def commit(self, transaction: Transaction) -> list[OrderId]:
        """This is on the disk now: which entries are meant in it?"""
        known = len(self.intents)
        for sql, rows in transaction:
            if sql.startswith("INSERT INTO batches"):
                self._take(rows)
        return [key for key, intent in list(self.intents.items())[known:] if intent.enters]

    def _take(self, rows: object) -> None:
        assert isinstance(rows, tuple | list)
        for row in rows:
            batch = unpack_batch(row[3])
            effects = dict(batch.effects)
            for record in batch.records:
                if record.seq != self.seq + 1:
                    self.gaps.append(record.seq)
                self.seq = record.seq
                self._note(record, effects.get(record.seq, ()))

    def _note(self, record: Record, effects: Effects) -> None:
        given = accepted(record, effects)
        if isinstance(given, Stop):
            self.stopped_at = record.seq
        elif isinstance(given, Reset):
            self.stopped_at = None
        for effect in effects:
            if isinstance(effect, PlaceOrder):
                self._intend(Intent(effect.ticket, record.seq))
            elif isinstance(effect, KeepAlert):
                self.alerts.append(effect.alert)
            elif isinstance(effect, KeepApproval) and effect.approval.state == "approved":
                key = effect.approval.id
                self.approved[key] = self.approved.get(key, 0) + 1

    def _intend(self, intent: Intent) -> None:
        key = intent.ticket.id
        if key in self.intents:
            self.again.append(key)
        self.intents[key] = intent
        if self.stopped_at is not None and intent.enters:
            self.after_stop.append(key)


def accepted(record: Record, effects: Effects) -> Command | None:
    """Which command was accepted in this record? None if it is none, or was refused."""
    event = record.event
    if not isinstance(event, Commanded):
        return None
    done = any(isinstance(each, Reply) and each.receipt.accepted for each in effects)
    return event.command if done else None


def asked_by(record: Record) -> Source | None:
    """Who asked in this record? None if nobody did."""
    return record.event.source if isinstance(record.event, Commanded) else None
