"""The pages of charts and of chosen results, on answers of a real core: keys, figures, ages, small screens, hostile names."""

import msgspec
import pytest

from engine.core.view import risk, scenarios
from engine.domain.board import outturn
from engine.domain.clean import Clean
from engine.domain.queries import Answer, Query, Topic
from footbe_tui.panes.asking import AGAIN_AFTER
from tests.console.memory import MemoryLink
from tests.support.desk import Desk
from tests.support.ledgers import season

HOSTILE = Clean("[@click=app.quit]X\x1b[2J\u202eEVIL")


class CoreLink(MemoryLink):
    """Asks a core for what concerns beliefs."""

    def __init__(self, desk):
        super().__init__()
        self.desk, self.silent = desk, False

    async def ask(self, query: Query) -> Answer:
        self.asked.append(query)
        return Answer(query, "no answer: no line", ()) if self.silent else self.desk.core.answer(query)


def lived(days=12):
    desk = Desk()
    desk.holds()
    made, state = season(days=days), desk.state
    state.score.entries, state.score.settlements, state.score.curve = made.entries, made.settlements, made.curve
    state.bandit.recent = made.choices + state.bandit.recent
    return desk


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 60)])
async def test_c_opens_the_charts_and_turns_to_the_next(seat, size):
    async with seat(link=CoreLink(lived()), size=size) as at:
        shown = await at.press("c")
        assert "SIM" in shown
        assert "booked" in shown
        at.cockpit.pages["charts"]._shown = 0
        for heading in ("P&L by settlement date", "Calibration: stated and came", "Closing-line value"):
            shown = await at.press("c")
            assert heading in shown
        shown = await at.press("left")
        assert "Calibration" in shown


async def test_a_wide_screen_shows_all_four_at_once(seat):
    async with seat(link=CoreLink(lived()), size=(200, 60)) as at:
        await at.press("c")
        for _ in range(6):
            shown = await at.settled()
        assert "[all four]" in shown
        for name in ("booked", "target", "stated, up: came", "all arms"):
            assert name in shown or "no game yet" in shown


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_numbers_beside_a_chart_say_source_sample_and_interval(seat, size):
    async with seat(link=CoreLink(lived()), size=size) as at:
        shown = await at.press("c")
        assert all(word in shown for word in ("sample", "interval", "source"))


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (0, "booked"),
        (1, "a bar stands here when the first position is paid"),
        (2, "dots stand here when the first game"),
        (3, "no entry with a closing line is over yet"),
    ],
)
async def test_a_chart_without_data_says_what_will_appear_and_when(seat, turns, words):
    async with seat(link=CoreLink(Desk()), size=(120, 40)) as at:
        shown = await at.press("c", *["right"] * turns)
        assert words in shown


async def test_what_is_drawn_is_asked_anew_after_five_seconds_and_nothing_while_hidden(seat):
    clock = [100.0]
    link = CoreLink(lived())
    async with seat(link=link, now=lambda: clock[0]) as at:
        await at.settled()
        assert link.asked == []
        await at.press("c")
        for _ in range(8):
            clock[0] += 0.25
            await at.settled()
        assert link.asked == [Query(Topic.CURVE)]
        clock[0] += AGAIN_AFTER
        await at.settled()
        assert link.asked == [Query(Topic.CURVE)] * 2
        await at.press("escape")
        clock[0] += 60
        await at.settled()
        assert len(link.asked) == 2


async def test_four_charts_are_asked_for_one_by_one(seat):
    clock = [100.0]
    link = CoreLink(lived())
    async with seat(link=link, now=lambda: clock[0], size=(200, 60)) as at:
        await at.press("c")
        for _ in range(40):
            clock[0] += 0.25
            before = len(link.asked)
            await at.settled()
            assert len(link.asked) - before <= 1
        assert {query.topic for query in link.asked} == {Topic.CURVE, Topic.DAYS, Topic.CALIBRATION, Topic.CLOSING}
        assert len(link.asked) <= 12


async def test_a_chart_stays_when_nobody_answers(seat):
    clock = [100.0]
    link = CoreLink(lived())
    async with seat(link=link, now=lambda: clock[0]) as at:
        await at.press("c")
        link.silent = True
        clock[0] += 60
        assert "booked" in await at.settled()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_result_is_chosen_with_the_arrows_and_the_total_follows_at_once(seat, size):
    desk = lived()
    board = scenarios.board(desk.state)
    (row,) = board.rows
    async with seat(link=CoreLink(desk), size=size) as at:
        shown = await at.press("W")
        assert "chosen (0 of 1)" in shown
        for place, outcome in enumerate(row.outcomes):
            shown = await at.press("right")
            assert f"[{outcome} " in shown
            come = outturn(board, {row.fixture: place})
            total = next(line for line in shown.splitlines() if "chosen (1 of 1)" in line)
            assert f"{come.brings / 1e6:+.2f}" in total
        assert "chosen (0 of 1)" in await at.press("right")
        assert f"[{row.outcomes[-1]} " in await at.press("left")
        assert "chosen (0 of 1)" in await at.press("backspace")


async def test_the_board_says_of_all_lose_what_the_risk_card_says(seat):
    desk = lived()
    card = risk.card(desk.state)
    async with seat(link=CoreLink(desk)) as at:
        shown = await at.press("W")
        line = next(line for line in shown.splitlines() if "all positions lose" in line)
        assert f"{card.if_all_lose / 1e6:.2f}" in line.replace(" ", "")
        assert f"{card.if_all_lose_drawdown / 1e4:.1f}%" in line


async def test_a_chosen_result_stays_chosen_when_the_board_is_asked_anew(seat):
    clock = [100.0]
    desk = lived()
    async with seat(link=CoreLink(desk), now=lambda: clock[0]) as at:
        await at.press("W", "right")
        clock[0] += AGAIN_AFTER + 1
        assert "chosen (1 of 1)" in await at.settled()


async def test_an_empty_book_says_when_something_will_stand_on_the_board(seat):
    async with seat(link=CoreLink(Desk())) as at:
        assert "nothing is held" in await at.press("W")


async def test_a_result_past_the_lines_says_so_in_words(seat):
    desk = lived()
    board = scenarios.board(desk.state)
    poor = msgspec.structs.replace(board, mark=2 * board.mark)
    link = CoreLink(desk)

    async def ask(query):
        told = desk.core.answer(query)
        return msgspec.structs.replace(told, board=poor) if told.board else told

    link.ask = ask
    async with seat(link=link) as at:
        assert "past stop" in await at.press("W")


async def test_hostile_names_on_the_board_are_letters(seat):
    desk = lived()
    board = scenarios.board(desk.state)
    evil = msgspec.structs.replace(board.rows[0], title=HOSTILE, outcomes=(HOSTILE, HOSTILE, HOSTILE), held=HOSTILE)
    link = CoreLink(desk)

    async def ask(query):
        told = desk.core.answer(query)
        return msgspec.structs.replace(told, board=msgspec.structs.replace(board, rows=(evil,))) if told.board else told

    link.ask = ask
    async with seat(link=link) as at:
        shown = await at.press("W", "right")
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "[@click" in shown


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_bandits_trust_stands_at_the_top_of_its_page(seat, size):
    async with seat(link=CoreLink(lived()), size=size) as at:
        shown = await at.press("b")
        assert "The bandit trusts none yet" in shown
        assert "no arm has" in shown


async def test_a_row_of_the_strategies_leads_to_the_arms_own_page(seat):
    link = CoreLink(lived())
    async with seat(link=link) as at:
        await at.press("3", "enter")
        assert link.asked[-1].topic is Topic.CHOICES
        assert link.asked[-1].entity
        assert "SIM · Strategy" in at.screen()


def test_the_console_draws_charts_without_numpy():
    import subprocess
    import sys

    code = "import sys, footbe_tui.app, footbe_tui.panes.charts; print('numpy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
