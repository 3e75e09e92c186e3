"""Asking for fitted models and taking them in."""

from engine.core.conduct.turn import Turn
from engine.domain.clean import own
from engine.domain.effects import FitModel
from engine.domain.events import ModelFailed, ModelFitted
from engine.domain.identity import ModelId
from engine.domain.market import Fixture
from engine.domain.moment import HOUR, after

_NAMES = {"football": "dixon-coles", "basketball": "elo"}


def ensure_model(turn: Turn, fixture: Fixture) -> None:
    """Has the fixture's league a model young enough? If not and none is on its way, ask for a fit."""
    convictions, rules = turn.state.convictions, turn.rules.forecast
    asked = convictions.fits.get(fixture.league)
    if asked is not None and turn.at - asked < rules.refit_every:
        return
    convictions.fits[fixture.league] = turn.at
    model = ModelId(own(f"{_NAMES[fixture.sport]}-{fixture.league}-{turn.at // HOUR:x}"))
    turn.emit(
        FitModel(model, fixture.sport, fixture.league, as_of=turn.at, due=after(turn.at, rules.fit_takes))
    )


def on_fitted(turn: Turn, event: ModelFitted) -> None:
    """A model came back: it serves from now on."""
    model = event.model
    turn.state.convictions.models[model.league] = model
    turn.say(
        "model_lifecycle",
        f"{model.id} fitted on {model.games} games",
        model=model.id,
        league=model.league,
        games=model.games,
        status="champion",
    )


def on_failed(turn: Turn, event: ModelFailed) -> None:
    """A fit failed: what serves goes on serving."""
    turn.say(
        "model_lifecycle", f"{event.model} not fitted: {event.reason}", model=event.model, status="failed"
    )
