"""Market and model made into one forecast."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.forecasting.ensemble import blend, spread
from engine.core.forecasting.forecast import MARKET_ONLY, forecast, has_begun
from engine.domain.errors import Malformed
from engine.domain.moment import HOUR, Moment
from engine.domain.probability import Ppm
from engine.domain.sport import Phase, Sport
from tests.support.games import FORECASTING, START, book, books, fixture, model, sighting

GAME = fixture()
BOOKS = books(GAME, 5200, 2700, 2300)
EARLY = Moment(START - HOUR)


def made(**changes):
    fields = {
        "fixture": GAME,
        "books": BOOKS,
        "model": model(),
        "before": None,
        "sighting": None,
        "at": EARLY,
        "rules": FORECASTING,
    }
    return forecast(**(fields | changes))


def parts(values):
    return st.tuples(*[st.floats(0.01, 1.0)] * values).map(lambda raw: tuple(v / sum(raw) for v in raw))


@given(parts(3), parts(3), st.floats(0, 1))
def test_the_pool_lies_between_its_sources_and_sums_to_one(market, own, weight):
    pooled = blend(market, own, weight)
    assert sum(pooled) == pytest.approx(1.0)
    assert blend(market, own, 0.0) == pytest.approx(market)
    assert blend(market, own, 1.0) == pytest.approx(own)
    for i in range(3):
        for j in range(3):
            ratios = sorted((math.log(market[i] / market[j]), math.log(own[i] / own[j])))
            assert ratios[0] - 1e-9 <= math.log(pooled[i] / pooled[j]) <= ratios[1] + 1e-9


def test_the_pool_by_hand():
    # sqrt(.8 * .5) : sqrt(.2 * .5) = 2 : 1
    assert blend((0.8, 0.2), (0.5, 0.5), 0.5) == pytest.approx((2 / 3, 1 / 3))


def test_a_pool_of_different_shapes_is_refused():
    with pytest.raises(Malformed, match="blend"):
        blend((0.5, 0.5), (0.3, 0.3, 0.4), 0.5)
    with pytest.raises(Malformed, match="blend"):
        blend((0.5, 0.5), (0.5, 0.5), 1.5)


def test_the_spread_by_hand():
    # w = .2: own variance .8·.02² + .2·.06² = .00104; disagreement .16·.1² = .0016.
    fair, market, own = (0.5, 0.5), (0.48, 0.52), (0.58, 0.42)
    assert spread(fair, market, own, 0.2, FORECASTING)[0] == pytest.approx(math.sqrt(0.00104 + 0.0016))
    assert spread(fair, market, None, 0.2, FORECASTING)[0] == pytest.approx(0.02)
    assert spread(fair, None, own, 0.2, FORECASTING)[0] == pytest.approx(0.06)
    assert spread((0.9, 0.1), (0.9, 0.1), None, 0.2, FORECASTING)[0] == pytest.approx(0.02 * 0.6)


def test_before_the_game_the_model_shifts_the_market_by_its_weight():
    found = made()
    assert found is not None
    assert found.market != found.model
    expected = blend([p / 1e6 for p in found.market], [p / 1e6 for p in found.model], 0.2)
    assert [p / 1e6 for p in found.fair] == pytest.approx(expected, abs=3e-6)
    assert not found.in_play
    assert found.model_id == "m-1"
    assert found.at == EARLY


def test_without_a_market_the_model_speaks_alone_and_says_so():
    found = made(books=(BOOKS[0], None, BOOKS[2]))
    assert found.market is None
    assert found.fair == found.model
    assert found.sd[0] > made().sd[0]


def test_without_a_model_the_market_speaks_alone():
    found = made(model=None)
    assert found.model is None
    assert found.fair == found.market
    assert found.model_id == MARKET_ONLY


def test_without_either_there_is_no_forecast():
    assert made(model=None, books=(None, None, None)) is None


def test_a_model_of_the_other_sport_is_no_model():
    assert made(model=model(Sport.BASKETBALL)).model is None


def test_in_play_the_score_moves_what_was_believed_before():
    before = (Ppm(500_000), Ppm(270_000), Ppm(230_000))
    level = made(before=before, sighting=sighting(0, 0, 30), at=START + HOUR)
    ahead = made(before=before, sighting=sighting(1, 0, 30), at=START + HOUR)
    assert ahead.in_play
    assert ahead.model[0] > level.model[0]
    expected = blend([p / 1e6 for p in ahead.market], [p / 1e6 for p in ahead.model], 0.4)
    assert [p / 1e6 for p in ahead.fair] == pytest.approx(expected, abs=3e-6)


@pytest.mark.parametrize("seen", [None, sighting(0, 0, None, Phase.SCHEDULED), sighting(0, 0, None)])
def test_a_game_that_should_be_on_and_is_not_told_of_has_the_market_only(seen):
    found = made(before=(Ppm(500_000), Ppm(270_000), Ppm(230_000)), sighting=seen, at=START + HOUR)
    assert found.in_play
    assert found.model is None
    assert found.fair == found.market


def test_in_play_without_books_the_score_speaks_alone():
    found = made(
        books=(None,) * 3,
        before=(Ppm(500_000), Ppm(270_000), Ppm(230_000)),
        sighting=sighting(),
        at=START + HOUR,
    )
    assert found.market is None
    assert found.fair == found.model


@pytest.mark.parametrize("phase", [Phase.FINISHED, Phase.ABANDONED, Phase.POSTPONED])
def test_a_game_that_is_over_or_called_off_has_no_forecast(phase):
    assert made(sighting=sighting(1, 0, None, phase)) is None


def test_a_game_that_kicks_off_early_has_begun():
    assert has_begun(GAME, sighting(minute=1), EARLY)
    assert not has_begun(GAME, None, EARLY)
    assert has_begun(GAME, None, START)


def test_basketball_goes_the_same_road():
    nba = fixture(Sport.BASKETBALL)
    found = made(fixture=nba, books=books(nba, 5500, 4600), model=model(Sport.BASKETBALL))
    assert len(found.fair) == 2
    assert sum(found.fair) == 1_000_000
    assert found.model[0] > 500_000


def test_what_one_book_holds_beyond_its_best_prices_changes_nothing():
    deeper = replace(BOOKS[0], bids=(*BOOKS[0].bids, (1000, 100)))
    assert made(books=(deeper, *BOOKS[1:])) == made()


def test_asked_twice_it_answers_the_same():
    assert made() == made()
    assert made(books=(book("x", 5000, 5400), *BOOKS[1:])) == made()
