"""Market and model made into one distribution, and how sure it is."""

from engine.core.forecasting.ensemble import spread
from engine.core.forecasting.forecast import forecast
from engine.domain.game import GameStatus, Sighting
from engine.domain.sport import Phase
from tests.support.games import FORECASTING, START, fixture, model


def test_a_certainty_a_hair_above_one_is_certain():
    sure = (1.0 + 2e-16, 0.0, 0.0)
    assert spread(sure, None, sure, 0.4, FORECASTING)[0] == 0.0


def test_an_eight_goal_lead_in_the_last_minute_is_a_forecast_like_any_other():
    game = fixture()
    status = GameStatus(game.id, Phase.IN_PLAY, 89, 0, 8, 0, 0, 1)
    found = forecast(
        fixture=game,
        books=(None, None, None),
        model=model(),
        before=(400_000, 300_000, 300_000),
        sighting=Sighting(status, START),
        at=START,
        rules=FORECASTING,
    )
    assert found is not None
    assert found.fair == (1_000_000, 0, 0)
