"""Answers to what a console asks about: one module and one line per topic."""

from collections.abc import Callable

from engine.core.conduct import flattening
from engine.core.state import State
from engine.core.view import (
    charts,
    choices,
    fills,
    fixture,
    funnel,
    incidents,
    models,
    orders,
    position,
    regret,
    scenarios,
    since,
    slate,
    summary,
)
from engine.domain.clean import own
from engine.domain.queries import Answer, Query, Topic


def answer(state: State, query: Query) -> Answer:
    """What is there to say about this? An empty answer when there is nothing of that name."""
    told = _TOPICS.get(query.topic)
    return Answer(query, own("nothing is known of that"), ()) if told is None else told(state, query)


_TOPICS: dict[Topic, Callable[[State, Query], Answer]] = {
    Topic.POSITION: position.answer,
    Topic.FUNNEL: funnel.answer,
    Topic.ORDERS: orders.answer,
    Topic.FIXTURE: fixture.answer,
    Topic.FILLS: fills.answer,
    Topic.REGRET: regret.answer,
    Topic.INCIDENTS: incidents.answer,
    Topic.SINCE: since.answer,
    Topic.SLATE: slate.answer,
    Topic.CHOICES: choices.answer,
    Topic.MODELS: models.answer,
    Topic.CURVE: charts.curve,
    Topic.DAYS: charts.days,
    Topic.CALIBRATION: charts.calibrated,
    Topic.CLOSING: charts.closing,
    Topic.SCENARIOS: scenarios.answer,
    Topic.REPORT: summary.answer,
    Topic.FLATTEN: flattening.preview,
}
