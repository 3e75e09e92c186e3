import math

import pytest

from engine.core.learning import elo
from engine.domain.dice import dice
from engine.maths import normal


def expected_margin(fitted: elo.EloFit, home: str, away: str) -> float:
    """By how many points is the home side expected to win? A club without games counts as the mean."""
    lead = fitted.ratings.get(home, elo.MEAN_RATING) - fitted.ratings.get(away, elo.MEAN_RATING)
    return fitted.points_per_elo * (lead + fitted.home)


STRENGTHS = {"a": 6.0, "b": 3.0, "c": 0.0, "d": -3.0, "e": -6.0}


def league(rounds: int, home: float = 3.0, seed: int = 2) -> list[elo.Game]:
    """Margins are the clubs' true points apart, plus home, plus noise of 12 points."""
    chance, games = dice(seed, "margins", "learning", 0), []
    for turn in range(rounds):
        for one, ours in STRENGTHS.items():
            for other, theirs in STRENGTHS.items():
                if one != other:
                    margin = round(ours - theirs + home + chance.gauss(0, 12)) or 1
                    games.append(elo.Game(one, other, 100 + margin, 100, float(rounds - turn)))
    return games


def test_ratings_find_the_order_and_the_points_of_the_clubs() -> None:
    fitted = elo.fit(league(60), elo.EloSettings(k=8.0))
    ranked = sorted(fitted.ratings, key=lambda club: -fitted.ratings[club])
    assert ranked[0] in "ab"
    assert ranked[-1] in "de"
    assert expected_margin(fitted, "a", "e") == pytest.approx(15.0, abs=4.0)
    assert expected_margin(fitted, "c", "c") == pytest.approx(3.0, abs=1.0)
    assert fitted.spread == pytest.approx(12.0, abs=0.8)


def test_the_forecasts_beat_a_coin_that_knows_home() -> None:
    fitted = elo.fit(league(60), elo.EloSettings(k=8.0))
    share = normal.cdf(3 / math.hypot(12, 6))
    coin = -(share * math.log(share) + (1 - share) * math.log(1 - share))
    assert fitted.log_loss < coin


def test_rating_points_are_passed_on_never_made() -> None:
    fitted = elo.fit(league(20))
    assert sum(fitted.ratings.values()) == pytest.approx(len(STRENGTHS) * elo.MEAN_RATING)


def test_the_order_in_which_games_are_handed_over_does_not_matter() -> None:
    games = league(12)
    shuffled = list(games)
    dice(1, "shuffle", "learning", 0).shuffle(shuffled)
    assert elo.fit(shuffled) == elo.fit(games)


def test_a_summer_brings_ratings_back_to_the_mean() -> None:
    rules = elo.EloSettings(kept_between_seasons=0.5)
    assert elo._rested(1600.0, 200.0, 100.0, rules) == 1550.0
    assert elo._rested(1600.0, 103.0, 100.0, rules) == 1600.0
    assert elo._rested(1500.0, None, 100.0, rules) == 1500.0


def test_bigger_wins_move_more_and_favourites_wins_less() -> None:
    assert elo.margin_multiplier(20, 0.0) > elo.margin_multiplier(5, 0.0)
    assert elo.margin_multiplier(10, 200.0) < elo.margin_multiplier(10, -200.0)
    assert elo._moved(0.0, 10, 20.0) == pytest.approx(-elo._moved(0.0, -10, 20.0))
    assert elo._moved(0.0, 0, 20.0) == 0.0
    assert elo._moved(-5000.0, 1, 20.0) > 0.0


def test_a_stranger_counts_as_the_mean() -> None:
    fitted = elo.fit(league(20))
    assert expected_margin(fitted, "x", "y") == pytest.approx(fitted.points_per_elo * fitted.home)


def test_games_that_say_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 10"):
        elo.fit(league(1)[:5])
    with pytest.raises(ValueError, match="say nothing"):
        elo.fit([elo.Game("a", "b", 100, 100, float(day)) for day in range(40)])
