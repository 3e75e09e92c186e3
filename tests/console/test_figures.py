"""What figures say of their age, their sign and how little they may be worth."""

import msgspec
import pytest

from engine.domain.moment import HOUR, MINUTE, SECOND, Moment
from engine.domain.snapshot import ThesisMark
from engine.domain.sport import Phase
from footbe_tui.commands import approvals
from footbe_tui.panes.approvals import approval_lines
from footbe_tui.panes.glance import Glance, quote_state
from footbe_tui.panes.positions import COLUMNS, MORE, columns, position_line
from tests.console.pictures import BUSY, NOW


@pytest.mark.parametrize(
    ("phase", "starts_in", "fresh", "old", "gone"),
    [
        (Phase.IN_PLAY, -20 * MINUTE, 29 * SECOND, 31 * SECOND, 6 * MINUTE),
        (Phase.BREAK, -50 * MINUTE, 29 * SECOND, 31 * SECOND, 6 * MINUTE),
        (Phase.SCHEDULED, 40 * MINUTE, 4 * MINUTE, 6 * MINUTE, 61 * MINUTE),
        (Phase.SCHEDULED, -MINUTE, 4 * MINUTE, 6 * MINUTE, 61 * MINUTE),
        (Phase.SCHEDULED, 9 * HOUR, 55 * MINUTE, 61 * MINUTE, 7 * HOUR),
        (Phase.SCHEDULED, 60 * HOUR, 5 * HOUR, 7 * HOUR, 49 * HOUR),
    ],
)
def test_the_nearer_a_game_the_sooner_a_quote_is_old(phase, starts_in, fresh, old, gone):
    ages = {"fresh": fresh, "old": old, "gone": gone}
    said = [quote_state(Moment(NOW - age), phase, starts_in, NOW) for age in ages.values()]
    assert said == list(ages)
    assert quote_state(None, phase, starts_in, NOW) == "gone"


@pytest.mark.parametrize("thesis", list(ThesisMark))
async def test_an_old_quote_never_takes_the_word_of_the_thesis_away(seat, thesis):
    row = msgspec.structs.replace(
        BUSY.positions[0], thesis=thesis, phase=Phase.IN_PLAY, book_at=Moment(NOW - 46 * SECOND)
    )
    async with seat(msgspec.structs.replace(BUSY, positions=(row,))) as at:
        assert thesis.value in at.lines()[4]


def test_waiting_is_written_with_the_sign_of_what_it_brought():
    row = msgspec.structs.replace(BUSY.approvals[0], waited_cost=-20_000)
    assert "wait -.020" in "".join(words for words, _ in approval_lines(row, Glance(NOW, "UTC"), 36)[2])
    gained = msgspec.structs.replace(row, waited_cost=20_000)
    assert "waiting so far +.020" in approvals.line(gained, NOW)


async def test_an_arm_without_episodes_is_a_thin_line(seat):
    arm = msgspec.structs.replace(BUSY.strategies[0], episodes=0, density=(7, 8, 8, 8, 7))
    async with seat(msgspec.structs.replace(BUSY, strategies=(arm,))) as at:
        line = next(line for line in at.lines() if "ultra" in line)
        assert "▁▁┊▁▁" in line
        assert "█" not in line.split("││")[0]


async def test_zoomed_a_position_says_what_else_is_known_of_it(seat):
    async with seat() as at:
        assert "TO WIN" not in at.screen()
        shown = await at.press("z")
        row = next(line for line in shown.splitlines() if "0412" in line)
        assert row.rstrip("│┃ ").endswith("BROKEN    -.020   20.80  +19.20    1s   1")
        assert "…" not in row


@pytest.mark.parametrize("width", range(60, 200, 7))
def test_columns_that_do_not_fit_whole_are_left_out(width):
    row = BUSY.positions[0]
    line = position_line(row, Glance(NOW, "UTC"), width, 1)
    assert len(columns(width)) <= len(COLUMNS) + len(MORE)
    if width >= sum(column.width + column.gap for column in COLUMNS):
        assert "…" not in "".join(words for words, _ in line)
