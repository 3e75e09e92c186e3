"""The palette forgives: words in any order, letters left out; what was used last stands first."""

import pytest

from engine.domain.queries import Query, Topic
from footbe_tui.actions import allowed
from footbe_tui.keymap import USUAL
from footbe_tui.limits import LIMITS
from footbe_tui.screens.finding import limits, palette

KNOWN = [action for action in allowed(observe=False) if action.name != "palette"]


def found(typed, recent=()):
    return [name for name, _ in palette(KNOWN, USUAL, recent).hints(typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("fills", "fills"),
        ("FILLS", "fills"),
        ("not why", "funnel"),
        ("why no", "funnel"),
        ("trade why", "funnel"),
        ("scr save", "save"),
        ("svscr", "save"),
        ("bndt", "choices"),
        ("drift champion", "models"),
        ("emergency", "stop"),
        ("pane 3", "pane_3"),
        ("positions", "pane_1"),
    ],
)
def test_a_command_is_found_by_what_one_remembers_of_it(typed, first):
    assert found(typed)[0] == first


def test_nothing_is_found_by_what_is_nowhere():
    assert found("zzzz") == []
    assert found("fills zzzz") == []


def test_all_stand_there_before_anything_is_typed_those_used_last_first():
    assert found("") == [action.name for action in KNOWN]
    assert found("", ("theme", "fills"))[:3] == ["theme", "fills", "pause"]
    assert sorted(found("", ("theme",))) == sorted(found(""))


def test_a_whole_name_is_nearer_than_what_was_used_last():
    assert found("exit", ("pause",))[0] == "exit"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("fixture dollars", "limits.max_exposure_per_fixture"),
        ("minute", "limits.orders_per_minute"),
        ("pause", "drawdown.pause"),
    ],
)
def test_a_limit_is_found_by_its_words(typed, first):
    assert limits().hints(typed)[0][0] == first
    assert {name for name, _ in limits().hints("")} == set(LIMITS)


async def test_what_was_found_last_stands_first_the_next_time(seat):
    async with seat() as at:
        await at.press("colon", *"fills", "enter")
        assert at.link.asked == [Query(Topic.FILLS)]
        shown = await at.press("escape", "colon")
        assert ">  f" in shown or "> f " in shown
        await at.press("enter")
        assert at.link.asked[-1] == Query(Topic.FILLS)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_key_and_help_stand_beside_each_name(seat, size):
    async with seat(size=size) as at:
        shown = await at.press("colon", *"regret")
        assert "> g      regret" in shown
        assert "every exit, hold" in shown


async def test_a_value_that_may_not_stand_there_is_said_and_nothing_is_sent(seat):
    from footbe_tui.commands.limiting import stricter

    async with seat(stricter=stricter) as at:
        shown = await at.press("t", *"minute", "enter", *"many", "enter")
        assert "limits.orders_per_minute" in shown.splitlines()[-1]
        assert at.link.sent == []


async def test_without_a_way_to_read_settings_tightening_says_where_it_can_be_done(seat):
    async with seat() as at:
        assert "footbe-tui tighten KEY VALUE" in await at.press("t")
