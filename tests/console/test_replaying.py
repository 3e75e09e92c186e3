"""A journal is looked back on in the same panes: what stands there, what is gone, and what of now is still seen."""

import asyncio

import msgspec
import pytest

from engine.domain.clean import own
from engine.domain.commands import Pause, Stop
from engine.domain.errors import FootbeError
from engine.domain.moment import HOUR, MINUTE, Moment, after
from engine.domain.snapshot import AlarmRow
from engine.domain.states import EngineState, Mode, Severity
from engine.domain.tape import MarkKind, Step, Tape, TapeMark
from footbe_tui.actions import allowed
from footbe_tui.panes.tape import tape_line
from footbe_tui.replaying import NOTHING_RUNS, TimeLink
from footbe_tui.widgets.lines import length
from footbe_tui.widgets.tape_bar import tape_bar
from tests.console.past import MemoryPast, TwoLinks
from tests.console.pictures import BUSY, NOW

PAST = msgspec.structs.replace(
    BUSY,
    status=msgspec.structs.replace(BUSY.status, mode=Mode.REPLAY, at=after(NOW, -HOUR), speed=0),
    alarms=(),
    approvals=(),
)


def both():
    link = TwoLinks(BUSY)
    link.journal.show(PAST)
    return link


async def back_in_time(at):
    await at.press("r")
    await asyncio.sleep(0.01)
    return await at.settled()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 60)])
async def test_r_shows_the_journal_in_the_same_panes_and_r_or_esc_what_happens_now(seat, size):
    async with seat(link=both(), size=size) as at:
        shown = await back_in_time(at)
        assert " REPLAY " in shown.splitlines()[0]
        assert "held" in shown.splitlines()[-2]
        assert " ET " in shown.splitlines()[-2]
        assert "P play" in shown.splitlines()[-1]
        for key in ("r", "escape"):
            await at.press(key)
            await asyncio.sleep(0.01)
            shown = await at.settled()
            assert " PAPER " in shown.splitlines()[0]
            assert "P play" not in shown
            await back_in_time(at)


async def test_no_writing_key_is_bound_shown_or_named_in_a_replay_but_the_stop(seat):
    writing = [action for action in allowed(observe=False) if action.writes]
    async with seat(link=both()) as at:
        shown = await back_in_time(at)
        assert not any(f"{action.shown} {action.label}" in shown.splitlines()[-1] for action in writing)
        for action in writing:
            at.app.action_do(action.name)
            await at.press(action.keys.split(",")[0])
        assert at.link.sent == []
        assert await at.link.send(Pause()) != await at.link.memory.send(Pause())
        assert at.link.memory.sent == [Pause()]
        helped = await at.press("question_mark", "z")
        assert "look back" not in helped
        assert "pause at once" not in helped


@pytest.mark.parametrize("key", ["X", "ctrl+x"])
async def test_the_stop_reaches_the_engine_that_runs_at_once_and_its_receipt_is_seen(seat, key):
    roads = []
    async with seat(link=both(), stop_road=lambda: roads.append(1) or "stop file written") as at:
        await back_in_time(at)
        await at.press(key)
        assert [type(command) for command in at.link.memory.sent] == [Stop]
        assert at.link.journal.sent == []
        assert "■ stopped 14:03:11" in at.lines()[1]
        at.link.memory.refuses = True
        await at.press(key)
        await asyncio.sleep(0.05)
        assert roads == [1]


async def test_p_in_the_past_pauses_nothing_and_says_what_would(seat):
    async with seat(link=both()) as at:
        await back_in_time(at)
        shown = await at.press("p")
        assert "this is the past: r goes back, then p pauses the engine" in shown
        assert at.link.memory.sent == []
        assert at.link.journal.moves == []


def alarmed(snapshot):
    row = AlarmRow(
        key="new", severity=Severity.HIGH, since=after(NOW, MINUTE), page="feed", text="scores went silent", acked=False, cleared=False
    )
    return msgspec.structs.replace(snapshot, alarms=(row, *snapshot.alarms))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_new_alarm_of_the_engine_that_runs_stands_on_the_alarm_line(seat, size):
    async with seat(link=both(), size=size) as at:
        shown = await back_in_time(at)
        assert "LIVE:" not in shown
        at.link.memory.show(alarmed(BUSY))
        shown = await at.settled()
        assert "LIVE: HIGH 14:04:07 scores went silent" in shown
        await at.press("r")
        await asyncio.sleep(0.01)
        assert "LIVE:" not in await at.settled()


async def test_a_lost_engine_a_halt_and_a_request_are_seen_from_the_past(seat):
    async with seat(link=both()) as at:
        await back_in_time(at)
        at.link.memory.age = 7.0
        assert "LIVE: engine silent for 7 s" in await at.settled()
        at.link.memory.connected, at.link.memory.news = False, "the engine closed the line"
        assert "LIVE: not connected · the engine closed the line" in await at.settled()
        at.link.memory.connected, at.link.memory.age = True, 0.0
        at.link.memory.status(state=EngineState.HALTED, causes=("operator_stop",))
        assert "LIVE: HALTED operator_stop" in await at.settled()
        request = msgspec.structs.replace(BUSY.approvals[0], key="another")
        at.link.memory.show(msgspec.structs.replace(BUSY, approvals=(request,)))
        assert f"LIVE: approval {request.label}" in await at.settled()


async def test_a_journal_that_cannot_be_opened_is_said_and_the_present_stays(seat):
    async def refused():
        raise FootbeError("journal x: no run")

    link = TimeLink(both().memory, refused)
    async with seat(link=link) as at:
        shown = await back_in_time(at)
        assert "journal x: no run" in shown
        assert not at.cockpit.rights.replay


async def test_a_replay_whose_process_is_gone_leads_back_to_the_present(seat):
    async with seat(link=both()) as at:
        await back_in_time(at)
        at.link.journal.over, at.link.journal.news = True, "the line is down"
        await at.settled()
        await asyncio.sleep(0.01)
        shown = await at.settled()
        assert "replay ended: the line is down" in shown
        assert not at.cockpit.rights.replay


async def test_a_question_that_was_open_is_gone_in_the_past(seat):
    async with seat(link=both()) as at:
        await at.press("q")
        assert at.cockpit.prompt.question is not None
        at.app.action_do("replay")
        await asyncio.sleep(0.01)
        await at.settled()
        assert at.cockpit.prompt.question is None


async def test_where_only_a_journal_is_shown_x_says_that_nothing_runs_and_q_leaves_at_once(seat):
    link = TimeLink(None, None)
    link.past = MemoryPast(PAST)
    async with seat(link=link, replay=True) as at:
        assert " REPLAY " in at.lines()[0]
        assert NOTHING_RUNS in await at.press("X")
        assert link.past.sent == []
        assert "nothing is running here to pause" in await at.press("p")
        assert "there is only this journal" in await at.press("r")
        await at.press("q")
        assert at.app.return_value.how == "detach"


async def test_while_one_move_is_under_way_only_the_latest_wish_is_kept():
    link, gate = both(), asyncio.Event()
    await link.look_back()

    async def slow(move):
        link.journal.moves.append(move)
        await gate.wait()
        return True, own("")

    link.journal.scrub = slow
    first = asyncio.create_task(link.scrub(Step(1)))
    await asyncio.sleep(0)
    assert [await link.scrub(Step(by)) for by in (2, 3, 4)] == [None, None, None]
    gate.set()
    await first
    assert link.journal.moves == [Step(1), Step(4)]


def tape(**changes):
    given = {"name": own("journal.db"), "begin": Moment(0), "end": Moment(1000), "at": Moment(500), "seq": 5, "seq_end": 10}
    return Tape(**{**given, "speed": 60, "held": True, **changes})


def test_the_rail_shows_where_one_is_and_what_stands_out():
    marks = (TapeMark(Moment(0), MarkKind.SETTLED), TapeMark(Moment(1000), MarkKind.ALARM), TapeMark(Moment(1), MarkKind.STOP))
    drawn = "".join(text for text, _ in tape_bar(Moment(500), (Moment(0), Moment(1000)), marks, 11))
    assert drawn == "X────█····!"


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("changes", [{}, {"held": False, "speed": 0}, {"busy": own("at record 5 of 9")}, {"note": own("quotes before x were thinned")}])
def test_the_tape_fills_its_line_at_every_width(width, changes):
    line = tape_line(tape(**changes), "UTC", width)
    assert length(line) == width
    assert "█" in "".join(text for text, _ in line)
