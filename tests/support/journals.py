"""A journal on the disk in which a few games have been lived through, without an engine."""

import asyncio
from pathlib import Path

from engine.domain.events import FixtureListed, ModelFitted, Record, Woke
from engine.domain.money import ONE
from engine.shell.store.checkpoints import Checkpoint
from engine.shell.store.database import open_database
from engine.shell.store.journal import open_journal
from tests.support import games
from tests.support.desk import Desk


class WritingDesk(Desk):
    """A desk that remembers what it heard and decided."""

    def __init__(self, *args, **kwargs):
        self.lived = []
        super().__init__(*args, **kwargs)

    def hear(self, event, wait=0):
        effects = super().hear(event, wait)
        self.lived.append((Record(self.seq, self.at, event), tuple(effects)))
        return effects

    def lists(self, fixture=None):
        """A fixture is listed and its league's model is delivered."""
        fixture = fixture or games.fixture()
        self.hear(FixtureListed(fixture))
        self.hear(ModelFitted(games.model(fixture.sport)))
        return fixture


def traded() -> WritingDesk:
    """A desk that has bought on one fixture and was paid, and holds on another."""
    desk = WritingDesk()
    fixture, _ = desk.holds()
    desk.at = fixture.starts_at
    desk.hear(Woke("kick_off", fixture.id))
    desk.settles(fixture, ONE, 0, 0)
    return desk


def write(desk: WritingDesk, path: Path, *, checkpoint_at: int | None = None) -> None:
    """Write what a desk has lived through to a file, with a checkpoint in its middle where one is asked for."""
    asyncio.run(_write(desk, path, checkpoint_at))


async def _write(desk, path, checkpoint_at):
    from engine.core.core import Core

    database = await open_database(path, inline=True)
    journal, core = await open_journal(database), Core()
    for record, effects in desk.lived:
        core.decide(record)
        await journal.append([record], [(record.seq, effects)] if effects else [])
        if record.seq == checkpoint_at:
            await journal.keep(Checkpoint(record.seq, core.freeze(), b"", b""))
    await database.close()
