"""What is said of a command that is under way, of a stop on a lost line, and on leaving."""

import asyncio

import msgspec

from tests.console.pictures import BUSY


async def test_a_stop_while_the_line_is_down_says_what_it_did(seat):
    async with seat() as at:
        at.link.connected, at.link.age, at.link.news = False, 7.0, "no engine listens"
        await at.press("X")
        said = (await at.settled()).splitlines()[1]
        assert said.startswith("▲ NOT CONNECTED · ■ ")


async def test_a_command_without_an_answer_is_said_to_be_under_way(seat):
    async with seat() as at:
        answer, may_answer = at.link.send, asyncio.Event()

        async def late(command):
            await may_answer.wait()
            return await answer(command)

        at.link.send = late
        await at.press("p")
        await asyncio.sleep(0.6)
        assert "waiting for the engine" in (await at.settled()).splitlines()[-1]
        may_answer.set()
        assert "paused" in (await at.settled()).splitlines()[-1]


async def test_a_stop_takes_the_last_receipt_away_lest_it_read_running(seat):
    async with seat() as at:
        assert "paused" in (await at.press("p")).splitlines()[-1]
        assert "paused" not in (await at.press("X")).splitlines()[-1]


async def test_leaving_a_finished_run_does_not_say_that_the_engine_goes_on(seat):
    finished = msgspec.structs.replace(BUSY, status=msgspec.structs.replace(BUSY.status, finished=True))
    async with seat(finished) as at:
        shown = await at.press("q")
        assert "detach: the engine ends when nobody looks at it" in shown
        assert "The run is finished." in shown
