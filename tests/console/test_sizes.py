"""Odd sizes, resize storms, and a size that changes under an open question: nothing breaks, nothing is cut unsaid."""

import time

import msgspec
import pytest
from rich.cells import cell_len

from engine.domain.dice import dice
from footbe_tui.panes.sides import SIDES
from footbe_tui.screens.layout import arrange
from tests.console.pictures import BUSY, EMPTY, PICTURES
from tests.console.terminal import Terminal

ODD = [(61, 16), (79, 23), (109, 36), (300, 80), (40, 8), (10, 3), (1, 1), (250, 20), (60, 200)]
OPENING = ("z", "w", "o", "question_mark", "enter", "colon", "slash", "q", "D", "4")


@pytest.mark.parametrize("size", ODD)
async def test_every_opening_key_works_at_odd_sizes(seat, size):
    async with seat(size=size) as at:
        for key in OPENING:
            await at.pilot.press(key)
            assert {cell_len(line) for line in at.lines()} == {size[0]}
            await at.pilot.press("escape")
        assert at.app.is_running


@pytest.mark.parametrize("picture", list(PICTURES))
async def test_a_very_wide_screen_uses_its_room(seat, picture):
    async with seat(PICTURES[picture], size=(200, 60)) as at:
        shown = at.screen()
        assert all(f"─ {titled}" in shown for titled in ("o Orders", "i Alarms", "w Why no trade"))
        assert "IF ALL LOSE" in at.lines()[0]


@pytest.mark.parametrize(
    "said",
    [
        "0412   ARS–CHE    buy  ARS    .52    15/40 resting     6s",
        "▲ HIGH 14:02:51  unacked",
        "balanced  edge_small                            312    3s",
        "w Why no trade · 353 refusals",
    ],
)
async def test_what_is_else_one_key_away_stands_beside_the_panes(seat, said):
    async with seat(size=(200, 60)) as at:
        assert said in at.screen()


async def test_nothing_moves_on_a_very_wide_screen_when_rows_come(seat):
    async with seat(EMPTY, size=(200, 60)) as at:
        before = [[x for x, char in enumerate(line) if char in "┌┐└┘"] for line in at.lines()]
        await at.show(BUSY)
        assert before == [[x for x, char in enumerate(line) if char in "┌┐└┘"] for line in at.lines()]


async def test_rows_that_a_side_has_no_room_for_are_one_key_away(seat):
    many = msgspec.structs.replace(BUSY, orders=BUSY.orders * 12)
    async with seat(many, size=(200, 60)) as at:
        assert "more · o all" in at.screen()


def test_the_sides_are_no_stop_for_tab():
    assert not any(side().can_focus for side in SIDES.values())


@pytest.mark.parametrize("zoomed", [False, True])
def test_a_page_has_the_room_of_the_sides(zoomed):
    places = arrange(200, 60, shown="sheet", page=True, zoomed=zoomed)
    assert set(places) == {"top", "clock", "footer", "sheet"}
    assert places["sheet"].width == 200


async def test_a_question_stays_open_while_the_size_changes(seat):
    async with seat() as at:
        await at.press("slash", "a", "r", "s")
        for size in [(80, 24), (50, 10), (40, 6), (200, 60), (120, 40)]:
            assert "text: ars" in await at.resize(*size)
        assert "filter “ars”" in await at.press("enter")


async def test_a_question_that_cannot_be_read_any_more_is_left(seat):
    async with seat() as at:
        await at.press("slash", "a", "r", "s")
        await at.resize(12, 4)
        await at.settled()
        assert at.cockpit.prompt.question is None
        assert at.link.sent == []
        await at.resize(120, 40)
        assert "filter" not in at.lines()[2]


async def test_keys_find_their_pane_again_after_the_screen_was_tiny(seat):
    async with seat() as at:
        await at.resize(40, 8)
        await at.resize(120, 40)
        await at.press("down")
        assert at.cockpit.pane.selected.label == "0409"


@pytest.mark.pty
def test_what_is_typed_ahead_of_a_question_reaches_it_and_nothing_else():
    with Terminal("busy", "--still") as terminal:
        terminal.until("1 Positions")
        terminal.keys("/papa")
        shown = terminal.until("text: papa")
        assert "RUNNING" in shown
        assert "unacked" in shown


@pytest.mark.pty
def test_a_storm_of_sizes_ends_in_a_whole_picture():
    chance = dice(7, "sizes", "storm", 0)
    with Terminal("busy") as terminal:
        terminal.until("1 Positions")
        terminal.keys("/ar")
        for _ in range(60):
            terminal.resize(20 + int(chance.random() * 200), 6 + int(chance.random() * 64))
            terminal.read(0.02)
        terminal.resize(120, 40)
        terminal.until("text: ar")
        terminal.keys("\x1b")
        end = time.monotonic() + 30.0
        while terminal.text().count("┌") != 7 and time.monotonic() < end:
            terminal.read(0.2)
        lines = terminal.text().splitlines()
        assert "RUNNING" in lines[0]
        assert lines[-1].startswith("p Pause")
        assert terminal.text().count("RUNNING") == 1
        assert terminal.left(0.1) is None
