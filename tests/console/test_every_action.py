"""Every action of the table: reached by its key, by its name in the palette and in help, and its key has its effect."""

import asyncio
from functools import partial

import msgspec
import pytest
from textual.events import Paste

from engine.domain.commands import (
    Acknowledge,
    Approve,
    Exit,
    Flatten,
    Pause,
    Reject,
    Reset,
    Stop,
    Tighten,
)
from engine.domain.moment import HOUR, MINUTE
from engine.domain.queries import Query, Topic
from engine.domain.states import EngineState
from engine.domain.tape import Edge, GoTo, Incident, Pace, Play, Shift, Step
from footbe_tui.actions import ACTIONS, BY_NAME, Where, allowed
from footbe_tui.commands.limiting import stricter
from footbe_tui.deeds import DEEDS
from footbe_tui.keymap import USUAL, wished
from scripts import keys
from tests.console.past import TwoLinks
from tests.console.pictures import BUSY

STOP = Stop(reason="stopped by the operator (console)")
HALTED = msgspec.structs.replace(
    BUSY, status=msgspec.structs.replace(BUSY.status, state=EngineState.HALTED, causes=("operator_stop",))
)


def key_of(name):
    return USUAL[name].keys[0]


def lives(action):
    return action.where is not Where.REPLAY


async def sends(at, _tmp, *, name, command, before=()):
    await at.press(*before, key_of(name))
    assert at.link.sent[-1:] == [command]


async def answers(at, _tmp, *, name, command):
    await at.press("A")
    at.clock += 1
    at.cockpit.approvals.steady_since = 0.0
    await at.press(key_of(name))
    assert at.link.sent == [command]


async def asks(at, _tmp, *, name, topic, entity=""):
    await at.press(key_of(name))
    assert Query(topic, entity) in at.link.asked


async def opens(at, _tmp, *, name, page):
    await at.press(key_of(name))
    assert at.cockpit.page == page


async def goes(at, _tmp, *, name, pane):
    await at.press("5", key_of(name))
    assert pane == at.cockpit.pane.NAME
    assert at.cockpit.pane.has_focus


async def questions(at, _tmp, *, name, kind):
    await at.press(key_of(name))
    assert at.cockpit.prompt.question.kind == kind
    assert at.cockpit.prompt.has_focus


async def zooms(at, _tmp):
    await at.press("z")
    assert at.cockpit.zoomed
    await at.press("z")
    assert not at.cockpit.zoomed


async def filters(at, _tmp):
    assert "BAY–DOR" not in await at.press("slash", *"liv")


async def sorts(at, _tmp):
    assert "by unrealised" in await at.press("s")


async def steps_back(at, _tmp):
    await at.press("question_mark")
    assert at.cockpit.page
    await at.press("escape")
    assert not at.cockpit.page


async def copies(at, _tmp):
    await at.press("Y")
    assert "0412" in at.app.clipboard


async def saves(at, tmp):
    await at.press("S")
    await asyncio.sleep(0.2)
    assert {file.suffix for file in (tmp / "screens").iterdir()} == {".txt", ".svg"}


async def turns(at, _tmp):
    assert "theme light" in await at.press("T")
    assert at.cockpit.looks.theme == "light"


async def tightens(at, _tmp):
    await at.press("t", *"orders minute")
    assert "limits.orders_per_minute" in at.screen()
    assert "a count, such as 30" in await at.press("enter")
    await at.press(*"20", "enter")
    assert at.link.sent == [Tighten("orders_per_minute", 20)]


async def resets(at, _tmp):
    at.link.show(HALTED)
    await at.settled()
    await at.press("R", *["s", "t", "a", "r", "t"], "enter", "w", "enter")
    assert at.link.sent == [Reset(phrase="start", reason="w")]


async def flattens(at, _tmp):
    assert "Selling what is held brings 11.80" in await at.press("F")
    assert at.link.sent == []
    await at.press("f")
    assert at.link.sent == [Flatten("t1")]


async def reads_differences(at, _tmp):
    assert "our books and the venue's" in await at.press("D")


async def looks_back(at, _tmp):
    assert not at.cockpit.rights.replay
    await at.press("r")
    await at.settled()
    assert at.cockpit.rights.replay


async def comes_back(at, _tmp):
    await looks_back(at, _tmp)
    await at.press("r")
    await at.settled()
    assert not at.cockpit.rights.replay
    assert at.link.journal.closed


async def moves(at, _tmp, *, name, move):
    await at.press("r")
    await at.settled()
    await at.press(key_of(name))
    assert at.link.journal.moves == [move]
    assert at.link.memory.sent == []


async def says_how_to_pause(at, _tmp):
    await at.press("r")
    await at.settled()
    assert "pause" in (await at.press("p")).splitlines()[-1]
    assert at.link.memory.sent == []


async def goes_to_a_time(at, _tmp):
    await at.press("r")
    await at.settled()
    await at.press("t", *"14", "enter")
    assert at.link.journal.moves == [GoTo("14")]


_PANES = ("Positions", "Settlement", "Strategies", "Approvals", "Risk", "Health", "Events")
_TOPICS = ("funnel", "orders", "fills", "models", "choices", "regret", "incidents", "since")
_MOVES = {
    "play": Play(),
    "step_back": Step(-1),
    "step_on": Step(1),
    "minute_back": Shift(-MINUTE),
    "minute_on": Shift(MINUTE),
    "hour_back": Shift(-HOUR),
    "hour_on": Shift(HOUR),
    "incident_back": Incident(-1),
    "incident_on": Incident(1),
    "journal_start": Edge(end=False),
    "journal_end": Edge(end=True),
    "slower": Pace(-1),
    "faster": Pace(1),
}
EFFECTS = {
    "pause": partial(sends, name="pause", command=Pause()),
    "approvals": partial(goes, name="approvals", pane="Approvals"),
    "approve": partial(answers, name="approve", command=Approve("run-a0031", BUSY.approvals[0].version)),
    "reject": partial(answers, name="reject", command=Reject("run-a0031", BUSY.approvals[0].version)),
    "stop": partial(sends, name="stop", command=STOP),
    "acknowledge": partial(sends, name="acknowledge", command=Acknowledge()),
    "exit": partial(sends, name="exit", command=Exit("run-p0412")),
    "tighten": tightens,
    "leave": partial(questions, name="leave", kind="leave"),
    **{
        f"pane_{number}": partial(goes, name=f"pane_{number}", pane=pane)
        for number, pane in enumerate(_PANES, 1)
    },
    "zoom": zooms,
    "filter": filters,
    "sort": sorts,
    "detail": partial(asks, name="detail", topic=Topic.POSITION, entity="run-p0412"),
    "back": steps_back,
    "palette": partial(questions, name="palette", kind="palette"),
    "help": partial(opens, name="help", page="reader"),
    **{name: partial(asks, name=name, topic=Topic(name)) for name in _TOPICS},
    "charts": partial(opens, name="charts", page="charts"),
    "scenarios": partial(opens, name="scenarios", page="scenarios"),
    "copy": copies,
    "save": saves,
    "replay": looks_back,
    "live": comes_back,
    "theme": turns,
    "differences": reads_differences,
    "flatten": flattens,
    "reset": resets,
    **{name: partial(moves, name=name, move=move) for name, move in _MOVES.items()},
    "no_pause": says_how_to_pause,
    "time": goes_to_a_time,
}
"""What the key of every action does."""


def test_every_action_has_a_deed_and_a_test_of_its_effect():
    assert set(EFFECTS) == set(BY_NAME) == set(DEEDS)


@pytest.mark.parametrize("name", EFFECTS)
async def test_the_key_has_its_effect(seat, tmp_path, name):
    async with seat(link=TwoLinks(), screens=tmp_path / "screens", stricter=stricter) as at:
        at.clock = 0
        await EFFECTS[name](at, tmp_path)


@pytest.fixture
def heard(monkeypatch):
    """Which deeds are done, in place of doing them? Those that find and help are done."""
    done = []

    def put(at, *kept):
        deeds = {name: (lambda _desk, name=name: done.append(name)) for name in DEEDS}
        deeds |= {name: DEEDS[name] for name in kept}
        monkeypatch.setattr(at.app._desk, "_deeds", deeds)
        return done

    return put


@pytest.mark.parametrize("replay", [False, True])
async def test_every_key_reaches_its_action(seat, heard, replay):
    async with seat(link=TwoLinks()) as at:
        if replay:
            await at.press("r")
            await at.settled()
        done = heard(at)
        for action in allowed(observe=False, replay=replay):
            for key in USUAL[action.name].keys:
                done.clear()
                await at.pilot.press(key)
                assert done == [action.name], key


@pytest.mark.parametrize("replay", [False, True])
async def test_every_action_is_reached_by_its_name_in_the_palette(seat, heard, replay):
    async with seat(link=TwoLinks()) as at:
        if replay:
            await at.press("r")
            await at.settled()
        done = heard(at, "palette")
        for action in allowed(observe=False, replay=replay):
            if action.name == "palette":
                continue
            done.clear()
            await at.pilot.press("colon")
            at.cockpit.prompt.post_message(Paste(action.name.replace("_", " ")))
            await at.pilot.press("enter")
            await at.pilot.pause()
            assert done == [action.name]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_action_stands_in_the_page_of_keys(action):
    assert f"| `{action.shown}` | `{action.name}` |" in keys.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("observe", [False, True])
async def test_what_a_console_lacks_its_palette_lacks_too(seat, observe):
    async with seat(observe=observe) as at:
        await at.press("colon")
        offered = [name for name, _ in at.cockpit.prompt.question.hints("")]
        assert set(offered) == {a.name for a in allowed(observe=observe)} - {"palette"}


async def test_the_operators_own_key_has_the_effect_and_the_old_one_has_none(seat):
    keymap, refused = wished({"fills": "f5"})
    assert not refused
    async with seat(keymap=keymap) as at:
        await at.press("f")
        assert at.link.asked == []
        assert "f5" in await at.press("colon", *"fills")
        await at.press("escape", "f5")
        assert at.link.asked == [Query(Topic.FILLS)]
