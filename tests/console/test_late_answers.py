"""An answer that comes late opens nothing over what the operator went on to."""

import asyncio

import pytest

from engine.domain.commands import Pause
from tests.console.memory import MemoryLink
from tests.console.pictures import BUSY


class SlowLink(MemoryLink):
    """Answers questions when it is told to."""

    def __init__(self) -> None:
        super().__init__(BUSY)
        self.answers = asyncio.Event()

    async def ask(self, query):
        await self.answers.wait()
        return await super().ask(query)


@pytest.mark.parametrize("key", ["escape", "2", "c"])
async def test_an_answer_comes_too_late_for_one_who_went_elsewhere(seat, key):
    link = SlowLink()
    async with seat(link=link) as at:
        await at.press("w", key)
        before = (at.cockpit.page, at.cockpit.shown)
        link.answers.set()
        assert "Why no trade" not in await at.settled()
        assert (at.cockpit.page, at.cockpit.shown) == before


async def test_an_answer_that_is_still_waited_for_opens_when_it_comes(seat):
    link = SlowLink()
    async with seat(link=link) as at:
        await at.press("w", "p")
        assert link.sent == [Pause()]
        link.answers.set()
        assert "Why no trade" in await at.settled()


async def test_of_two_questions_the_last_is_shown(seat):
    link = SlowLink()
    async with seat(link=link) as at:
        await at.press("w", "o")
        link.answers.set()
        shown = await at.settled()
        assert "Orders" in shown
        assert "Why no trade" not in shown
