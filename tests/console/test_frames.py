"""What is sent for a change paints exactly that change, and little more."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from textual import constants
from textual._compositor import ChopsUpdate
from textual.screen import Screen
from textual.strip import Strip

from footbe_tui.frames import CellsUpdate, cells_only
from footbe_tui.widgets.lines import changed_runs

CONSOLE = Console(width=40, force_terminal=True, color_system="truecolor", legacy_windows=False)
WIDTH, CUT = 40, 25
LINES = st.lists(st.text(alphabet="ab1· █▌", min_size=WIDTH, max_size=WIDTH), min_size=3, max_size=3)


def update(old: list[str], new: list[str]) -> ChopsUpdate:
    """The update of a screen with two widgets side by side, the right one from column CUT on."""
    spans = [
        (y, start, end)
        for y in range(len(new))
        for start, end in changed_runs(((old[y], ""),), ((new[y], ""),), bridge=2)
    ]
    chops = [
        {0: Strip([Segment(line[:CUT])], CUT), CUT: Strip([Segment(line[CUT:])], WIDTH - CUT)} for line in new
    ]
    return ChopsUpdate(chops, spans, [[CUT, WIDTH]] * len(new))


def painted(old: list[str], data: str) -> list[str]:
    screen = pyte.Screen(WIDTH, len(old))
    stream = pyte.Stream(screen)
    for y, line in enumerate(old):
        stream.feed(f"\x1b[{y + 1};1H{line}")
    stream.feed(data)
    return list(screen.display)


@given(LINES, LINES)
def test_the_screen_shows_the_new_lines(old, new):
    assert painted(old, cells_only(update(old, new)).render_segments(CONSOLE)) == new


@given(LINES, LINES)
def test_it_never_sends_more_than_textual_does(old, new):
    if old != new:
        theirs = update(old, new)
        assert len(cells_only(theirs).render_segments(CONSOLE)) <= len(theirs.render_segments(CONSOLE)) + 60


def test_one_cell_costs_a_few_bytes():
    old = ["a" * WIDTH]
    new = ["a" * 20 + "b" + "a" * 19]
    data = cells_only(update(old, new)).render_segments(CONSOLE)
    assert "a" not in data
    assert len(data) < 20


def test_a_chop_that_is_hidden_is_left_out():
    hidden = CellsUpdate([{0: None, CUT: Strip([Segment("x" * 15)], 15)}], [(0, 0, WIDTH)], [[CUT, WIDTH]])
    assert hidden.render_segments(CONSOLE).count("x") == 15


@pytest.mark.parametrize("other", [None, "text", 3])
def test_anything_else_is_given_back(other):
    assert cells_only(other) is other


async def test_what_changes_while_the_terminal_is_busy_is_painted_when_it_is_not(seat):
    async with seat() as at:
        painted = []
        at.app._display = lambda _screen, update: painted.append(update)
        at.app.terminal_takes = lambda: False
        for cents in range(5):
            at.link.status(realised_today=cents * 10_000)
            at.app.tick()
            await at.pilot.pause(0.05)
        assert painted == []
        at.app.terminal_takes = lambda: True
        await at.pilot.pause(0.2)
        assert len([update for update in painted if update is not None]) == 1


def test_what_is_used_of_textual_behind_its_doors_is_still_there():
    assert callable(Screen._on_timer_update)
    assert isinstance(constants.ESCAPE_DELAY, float)
