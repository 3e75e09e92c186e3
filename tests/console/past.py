"""A journal in memory: shows one picture, and remembers how it was moved about in."""

from engine.domain.clean import own
from engine.domain.moment import HOUR, after
from engine.domain.tape import Tape
from footbe_tui.replaying import TimeLink
from tests.console.memory import MemoryLink
from tests.console.pictures import BUSY, NOW


class MemoryPast(MemoryLink):
    """A link to a journal that is always there."""

    def __init__(self, snapshot=BUSY) -> None:
        super().__init__(snapshot)
        self.moves = []
        self.over = False
        self.closed = False
        self.tape = Tape(own("journal.db"), after(NOW, -HOUR), NOW, NOW, 10, 20, 60, True)

    async def scrub(self, move):
        self.moves.append(move)
        return True, own("")

    async def close(self):
        self.closed = True


class TwoLinks(TimeLink):
    """An engine that runs and its journal, both in memory; attributes of the engine's link are found here too."""

    def __init__(self, snapshot=BUSY) -> None:
        self.memory, self.journal = MemoryLink(snapshot), MemoryPast()

        async def opened():
            return self.journal

        super().__init__(self.memory, opened)

    def __getattr__(self, name):
        return getattr(self.__dict__["memory"], name)
