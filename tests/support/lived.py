"""Stories of live runs: a core that orders on every 7th quote, told quote by quote on skipping time."""

import asyncio

from engine.domain.commands import Close, Source
from engine.domain.effects import PlaceOrder
from tests.support.live import Room, book, played
from tests.support.toy import ToyCore


class QuietCore(ToyCore):
    """A toy core that orders on every 7th quote and does nothing on its own account."""

    def _on_RunStarted(self, record, event):  # noqa: N802 - named after the event
        self.state.run = event.run
        return []

    def _on_Woke(self, record, event):  # noqa: N802 - named after the event
        self.state.woken += 1
        return []


async def quotes(room, count=7, apart=0.1):
    """So many quotes are heard: every 7th makes the toy core want an entry."""
    for n in range(count):
        room.feed.take(book("M", 1_000 + n))
        await asyncio.sleep(apart)


def lived(home, story, **given):
    """Play a story (a coroutine function of the room)."""

    async def scenario():
        room = Room(home, **{"core": QuietCore, **given})
        await story(room)
        return room

    return played(scenario())


async def ends(room, run, turning):
    run.inbox.submit(Source.SIGNAL, Close())
    ending = await turning
    await room.database.close()
    return ending


def intents(batches):
    return {
        effect.ticket.id: seq
        for batch in batches
        for seq, effects in batch.effects
        for effect in effects
        if isinstance(effect, PlaceOrder)
    }
