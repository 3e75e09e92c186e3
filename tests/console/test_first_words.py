"""A fresh run explains itself where the positions will stand, and stops doing so when it is known or over."""

import msgspec
import pytest

from engine.domain.moment import Moment
from engine.domain.snapshot import EventRow
from footbe_tui.actions import BY_NAME
from footbe_tui.keymap import wished
from footbe_tui.panes.first import SHOWN_BY, fresh
from tests.console.pictures import BUSY, EMPTY, NOW

SAYS = "The agent buys when a price beats its forecast"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16)])
async def test_the_first_start_tells_in_few_lines_what_goes_on_and_which_keys_there_are(seat, size):
    async with seat(EMPTY, size=size) as at:
        shown = await at.settled()
        assert SAYS[:20] in shown
        said = " ".join(line.strip("│ ") for line in at.cockpit.positions.plain())
        for key in ("w says why", "? what you", "X stops", "A its", "p pauses", "q leaves"):
            assert key in said
        assert len(at.cockpit.positions._body.told) <= (4 if size[0] >= 80 else 7)


async def test_the_operators_own_keys_stand_there(seat):
    keymap, _ = wished({"funnel": "f5"})
    async with seat(EMPTY, keymap=keymap) as at:
        assert "f5 says why" in await at.settled()


async def test_one_who_observes_is_told_of_no_key_he_lacks(seat):
    async with seat(EMPTY, observe=True) as at:
        shown = await at.settled()
        assert SAYS in shown
        assert "p pauses" not in shown


@pytest.mark.parametrize("name", sorted(SHOWN_BY - {"stop", "leave"}))
async def test_whoever_uses_one_of_these_keys_is_told_no_more(seat, name):
    async with seat(EMPTY) as at:
        shown = await at.press(*BY_NAME[name].keys.split(",")[:1], "escape", "1")
        assert SAYS not in shown
        assert "no open position: one stands here as soon as" in " ".join(shown.split())


async def test_the_first_position_takes_its_place(seat):
    async with seat(EMPTY) as at:
        assert SAYS not in await at.show(BUSY)
        later = msgspec.structs.replace(EMPTY, slates=BUSY.slates)
        assert SAYS not in await at.show(later)


@pytest.mark.parametrize("kind", ["fill", "settle"])
def test_a_run_that_held_something_is_not_fresh(kind):
    assert fresh(EMPTY)
    assert not fresh(msgspec.structs.replace(EMPTY, events=(EventRow("e1", Moment(NOW), kind, "x"),)))
    assert fresh(msgspec.structs.replace(EMPTY, events=(EventRow("e1", Moment(NOW), "refused", "x"),)))
