"""Old quotes become bars; everything else stays for ever, and the chain goes across."""

import sqlite3

import pytest

from engine.domain.errors import Impossible
from engine.domain.events import BookSeen, Record, TradeSeen
from engine.shell.store import tables
from engine.shell.store.bars import Bar, Travel, bars_of, merged, packed, unpacked
from engine.shell.store.database import InlineDatabase
from engine.shell.store.examination import extent, table_differences, whole
from engine.shell.store.journal import Damaged, Thinned, open_journal
from engine.shell.store.schema import connect
from engine.shell.store.stretches import bars_of_market
from engine.shell.store.thinning import cut_before, thin
from tests.support.runs import opened, parts
from tests.support.toy import SECOND, ToyCore, ToyMarket

MINUTE = 60 * SECOND


def quoted(seq, at, bid, ask):
    sides = [((price, 100),) if price else () for price in (bid, ask)]
    return Record(seq, at, BookSeen("M", *sides))


def test_a_minute_of_quotes_is_one_bar_with_its_first_highest_lowest_and_last():
    records = [quoted(1, 0, 40, 44), quoted(2, 9, 47, 0), quoted(3, 59, 38, 43), quoted(4, MINUTE, 39, 41)]
    trade = Record(5, MINUTE + 1, TradeSeen("M", 41, 700, bought=True))
    assert bars_of([*records, trade])["M"] == [
        Bar(0, Travel(40, 47, 38, 38), Travel(44, 44, 43, 43), 3, 0, 0),
        Bar(MINUTE, Travel(39, 39, 39, 39), Travel(41, 41, 41, 41), 1, 1, 700),
    ]


def test_a_minute_cut_in_two_is_one_again():
    records = [quoted(n, n * 7 * SECOND, 40 + n * n % 7, 50 + n) for n in range(30)]
    for place in range(30):
        halves = bars_of(records[:place]).get("M", []) + bars_of(records[place:])["M"]
        assert merged(halves) == bars_of(records)["M"]


def test_bars_come_back_from_their_bytes():
    bars = bars_of([quoted(n, n * SECOND, 40, 0) for n in range(200)])["M"]
    assert unpacked(packed(bars)) == bars


KEEP = 100 * SECOND


@pytest.fixture
async def journal(tmp_path):
    run, database = await opened(tmp_path, parts(tmp_path, market=ToyMarket(quotes=300)), checkpoint_records=40)
    await run.go()
    await database.close()
    return run.parts.journal


@pytest.fixture
async def opened_journal(journal):
    connection = connect(journal)
    yield connection
    connection.close()


async def lived(connection, *, thinned=False, after=0):
    journal = await open_journal(InlineDatabase(connection))
    return [record async for batch in journal.tail(after, thinned=thinned) for record in batch.records]


async def thinned(connection, core=None, keep=KEEP):
    database, core = InlineDatabase(connection), core or ToyCore()

    def fold(batch):
        effects = dict(batch.effects)
        for record in batch.records:
            core.fold(record, effects.get(record.seq, ()))

    journal = await open_journal(database)
    anchor = await journal.anchor()
    if anchor is not None:
        core.thaw(anchor.core)
    return await thin(connection, await cut_before(journal, database, keep), fold, core.freeze)


def contents(connection):
    names = [*tables.NAMES, "checkpoints", "marks"]
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names}


async def test_only_quotes_without_effect_are_dropped_and_every_table_stays(opened_journal):
    before, stood = await lived(opened_journal), contents(opened_journal)
    ends_at, hash_at_end = before[-1].at, extent(opened_journal)[0].hash
    done = await thinned(opened_journal)
    after = await lived(opened_journal, thinned=True)
    gone = [record for record in before if record not in after]
    assert done.dropped == len(gone) > 50
    assert {type(record.event) for record in gone} == {BookSeen}
    assert max(record.at for record in gone) < ends_at - KEEP
    assert [record for record in before if record in after] == after
    assert contents(opened_journal) == stood
    assert extent(opened_journal) == (extent(opened_journal)[0], [])
    assert extent(opened_journal)[0].hash == hash_at_end
    assert await table_differences(await whole(opened_journal), opened_journal) == []


async def test_what_was_dropped_is_told_by_its_bars(opened_journal):
    before = await lived(opened_journal)
    await thinned(opened_journal)
    after = await lived(opened_journal, thinned=True)
    gone = [record for record in before if record not in after]
    assert await bars_of_market(InlineDatabase(opened_journal), "M") == bars_of(gone)["M"]


async def test_the_chain_is_verified_across_and_any_change_in_a_stretch_is_seen(opened_journal):
    await thinned(opened_journal)
    assert await (await whole(opened_journal)).verify() > 300
    changes = [
        "UPDATE stretches SET kept = kept + 1",
        "UPDATE stretches SET hash_last = zeroblob(32)",
        "UPDATE stretches SET hash_before = randomblob(32)",
        "UPDATE stretches SET seal = zeroblob(32)",
        "UPDATE bars SET body = zeroblob(9)",
        "DELETE FROM bars",
        "UPDATE batches SET body = (SELECT body FROM batches ORDER BY seq_first DESC LIMIT 1) WHERE seq_first = 1",
        "UPDATE batches SET hash = zeroblob(32) WHERE seq_first = 1",
        "DELETE FROM batches WHERE seq_first = 1",
        "PRAGMA foreign_keys = OFF; DELETE FROM stretches",
    ]
    for change in changes:
        opened_journal.executescript(f"BEGIN; {change}" if "PRAGMA" not in change else change)
        with pytest.raises(Damaged):
            await whole(opened_journal)
        if opened_journal.in_transaction:
            opened_journal.execute("ROLLBACK")
            await whole(opened_journal)


async def test_what_is_not_thinned_is_decided_anew_from_the_state_kept_there(opened_journal):
    await thinned(opened_journal)
    journal, core = await open_journal(InlineDatabase(opened_journal)), ToyCore()
    anchor = await journal.anchor()
    core.thaw(anchor.core)
    async for batch in journal.tail(anchor.seq):
        effects = dict(batch.effects)
        for record in batch.records:
            assert core.decide(record) == effects.get(record.seq, ())
    whole_core = ToyCore()
    whole_core.thaw((await journal.newest_checkpoint()).core)
    assert core.state_hash() == whole_core.state_hash()


async def test_a_torn_state_at_the_end_of_the_thinned_part_is_seen(opened_journal):
    await thinned(opened_journal)
    opened_journal.execute("UPDATE anchors SET core = x'00'")
    with pytest.raises(Damaged, match="is not what was written"):
        await (await open_journal(InlineDatabase(opened_journal))).anchor()


async def test_who_needs_every_record_is_told_that_they_are_gone(opened_journal):
    await thinned(opened_journal)
    with pytest.raises(Thinned, match="records 1 to"):
        await lived(opened_journal)


async def test_a_second_thinning_goes_on_where_the_first_ended(opened_journal):
    first = await thinned(opened_journal, keep=180 * SECOND)
    second = await thinned(opened_journal, keep=KEEP)
    assert (first.seq_first, second.seq_first) == (1, first.seq_last + 1)
    assert opened_journal.execute("SELECT count(*) FROM anchors").fetchone() == (1,)
    assert await (await whole(opened_journal)).thinned_to() == second.seq_last


async def test_a_stretch_that_is_gone_is_missed_by_the_one_behind_it(opened_journal):
    await thinned(opened_journal, keep=180 * SECOND)
    await thinned(opened_journal, keep=KEEP)
    opened_journal.execute("DELETE FROM batches WHERE seq_first = 1")
    with pytest.raises(Damaged, match="do not follow on record 0"):
        await whole(opened_journal)


async def test_nothing_after_the_oldest_whole_checkpoint_is_thinned(opened_journal):
    oldest, newest = (seq for (seq,) in opened_journal.execute("SELECT seq FROM checkpoints ORDER BY seq"))
    database = InlineDatabase(opened_journal)
    journal = await open_journal(database)
    assert await cut_before(journal, database, -(10**15)) == oldest
    opened_journal.execute("UPDATE checkpoints SET core = x'00' WHERE seq = ?", (oldest,))
    assert await cut_before(journal, database, -(10**15)) == newest
    opened_journal.execute("UPDATE checkpoints SET core = x'00'")
    assert await cut_before(journal, database, -(10**15)) == 0


async def test_a_thinning_that_fails_anywhere_changes_nothing(opened_journal, monkeypatch):
    before = extent(opened_journal)

    def raising(*_):
        raise Impossible("planted")

    core = ToyCore()
    core.freeze = raising
    with pytest.raises(Impossible, match="planted"):
        await thinned(opened_journal, core)
    opened_journal.execute("UPDATE intents SET body = 'planted' WHERE rowid = 1")
    with pytest.raises(Damaged, match=r"nothing was thinned.*intents: row"):
        await thinned(opened_journal)
    assert extent(opened_journal) == before
    assert not opened_journal.in_transaction


async def test_a_journal_that_is_not_whole_is_not_thinned(opened_journal):
    opened_journal.execute("UPDATE batches SET body = zeroblob(30) WHERE seq_first = 1")
    with pytest.raises(Damaged):
        await thinned(opened_journal)


async def test_a_run_is_taken_up_behind_a_thinned_part(journal, tmp_path):
    connection = connect(journal)
    connection.execute("DELETE FROM marks")
    await thinned(connection)
    connection.close()
    run, database = await opened(tmp_path, parts(tmp_path, market=ToyMarket(quotes=300)))
    assert run.tape.seq == run.journal.tip.seq
    await database.close()


def test_a_reader_of_an_older_file_finds_no_stretches(tmp_path):
    connection = sqlite3.connect(tmp_path / "old.db")
    connection.execute("CREATE TABLE batches (seq_first, seq_last, body, hash)")
    assert extent(connection)[0].records == 0
    connection.close()
