"""Value before the game: fair value is .50 with an sd of .02 unless a test says otherwise."""

import pytest
from msgspec.structs import replace

from engine.core.strategies.offer import _too_little
from engine.core.strategies.value import propose
from engine.core.strategies.view import Declined
from engine.domain.fees import QUADRATIC_WITH_MAKER
from engine.domain.market import Leg
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND
from engine.domain.order import Proposal
from engine.domain.sport import Sport
from tests.support.games import ENTERING, arm, believed, fixture
from tests.support.views import view


def test_with_room_in_the_spread_it_improves_the_bid_by_a_tick():
    found = propose(arm(), view(4400, 5000))
    assert isinstance(found, Proposal)
    assert (found.price, found.post_only, found.leg) == (4500, True, Leg.YES)
    assert found.edge == 50_000  # .50 − .45, and a maker pays nothing
    assert found.confidence == pytest.approx(993_790, abs=1)  # Φ(.05 / .02)
    assert (found.market, found.fixture, found.strategy) == ("F1-home", "F1", "balanced")
    assert found.reason == "rest at .45, fair .50, edge .050"


def test_without_room_it_joins_the_bid():
    assert propose(arm(), view(4400, 4500, forecast=believed((470_000, 300_000, 230_000)))).price == 4400


def test_where_improving_would_cost_the_edge_it_joins_the_bid():
    found = propose(arm(min_edge=60_000), view(4400, 5000))
    assert (found.price, found.edge) == (4400, 60_000)


def test_the_makers_fee_counts():
    game = fixture(fees=QUADRATIC_WITH_MAKER)
    found = propose(arm(), view(4400, 5000, fixture=game))
    assert found.edge == 50_000 - 4_332  # 1.75 % · .45 · .55, rounded up to a micro-dollar


def test_it_takes_when_the_edge_survives_the_takers_fee():
    found = propose(arm(), view(4000, 4600))
    assert (found.price, found.post_only) == (4600, False)
    assert found.edge == 40_000 - 17_388  # 7 % · .46 · .54


def test_it_rests_when_the_takers_fee_eats_the_edge():
    found = propose(arm(min_edge=23_000), view(4000, 4600))
    assert found.post_only
    assert found.price == 4100


def test_with_resting_switched_off_it_takes_or_stays_away():
    entering = replace(ENTERING, post_only_before=False)
    assert not propose(arm(), view(4000, 4600, entering=entering)).post_only
    assert propose(arm(min_edge=23_000), view(4000, 4600, entering=entering)).rule == "edge"


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("edge", {"bid": 4900, "ask": 5000}),
        ("missing_news", {"bid": 2000, "ask": 3000}),
        ("price_band", {"bid": 400, "ask": 500, "forecast": believed((60_000, 500_000, 440_000))}),
        ("price_band", {"bid": 9400, "ask": 9800, "forecast": believed((985_000, 10_000, 5_000))}),
        ("confidence", {"forecast": believed(sd=250_000)}),
        ("no_market", {"forecast": believed(market=None)}),
        ("no_model", {"forecast": believed(model=None)}),
        ("one_sided", {"bid": None}),
        ("one_sided", {"ask": None}),
        ("crossed", {"bid": 5000, "ask": 4900}),
        ("in_play", {"in_play": True}),
        ("in_play", {"forecast": believed(in_play=True)}),
        ("in_play", {"starts_in": 0}),
        ("horizon", {"starts_in": 3 * DAY}),
        ("kick_off", {"starts_in": 59 * SECOND}),
        ("lineup", {"starts_in": 75 * MINUTE}),
        ("lineup", {"starts_in": 55 * MINUTE}),
    ],
)
def test_every_refusal_has_its_rule(rule, changes):
    found = propose(arm(), view(**changes))
    assert isinstance(found, Declined)
    assert found.rule == rule
    assert found.detail


def test_line_ups_are_footballs_only():
    nba = view(fixture=fixture(Sport.BASKETBALL), forecast=believed((500_000, 500_000)), starts_in=HOUR)
    assert isinstance(propose(arm(), nba), Proposal)


def test_sure_without_any_doubt_when_the_forecast_has_none():
    assert propose(arm(min_confidence=1_000_000), view(forecast=believed(sd=0))).confidence == 1_000_000


def test_the_refusal_says_what_is_needed_and_what_there_is():
    assert propose(arm(), view(4900, 5000)).detail == "needs .020, has .010 at .49"


@pytest.mark.parametrize(
    ("least", "said"), [(10_000, "needs .0100, has .0099"), (9_949, "needs .00995, has .00994"), (9_941, "needs .009941, has .009940")]
)
def test_an_edge_that_lacks_a_little_is_written_with_as_many_digits_as_tell_them_apart(least, said):
    has = {10_000: 9_900, 9_949: 9_940, 9_941: 9_940}[least]
    assert _too_little(has, least, 4900).detail == f"{said} at .49"
