"""What the console says will happen at a deadline is what happens there."""

import msgspec
import pytest

from engine.core.conduct import exiting
from engine.core.conduct.turn import Turn
from engine.domain.commands import Exit, Stop
from engine.domain.events import Woke
from engine.domain.moment import HOUR, SECOND, after
from engine.domain.queries import Topic
from footbe_tui.panes.approvals import default, default_words
from tests.support.desk import Desk
from tests.support.told import asked, cell, sheet


def waiting():
    desk = Desk()
    fixture, position = desk.holds()
    desk.commands(Exit(position.id))
    desk.quotes(fixture, 4600, 2750, 2650, wait=SECOND)
    return desk, fixture, position


def told(desk, position):
    """The pane's words and those of the position's own page."""
    page = sheet(asked(desk, Topic.POSITION, position.id), "Waits for your answer")
    return default_words(desk.core.snapshot().approvals[0]), cell(page, 0, "AT DEADLINE")


def too_old(desk, fixture):
    return exiting.stale(Turn(desk.state, desk.seq, desk.at), fixture)


def test_an_old_forecast_beside_fresh_books_is_not_called_stale_for_the_deadline_would_sell():
    desk, fixture, position = waiting()
    beliefs = desk.state.convictions.forecasts
    beliefs[fixture.id] = msgspec.structs.replace(beliefs[fixture.id], at=after(desk.at, -HOUR))
    assert not too_old(desk, fixture)
    assert told(desk, position) == ("exit if better", "exit if better")


def test_old_books_hold_at_the_deadline_and_both_places_say_so():
    desk, fixture, position = waiting()
    desk.hear(Woke("scan", ""), desk.rules.limits.quote_age + SECOND)
    assert too_old(desk, fixture)
    assert told(desk, position) == ("hold, STALE", "hold: data stale")


def test_after_a_stop_nothing_is_sold_at_a_deadline_and_both_places_say_so():
    desk, _fixture, position = waiting()
    desk.commands(Stop("now"))
    assert told(desk, position) == ("hold", "hold")


@pytest.mark.parametrize(("policy", "words"), [("exit", "exit anyway"), ("exit_if_better", "hold, STALE")])
def test_stale_data_holds_only_what_depends_on_data(policy, words):
    desk, _fixture, _position = waiting()
    row = desk.core.snapshot().approvals[0]
    assert default(msgspec.structs.replace(row, at_deadline=policy, stale=True)) == words
