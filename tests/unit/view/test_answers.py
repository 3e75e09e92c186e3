"""What the console is told of one position and of the bandit's choices: every figure with its unit, none made up."""

import pytest

from engine.domain.approval import Withdrawal
from engine.domain.moment import SECOND
from engine.domain.queries import Query, Topic
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
