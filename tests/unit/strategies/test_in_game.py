"""The specialist, while a game is on."""

import pytest

from engine.core.strategies.in_game import propose
from engine.core.strategies.registry import STRATEGIES
from engine.core.strategies.registry import propose as ask
from engine.domain.errors import Malformed
from engine.domain.moment import HOUR
from tests.support.games import arm, believed, fixture
from tests.support.views import view

SPECIALIST = arm("in_game", "in_game_specialist")


def live(bid=4000, ask_price=4600, **changes):
    return view(bid, ask_price, in_play=True, starts_in=-HOUR, **changes)


def test_it_takes_what_the_score_makes_worth_more_than_price_and_fee():
    found = propose(SPECIALIST, live())
    assert (found.price, found.post_only, found.edge) == (4600, False, 40_000 - 17_388)


def test_nothing_rests_in_play_however_good_the_bid():
    assert propose(SPECIALIST, live(4000, 4900)).rule == "edge"


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        ("not_in_play", view()),
        ("not_in_play", view(in_play=True, forecast=believed(in_play=False))),
        ("no_score", live(fixture=fixture(scored_live=False))),
        ("no_model", live(forecast=believed(in_play=True, model=None))),
        ("no_market", live(forecast=believed(in_play=True, market=None))),
        ("one_sided", live(bid=None)),
        ("crossed", live(bid=4700)),
        ("missing_news", live(2000, 3000)),
        ("confidence", live(forecast=believed(in_play=True, sd=250_000))),
    ],
)
def test_every_refusal_has_its_rule(rule, seen):
    assert propose(SPECIALIST, seen).rule == rule


def test_the_value_arms_stay_out_of_a_running_game():
    assert STRATEGIES["value"](arm(), live()).rule == "in_play"


def test_an_arm_of_no_known_kind_is_refused_and_a_switched_off_one_is_silent():
    with pytest.raises(Malformed, match="value, in_game"):
        ask(arm("psychic"), view())
    assert ask(arm(enabled=False), view()).rule == "disabled"
    assert ask(arm(), view()) == STRATEGIES["value"](arm(), view())
