"""A console on a link in memory, and what can be read on its screen."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from footbe_tui.app import FootbeConsole
from footbe_tui.looks import AS_USUAL
from footbe_tui.seat import Rights
from tests.console.memory import MemoryLink
from tests.console.pictures import BUSY


class Seat:
    """An operator's seat: keys go in, lines are read."""

    def __init__(self, app, link, pilot) -> None:
        self.app, self.link, self.pilot = app, link, pilot

    @property
    def cockpit(self):
        return self.app._cockpit

    def lines(self) -> list[str]:
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    def screen(self) -> str:
        return "\n".join(self.lines())

    async def press(self, *keys: str) -> str:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        return await self.settled()

    async def settled(self) -> str:
        self.app.tick()
        await self.pilot.pause()
        return self.screen()

    async def resize(self, *size: int) -> str:
        """A new size, once the console has taken it."""
        await self.pilot.resize_terminal(*size)
        for _ in range(1_000):
            if self.app._resize_event is None and self.app.screen.size == size:
                break
            await asyncio.sleep(0.01)
        return await self.settled()

    async def show(self, snapshot) -> str:
        self.link.show(snapshot)
        return await self.settled()


@pytest.fixture(autouse=True)
def true_colour(monkeypatch):
    """What is drawn here is drawn for a terminal of all colours, wherever the tests run."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


async def nothing_left(*_) -> None:
    """Wait until the loop has nothing more to do at this moment."""
    loop = asyncio.get_running_loop()
    for _ in range(1_000):
        await asyncio.sleep(0)
        if not loop._ready:
            return


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch):
    """A pilot waits for the work at hand, not until this machine has been quiet for a while."""
    for place in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{place}.wait_for_idle", nothing_left)


@pytest.fixture
def seat():
    """Sit down: `async with seat(BUSY, size=(80, 24)) as at: ...`."""

    @asynccontextmanager
    async def sit(snapshot=BUSY, *, size=(120, 40), link=None, now=lambda: 100.0, looks=AS_USUAL, **rights):
        link = link or MemoryLink(snapshot)
        app = FootbeConsole(link, Rights(**rights), looks=looks, now=now)
        async with app.run_test(size=size) as pilot:
            at = Seat(app, link, pilot)
            await at.settled()
            yield at

    return sit
