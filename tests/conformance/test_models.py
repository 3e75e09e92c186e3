"""Every model, asked the same: a distribution or silence, the same twice, and one clear line for garbage."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.forecasting.registry import MODELS, Question, before_the_game
from engine.domain.errors import Malformed
from engine.domain.forecast import TeamStrength
from engine.domain.game import GameStatus
from engine.domain.sport import OUTCOMES, Phase, Sport
from tests.support.games import books, fixture, status
from tests.support.games import model as fitted

NAMES = pytest.mark.parametrize("name", MODELS)
SPORTS = pytest.mark.parametrize("sport", list(Sport))


def asked(sport, first=0.5, home=1, away=0, minute=30):
    """A question about which everything is known."""
    rest = (1.0 - first) / (len(OUTCOMES[sport]) - 1)
    before = (first, *[rest] * (len(OUTCOMES[sport]) - 1))
    game = fixture(sport)
    quotes = books(game, *(round(10_000 * part) for part in before), half=10)
    return Question(sport, "Ash", "Elm", quotes, fitted(sport), before, status(home, away, minute))


@NAMES
@SPORTS
@given(st.floats(0.02, 0.98), st.integers(0, 9), st.integers(0, 9), st.integers(0, 48))
def test_it_answers_with_a_distribution_and_the_same_twice(name, sport, first, home, away, minute):
    question = asked(sport, first, home, away, minute)
    found = MODELS[name](question)
    assert found == MODELS[name](question)
    if found is not None:
        assert len(found) == len(OUTCOMES[sport])
        assert all(0.0 <= part <= 1.0 for part in found)
        assert sum(found) == pytest.approx(1.0, abs=1e-9)


@NAMES
def test_it_speaks_of_one_sport_at_least(name):
    assert any(MODELS[name](asked(sport)) is not None for sport in Sport)


@NAMES
@SPORTS
def test_it_is_silent_when_nothing_is_known(name, sport):
    assert MODELS[name](Question(sport)) is None


@NAMES
@SPORTS
def test_turning_the_game_round_turns_the_answer_round(name, sport):
    """Sides, books and score exchanged on neutral ground: the same chances, in reverse."""
    even = replace(asked(sport, 0.5), fitted=fitted(sport, home=0.0))
    turned = replace(
        even,
        home=even.away,
        away=even.home,
        books=even.books[::-1],
        before=even.before[::-1],
        status=GameStatus(even.status.fixture, Phase.IN_PLAY, 30, 0, even.status.away, even.status.home),
    )
    straight, reverse = MODELS[name](even), MODELS[name](turned)
    assert (straight is None) == (reverse is None)
    if straight is not None:
        assert reverse == pytest.approx(straight[::-1], abs=1e-6)


def garbage(sport):
    """Questions with something in them that cannot be."""
    good = asked(sport)
    fits = [
        {"base": nan},
        {"base": inf},
        {"home": nan},
        {"rho": nan},
        {"spread": nan},
        {"newcomer": TeamStrength("", nan, nan)},
    ]
    befores = [(nan,) * len(OUTCOMES[sport]), (2.0, -1.0), (0.5,), (0.1,) * len(OUTCOMES[sport])]
    return [
        *(replace(good, fitted=fitted(sport, **fit), home="Oak", away="Oak") for fit in fits),
        *(replace(good, before=before) for before in befores),
        replace(good, status=status(minute=None)),
        replace(good, books=(None, *good.books[1:])),
        replace(good, books=()),
        replace(good, fitted=fitted(Sport.FOOTBALL if sport is Sport.BASKETBALL else Sport.BASKETBALL)),
    ]


def answer(name, question):
    try:
        return MODELS[name](question), None
    except Malformed as refusal:
        return None, str(refusal)


@NAMES
@SPORTS
def test_garbage_is_refused_in_one_line_or_answered_without_nonsense(name, sport):
    for question in garbage(sport):
        found, refusal = answer(name, question)
        if refusal is None:
            assert found is None or sum(found) == pytest.approx(1.0)
        else:
            assert "allowed" in refusal
            assert "\n" not in refusal


def test_each_sport_has_its_model_before_the_game():
    assert before_the_game(asked(Sport.FOOTBALL)) == MODELS["dixon_coles"](asked(Sport.FOOTBALL))
    assert before_the_game(asked(Sport.BASKETBALL)) == MODELS["elo"](asked(Sport.BASKETBALL))
