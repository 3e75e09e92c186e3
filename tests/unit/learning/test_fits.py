import math

import msgspec
import pytest

from engine.core.learning import fits
from engine.domain.dice import dice
from engine.domain.effects import FitModel
from engine.domain.forecast import FittedModel
from engine.domain.identity import ModelId
from engine.domain.moment import Moment
from engine.domain.sport import Sport

CLUBS = [f"Club {letter}" for letter in "ABCDEFGH"]
ORDER = FitModel(ModelId("m1"), Sport.FOOTBALL, "E0", Moment(1000), Moment(2000))
FITS = {Sport.FOOTBALL: fits.fit_football, Sport.BASKETBALL: fits.fit_basketball}
HOOPS = FitModel(ModelId("m2"), Sport.BASKETBALL, "NBA", Moment(1000), Moment(2000))


def goals(rate: float, chance: float) -> int:
    """The Poisson number at this quantile."""
    count, term = 0, math.exp(-rate)
    total = term
    while total < chance and count < 15:
        count += 1
        term *= rate / count
        total += term
    return count


def season(clubs: list[str], first_day: int, seed: int) -> list[fits.Result]:
    """One double round; the earlier a club stands in the list, the stronger."""
    luck, rows = dice(seed, "season", "fits", 0), []
    for i, home in enumerate(clubs):
        for j, away in enumerate(clubs):
            if i != j:
                lead = (j - i) * 0.12
                result = (
                    goals(1.4 * math.exp(lead), luck.random()),
                    goals(1.1 * math.exp(-lead), luck.random()),
                )
                rows.append((home, away, *result, first_day - (i * 7 + j * 3)))
    return rows


def two_seasons() -> list[fits.Result]:
    """H goes down after the first season, `Risen` comes up and takes the last place."""
    return season(CLUBS, 700, 1) + season([*CLUBS[:7], "Risen"], 300, 2)


def hoops() -> list[fits.Result]:
    return [
        (home, away, 100 + (home_score - away_score) * 5 + 3, 100, days_ago)
        for home, away, home_score, away_score, days_ago in two_seasons()
    ]


def test_a_football_fit_carries_the_orders_names_and_every_club() -> None:
    model = fits.fit_football(ORDER, two_seasons())
    assert (model.id, model.sport, model.league, model.fitted_at) == ("m1", Sport.FOOTBALL, "E0", 1000)
    assert model.games == 112
    assert [strength.team for strength in model.strengths] == sorted([*CLUBS, "Risen"])
    by_name = {strength.team: strength for strength in model.strengths}
    assert by_name["Club A"].attack > by_name["Club G"].attack
    assert by_name["Club A"].defence > by_name["Club G"].defence
    assert model.home > 0
    assert model.log_loss_ppm is not None
    assert 700_000 < model.log_loss_ppm < 1_098_612


def test_a_newcomer_takes_after_clubs_that_came_up() -> None:
    model = fits.fit_football(ORDER, two_seasons())
    assert model.newcomer.attack < 0
    assert model.newcomer.team == fits.NEWCOMER


def test_where_nobody_came_up_the_weakest_stand_for_newcomers() -> None:
    model = fits.fit_football(ORDER, season(CLUBS, 300, 1), fits.FootballSettings(games_min=50))
    assert model.newcomer.attack + model.newcomer.defence < 0


@pytest.mark.parametrize(("order", "results"), [(ORDER, two_seasons()), (HOOPS, hoops())])
def test_the_order_of_the_results_changes_no_byte(order: FitModel, results: list[fits.Result]) -> None:
    shuffled = list(results)
    dice(5, "shuffle", "fits", 0).shuffle(shuffled)
    fit = FITS[order.sport]
    assert msgspec.msgpack.encode(fit(order, shuffled)) == msgspec.msgpack.encode(fit(order, results))


@pytest.mark.parametrize(("order", "results"), [(ORDER, two_seasons()), (HOOPS, hoops())])
def test_results_from_the_future_and_beyond_the_window_change_nothing(
    order: FitModel, results: list[fits.Result]
) -> None:
    fit = FITS[order.sport]
    noise = [("Club H", "Club A", 9, 0, -1), ("Club H", "Club A", 9, 0, 1096)]
    assert fit(order, results + noise) == fit(order, results)


@pytest.mark.parametrize(("order", "results"), [(ORDER, two_seasons()), (HOOPS, hoops())])
def test_a_fitted_model_survives_the_journal(order: FitModel, results: list[fits.Result]) -> None:
    model = FITS[order.sport](order, results)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(model), type=FittedModel) == model


def test_a_basketball_fit_carries_ratings_home_and_spread() -> None:
    model = fits.fit_basketball(HOOPS, hoops())
    by_name = {strength.team: strength.attack for strength in model.strengths}
    assert by_name["Club A"] > 1500 > by_name["Risen"]
    assert model.newcomer.attack == 1500.0
    assert model.base > 0
    assert model.spread > 0
    assert model.home > 0
    assert model.log_loss_ppm is not None
    assert model.log_loss_ppm < 693_147


@pytest.mark.parametrize("sport", [Sport.FOOTBALL, Sport.BASKETBALL])
def test_too_few_results_are_refused_with_the_numbers(sport: Sport) -> None:
    with pytest.raises(ValueError, match=r"20 results in the last 1095 days: at least 100 needed"):
        FITS[sport](ORDER, two_seasons()[:20])
