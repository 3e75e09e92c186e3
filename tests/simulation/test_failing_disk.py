"""A disk that is full at any write or fails at any sync: nothing acknowledged is lost, no order leaves, exit 70.

DISK_FAULTS=all tries every write and every sync with a whole engine; a part of them runs with every test.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import time

import pytest

from engine.domain.dice import dice
from engine.domain.effects import CancelAll, PlaceOrder
from engine.shell.runtime.run import EngineOptions
from engine.shell.runtime.runs import standing
from engine.shell.runtime.supervisor import serve
from engine.shell.store.database import InlineDatabase, StorageFailed
from engine.shell.store.journal import open_journal
from engine.shell.store.schema import connect, prepare
from tests.support.disks import LEFT_OUT, Disk, acknowledged, contents, image, lay_out, let_go
from tests.support.power import NAME, state_of, write
from tests.support.runs import opened, parts
from tests.support.source import ROOT
from tests.support.toy import ToyMarket

pytestmark = [
    pytest.mark.skipif(LEFT_OUT is not None, reason=str(LEFT_OUT)),
    pytest.mark.slow,
    pytest.mark.timeout(1800),
]

EVERY = os.environ.get("DISK_FAULTS") == "all"
QUOTES = 40


def written_until_it_fails(folder, disk):
    """Write on this disk: did the journal say that it failed?"""
    with disk:
        connection = connect(folder / NAME)
        connection.execute("PRAGMA wal_autocheckpoint = 20")
        try:
            asyncio.run(write(connection, disk, 14))
        except StorageFailed:
            return True
        finally:
            let_go(connection)
    return False


def every(make):
    """Each fault in turn, until one that comes after the last write or sync."""
    ordinal = 1
    while True:
        disk = make(ordinal)
        yield ordinal, disk
        if not disk.failed:
            return
        ordinal += 1


@pytest.fixture
def fresh(tmp_path):
    """Gives an empty journal in a folder of its own, again and again."""
    prepare(tmp_path / "empty" / NAME)

    def give():
        shutil.rmtree(tmp_path / "used", ignore_errors=True)
        return shutil.copytree(tmp_path / "empty", tmp_path / "used")

    return give


def test_a_disk_that_is_full_at_any_write_loses_nothing_acknowledged(fresh):
    raised = faults = 0
    for ordinal, disk in every(lambda n: Disk(fail_write=n, half=n % 2 == 0, for_ever=n % 3 > 0)):
        folder = fresh()
        raised += written_until_it_fails(folder, disk)
        faults = ordinal
        assert state_of(folder) >= acknowledged(disk.operations)
    assert faults > 100
    assert raised > faults // 2


def test_a_disk_that_fails_at_any_sync_loses_nothing_acknowledged_even_if_the_power_goes_then(fresh, tmp_path):
    raised = faults = 0
    for ordinal, disk in every(lambda n: Disk(fail_sync=n, for_ever=n % 2 > 0)):
        folder = fresh()
        base = contents(folder)
        raised += written_until_it_fails(folder, disk)
        faults = ordinal
        told = acknowledged(disk.operations)
        assert state_of(folder) >= told
        for cut in range(3):
            shutil.rmtree(tmp_path / "cut", ignore_errors=True)
            (tmp_path / "cut").mkdir()
            files = image(base, disk.operations, dice(7, "cut", str(ordinal), cut))
            assert state_of(lay_out(files, tmp_path / "cut")) >= told
    assert faults > 15
    assert raised > faults // 2


async def engine_on(disk, home, *, inline):
    """Run a toy engine on this disk: exit code, and the market with what was carried to it."""
    market = ToyMarket(quotes=QUOTES)
    options = EngineOptions(inline=inline, serve=False, checkpoint_records=30)
    with disk:
        code = await serve(parts(home, market=market), options)
    return code, market


async def undisturbed(home):
    run, database = await opened(home, parts(home, market=ToyMarket(quotes=QUOTES)), checkpoint_records=30)
    await run.go()
    records = [record async for batch in run.journal.tail() for record in batch.records]
    await database.close()
    return records


async def read_back(journal):
    database = InlineDatabase(connect(journal))
    records = [record async for batch in (await open_journal(database)).tail() for record in batch.records]
    intents = {name for (name,) in await database.read("SELECT id FROM intents")}
    await database.close()
    return records, intents


def some(ordinals, count):
    """All of them, or so many spread over them."""
    return ordinals if EVERY or len(ordinals) <= count else ordinals[:: max(1, len(ordinals) // count)]


@pytest.mark.parametrize("inline", [True, False], ids=["inline", "threaded"])
@pytest.mark.parametrize("fault", ["fail_write", "fail_sync"])
async def test_an_engine_whose_disk_fails_sends_nothing_cancels_and_leaves_with_70(tmp_path, capsys, inline, fault):
    usual = await undisturbed(tmp_path / "usual")
    calm = Disk()
    assert (await engine_on(calm, tmp_path / "calm", inline=inline))[0] == 0
    count = calm.writes if fault == "fail_write" else calm.syncs
    capsys.readouterr()
    left = 0
    for ordinal in some(range(1, count + 1), 24):
        home, disk = tmp_path / str(ordinal), Disk(**{fault: ordinal}, half=ordinal % 2 > 0)
        began = time.monotonic()
        code, market = await engine_on(disk, home, inline=inline)
        said = capsys.readouterr().err
        assert time.monotonic() - began < 30
        if code == 0:  # what failed was the checkpoint behind a commit: it will be done again
            assert said == ""
            continue
        left += 1
        assert code == 70
        assert said.startswith("footbe-tui: storage: SQLITE_")
        assert said.count("\n") == 1
        carried = [effect for effect, _ in filter(None, market.carried)]
        journal = home / "data" / "toy1.journal"
        records, intents = await read_back(journal) if standing(journal) else ([], set())
        assert {effect.ticket.id for effect in carried if isinstance(effect, PlaceOrder)} <= intents
        if len(records) > 2:  # before that no order can rest
            assert isinstance(carried[-1], CancelAll)
            assert carried[-1].reason == "storage failed"
        assert records == usual[: len(records)]
        stands = standing(journal)
        if stands is None or not stands.finished:  # the last commit raised and may be there all the same
            assert await serve(parts(home, market=ToyMarket(quotes=QUOTES)), EngineOptions(serve=False)) == 0
        assert (await read_back(journal))[0] == usual
        capsys.readouterr()
    assert left > count // 4 if EVERY else left > 5


SCRIPT = """
import sys, time
sys.path.insert(0, sys.argv[1])
from footbe_tui.cli import main
from tests.support.disks import Disk
with Disk(**{sys.argv[2]: int(sys.argv[3])}) as disk:
    code = main(["engine", "--paper", "--feed", "sim", "--seed", "7", "--for", "8h", "--home", sys.argv[4], *sys.argv[5:]])
print(time.monotonic() - disk.failed_at)
sys.stdout.flush()
sys.exit(code)
"""
LEAVES_IN_SECONDS = 15.0


@pytest.mark.parametrize("paced", [(), ("--speed", "20000")], ids=["inline", "threaded"])
def test_the_real_engine_on_a_broken_disk_says_one_line_and_leaves_with_70_in_bound(tmp_path, paced):
    took, wanted = [], 15 if EVERY else 1
    for trial in range(wanted):
        for fault, said in (("fail_write", "SQLITE_FULL: database or disk is full"), ("fail_sync", "SQLITE_IOERR_FSYNC: disk I/O error")):
            at = 5 + 7 * trial
            command = [sys.executable, "-c", SCRIPT, ROOT, fault, str(at), tmp_path / f"{fault}{trial}", *paced]
            ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
            assert ended.returncode == 70, ended.stderr
            lines = [line for line in ended.stderr.splitlines() if not line.startswith("SIM ")]  # on a slow machine it says how it stands
            assert lines[-1] == f"footbe-tui: storage: {said}"
            assert len(lines) == 1 or lines[:-1] == ["no status: the engine gives no answer in time"]
            took.append(float(ended.stdout))
    took.sort()
    assert took[-1] < LEAVES_IN_SECONDS
    if EVERY:
        sys.stderr.write(f"{len(took)} broken disks: left with 70 after {took[len(took) // 2]:.2f} s, at most {took[-1]:.2f} s\n")
