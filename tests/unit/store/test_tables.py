"""The tables people ask about: written with the batch, and the same when made again from it."""

import pytest

from engine.domain.approval import Approval, ApprovalState, ExitPolicy, Mandate
from engine.domain.commands import Pause, Receipt, Source
from engine.domain.difference import Difference, DifferenceKind
from engine.domain.effects import (
    ArmView,
    CashFlow,
    Choice,
    ClearAlarm,
    KeepAlert,
    KeepApproval,
    KeepCashFlow,
    KeepChoice,
    KeepDifference,
    KeepEntry,
    KeepFill,
    KeepFork,
    KeepMark,
    KeepOrder,
    KeepPosition,
    KeepProjected,
    KeepSettlement,
    PlaceOrder,
    RaiseAlarm,
    Reply,
    Settlement,
)
from engine.domain.errors import UnknownOutcome
from engine.domain.events import Commanded, Record, Woke
from engine.domain.ledger import UNMARKED, Alert, AlertKind, Deed, Entry, Fork, Projected
from engine.domain.market import Leg, Side
from engine.domain.order import Fill, Order, OrderState
from engine.domain.position import Position, Thesis
from engine.domain.sport import Sport
from engine.domain.states import Severity
from engine.shell.store import tables
from engine.shell.store.database import open_database
from engine.shell.store.journal import open_journal
from tests.support.toy import ticket

THESIS = Thesis("s", "m", 500_000, 1, 2, 3, 4_000, None, None, None, in_play=False, at=1, reason="r")
HELD = Position("p", "F", "M", Leg.YES, "s", "2026-01-01", 1, THESIS, bought=100, spent=400_000)
ASKED = Approval(
    id="a", position="p", fixture="F", market="M", trigger="adverse_score", reason="0-1", version=1,
    mandate=Mandate(100, 3_000, 5), bound_to="x", asked_at=1, deadline_at=9, at_deadline=ExitPolicy.NOTE,
    holding=None, nets=None, first_nets=None, state=ApprovalState.PENDING,
)  # fmt: skip
ENTRY = Entry(
    "e", shadow=True, strategy="s", fixture="F", sport=Sport.FOOTBALL, league="L", market="M", leg=Leg.YES,
    settles_on="2026-01-01", opened_at=1, in_play=False, maker=True, quantity=200, claimed=None, fair=500_000,
    sd=1, mid_twice=9_000, limit=4_000, spent=800_000, fees=3, marks=UNMARKED, close_twice=9_000, value=10_000,
    pnl=1_199_997, closed_at=9,
)  # fmt: skip
FORK = Fork(
    "f", "p", "F", "M", Leg.YES, "s", "adverse_score", Deed.NOTED, "adverse_score", 3, in_play=True, quantity=200,
    fair=None, leaving=500_000, holding=0, closed_at=9,
)  # fmt: skip
LINE = Difference(
    "cash:cash", DifferenceKind.CASH, "cash", market=None, leg=None, ours=1, venues=2, since=6, remedies=()
)
EVERY_KIND = (
    PlaceOrder(ticket("o1", 1)),
    KeepOrder(Order(ticket("o1", 1), OrderState.SENT, 0, 0, 0, 1)),
    KeepOrder(Order(ticket("o1", 1), OrderState.RESTING, 0, 0, 0, 2)),
    KeepFill(Fill("t1", "o1", "M", Leg.YES, Side.BUY, 4_000, 100, 1, maker=True), 3),
    KeepPosition(HELD),
    KeepApproval(ASKED),
    KeepChoice(Choice("F", 1, 2, (ArmView("s", 0.5, 1, 2),), "s", 1_000_000)),
    KeepSettlement(Settlement("p", "F", "M", "s", "2026-01-01", 10_000, 5, 6, 7, 8, 9, void=False)),
    KeepEntry(ENTRY),
    KeepFork(FORK),
    KeepMark("t1", shadow=False, after=5_000_000, mark=None),
    KeepProjected(Projected("2026-01-01", 1, ("p",), 5, -9, 9)),
    KeepAlert(Alert(AlertKind.DAILY, "daily-2026-01-01", 9, "text")),
    KeepDifference(LINE, 6, gone=False),
    KeepDifference(LINE, 9, gone=True),
    KeepCashFlow(CashFlow("c1", "interest", 5, 7)),
    RaiseAlarm("al", Severity.HIGH, "page", "text"),
    ClearAlarm("al"),
    Reply(Receipt("r-c1", accepted=True, text="ok")),
)
RECORDS = [Record(1, 5, Commanded("r-c1", Source.CONSOLE, Pause()))]


async def contents(database):
    return {name: await database.read(f"SELECT * FROM {name} ORDER BY 1, 2, 3") for name in tables.NAMES}


@pytest.fixture
async def filled(tmp_path):
    database = await open_database(tmp_path / "a.journal", inline=True)
    journal = await open_journal(database)
    await journal.append(RECORDS, [(1, EVERY_KIND)])
    yield database, journal
    await database.close()


async def test_every_kind_of_effect_that_is_kept_has_its_row(filled):
    database, _ = filled
    found = await contents(database)
    assert {name for name, rows in found.items() if not rows} == {"model_versions"}
    assert [row[2] for row in found["orders"]] == ["resting"]
    assert [row[4] for row in found["differences"]] == [1], "a line's row says how it last stood"
    assert {row[2] for row in found["alarms"]} == {"raised", "cleared"}
    assert await database.read("SELECT json_extract(body, '$.thesis.reason') FROM positions") == [("r",)]


async def test_the_tables_made_again_from_the_batches_are_the_same(filled):
    database, journal = filled
    before = await contents(database)
    await database.apply(tables.emptying())
    assert not any((await contents(database)).values())
    await journal.rebuild_tables()
    assert await contents(database) == before


async def test_an_intent_of_the_same_id_is_refused_by_the_file(filled):
    _, journal = filled
    with pytest.raises(UnknownOutcome, match="CONSTRAINT"):
        await journal.append([Record(2, 6, Woke("", ""))], [(2, (PlaceOrder(ticket("o1", 6)),))])


def test_a_record_without_effects_writes_no_row():
    assert tables.statements([Record(1, 1, Woke("", ""))], []) == []
