"""A status may know the phase of a game and not its score."""

import pytest

from engine.core.forecasting.in_play import knows_time, outcomes
from engine.domain.errors import Malformed
from engine.domain.game import GameStatus
from engine.domain.identity import FixtureId
from engine.domain.sport import Phase, Sport
from engine.wire.codec import pack, unpack


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
