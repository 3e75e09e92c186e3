"""What is stated at kick-off is judged when the game is paid: once, and only what was stated in time."""

import pytest
from msgspec.structs import replace

from engine.core.performance.evidence import log_loss
from engine.domain.events import MarketSettled, Woke
from engine.domain.money import ONE
from tests.support import games
from tests.support.desk import Desk
from tests.support.games import START


def kicked_off(desk, fixture):
    desk.hear(Woke("kick_off", fixture.id), wait=max(0, START - desk.at))


def lined_up(desk=None):
    desk = desk or Desk()
    fixture = desk.lists()
    desk.quotes(fixture, 4600, 2750, 2650)
    kicked_off(desk, fixture)
    desk.ends()
    return desk, fixture


def test_the_forecast_in_force_at_kick_off_is_kept_with_the_markets_word():
    desk, fixture = lined_up()
    stated = desk.state.evidence.stated[fixture.id]
    belief = desk.state.convictions.forecasts[fixture.id]
    assert (stated.fair, stated.model) == (belief.fair, belief.model)
    assert sum(stated.market) == 1_000_000
    assert stated.market[0] > stated.market[1] > stated.market[2]


def test_a_paid_game_is_counted_once_with_its_result():
    desk, fixture = lined_up()
    stated = desk.state.evidence.stated[fixture.id]
    desk.settles(fixture, 0, ONE, 0)
    evidence = desk.state.evidence
    assert evidence.stated == {}
    league = evidence.leagues[fixture.league]
    assert (league.model.games, league.blend.games) == (1, 1)
    assert league.blend.loss == log_loss(stated.fair, 1)
    assert league.blend.gap == log_loss(stated.fair, 1) - log_loss(stated.market, 1)
    assert sum(each.count for each in evidence.bins["blend"]) == 3
    desk.settles(fixture, 0, ONE, 0)
    assert desk.state.evidence.leagues[fixture.league].blend.games == 1


@pytest.mark.parametrize("values", [(ONE // 2, ONE // 2, 0), (0, 0, 0), (3_333, 3_333, 3_334)])
def test_a_game_without_one_result_counts_nowhere(values):
    desk, fixture = lined_up()
    desk.settles(fixture, *values)
    assert desk.state.evidence.leagues == {}
    assert desk.state.evidence.stated == {}


def test_a_void_game_counts_nowhere():
    desk, fixture = lined_up()
    for market, value in zip(fixture.markets, (ONE, 0, 0), strict=True):
        desk.hear(MarketSettled(market.id, value, fixture.settles_on, final=True, void=True))
    assert desk.state.evidence.leagues == {}


def test_a_game_in_play_already_states_nothing():
    desk = Desk()
    fixture = desk.lists()
    desk.quotes(fixture, 4600, 2750, 2650)
    desk.scores(fixture, 3, 0, 0)
    desk.quotes(fixture, 4600, 2750, 2650)
    kicked_off(desk, fixture)
    assert desk.state.evidence.stated == {}


def test_a_game_nobody_quoted_states_nothing():
    desk = Desk()
    fixture = desk.lists()
    kicked_off(desk, fixture)
    assert desk.state.evidence.stated == {}


def test_a_recording_without_closing_odds_is_no_market_to_be_measured_against():
    desk = Desk()
    fixture = desk.lists(replace(games.fixture(), closing_known=False))
    desk.quotes(fixture, 4600, 2750, 2650)
    kicked_off(desk, fixture)
    assert desk.state.evidence.stated[fixture.id].market is None


def test_a_choice_says_what_each_arm_proposed_long_after_its_fixture_is_forgotten():
    desk = Desk()
    fixture, _ = desk.holds()
    desk.settles(fixture, ONE, 0, 0)
    choice = desk.state.bandit.recent[-1]
    assert choice.title == "ASH–ELM"
    told = {arm.strategy: (arm.hold, arm.price) for arm in choice.arms}
    assert told["no_trade"] == ("", None)
    assert all(hold and price for name, (hold, price) in told.items() if name != "no_trade")
