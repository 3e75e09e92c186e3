"""Since you left: five lines whose counts are those of what happened, and nothing from before."""

import pytest

from engine.domain.commands import Exit, Pause, Reject, Stop
from engine.domain.moment import HOUR, SECOND
from engine.domain.queries import Topic
from tests.support.desk import Desk
from tests.support.told import asked, lines, sheet

FIVE = ["made", "positions", "approvals", "alarms", "engine"]


def five(desk, at=""):
    return lines(asked(desk, Topic.SINCE, str(at)), "In five lines")


def test_it_is_five_lines_and_then_the_events():
    found = asked(Desk(), Topic.SINCE)
    assert list(lines(found, "In five lines")) == FIVE
    assert [each.title for each in found.sheets] == ["In five lines", "What happened"]


def test_what_was_before_is_not_told():
    desk = Desk()
    fixture, position = desk.holds()
    desk.commands(Stop("smoke"))
    left_at = desk.at
    desk.quotes(fixture, 4600, 2750, 2650, wait=HOUR)
    told = five(desk, left_at)
    assert told["positions"] == "0 opened, 0 fills; 1 open now"
    assert told["made"] == "nothing has settled"
    assert told["alarms"].startswith("none; 1 older not acknowledged")
    assert all(row.ranks[0] > left_at for row in sheet(asked(desk, Topic.SINCE, str(left_at)), "What").rows)
    assert position.open


@pytest.mark.parametrize("ahead", [1, 10**6, 10**30])
def test_a_moment_that_is_yet_to_come_counts_as_now(ahead):
    desk = Desk()
    desk.holds()
    assert asked(desk, Topic.SINCE, str(desk.at + ahead)).title == asked(desk, Topic.SINCE, str(desk.at)).title
    assert "now" in asked(desk, Topic.SINCE, str(desk.at + ahead)).title


def test_what_came_of_the_time_away_is_counted():
    desk = Desk()
    left_at = desk.at
    fixture, position = desk.holds()
    desk.commands(Exit(position.id), wait=SECOND)
    request = next(iter(desk.state.doubts.pending.values()))
    desk.commands(Reject(request.id, request.version), wait=SECOND)
    desk.commands(Exit(position.id), wait=SECOND)
    desk.commands(Pause(), wait=SECOND)
    told = five(desk, left_at)
    assert told["positions"] == "1 opened, 1 fill; 1 open now"
    assert told["approvals"] == "2 requests, 1 rejected, 1 waiting now"
    assert told["engine"].startswith("PAUSED now; was PAUSED ")
    desk.settles(fixture, 10_000, 0, 0)
    paid = desk.state.score.settlements[-1]
    told = five(desk, left_at)
    assert told["made"].startswith(f"+{paid.pnl / 1e6:.2f} realised")
    assert told["positions"].startswith("1 opened"), "what is over was opened too"
    assert "1 overtaken by events" in told["approvals"]
    assert five(desk, paid.at)["made"] == "nothing has settled", "what was paid before is not told"


@pytest.mark.parametrize("entity", ["", "0", "no moment", "-5"])
def test_an_unknown_moment_is_the_start_of_the_run(entity):
    assert asked(Desk(), Topic.SINCE, entity).title.startswith("Since the run began")
