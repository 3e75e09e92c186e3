"""Quotes may wait 50 ms for company; an order's intent, a cancel and a reply wait for nobody."""

import pytest

from engine.domain.commands import Pause, Source
from engine.domain.effects import CancelAll, CancelOrder, PlaceOrder, Reply, Say, WakeAt
from engine.domain.events import BookSeen
from engine.shell.runtime.agenda import Agenda
from engine.shell.runtime.tape import BATCH_RECORDS_MAX, Tape
from engine.shell.store.database import InlineDatabase, StorageFailed
from tests.support.runs import opened, parts
from tests.support.toy import ToyCore, ToyMarket, ticket

QUOTE = BookSeen("M", ((4_000, 100),), ((4_100, 100),))


class Steady:
    """A clock that stands where it is put."""

    seconds = 100.0

    def now(self):
        return int(self.seconds * 1_000_000)

    def monotonic(self):
        return self.seconds


@pytest.fixture
async def run(tmp_path):
    clock = Steady()
    made, database = await opened(tmp_path, parts(tmp_path, market=ToyMarket(quotes=40), clock=clock))
    yield made
    await database.close()


def test_a_quote_alone_waits_50_ms_and_no_longer(run):
    assert not run.committer.waits_too_long(run.tape, 0)
    run.tape.take(2_000_000_000, (QUOTE,))
    assert not run.committer.waits_too_long(run.tape, 0)
    run.parts.clock.seconds += 0.049
    assert not run.committer.waits_too_long(run.tape, 0)
    assert run.committer.waits_too_long(run.tape, 0.002), "it would have waited longer at the next look"
    run.parts.clock.seconds += 0.0011
    assert run.committer.waits_too_long(run.tape, 0)


async def test_after_a_commit_the_next_quote_waits_anew(run):
    run.tape.take(2_000_000_000, (QUOTE,))
    run.committer.waits_too_long(run.tape, 0)
    run.parts.clock.seconds += 1
    await run.committer.commit(run.tape)
    run.tape.take(2_000_000_000, (QUOTE,))
    assert not run.committer.waits_too_long(run.tape, 0)


class Deciding(ToyCore):
    """A core that answers everything with one effect."""

    effect = None

    def decide(self, record):
        return (self.effect,) if self.effect else ()


@pytest.mark.parametrize(
    ("effect", "at_once"),
    [
        (PlaceOrder(ticket("o", 1)), True),
        (CancelOrder("o", "test"), True),
        (CancelAll("test"), True),
        (Reply(None), True),
        (Say("n", "t", {}), False),
        (WakeAt(9, "k", ""), False),
        (None, False),
    ],
    ids=lambda given: type(given).__name__,
)
def test_what_leaves_the_process_is_committed_at_once_and_nothing_else_is(effect, at_once):
    core = Deciding()
    core.effect = effect
    assert Tape(core, Agenda(), 0).take(1, (QUOTE,)) is at_once


def test_a_full_batch_is_committed_at_once():
    tape = Tape(Deciding(), Agenda(), 0)
    assert not tape.take(1, (QUOTE,) * (BATCH_RECORDS_MAX - 1))
    assert tape.take(1, (QUOTE,))


async def test_nothing_is_carried_and_no_receipt_given_before_its_commit(run, monkeypatch):
    seen, apply = [], InlineDatabase.apply

    async def watching(database, transaction):
        seen.append((list(run.parts.venue.carried), receipt.done()))
        await apply(database, transaction)

    receipt = run.inbox.submit(Source.CONSOLE, Pause())
    monkeypatch.setattr(InlineDatabase, "apply", watching)
    await run.loop._settle()
    await run.loop._take_commands()
    assert receipt.done()
    assert seen == [([], False)]


async def test_where_the_commit_raises_nothing_is_carried_and_no_receipt_given(run, monkeypatch):
    async def failing(_database, _transaction):
        raise StorageFailed("planted")

    monkeypatch.setattr(InlineDatabase, "apply", failing)
    receipt = run.inbox.submit(Source.CONSOLE, Pause())
    run.tape.take(2_000_000_000, (QUOTE,) * 14)
    assert any(isinstance(effect, PlaceOrder) for _, some in run.tape.effects for effect in some)
    for _ in range(2):  # what was decided before the failure may not leave later either
        with pytest.raises(StorageFailed):
            await run.loop._settle()
    assert run.parts.venue.carried == []
    assert not receipt.done()
