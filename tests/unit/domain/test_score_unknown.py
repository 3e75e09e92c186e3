"""A status may know the phase of a game and not its score."""

import pytest

from engine.core.forecasting.in_play import knows_time, outcomes
from engine.core.invalidation.facts import Facts
from engine.core.invalidation.registry import TRIGGERS
from engine.domain.approval import ExitPolicy
from engine.domain.errors import Malformed
from engine.domain.game import GameStatus, Sighting
from engine.domain.identity import FixtureId
from engine.domain.moment import HOUR
from engine.domain.rules import TriggerRule
from engine.domain.sport import Outcome, Phase, Sport
from engine.wire.codec import pack, unpack
from tests.support.games import START, fixture, position


def status(phase=Phase.IN_PLAY, minute=30, home=None, away=None):
    return GameStatus(FixtureId("x"), phase, minute, 0, home, away)


def test_a_score_is_of_both_sides_or_of_none():
    assert status().score is None
    assert status(home=2, away=0).score == (2, 0)
    with pytest.raises(Malformed, match="both sides or of none"):
        status(home=2)
    with pytest.raises(Malformed, match="no negative"):
        status(home=2, away=-1)


def test_it_survives_the_journal():
    assert unpack(pack(status()), GameStatus) == status()


@pytest.mark.parametrize("phase", [Phase.IN_PLAY, Phase.BREAK, Phase.FINISHED])
@pytest.mark.parametrize("sport", Sport)
def test_no_model_speaks_without_a_score(sport, phase):
    before = (0.5, 0.3, 0.2) if sport is Sport.FOOTBALL else (0.6, 0.4)
    assert not knows_time(sport, status(phase))
    with pytest.raises(Malformed, match="score"):
        outcomes(sport, before, status(phase))


@pytest.mark.parametrize(("name", "fires"), [("adverse_score", False), ("closing_minutes", False), ("game_started", True)])
def test_triggers_that_need_a_score_are_silent_without_one(name, fires):
    rule = TriggerRule(name, ExitPolicy.ASK, ExitPolicy.NOTE, 1_000_000, 250_000, 1, 0)
    facts = Facts(
        position=position(), fixture=fixture(), outcome=Outcome.HOME, sighting=Sighting(status(minute=89), START),
        mid_twice_now=2_000, market_agrees_since=START, forecast_at=START, at=START + HOUR, tick=100,
    )  # fmt: skip
    assert (TRIGGERS[name].check(rule, facts) is not None) is fires
