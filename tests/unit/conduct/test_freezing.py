"""In play: a jump nobody told of freezes the fixture until market and score agree, and nothing rests."""

import pytest

from engine.core.conduct import gates
from engine.core.conduct.turn import Turn
from engine.domain.events import BookSeen, OrderAccepted, Woke
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.sport import Phase
from tests.support import games
from tests.support.desk import Desk, of
from tests.unit.conduct.test_halting import resting

LEVEL = (5400, 2600, 2000)
"""About what the score 0-0 after ten minutes is worth to the model of these tests."""


def running():
    """A game that is ten minutes old, level, told to us and quoted as the score says."""
    desk = Desk(start=Moment(games.START - 20 * MINUTE))
    fixture = desk.lists()
    desk.quotes(fixture, 5220, 2600, 2180)
    desk.at = Moment(fixture.starts_at + 10 * MINUTE)
    desk.scores(fixture, 10, 0, 0)
    quoted(desk, fixture, LEVEL)
    desk.at = Moment(desk.at + 2 * MINUTE)
    quoted(desk, fixture, LEVEL)
    desk.hear(Woke("doubt", fixture.id))  # a jump is one from look to look
    return desk, fixture


def quoted(desk, fixture, mids, *, wait=6 * SECOND):
    """The feed still tells of the same score, and the books have these mids."""
    status = desk.state.games.sightings[fixture.id].status
    desk.scores(fixture, status.minute, status.home, status.away, wait=0)
    return desk.quotes(fixture, *mids, wait=wait)


def shut(desk, fixture):
    return gates.closed(Turn(desk.state, desk.seq, desk.at), fixture)


def moved(by):
    """The home side falls by so much, the away side gains it."""
    home, draw, away = LEVEL
    return (home - by, draw, away + by)


@pytest.mark.parametrize(("by", "frozen"), [(1400, False), (1500, True)])
def test_four_standard_deviations_of_a_minute_are_a_jump(by, frozen):
    desk, fixture = running()
    quoted(desk, fixture, moved(by))
    desk.hear(Woke("doubt", fixture.id))
    assert (shut(desk, fixture) == gates.FROZEN) is frozen
    assert 1400 < desk.rules.entering.jump_sigma * 365 < 1500


def test_a_jump_our_feed_has_just_told_of_is_none():
    desk, fixture = running()
    desk.scores(fixture, 13, 0, 1)
    quoted(desk, fixture, moved(2500))
    assert shut(desk, fixture) is None


def test_the_freeze_lasts_until_market_and_score_have_agreed_for_a_minute():
    desk, fixture = running()
    quoted(desk, fixture, moved(2500))
    for _ in range(30):
        quoted(desk, fixture, moved(2500))
    assert shut(desk, fixture) == gates.FROZEN, "three minutes later the score still says something else"
    quoted(desk, fixture, LEVEL)
    agreed = desk.state.games.agrees_since[fixture.id]
    while desk.at - agreed < 54 * SECOND:
        quoted(desk, fixture, LEVEL)
        assert shut(desk, fixture) == gates.FROZEN
    desk.at = Moment(agreed + 60 * SECOND - 1)
    assert shut(desk, fixture) == gates.FROZEN
    desk.at = Moment(agreed + 60 * SECOND)
    assert shut(desk, fixture) is None


def test_the_goal_told_after_the_jump_ends_the_freeze_a_minute_after_both_agree():
    desk, fixture = running()
    quoted(desk, fixture, moved(2500))
    desk.scores(fixture, 13, 0, 1, wait=20 * SECOND)
    assert shut(desk, fixture) == gates.FROZEN
    for _ in range(12):
        quoted(desk, fixture, (2800, 2900, 4300))
    assert shut(desk, fixture) is None


def test_a_score_taken_back_freezes_for_a_minute():
    desk, fixture = running()
    desk.scores(fixture, 13, 0, 1)
    desk.scores(fixture, 13, 0, 0)
    assert shut(desk, fixture) == gates.FROZEN
    desk.at = Moment(desk.at + 60 * SECOND)
    assert shut(desk, fixture) is None


def test_makers_who_leave_and_come_back_elsewhere_have_jumped():
    desk, fixture = running()
    for market in fixture.markets:
        desk.hear(BookSeen(market.id, (), ()), SECOND)
    quoted(desk, fixture, moved(2500))
    assert shut(desk, fixture) == gates.FROZEN


def test_what_rests_goes_when_the_feed_says_the_game_is_on_whatever_the_clock_says():
    desk = Desk(start=Moment(games.START - 20 * MINUTE))
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4900, 2950, 2950, half=300), "PlaceOrder")[0].ticket
    desk.hear(OrderAccepted(placed.id, 0))
    asked = desk.scores(fixture, 1, 0, 0, phase=Phase.IN_PLAY, wait=MINUTE)
    assert [(c.order, c.reason) for c in of(asked, "CancelOrder")] == [(placed.id, "nothing rests in play")]


@pytest.mark.parametrize(("mids", "gone"), [((3300, 3850, 2850), True), ((4500, 3050, 3050), False)])
def test_what_rests_before_the_game_is_taken_away_at_once_when_the_price_jumps(mids, gone):
    desk = resting()
    (fixture,) = desk.state.quotes.fixtures.values()
    (order,) = desk.state.trading.orders.values()
    desk.asked.clear()
    desk.quotes(fixture, *mids, half=300, wait=5 * SECOND)
    cancels = [(each.order, each.reason) for each in of(desk.asked, "CancelOrder")]
    assert cancels == ([(order.ticket.id, "frozen")] if gone else [])


def test_nothing_follows_a_jump_before_the_game_for_as_long_as_the_freeze_lasts():
    desk = resting()
    (fixture,) = desk.state.quotes.fixtures.values()
    desk.quotes(fixture, 3300, 3850, 2850, half=300, wait=5 * SECOND)
    desk.ends()
    assert shut(desk, fixture) == gates.FROZEN
    desk.at = Moment(desk.at + desk.rules.entering.freeze_for)
    assert shut(desk, fixture) is None
