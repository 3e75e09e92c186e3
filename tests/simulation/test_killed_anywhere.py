"""Killed between any two steps, a run ends where an undisturbed one ends."""

import asyncio
import gc
import os
import signal
import subprocess
import sys

import pytest

from engine.domain.commands import Pause, Reset, Source
from engine.domain.dice import dice
from engine.domain.errors import Impossible, Malformed
from engine.domain.events import Commanded, OrderRefused
from engine.shell.runtime.agenda import Agenda
from engine.shell.runtime.loop import Ending
from engine.shell.runtime.recovery import Recovery
from engine.shell.store.database import InlineDatabase
from engine.shell.store.journal import open_journal
from engine.shell.store.schema import connect
from tests.support.runs import opened, parts
from tests.support.source import ROOT
from tests.support.toy import ToyCore, ToyMarket

pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")

QUOTES = 150


class Killed(BaseException):
    """The process is gone; nothing catches this."""


class Fuse:
    """Burns down one step at every port call; at nought the process dies there."""

    def __init__(self, steps):
        self.left = steps

    def burn(self):
        self.left -= 1
        if self.left == 0:
            raise Killed


class KillableDatabase(InlineDatabase):
    fuse = None

    async def apply(self, transaction):
        self.fuse.burn()
        await super().apply(transaction)
        self.fuse.burn()


def killable(monkeypatch, fuse, market, core):
    def burning(target, name):
        inner = getattr(target, name)

        def call(*args):
            fuse.burn()
            result = inner(*args)
            fuse.burn()
            return result

        monkeypatch.setattr(target, name, call, raising=False)

    for target, name in ((market, "step"), (market, "carry"), (market, "next_at"), (core, "decide")):
        burning(target, name)


@pytest.fixture(autouse=True)
def _nothing_outlives_its_test():
    """What a killed process leaves open is let go here, where nobody is told of it."""
    yield
    gc.collect()


async def undisturbed(home, **options):
    made = parts(home, market=ToyMarket(quotes=QUOTES))
    run, database = await opened(home, made, **options)
    assert await run.go() is Ending.FINISHED
    ended = (run.parts.brain.state_hash(), run.journal.tip.seq)
    records = [r async for b in run.journal.tail() for r in b.records]
    await database.close()
    return ended, records


async def told_anew(home):
    database = InlineDatabase(connect(home / "data" / "toy1.journal"))
    core, records = ToyCore(), []
    async for batch in (await open_journal(database)).tail():
        for record in batch.records:
            core.decide(record)
            records.append(record)
    await database.close()
    return (core.state_hash(), records[-1].seq), records


async def killed_until_done(home, monkeypatch, draw, **options):
    """How does a run end that dies every few dozen steps, and how often did it die?"""
    for deaths in range(2000):
        market, core, fuse = ToyMarket(quotes=QUOTES), ToyCore(), Fuse(draw.randrange(1, 1500 + 100 * deaths))
        killable(monkeypatch, fuse, market, core)
        KillableDatabase.fuse = fuse
        monkeypatch.setattr("engine.shell.store.database.InlineDatabase", KillableDatabase)
        try:
            run, database = await opened(home, parts(home, market=market, core=core), **options)
            await run.go()
        except Killed:
            continue
        except Malformed:  # it died behind its last write, the mark of a finished run
            return deaths, *(await told_anew(home))
        ended = (core.state_hash(), run.journal.tip.seq)
        records = [r async for b in run.journal.tail() for r in b.records]
        await database.close()
        return deaths, ended, records
    pytest.fail("it never ended")


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("checkpoint", [40, 10_000])
async def test_a_run_killed_again_and_again_ends_like_an_undisturbed_one(
    tmp_path, monkeypatch, seed, checkpoint
):
    usual, records = await undisturbed(tmp_path / "usual", checkpoint_records=checkpoint)
    draw = dice(seed, "kill", "run", 0)
    deaths, ended, lived = await killed_until_done(
        tmp_path / "killed", monkeypatch, draw, checkpoint_records=checkpoint
    )
    assert deaths > 0
    assert lived == records
    assert ended == usual


@pytest.mark.parametrize("seed", range(6))
async def test_what_an_operator_did_before_a_death_is_lived_through_again(tmp_path, monkeypatch, seed):
    draw = dice(seed, "operator", "run", 0)
    for deaths in range(500):
        market, core = ToyMarket(quotes=QUOTES), ToyCore()
        fuse = Fuse(draw.randrange(300, 2500 + 100 * deaths))
        killable(monkeypatch, fuse, market, core)
        KillableDatabase.fuse = fuse
        monkeypatch.setattr("engine.shell.store.database.InlineDatabase", KillableDatabase)
        made = parts(tmp_path, market=market, core=core)
        try:
            run, database = await opened(tmp_path, made, checkpoint_records=draw.choice([30, 10_000]))
            await some_turns(run, draw)
            await run.go()
        except Killed:
            continue
        except Malformed:
            break
        await database.close()
        break
    (_, seq), records = await told_anew(tmp_path)
    assert deaths > 0
    assert any(isinstance(r.event, OrderRefused) for r in records)
    assert any(isinstance(r.event, Commanded) and isinstance(r.event.command, Pause) for r in records)
    fresh = ToyMarket(quotes=QUOTES)
    again = Recovery(ToyCore(), fresh, fresh, Agenda())
    reading = InlineDatabase(connect(made.journal))
    await again.run(await open_journal(reading), None)
    assert again.seq == seq
    await reading.close()


async def some_turns(run, draw):
    """Commands, a brake that shuts and a reset, among turns that take a few steps each."""
    monkey = draw.random()
    await run.loop._settle()
    for _ in range(12):
        for _ in range(draw.randrange(1, 4)):
            if run.loop._ending is None and run.loop._parts.agenda.closing is None:
                await run.loop._attend(run.loop._course.go_on(run.loop.at + 4_000_000))
        if draw.random() < 0.3:
            run.inbox.submit(Source.CONSOLE, Pause())
            run.inbox.submit(Source.CONSOLE, Pause())
        if draw.random() < 0.3:
            run.brake.shut_gate(f"test {monkey}")
        elif run.brake.reason:
            run.inbox.submit(Source.CONSOLE, Reset("", ""))
        await run.loop._take_commands()


async def test_a_world_that_tells_another_story_is_refused_with_the_record_named(tmp_path):
    run, database = await opened(
        tmp_path, parts(tmp_path, market=ToyMarket(quotes=QUOTES)), run_for=60_000_000
    )
    run.inbox.submit_stop("leave it unfinished")
    await run.loop._settle()
    await run.loop._take_commands()
    for _ in range(20):
        await run.loop._turn()
    await run.loop._settle()
    await database.close()
    other = ToyMarket(quotes=QUOTES, depth=4)
    with pytest.raises(Impossible, match="record 3 is BookSeen, but the feed says"):
        await opened(tmp_path, parts(tmp_path, market=other))


SCRIPT = """
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.support.runs import opened, parts
from tests.support.toy import ToyMarket

async def main():
    home = Path(sys.argv[1])
    market = ToyMarket(quotes=150)
    run, database = await opened(home, parts(home, market=market), inline=sys.argv[3] == "inline", checkpoint_records=40)
    print("up", flush=True)
    await run.go()
    await database.close()

try:
    asyncio.run(main())
finally:
    sys.stdout.flush()
    os._exit(0)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["inline", "threaded"])
def test_a_process_killed_by_the_system_is_taken_up_again(tmp_path, kind):
    usual, records = asyncio.run(undisturbed(tmp_path / "usual", checkpoint_records=40))
    script = tmp_path / "run.py"
    script.write_text(SCRIPT)
    draw, deaths = dice(3, "kill", "process", 0), 0
    for _ in range(20):
        call = [sys.executable, script, tmp_path / "killed", ROOT, kind]
        with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:
            if process.stdout.readline() != "up\n":
                break  # it was killed behind its last write and has nothing left to do
            try:
                process.wait(draw.uniform(0.002, 0.05) if deaths < 4 else 30)
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                deaths += 1
                continue
        break
    assert deaths > 0
    ended, lived = asyncio.run(told_anew(tmp_path / "killed"))
    assert ended == usual
    assert lived == records
