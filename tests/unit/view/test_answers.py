"""What the console is told of one position and of the bandit's choices: every figure with its unit, none made up."""

import pytest
from msgspec.structs import replace

from engine.core.view import answers
from engine.domain.approval import Withdrawal
from engine.domain.moment import SECOND
from engine.domain.queries import Query, Topic
from engine.domain.rules import ChooseBy
from tests.support.desk import Desk


def lines(desk, section, query):
    found = desk.core.answer(query)
    return dict(next(each.lines for each in found.sections if each.title == section))


def now(desk, position):
    return lines(desk, "Now", Query(Topic.POSITION, position.id))


def test_a_position_shows_its_mark_outs_as_they_come_and_missing_before():
    desk = Desk()
    fixture, position = desk.holds()
    assert now(desk, position)["mark-outs"] == "5 s -- · 60 s -- · 10 min --"
    desk.quotes(fixture, 4600, 2750, 2650, wait=6 * SECOND)
    desk.quotes(fixture, 4600, 2750, 2650, wait=SECOND)
    said = now(desk, position)["mark-outs"]
    assert not said.startswith("5 s --")
    assert said.endswith("60 s -- · 10 min --")


@pytest.mark.parametrize(
    ("trigger", "reason", "said"),
    [
        ("adverse_score", "adverse score 0-1", "adverse score 0-1"),
        ("closing_minutes", "losing 0-1 in minute 85", "closing minutes: losing 0-1 in minute 85"),
    ],
)
def test_a_doubt_names_its_trigger_once(trigger, reason, said):
    desk = Desk()
    _, position = desk.holds()
    desk.state.doubts.now[position.id] = (Withdrawal(trigger, position.id, reason, broken=False),)
    assert now(desk, position)["doubts"] == said


def test_a_choice_says_what_was_drawn_in_which_unit_and_no_edge_of_doing_nothing():
    desk = Desk()
    desk.holds()
    query = Query(Topic.CHOICES)
    about, choice = desk.core.answer(query).sections[:2]
    assert "return per dollar" in dict(about.lines)["drew"]
    arms = dict(choice.lines)
    assert arms["no_trade"].startswith("drew +0.0%  chance ")
    assert arms["no_trade"].endswith("edge --")
    assert all("--" not in said for arm, said in arms.items() if arm != "no_trade")


def test_a_chance_of_success_is_no_return():
    desk = Desk()
    desk.holds()
    state = desk.state
    state.run.rules = replace(
        state.run.rules, bandit=replace(state.run.rules.bandit, choose_by=ChooseBy.BETA)
    )
    about, choice = answers.answer(state, Query(Topic.CHOICES)).sections[:2]
    assert "chance of success" in dict(about.lines)["drew"]
    assert dict(choice.lines)["no_trade"].startswith("drew 0.000")


def test_before_any_choice_there_is_nothing_to_explain():
    assert Desk().core.answer(Query(Topic.CHOICES)).sections == ()
