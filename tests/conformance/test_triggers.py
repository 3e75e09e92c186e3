"""Every trigger, asked the same: silent on what it does not know, the same twice, and able to fire."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.invalidation.facts import Facts
from engine.core.invalidation.registry import TRIGGERS
from engine.core.invalidation.scan import scan
from engine.domain.approval import ExitPolicy
from engine.domain.game import GameStatus, Sighting
from engine.domain.market import Leg
from engine.domain.moment import DAY, HOUR, MINUTE
from engine.domain.rules import TriggerRule
from engine.domain.sport import OUTCOMES, Outcome, Phase, Sport
from tests.support.games import START, fixture, position, sighting, thesis

SPANS = {"stale_position": 48 * HOUR, "closing_minutes": 5 * MINUTE}

NAMES = pytest.mark.parametrize("name", TRIGGERS)


def rule(name):
    return TriggerRule(
        name,
        ExitPolicy.ASK,
        ExitPolicy.ASK,
        1_000_000,
        threshold=250_000,
        ticks=5,
        dwell=0,
        span=SPANS.get(name, 0),
    )


def maybe(strategy):
    return st.one_of(st.none(), strategy)


@st.composite
def situations(draw):
    sport = draw(st.sampled_from(list(Sport)))
    game = fixture(sport)
    index = draw(st.integers(0, len(OUTCOMES[sport]) - 1))
    why = thesis(
        draw(maybe(st.integers(-5, 20_000))), in_play=draw(st.booleans()),
        home=draw(maybe(st.integers(0, 9))), away=draw(maybe(st.integers(0, 9))),
    )  # fmt: skip
    score = st.builds(
        GameStatus, st.just(game.id), st.sampled_from(list(Phase)), maybe(st.integers(0, 130)), st.integers(0, 15),
        st.integers(0, 150), st.integers(0, 150),
    )  # fmt: skip
    moments = st.integers(START - 5 * DAY, START + 5 * DAY)
    return Facts(
        position=position(index, draw(st.sampled_from(list(Leg))), of=game, why=why),
        fixture=game,
        outcome=OUTCOMES[sport][index],
        sighting=draw(maybe(st.builds(Sighting, score, moments))),
        mid_twice_now=draw(maybe(st.integers(-5, 30_000))),
        market_agrees_since=draw(maybe(moments)),
        forecast_at=draw(maybe(moments)),
        at=draw(moments),
        tick=draw(st.sampled_from([1, 10, 100])),
    )


@NAMES
@given(facts=situations())
def test_it_changes_nothing_and_says_the_same_twice_in_one_line(name, facts):
    before = msgspec.json.encode(facts)
    found = TRIGGERS[name].check(rule(name), facts)
    assert found == TRIGGERS[name].check(rule(name), facts)
    assert msgspec.json.encode(facts) == before
    assert found is None or (found and "\n" not in found and len(found) < 80)


@NAMES
@pytest.mark.parametrize("phase", [None, *Phase])
def test_it_is_silent_when_nothing_is_known(name, phase):
    told = None if phase is None else sighting(0, 0, None, phase)
    facts = Facts(
        position=position(why=thesis(None, in_play=True)), fixture=fixture(), outcome=Outcome.HOME, sighting=told,
        mid_twice_now=None, market_agrees_since=None, forecast_at=None, at=START, tick=100,
    )  # fmt: skip
    assert TRIGGERS[name].check(rule(name), facts) is None


@NAMES
def test_it_can_fire(name):
    worst = Facts(
        position=position(), fixture=fixture(), outcome=Outcome.HOME, sighting=sighting(0, 2, 88), mid_twice_now=1_000,
        market_agrees_since=START, forecast_at=None, at=START + 3 * DAY, tick=100,
    )  # fmt: skip
    fired, held = scan([rule(name)], worst, {name: START})
    assert [withdrawal.trigger for withdrawal in fired] == [name]
    assert list(held) == [name]
    assert fired[0].reason
