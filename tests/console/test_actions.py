"""Every key does what the table says, in every place it is promised."""

import asyncio
import time

import msgspec
import pytest

from engine.domain.commands import (
    Acknowledge,
    Approve,
    Exit,
    Pause,
    Reject,
    Resume,
    Stop,
    StopCard,
)
from engine.domain.moment import SECOND, after
from engine.domain.queries import Query, Topic
from engine.domain.states import EngineState
from footbe_tui.actions import ACTIONS, allowed
from footbe_tui.bindings import bindings
from footbe_tui.keymap import STOP_KEYS, footer
from tests.console.pictures import BUSY, NOW


def state(name, *causes):
    return msgspec.structs.replace(
        BUSY, status=msgspec.structs.replace(BUSY.status, state=name, causes=causes)
    )


STOP = Stop(reason="stopped by the operator (console)")
PAUSED = state(EngineState.PAUSED, "operator")


async def test_x_stops_at_once_and_its_receipt_stands_until_acknowledged(seat):
    async with seat() as at:
        shown = await at.press("X")
        assert at.link.sent == [STOP]
        assert "■ stopped 14:03:11 · 6/6 cancelled · 15 positions kept · 0 unknown" in shown.splitlines()[1]
        shown = await at.press("a")
        assert "■" not in shown
        assert at.link.sent == [STOP]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (EngineState.HALTED, "■ stopped 14:03:08 · 5/6 cancelled · 2 positions kept · 0 unknown"),
        (EngineState.HALT_INCOMPLETE, "■ HALT INCOMPLETE · stopping since 14:03:05 · 5/6 cancelled"),
    ],
)
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_receipt_goes_on_in_the_engines_newest_figures(seat, size, name, says):
    over = after(NOW, SECOND) if name is EngineState.HALTED else None
    card = StopCard(after(NOW, -2 * SECOND), over, 6, 5, 0, 0, 2, "x")
    halting = msgspec.structs.replace(state(name, "operator_stop").status, stop=card)
    async with seat(size=size) as at:
        await at.press("X")
        shown = await at.show(msgspec.structs.replace(BUSY, status=halting))
        assert says in "\n".join(shown.splitlines()[:3])


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (50, 12)])
async def test_x_stops_at_every_size(seat, size):
    async with seat(size=size) as at:
        await at.press("X")
        assert at.link.sent == [STOP]


@pytest.mark.parametrize("before", [["q"], ["z"], ["w"], ["question_mark"], ["A"], ["enter"], ["7"]])
async def test_x_stops_in_every_place_where_nothing_is_typed(seat, before):
    async with seat() as at:
        await at.press(*before)
        await at.press("X")
        assert STOP in at.link.sent


@pytest.mark.parametrize("before", [["slash"], ["colon"], ["q"], ["w"], []])
async def test_ctrl_x_stops_also_while_text_is_typed(seat, before):
    async with seat() as at:
        await at.press(*before)
        await at.press("ctrl+x")
        assert at.link.sent == [STOP]


async def test_x_is_a_letter_in_a_text_field(seat):
    async with seat() as at:
        await at.press("slash", "X")
        assert at.link.sent == []
        assert at.cockpit.pane.wanted == "X"


async def test_one_who_observes_can_stop_and_nothing_else(seat):
    async with seat(now=time.monotonic, observe=True) as at:
        await at.press("p", "A")
        await asyncio.sleep(0.35)
        await at.press("y", "n", "a", "E", "R")
        assert at.link.sent == []
        await at.press("X")
        assert at.link.sent == [STOP]


async def test_a_stop_that_finds_no_line_takes_the_other_road_and_says_so(seat):
    async with seat(stop_road=lambda: "stop file written") as at:
        at.link.refuses = True
        await at.press("X")
        await asyncio.sleep(0.05)
        assert "stop file written" in (await at.settled()).splitlines()[1]


async def test_a_stop_that_is_not_answered_at_once_takes_the_other_road_as_well(seat, monkeypatch):
    monkeypatch.setattr("footbe_tui.deeds.roads.ANSWERS_WITHIN", 0.01)
    async with seat(stop_road=lambda: "stop file written") as at:
        answered, plain = asyncio.Event(), at.link.send

        async def send(command):
            receipt = await plain(command)
            await answered.wait()
            return receipt

        at.link.send = send
        await at.press("X")
        await asyncio.sleep(0.1)
        assert "no answer yet · stop file written" in (await at.settled()).splitlines()[1]
        answered.set()
        await asyncio.sleep(0.05)
        assert "stopped 14:03:11" in (await at.settled()).splitlines()[1]


async def test_p_pauses_at_once(seat):
    async with seat() as at:
        shown = await at.press("p")
        assert at.link.sent == [Pause()]
        assert "paused" in shown.splitlines()[-1]


async def test_p_asks_before_it_resumes(seat):
    async with seat(PAUSED) as at:
        shown = await at.press("p")
        assert "Paused: operator." in shown
        assert at.link.sent == []
        await at.press("p")
        assert at.link.sent == []
        await at.press("r")
        assert at.link.sent == [Resume()]


@pytest.mark.parametrize(("key", "command"), [("y", Approve), ("n", Reject)])
async def test_the_selected_request_is_answered_in_the_version_shown(seat, key, command):
    async with seat(now=time.monotonic) as at:
        await at.press("A", "down")
        await asyncio.sleep(0.35)
        await at.press(key)
        assert at.link.sent == [command(approval="run-a0032", version=1)]


async def test_a_request_that_has_just_changed_cannot_be_answered_yet(seat):
    async with seat(now=time.monotonic) as at:
        await at.press("A")
        await asyncio.sleep(0.35)
        anew = msgspec.structs.replace(BUSY.approvals[0], version=3)
        await at.show(msgspec.structs.replace(BUSY, approvals=(anew, BUSY.approvals[1])))
        shown = await at.press("y")
        assert at.link.sent == []
        assert "just changed" in shown
        await asyncio.sleep(0.35)
        await at.press("y")
        assert at.link.sent == [Approve(approval="run-a0031", version=3)]


async def test_a_request_is_not_answered_from_another_pane(seat):
    async with seat(now=time.monotonic) as at:
        await asyncio.sleep(0.35)
        assert "A goes to the approvals" in await at.press("y")
        assert at.link.sent == []


async def test_the_cursor_stays_on_its_request_when_others_come_before_it(seat):
    async with seat(now=time.monotonic) as at:
        await at.press("A", "down")
        await at.show(
            msgspec.structs.replace(
                BUSY, approvals=(msgspec.structs.replace(BUSY.approvals[0], key="run-a0099"), *BUSY.approvals)
            )
        )
        await asyncio.sleep(0.35)
        await at.press("n")
        assert at.link.sent == [Reject(approval="run-a0032", version=1)]


@pytest.mark.parametrize("number", range(1, 8))
async def test_a_number_goes_to_its_pane(seat, number):
    async with seat(size=(80, 24)) as at:
        shown = await at.press(str(number))
        assert f"┌─ {number} {at.cockpit.pane.NAME}" in shown
        assert shown.count("┌─ ") == 2


async def test_z_gives_a_pane_the_screen_and_takes_it_back(seat):
    async with seat() as at:
        shown = await at.press("7", "z")
        assert "5 Risk" not in shown
        assert "ens-7 checked" in shown
        assert "5 Risk" in await at.press("escape")


async def test_a_filter_works_while_it_is_typed_and_esc_takes_it_back(seat):
    async with seat() as at:
        shown = await at.press("slash", *"liv")
        assert "LIV–EVE" in shown
        assert "BAY–DOR" not in shown
        assert "filter “liv”" in await at.press("enter")
        assert "BAY–DOR" in await at.press("escape")


async def test_s_turns_to_the_next_order(seat):
    async with seat() as at:
        shown = await at.press("s")
        assert "by unrealised" in shown
        assert shown.index("0412") < shown.index("0409") < shown.index("0405")


async def test_enter_reads_everything_about_a_position_and_esc_comes_back(seat):
    async with seat() as at:
        shown = await at.press("down", "enter")
        assert at.link.asked == [Query(Topic.POSITION, "run-p0409")]
        assert "Thesis at entry" in shown
        assert "edge after fees" in shown
        assert "2 Settlement" in await at.press("escape")


async def test_enter_on_a_request_reads_its_position(seat):
    async with seat() as at:
        await at.press("A", "enter")
        assert at.link.asked == [Query(Topic.POSITION, "run-p0412")]


async def test_enter_elsewhere_reads_the_alarms_with_their_page(seat):
    async with seat() as at:
        assert "docs/operating/feed-stale.md" in await at.press("6", "enter")


async def test_w_says_why_nothing_was_traded(seat):
    async with seat() as at:
        shown = await at.press("w")
        assert shown.index("edge_small") < shown.index("BRE–FUL needs 24")


async def test_o_reads_the_orders(seat):
    async with seat() as at:
        assert "15/40" in await at.press("o")


async def test_m_says_when_nothing_is_found(seat):
    async with seat() as at:
        assert "no model yet" in await at.press("m")


async def test_a_acknowledges_the_top_alarm(seat):
    async with seat() as at:
        await at.press("a")
        assert at.link.sent == [Acknowledge()]


async def test_e_asks_to_leave_the_selected_position(seat):
    async with seat() as at:
        await at.press("E")
        assert at.link.sent == [Exit(position="run-p0412")]


async def test_e_leaves_the_position_that_is_read_not_the_one_behind_it(seat):
    async with seat() as at:
        first, other = (row.key for row in at.link.snapshot.positions[:2])
        await at.press("down", "enter", "E")
        assert at.link.sent == [Exit(position=other)]
        await at.press("escape", "up", "E")
        assert at.link.sent[-1] == Exit(position=first)


@pytest.mark.parametrize("key", ["w", "o", "c", "W", "question_mark"])
async def test_e_leaves_nothing_that_a_page_hides(seat, key):
    async with seat() as at:
        shown = await at.press(key, "E")
        assert at.link.sent == []
        assert "E asks to leave the selected position" in shown


async def test_e_says_where_positions_stand_when_pressed_elsewhere(seat):
    async with seat() as at:
        assert "1 goes to the positions" in await at.press("2", "E")
        assert at.link.sent == []


async def test_help_begins_with_the_focused_pane(seat):
    async with seat() as at:
        shown = await at.press("3", "question_mark")
        assert shown.index("3 Strategies") < shown.index("emergency stop")


async def test_the_palette_finds_a_command_by_its_words(seat):
    async with seat() as at:
        shown = await at.press("colon", *"why no")
        assert "every rule that refused" in shown
        await at.press("enter")
        assert "Why no trade" in at.screen()


@pytest.mark.parametrize(("key", "how"), [("d", "detach"), ("s", "stop")])
async def test_leaving_asks_whether_the_engine_goes_on(seat, key, how):
    async with seat() as at:
        assert "detach: the engine goes on" in await at.press("q")
        await at.pilot.press(key)
        await at.pilot.pause()
        assert at.app.return_value.how == how
        assert at.app.return_value.code == 0


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
async def test_nobody_leaves_by_accident(seat, key):
    async with seat() as at:
        assert "detach" in await at.press(key)
        assert at.app.is_running
        await at.press("escape")
        assert at.app.is_running


async def test_one_who_observes_cannot_stop_the_engine_by_leaving(seat):
    async with seat(observe=True) as at:
        assert "stop the engine" not in await at.press("q")
        await at.press("s")
        assert at.app.is_running


async def test_while_a_question_is_open_other_keys_do_nothing(seat):
    async with seat() as at:
        await at.press("q", "p", "a", "z")
        assert at.link.sent == []
        assert "Leave" in at.screen()


@pytest.mark.parametrize("action", [a.name for a in ACTIONS if a.name not in {"pane", "leave"}])
async def test_every_action_of_the_table_can_be_carried_out(seat, action):
    async with seat() as at:
        at.app.action_do(action)
        assert "DD" in await at.settled()
        assert at.app.is_running


def test_no_key_of_the_table_is_given_twice():
    keys = [key for binding in bindings() for key in binding.key.split(",")]
    assert len(keys) == len(set(keys))
    assert set(keys) >= STOP_KEYS


def test_one_who_observes_has_no_writing_key():
    assert not [action.name for action in allowed(observe=True) if action.writes]
    assert "stop" in {action.name for action in allowed(observe=True)}


@pytest.mark.parametrize(("narrow", "width"), [(False, 120), (True, 80)])
@pytest.mark.parametrize("observe", [False, True])
def test_the_footer_fits_and_names_the_stop(narrow, width, observe):
    keys = footer(width, observe=observe, narrow=narrow)
    assert ("X", "STOP") in keys
    assert sum(len(key) + len(label) + 3 for key, label in keys) <= width


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_notice_leaves_the_keys_up_to_the_stop_where_they_are(seat, size):
    async with seat(size=size) as at:
        before = at.lines()[-1]
        after = (await at.press("p")).splitlines()[-1]
        kept = before.index("X STOP") + len("X STOP")
        assert after[:kept] == before[:kept]
        assert "paused" in after[kept:]


async def test_the_footer_shows_the_speed_in_force(seat):
    async with seat() as at:
        at.link.status(speed=60)
        assert (await at.settled()).splitlines()[-1].rstrip().endswith("×60")
        at.link.status(speed=1)
        assert "×" not in (await at.settled()).splitlines()[-1]


async def test_help_of_b_names_what_there_is(seat):
    async with seat() as at:
        assert "would have done" not in await at.press("question_mark")


async def test_the_receipt_of_a_stop_goes_when_the_engine_has_been_reset(seat):
    async with seat() as at:
        await at.press("X")
        assert "■ stopped" in await at.show(state(EngineState.HALTED, "operator_stop"))
        assert "■" not in (await at.show(PAUSED)).splitlines()[1]
