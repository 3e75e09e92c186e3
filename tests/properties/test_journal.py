"""Whatever is written comes back, in order; whatever was tampered with is seen."""

import asyncio
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.domain.effects import Say, WakeAt
from engine.domain.errors import Impossible
from engine.domain.events import BookSeen, Record, Woke
from engine.shell.store.checkpoints import (
    MILESTONE_RECORDS,
    Checkpoint,
    keeping,
    newest,
    oldest_whole,
    seqs,
    spread_out,
)
from engine.shell.store.database import InlineDatabase
from engine.shell.store.journal import open_journal
from engine.shell.store.schema import migrations

books = st.builds(
    BookSeen,
    market=st.sampled_from(["A", "B"]),
    bids=st.lists(st.tuples(st.integers(1, 9999), st.integers(1, 10**9)), max_size=3).map(tuple),
    asks=st.just(()),
)
events = st.one_of(books, st.builds(Woke, kind=st.text(max_size=5), entity=st.text(max_size=5)))
effects = st.lists(
    st.one_of(
        st.builds(WakeAt, at=st.integers(0, 2**60), kind=st.text(max_size=3), entity=st.just("")),
        st.builds(Say, name=st.just("n"), text=st.text(max_size=9), fields=st.just({"a": 1})),
    ),
    max_size=2,
).map(tuple)
steps = st.lists(st.tuples(events, effects), min_size=1, max_size=6)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


OPENED = []


def through(scenario):
    try:
        asyncio.run(scenario())
    finally:
        while OPENED:
            OPENED.pop().close()


def memory():
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    OPENED.append(connection)
    connection.executescript("\n".join(migrations()))
    return InlineDatabase(connection)


async def written(database, batches):
    journal = await open_journal(database)
    records, some = [], []
    for batch in batches:
        first = journal.tip.seq + 1
        taken = [Record(first + i, first + i, event) for i, (event, _) in enumerate(batch)]
        asked = [(first + i, effect) for i, (_, effect) in enumerate(batch) if effect]
        await journal.append(taken, asked)
        records += taken
        some += asked
    return journal, records, some


@quick
@given(st.lists(steps, min_size=1, max_size=5))
def test_what_is_written_comes_back_whole_and_in_order(batches):
    async def scenario():
        database = memory()
        _, records, some = await written(database, batches)
        journal = await open_journal(database)
        read = [batch async for batch in journal.tail()]
        assert [r for b in read for r in b.records] == records
        assert [e for b in read for e in b.effects] == some
        assert await journal.verify() == len(records)
        await database.close()

    through(scenario)


@quick
@given(st.lists(steps, min_size=2, max_size=4), st.data())
def test_a_bit_that_turned_in_any_batch_is_seen(batches, data):
    async def scenario():
        database = memory()
        journal, _, _ = await written(database, batches)
        rows = await database.read("SELECT seq_first, body FROM batches")
        first, body = data.draw(st.sampled_from(rows))
        place = data.draw(st.integers(0, len(body) - 1))
        broken = bytearray(body)
        broken[place] ^= 1 << data.draw(st.integers(0, 7))
        await database.apply([("UPDATE batches SET body = ? WHERE seq_first = ?", ((bytes(broken), first),))])
        with pytest.raises(Impossible, match="not what was written"):
            await journal.verify()
        await database.close()

    through(scenario)


@quick
@given(st.lists(steps, min_size=3, max_size=5), st.data())
def test_a_batch_that_is_gone_is_missed(batches, data):
    async def scenario():
        database = memory()
        journal, _, _ = await written(database, batches)
        rows = await database.read("SELECT seq_first FROM batches ORDER BY seq_first")
        (gone,) = data.draw(st.sampled_from(rows))
        await database.apply([("DELETE FROM batches WHERE seq_first = ?", ((gone,),))])
        with pytest.raises(Impossible):
            await journal.verify()
        await database.close()

    through(scenario)


def test_a_batch_that_does_not_follow_is_refused():
    async def scenario():
        database = memory()
        journal = await open_journal(database)
        for records in ([], [Record(2, 0, Woke("", ""))]):
            with pytest.raises(Impossible, match="does not follow"):
                await journal.append(records, [])
        await database.close()

    through(scenario)


def test_of_each_stretch_of_the_journal_one_checkpoint_is_kept_for_those_who_look_back():
    async def scenario():
        database = memory()
        every = MILESTONE_RECORDS // 4
        for seq in range(every, 3 * MILESTONE_RECORDS + 1, every):
            await database.apply(keeping(Checkpoint(seq, b"core", b"world", b"agenda")))
        last = 3 * MILESTONE_RECORDS
        stones = [MILESTONE_RECORDS, 2 * MILESTONE_RECORDS]
        assert await seqs(database) == [last, last - every, *reversed(stones)]
        assert [each.seq for each in await spread_out(database, 2)] == [last, stones[1]]
        assert (await oldest_whole(database)).seq == last - every
        await database.apply([("UPDATE checkpoints SET world = ?", ((b"torn",),))])
        assert await newest(database) is await oldest_whole(database) is None
        assert await spread_out(database, 9) == []
        await database.close()

    through(scenario)


def test_the_two_newest_checkpoints_are_kept_and_a_torn_one_is_passed_over():
    async def scenario():
        database = memory()
        for seq in (5, 9, 12):
            await database.apply(keeping(Checkpoint(seq, b"core", b"world", b"agenda")))
        assert await database.read("SELECT seq FROM checkpoints ORDER BY seq") == [(9,), (12,)]
        assert (await newest(database)).seq == 12
        await database.apply([("UPDATE checkpoints SET world = ? WHERE seq = 12", ((b"torn",),))])
        assert (await newest(database)).seq == 9
        await database.close()

    through(scenario)
