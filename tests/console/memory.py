"""A link in memory: shows the pictures it is given."""

import asyncio

import msgspec

from engine.domain.commands import Acknowledge, Approve, Command, Pause, Receipt, Reject, Reset, Resume, Stop
from engine.domain.identity import CommandId
from engine.domain.queries import Answer, Query, Section, Sheet, SheetColumn, SheetRow, Topic
from engine.domain.snapshot import Snapshot
from tests.console.pictures import BUSY


def _funnel(snapshot: Snapshot) -> Sheet:
    columns = (SheetColumn("ARM"), SheetColumn("RULE"), SheetColumn("TIMES", ">"), SheetColumn("SAID LAST"))
    rows = sorted(snapshot.funnel, key=lambda row: -row.count)
    return Sheet(
        "Refusals",
        columns,
        tuple(SheetRow(row.key, (row.strategy, row.rule, str(row.count), row.last)) for row in rows),
    )


def _orders(snapshot: Snapshot) -> Sheet:
    columns = (SheetColumn("ID"), SheetColumn("FIXTURE"), SheetColumn("FILLED", ">"), SheetColumn("STATE"))
    cells = (
        (row.key, (row.label, row.fixture, f"{row.filled // 100}/{row.quantity // 100}", row.state))
        for row in snapshot.orders
    )
    leads = Query(Topic.POSITION, "run-p0412")
    return Sheet("Live orders", columns, tuple(SheetRow(key, cells, leads_to=leads) for key, cells in cells))


_TABLES = {Topic.FUNNEL: ("Why no trade", _funnel), Topic.ORDERS: ("Orders", _orders)}
"""What is told in tables, from the picture."""


class MemoryLink:
    """A link in memory: shows what it is given, remembers what it was sent."""

    def __init__(self, snapshot: Snapshot | None = BUSY) -> None:
        self.snapshot = snapshot
        self.version = 1
        self.connected = True
        self.news = ""
        self.age = 0.0
        self.sent: list[Command] = []
        self.asked: list[Query] = []
        self.refuses = False
        self.token = "t1"

    def show(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.version += 1

    def status(self, **changes) -> None:
        self.show(
            msgspec.structs.replace(
                self.snapshot, status=msgspec.structs.replace(self.snapshot.status, **changes)
            )
        )

    async def send(self, command: Command) -> Receipt:
        self.sent.append(command)
        await asyncio.sleep(0)
        if self.refuses:
            return Receipt(CommandId(""), False, "not sent: no line")
        said = {
            Stop: "stopped 14:03:11 · 6/6 cancelled · 15 positions kept · 0 unknown",
            Pause: "paused",
            Resume: "running again",
            Approve: "approved",
            Reject: "rejected: position kept",
            Acknowledge: "acknowledged",
            Reset: "reset: PAUSED",
        }
        return Receipt(CommandId("c1"), True, said.get(type(command), "done"))

    async def ask(self, query: Query) -> Answer:
        self.asked.append(query)
        await asyncio.sleep(0)
        if not query.entity and query.topic.value == "models":
            return Answer(query, "no model yet", ())
        if query.topic.value == "flatten":
            sale = Section("Sells", (("ARS–CHE 40 ARS", "at .30 or better, brings 11.80 after fees"),))
            return Answer(query, "Selling what is held brings 11.80", (sale,), token=self.token)
        if query.topic in _TABLES and not query.entity:
            title, table = _TABLES[query.topic]
            known = self.snapshot is not None
            return Answer(query, title if known else "no answer", (), sheets=(table(self.snapshot),) if known else ())
        thesis = Section(
            "Thesis at entry", (("edge after fees", "+.031"), ("confidence", ".66"), ("model", "ens-7"))
        )
        facts = Section("Facts now", (("score", "0-1 at 31'"), ("fair", ".29"), ("best bid", ".31 for 60")))
        return Answer(query, f"{query.topic.value} {query.entity}", (thesis, facts))
