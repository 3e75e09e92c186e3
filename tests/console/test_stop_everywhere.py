"""The stop has its key in every pane, page and question, at every size, whatever keys the operator chose."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.domain.clean import own
from engine.domain.commands import Stop
from engine.domain.difference import DifferenceRow
from engine.domain.moment import Moment
from engine.domain.queries import Query, Topic
from footbe_tui.actions import ACTIONS
from footbe_tui.keymap import USUAL, wished
from footbe_tui.panes import PANES
from footbe_tui.panes.pages import PAGES
from footbe_tui.screens import questions
from footbe_tui.screens.finding import limits, palette
from tests.console.pictures import BUSY
from tests.console.test_keymap import WISHES

STOP = Stop(reason="stopped by the operator (console)")
DIFFERENCE = DifferenceRow("cash", "cash", own("x"), own("1"), own("2"), Moment(0), ("adopt",), own(""))
QUESTIONS = {
    "leave": questions.leaving(observe=False, started=True),
    "resume": questions.resuming(("operator",)),
    "review": questions.resuming(("drawdown",)),
    "waits": questions.resuming(("unknown_order",)),
    "reset": questions.RESET,
    "flatten": questions.FLATTEN,
    "differences": questions.clearing([("adopt cash", DIFFERENCE, "adopt")]),
    "ignore": questions.ignoring(DIFFERENCE),
    "time": questions.GOING_TO,
    "filter": questions.filtering("Positions", ""),
    "palette": palette(ACTIONS, USUAL),
    "tighten": limits(),
}
SIZES = [(120, 40), (80, 24), (60, 16), (50, 12), (200, 60)]


def test_every_kind_of_question_the_console_can_ask_is_tried():
    made = {name for name, value in vars(questions).items() if isinstance(value, questions.Question)}
    asked = {"leaving", "resuming", "clearing", "ignoring", "filtering", *made}
    defined = {
        name
        for name, value in vars(questions).items()
        if callable(value) and value.__module__ == questions.__name__ and not name.startswith("_")
    }
    assert made | defined == asked


async def stops(at, key):
    at.link.sent.clear()
    await at.pilot.press(key)
    await at.pilot.pause()
    assert at.link.sent == [STOP]


@pytest.mark.parametrize("observe", [False, True])
@pytest.mark.parametrize("size", SIZES)
async def test_on_every_pane_and_page(seat, size, observe):
    async with seat(size=size, observe=observe) as at:
        for name in PANES:
            at.cockpit.go(name)
            await stops(at, "X")
            await stops(at, "ctrl+x")
        for name in PAGES:
            at.cockpit.open_page(name)
            await stops(at, "X")
            await stops(at, "ctrl+x")
        at.app._desk.open(Query(Topic.POSITION, "run-p0412"))
        await at.settled()
        await stops(at, "X")


@pytest.mark.parametrize("size", SIZES)
async def test_in_every_question(seat, size):
    async with seat(size=size) as at:
        for question in QUESTIONS.values():
            at.cockpit.ask(question)
            await at.pilot.pause()
            await stops(at, "ctrl+x")
            if not question.fields:
                await stops(at, "X")
            at.cockpit.answered()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize("kind", [kind for kind, question in QUESTIONS.items() if question.fields])
async def test_x_is_a_letter_where_text_is_typed_and_ctrl_x_after_it_stops(seat, kind, size):
    state = questions.ASKED_IN.get(QUESTIONS[kind].kind, BUSY.status.state)
    picture = replace(BUSY, status=replace(BUSY.status, state=state))
    async with seat(picture, size=size) as at:
        at.cockpit.ask(QUESTIONS[kind])
        await at.press("X", "shift+x")
        assert at.link.sent == []
        assert at.cockpit.prompt._value.startswith("X")
        await stops(at, "ctrl+x")


async def test_a_further_key_of_the_stop_works_also_while_text_is_typed(seat):
    keymap, _ = wished({"stop": ["X", "f12"]})
    async with seat(keymap=keymap) as at:
        await stops(at, "f12")
        await at.press("slash", "a")
        await stops(at, "f12")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=WISHES, observe=st.booleans())
async def test_with_any_keys_of_the_operators_own(seat, wishes, observe):
    keymap, refused = wished(wishes)
    if refused:
        keymap = USUAL
    async with seat(keymap=keymap, observe=observe, now=time.monotonic) as at:
        await stops(at, "X")
        at.cockpit.go("events")
        await stops(at, "ctrl+x")
        at.cockpit.ask(QUESTIONS["filter"])
        await at.pilot.pause()
        await stops(at, "ctrl+x")
