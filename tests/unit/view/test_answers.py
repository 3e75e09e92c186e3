"""What the console is told of one position: thesis beside facts, every figure with its unit, none made up."""

import pytest

from engine.domain.approval import Withdrawal
from engine.domain.commands import Exit
from engine.domain.moment import SECOND
from engine.domain.money import CONTRACT
from engine.domain.queries import Topic
from tests.support.desk import Desk
from tests.support.told import asked, cell, lines, ranked, sheet


def about(desk, position):
    return asked(desk, Topic.POSITION, position.id)


def facts(desk, position):
    return {row.cells[0]: row.cells[1:] for row in sheet(about(desk, position), "Thesis").rows}


def test_a_position_shows_its_mark_outs_as_they_come_and_missing_before():
    desk = Desk()
    fixture, position = desk.holds()
    booked = sheet(about(desk, position), "Fills")
    assert [cell(booked, 0, span) for span in ("5 s", "60 s", "10 min")] == ["--", "--", "--"]
    desk.quotes(fixture, 4600, 2750, 2650, wait=6 * SECOND)
    desk.quotes(fixture, 4600, 2750, 2650, wait=SECOND)
    booked = sheet(about(desk, position), "Fills")
    assert cell(booked, 0, "5 s") != "--"
    assert [cell(booked, 0, span) for span in ("60 s", "10 min")] == ["--", "--"]


@pytest.mark.parametrize(
    ("trigger", "reason", "said"),
    [
        ("adverse_score", "adverse score 0-1", "ok: adverse score 0-1"),
        ("closing_minutes", "losing 0-1 in minute 85", "closing minutes: losing 0-1 in minute 85"),
    ],
)
def test_a_doubt_names_its_trigger_once(trigger, reason, said):
    desk = Desk()
    _, position = desk.holds()
    desk.state.doubts.now[position.id] = (Withdrawal(trigger, position.id, reason, broken=False),)
    assert facts(desk, position)["thesis"][1] == f"WEAK: {said.removeprefix('ok: ')}"


def test_the_thesis_stands_beside_the_facts():
    desk = Desk()
    fixture, position = desk.holds()
    desk.quotes(fixture, 5600, 2250, 2150, wait=40 * SECOND)
    desk.quotes(fixture, 5600, 2250, 2150, wait=SECOND)
    found = facts(desk, position)
    assert found["mid"] == (".460", ".560")
    assert found["fair value"][0] != found["fair value"][1] or found["model alone"][0] != "--"
    assert found["closing line"] == ("--", "not started")
    assert found["score"] == ("not started", "not started")


def test_an_exit_is_told_level_by_level_as_deep_as_the_book_goes():
    desk = Desk()
    fixture, position = desk.holds()
    desk.quotes(fixture, 4600, 2750, 2650, size=position.quantity // CONTRACT // 2, wait=SECOND)
    part = sheet(about(desk, position), "What an exit")
    assert [cell(part, n, "SELL") for n in range(len(part.rows))] == [str(position.quantity // CONTRACT // 2)]
    desk.quotes(fixture, 4600, 2750, 2650, wait=SECOND)
    whole = sheet(about(desk, position), "What an exit")
    assert cell(whole, 0, "SELL").startswith("all ")
    brings, better = ranked(whole, "BRINGS")[0], ranked(whole, "BETTER BY")[0]
    worth = ranked(whole, "HOLDING EACH")[0] * position.quantity // CONTRACT
    assert brings - worth == better


def test_a_request_that_waits_stands_first_with_what_waiting_has_cost():
    desk = Desk()
    fixture, position = desk.holds()
    desk.commands(Exit(position.id))
    asks = sheet(about(desk, position), "Waits for your answer")
    assert about(desk, position).sheets[0] is not None
    assert cell(asks, 0, "WAITED") == ".000"
    desk.quotes(fixture, 4400, 2850, 2750, wait=40 * SECOND)
    desk.quotes(fixture, 4400, 2850, 2750, wait=SECOND)
    waited = cell(sheet(about(desk, position), "Waits for your answer"), 0, "WAITED")
    assert waited.startswith("-"), "the bid fell since it was asked"
    pending = desk.core.snapshot().approvals[0]
    assert pending.waited_cost is not None
    assert pending.waited_cost < 0


def test_without_a_bid_an_exit_is_said_to_bring_nothing_known():
    desk = Desk()
    _, position = desk.holds()
    desk.state.quotes.books.clear()
    found = sheet(about(desk, position), "What an exit")
    assert found.rows == ()
    assert found.note.startswith("nobody bids")
    assert facts(desk, position)["bid / ask"][1] == "-- / --"


def test_a_position_that_is_over_is_still_known():
    desk = Desk()
    fixture, position = desk.holds()
    desk.settles(fixture, 10_000, 0, 0)
    assert position.id not in desk.state.trading.positions
    found = about(desk, position)
    paid = desk.state.score.settlements[-1]
    assert lines(found, "What it came to")["P&L after fees"].startswith("+")
    assert ranked(sheet(found, "Fills"), "QTY") == [position.bought]
    assert paid.pnl > 0


def test_of_a_position_nobody_has_heard_of_nothing_is_made_up():
    assert asked(Desk(), Topic.POSITION, "r1-p0099").empty


def test_why_a_thesis_is_broken_is_the_first_thing_said_of_a_position():
    desk = Desk()
    _, position = desk.holds()
    assert sheet(about(desk, position), "Thesis").rows[0].cells[0] == "thesis"
