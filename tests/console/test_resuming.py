"""Leaving a pause and a halt: what is asked, and what opens by itself."""

import msgspec
import pytest

from engine.domain.commands import RESET_PHRASE, Reset, Resume
from engine.domain.states import EngineState
from tests.console.pictures import BUSY, HALTED


def state(name, *causes):
    return msgspec.structs.replace(
        BUSY, status=msgspec.structs.replace(BUSY.status, state=name, causes=causes)
    )


PAUSED = state(EngineState.PAUSED, "operator")


async def test_esc_leaves_the_question_of_resuming(seat):
    async with seat(PAUSED) as at:
        await at.press("p", "escape")
        assert "Paused: operator." not in await at.press("r")
        assert at.link.sent == []


async def test_a_drawdown_pause_is_left_with_a_typed_note(seat):
    async with seat(state(EngineState.PAUSED, "drawdown_pause")) as at:
        await at.press("p", *"fine", "enter")
        assert at.link.sent == [Resume(note="fine")]


async def test_p_on_a_halted_engine_says_how_to_reset(seat):
    async with seat(HALTED) as at:
        assert "R resets" in await at.press("p")
        assert at.link.sent == []


async def test_a_halt_is_left_with_the_phrase_and_a_reason(seat):
    async with seat(HALTED) as at:
        assert RESET_PHRASE in await at.press("R")
        keys = ["space" if char == " " else char for char in RESET_PHRASE]
        await at.press(*keys, "enter", *"looked", "enter")
        assert at.link.sent == [Reset(phrase=RESET_PHRASE, reason="looked")]


async def test_reset_asks_nothing_of_a_running_engine(seat):
    async with seat() as at:
        assert RESET_PHRASE not in await at.press("R")


async def test_the_question_of_resuming_goes_when_the_engine_is_halted_meanwhile(seat):
    async with seat(PAUSED) as at:
        assert "Paused: operator." in await at.press("p")
        assert "Paused: operator." not in await at.show(HALTED)
        await at.press("r")
        assert at.link.sent == []


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        ("reconcile", "reconcile: goes when our books and the venue's agree; D shows what differs"),
        ("disk", "disk: goes by itself when that part is well again"),
    ],
)
async def test_what_opens_by_itself_is_said_and_nothing_is_asked(seat, cause, says):
    async with seat(state(EngineState.PAUSED, "operator", cause)) as at:
        assert says in await at.press("p")
        await at.press("r", "enter")
        assert at.link.sent == []


async def test_reset_while_the_stop_is_under_way_says_what_it_waits_for(seat):
    async with seat(HALTED) as at:
        at.link.status(state=EngineState.HALTING)
        await at.settled()
        assert "the stop is still under way: R again once it says HALTED" in await at.press("R")
        assert at.cockpit.prompt.question is None
