"""The loop: what comes next, what is committed when, and what neither speed nor batches may change."""

import asyncio
import contextlib
import itertools
import sqlite3

import pytest

from engine.domain.commands import Close, Pause, Source, Stop
from engine.domain.effects import FitModel, PlaceOrder
from engine.domain.events import Commanded, ModelFitted, OrderAccepted, RunStarted, Woke
from engine.domain.sport import Sport
from engine.shell.ports import Heard
from engine.shell.runtime import tape as tape_module
from engine.shell.runtime.fitting import Fits
from engine.shell.runtime.loop import Ending
from engine.shell.runtime.run import FINISHED
from engine.shell.runtime.tape import Crashed, keep_crash
from tests.support.runs import opened, parts
from tests.support.toy import LATENCY, SECOND, START, ToyCore, ToyFitter, ToyMarket


async def batches_of(run):
    return [batch async for batch in run.journal.tail()]


async def records_of(run):
    return [record for batch in await batches_of(run) for record in batch.records]


async def finished(home, **options):
    run, database = await opened(home, **options)
    assert await run.go() is Ending.FINISHED
    return run, database


async def test_a_run_begins_with_its_start_and_ends_with_a_close_of_its_own(tmp_path):
    run, database = await finished(tmp_path)
    records = await records_of(run)
    assert isinstance(records[0].event, RunStarted)
    assert any(isinstance(r.event, Commanded) and r.event.command == Close() for r in records)
    assert await run.journal.marked(FINISHED) == str(run.loop.at)
    await database.close()


async def test_moments_never_go_back_and_numbers_never_skip(tmp_path):
    run, database = await finished(tmp_path)
    records = await records_of(run)
    assert [r.seq for r in records] == list(range(1, len(records) + 1))
    assert [r.at for r in records] == sorted(r.at for r in records)
    await database.close()


async def test_an_order_leaves_only_after_the_batch_that_holds_it_is_on_the_disk(tmp_path):
    market = ToyMarket()
    run, database = await opened(tmp_path, parts(tmp_path, market=market))
    carry, seen = market.carry, []

    def carried(effect, at):
        seen.append((effect, run.journal.tip.seq))
        carry(effect, at)

    market.carry = carried
    await run.go()
    intents = {
        effect.ticket.id: seq
        for batch in await batches_of(run)
        for seq, effects in batch.effects
        for effect in effects
        if isinstance(effect, PlaceOrder)
    }
    orders = [(effect.ticket.id, tip) for effect, tip in seen if isinstance(effect, PlaceOrder)]
    assert len(orders) > 20
    assert all(intents[order] <= tip for order, tip in orders)
    await database.close()


async def test_the_venue_answers_a_latency_after_the_moment_of_the_intent_whatever_the_batch(tmp_path):
    run, database = await finished(tmp_path)
    placed = {
        effect.ticket.id: effect.ticket.created_at
        for batch in await batches_of(run)
        for _, effects in batch.effects
        for effect in effects
        if isinstance(effect, PlaceOrder)
    }
    accepted = {r.event.order: r.at for r in await records_of(run) if isinstance(r.event, OrderAccepted)}
    assert accepted
    assert all(at == placed[order] + LATENCY for order, at in accepted.items())
    await database.close()


async def test_wakings_come_at_their_moment(tmp_path):
    run, database = await finished(tmp_path)
    woken = [r.at for r in await records_of(run) if isinstance(r.event, Woke)]
    assert woken[0] == (await records_of(run))[0].at + 5 * SECOND
    assert all(b - a == 5 * SECOND for a, b in itertools.pairwise(woken))
    await database.close()


async def test_a_model_arrives_exactly_when_it_is_due(tmp_path):
    run, database = await finished(tmp_path)
    fits = [r for r in await records_of(run) if isinstance(r.event, ModelFitted)]
    assert fits
    assert all(r.at == r.event.model.fitted_at + 12 * SECOND for r in fits)
    await database.close()


async def test_fits_held_back_for_a_first_picture_do_not_show_in_the_result(tmp_path):
    run, database = await finished(tmp_path / "alone")
    usual = await records_of(run)
    await database.close()
    run, database = await finished(tmp_path / "awaited", stay=True)
    assert await records_of(run) == usual
    await database.close()


class AwaitedFitter(ToyFitter):
    """Its fits end when they may."""

    def __init__(self):
        super().__init__()
        self.asked, self.may_end = asyncio.Event(), asyncio.Event()

    async def fit(self, order, games):
        self.asked.set()
        await self.may_end.wait()
        return await super().fit(order, games)


async def test_a_command_is_answered_while_a_fit_is_awaited_and_the_journal_can_be_lived_through_again(
    tmp_path,
):
    fitter = AwaitedFitter()
    run, database = await opened(tmp_path, parts(tmp_path, fitter=fitter))
    going = asyncio.create_task(run.go())
    await asyncio.wait_for(fitter.asked.wait(), 5)
    await asyncio.sleep(0.2)
    seq = run.tape.seq
    for command in (Pause(), Pause(), Stop("now")):
        receipt = await asyncio.wait_for(run.inbox.submit(Source.CONSOLE, command), 2)
        assert receipt.accepted
    assert run.tape.seq > seq
    assert not going.done()
    fitter.may_end.set()
    assert await going is Ending.FINISHED
    records = await records_of(run)
    told = {type(r.event).__name__: r.at for r in reversed(records)}
    assert told["Commanded"] <= told["ModelFitted"]
    assert [r.at for r in records] == sorted(r.at for r in records)
    await database.close()
    with contextlib.closing(sqlite3.connect(run.parts.journal)) as file:
        file.executescript("DELETE FROM marks; DELETE FROM checkpoints")
    again, database = await opened(tmp_path)
    assert again.parts.brain.state_hash() == run.parts.brain.state_hash()
    await database.close()


def test_held_fits_are_begun_one_by_one_and_a_due_one_at_once():
    market, begun = ToyMarket(), []
    market.results = lambda sport, league, as_of: begun.append(league) or ()
    orders = [FitModel(f"m{n}", Sport.FOOTBALL, f"L{n}", 5, 9) for n in range(3)]

    async def lived():
        fits = Fits(market, ToyFitter())
        fits.ask(orders, hold=True)
        assert begun == []
        fits.begin()
        assert begun == ["L0"]
        fits.due(orders[2])
        assert begun == ["L0", "L2"]
        fits.delivered(orders[2])
        fits.begin()
        fits.begin()
        assert begun == ["L0", "L2", "L1"]
        fits.cancel()

    asyncio.run(lived())


@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
async def test_the_size_of_a_batch_does_not_show_in_the_result(tmp_path, monkeypatch, size):
    run, database = await finished(tmp_path / "usual")
    usual = [(r.at, r.event) for r in await records_of(run)], run.parts.brain.state_hash()
    await database.close()
    monkeypatch.setattr(tape_module, "BATCH_RECORDS_MAX", size)
    run, database = await finished(tmp_path / "other")
    assert ([(r.at, r.event) for r in await records_of(run)], run.parts.brain.state_hash()) == usual
    await database.close()


class CrowdedMarket(ToyMarket):
    """A market whose every step tells so many books at once, and remembers how much waited for the disk."""

    def __init__(self, books):
        super().__init__(quotes=60)
        self.books, self.waiting = books, []

    def step(self):
        self.waiting.append(len(self.tape.records))
        heard = super().step()
        return Heard(heard.at, heard.events * self.books)


@pytest.mark.parametrize("books", [1, 3, 40])
async def test_neither_a_batch_nor_what_waits_for_the_disk_outgrows_its_bound(tmp_path, monkeypatch, books):
    monkeypatch.setattr(tape_module, "BATCH_RECORDS_MAX", 4)
    market = CrowdedMarket(books)
    run, database = await opened(tmp_path, parts(tmp_path, market=market))
    market.tape = run.tape
    await run.go()
    one_step = 2 * books
    sizes = [len(batch.records) for batch in await batches_of(run)]
    assert 4 <= max(sizes) <= 3 + one_step
    assert max(market.waiting) <= 3
    assert run.tape.records == []
    await database.close()


async def test_speed_does_not_show_in_the_result(tmp_path):
    run, database = await finished(tmp_path / "max")
    usual = await records_of(run)
    await database.close()
    run, database = await finished(tmp_path / "paced", speed=1000)
    assert await records_of(run) == usual
    await database.close()


async def test_a_run_of_a_given_length_ends_at_exactly_that_moment(tmp_path):
    run, database = await finished(tmp_path, run_for=100 * SECOND)
    records = await records_of(run)
    (close,) = [r for r in records if isinstance(r.event, Commanded)]
    assert close.at == records[0].at + 100 * SECOND
    assert run.parts.brain.state.live == {}
    assert records[-1].at <= close.at + LATENCY
    await database.close()


async def test_a_command_gets_its_receipt_after_its_commit(tmp_path):
    run, database = await opened(tmp_path)
    receipt = run.inbox.submit(Source.CONSOLE, Pause())
    await run.go()
    given = receipt.result()
    assert given.accepted
    (asked,) = [
        r for r in await records_of(run) if isinstance(r.event, Commanded) and r.event.command == Pause()
    ]
    assert given.command == asked.event.id
    rows = await database.read(
        "SELECT c.kind, c.source, r.accepted FROM commands c JOIN receipts r USING (id)"
    )
    assert ("pause", "console", 1) in rows
    await database.close()


async def test_a_close_that_was_asked_for_leaves_the_run_to_be_taken_up_again(tmp_path):
    run, database = await opened(tmp_path)
    run.inbox.submit(Source.SIGNAL, Close())
    assert await run.go() is Ending.LEFT
    assert await run.journal.marked(FINISHED) is None
    await database.close()
    run, database = await opened(tmp_path)
    assert await run.go() is Ending.FINISHED
    assert run.parts.brain.state.closing
    await database.close()


async def test_a_core_that_fails_leaves_the_record_behind_and_nothing_of_it_in_the_journal(tmp_path):
    core = ToyCore()
    core.crash_at = 50
    run, database = await opened(tmp_path, parts(tmp_path, core=core))
    with pytest.raises(Crashed, match="record 50") as crash:
        await run.go()
    assert run.journal.tip.seq < 50
    written = keep_crash(crash.value, tmp_path).read_text()
    assert "ZeroDivisionError: planted" in written
    assert (tmp_path / "crash-50.json").stat().st_mode & 0o777 == 0o600
    await database.close()


async def test_the_start_of_a_run_is_where_the_feed_begins(tmp_path):
    run, database = await finished(tmp_path)
    assert START <= (await records_of(run))[0].at < START + SECOND
    await database.close()
