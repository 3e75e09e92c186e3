"""A small journal with everything in it that one goes to, and a player that looks back on it."""

import asyncio

from msgspec.structs import replace

from engine.build_replay import replayed
from engine.core.core import Core
from engine.core.view import machine
from engine.domain.commands import Pause, Resume, Source, Stop, Withdraw
from engine.domain.events import Commanded, FeedSilent, Woke
from engine.domain.identity import CommandId
from engine.domain.moment import HOUR, MINUTE
from engine.domain.money import DOLLAR, ONE, Money
from engine.domain.states import Mode
from engine.shell.runtime.replaying.film import Film
from engine.shell.runtime.replaying.player import Player
from engine.shell.store.checkpoints import Checkpoint
from engine.shell.store.database import open_database
from engine.shell.store.journal import open_journal
from tests.support.journals import WritingDesk


def told(desk, command, wait=HOUR):
    """The operator asks for something."""
    desk.hear(Commanded(CommandId(f"c{desk.seq}"), Source.CONSOLE, command), wait)


def eventful() -> WritingDesk:
    """A desk that bought and was paid, paused, was refused a withdrawal, lost a feed, and was stopped."""
    desk = WritingDesk()
    fixture, _ = desk.holds()
    told(desk, Pause())
    told(desk, Withdraw(Money(900_000 * DOLLAR)))
    told(desk, Resume())
    desk.hear(FeedSilent("scores", fixture.id), MINUTE)
    desk.at = max(desk.at, fixture.starts_at)
    desk.hear(Woke("kick_off", fixture.id))
    desk.settles(fixture, ONE, 0, 0)
    told(desk, Stop("enough"))
    desk.halts()
    return desk


async def player(path, typed="end", fresh=Core) -> Player:
    """Somebody who looks back on this journal, at this time of it."""
    film = Film(path)
    found = Player(replace(replayed(path), fresh=fresh), film, await film.open())
    await found.open(typed)
    return found


def pictures(desk) -> dict[int, object]:
    """Folding straight on: which picture stood after each record, as a replay shows it?"""
    core, found = Core(), {}
    for record, effects in desk.lived:
        core.fold(record, effects)
        picture = core.snapshot()
        status = replace(picture.status, mode=Mode.REPLAY)
        found[record.seq] = replace(picture, status=status, health=machine.rows(core.state, record.at))
    return found


def write(desk, path, *, records=3) -> None:
    """Write what a desk has lived through in batches of so many records, with a checkpoint past its middle."""

    async def written():
        database = await open_database(path, inline=True)
        journal, core = await open_journal(database), Core()
        for start in range(0, len(desk.lived), records):
            some = desk.lived[start : start + records]
            for record, _ in some:
                core.decide(record)
            await journal.append([r for r, _ in some], [(r.seq, effects) for r, effects in some if effects])
            if start < desk.seq // 2 <= start + records:
                await journal.keep(Checkpoint(some[-1][0].seq, core.freeze(), b"", b""))
        await database.close()

    asyncio.run(written())


def run(story):
    """Play a story to its end."""
    return asyncio.run(story)
