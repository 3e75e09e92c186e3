"""What settles on a date: rows add up to the line the pane shows, whatever happened to them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core.view import slates
from engine.domain.commands import Approve, Exit
from engine.domain.moment import SECOND
from engine.domain.money import CONTRACT
from engine.domain.queries import Query, Topic
from tests.support.desk import Desk, of
from tests.support.told import asked, cell, lines, ranked, sheet


def line(desk, key):
    return next(row for row in desk.core.snapshot().slates if row.key == key)


def to_the_cent(amount):
    cents = (abs(amount) + 5_000) // 10_000 * 10_000
    return cents if amount >= 0 else -cents


def adds_up(desk, date):
    """Every sum of the page against the pane's line."""
    found, shown = asked(desk, Topic.SLATE, date), line(desk, date)
    held = sheet(found, "Held")
    if shown.projected is not None:
        assert sum(ranked(held, "PROJECTED")) == shown.projected
    assert len(held.rows) == shown.open_positions
    brought = sheet(found, "Realised")
    if shown.realised is None:
        assert brought.rows == ()
        return
    assert sum(ranked(brought, "P&L AFTER FEES")) == to_the_cent(shown.realised)
    assert sum(ranked(brought, "FEES")) == to_the_cent(shown.fees)


def sold_some(desk, position):
    desk.commands(Exit(position.id))
    request = desk.state.doubts.pending[position.id]
    desk.commands(Approve(request.id, request.version))
    placed = of(desk.asked, "PlaceOrder")[-1]
    desk.fills(placed, max(CONTRACT, placed.ticket.quantity // 2 // CONTRACT * CONTRACT), maker=False)


@settings(max_examples=12, deadline=None)
@given(st.integers(2000, 7000).map(lambda mid: mid // 100 * 100), st.booleans(), st.booleans())
def test_a_dates_page_adds_up_to_the_panes_line(mid, sells, settles):
    desk = Desk()
    fixture, position = desk.holds()
    desk.quotes(fixture, mid, (10_000 - mid) // 2, (10_000 - mid) // 2, wait=40 * SECOND)
    desk.quotes(fixture, mid, (10_000 - mid) // 2, (10_000 - mid) // 2, wait=40 * SECOND)
    adds_up(desk, fixture.settles_on)
    if sells:
        sold_some(desk, position)
        adds_up(desk, fixture.settles_on)
    if settles:
        desk.settles(fixture, 10_000, 0, 0)
        adds_up(desk, fixture.settles_on)


def test_the_open_page_holds_every_position_with_its_date():
    desk = Desk()
    fixture, position = desk.holds()
    found = sheet(asked(desk, Topic.SLATE, "open"), "Held")
    assert cell(found, 0, "DATE") == "Sat 21"
    assert found.rows[0].leads_to == Query(Topic.POSITION, position.id)
    assert sum(ranked(found, "PROJECTED")) == line(desk, "open").projected
    assert fixture.settles_on == position.settles_on


def test_the_bad_case_stands_against_what_it_may_cost():
    desk = Desk()
    fixture, _ = desk.holds()
    said = lines(asked(desk, Topic.SLATE, fixture.settles_on), "Bad case")["5 % case costs"]
    limit = next(row for row in desk.core.snapshot().risk.limits if row.key == "slate_bad_case")
    assert f"{limit.used / 1e6:.2f} of {limit.limit / 1e6:.2f} allowed" in said


def test_without_a_past_projection_no_expectation_is_made_up():
    desk = Desk()
    fixture, _ = desk.holds()
    said = lines(asked(desk, Topic.SLATE, fixture.settles_on), "Expectation from past projections")
    assert said["expected of this one"] == "--"
    assert said["record"] == "no date that was projected is over yet"


def test_a_position_without_a_forecast_is_missing_and_not_nothing():
    desk = Desk()
    fixture, _ = desk.holds()
    desk.state.convictions.forecasts.clear()
    found = asked(desk, Topic.SLATE, fixture.settles_on)
    assert cell(sheet(found, "Held"), 0, "PROJECTED") == "--"
    assert cell(sheet(found, "Held"), 0, "FAIR") == "--"
    assert lines(found, "The pane's line")["projected"] == "--"


@pytest.mark.parametrize("date", ["2031-01-01", "no date", ""])
def test_of_a_date_on_which_nothing_settles_nothing_is_said(date):
    desk = Desk()
    desk.holds()
    assert asked(desk, Topic.SLATE, date).empty


def test_the_two_ways_to_a_dates_line_are_one():
    desk = Desk()
    fixture, _ = desk.holds()
    assert line(desk, fixture.settles_on) == next(r for r in slates.rows(desk.state) if r.key == fixture.settles_on)
