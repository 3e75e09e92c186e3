"""News: it moves price and truth alike, so that a price is never wrong about what is known."""

import numpy as np
import pytest

from engine.domain.moment import DAY, HOUR, Moment
from engine.domain.sport import Sport
from engine.world import basketball, football, sway
from engine.world.cadence import QUOTED_FOR
from engine.world.chance import Stream
from engine.world.league import Strength
from engine.world.news import UNTOLD, news_of

START = Moment(1_786_000_000_000_000)
EVEN, HOOPS = Strength(0.0, 0.0, 0.2, 0.0), Strength(1.0, 0.0, 2.4, 0.0)
SPORTS = list(Sport)


def told(number, sport=Sport.FOOTBALL):
    return news_of(START, UNTOLD[sport], Stream(1, "test", "news", number))


def game_of(sport, number=0):
    stream = Stream(1, "test", f"game {sport}", number)
    if sport is Sport.FOOTBALL:
        rates = football.rates(EVEN, EVEN, (False, False), stream)
        return football.play(START, rates, 0.0, stream), rates
    rates = basketball.rates(HOOPS, HOOPS, stream)
    return basketball.play(START, rates, stream), rates


@pytest.mark.parametrize("sport", SPORTS)
def test_all_is_untold_three_days_before_some_at_the_start_and_a_little_at_the_end(sport):
    moments = np.array([START - QUOTED_FOR - 1, START - 1, START + 3 * HOUR])
    left = np.array([told(number, sport).left(moments) for number in range(1_500)])
    wanted = UNTOLD[sport]
    for thing in range(left.shape[2]):
        spread = left[:, :, thing].std(axis=0)
        end = wanted.start[thing] * wanted.end_share
        assert spread == pytest.approx([wanted.opening[thing], wanted.start[thing], end], rel=0.1)


def test_what_is_told_and_what_is_left_are_the_whole():
    news = told(3)
    assert news.left(np.array([START - 4 * DAY]))[0] == pytest.approx(news.whole)
    assert (np.diff(news.at) >= 0).all()


def test_what_has_come_out_does_not_tell_what_will():
    moments = np.array([START - 3 * DAY, START - 2 * DAY, START - DAY, START])
    left = np.array([told(number).left(moments)[:, 0] for number in range(1_500)])
    together = np.corrcoef(np.diff(left, axis=1).T)
    assert np.abs(together - np.eye(3)).max() < 3.5 / np.sqrt(1_500)


@pytest.mark.parametrize("sport", SPORTS)
def test_makers_believe_what_is_likely_by_all_that_is_out(sport):
    """Before anything is out they believe what a game without the news would be worth."""
    for number in range(20):
        game, known = game_of(sport, number)
        news = told(number, sport)
        true = sway.swayed(known, news.whole)
        view = sway.outlook_of(game, true)
        off = sway.unaware(news, view, sway.slopes(game, true, view, sport))
        at = np.array([START - QUOTED_FOR - 1])
        believed = view.before * np.exp(off(at, START, START)[0])
        without = sway.outlook_of(game, known).before
        assert believed / believed.sum() == pytest.approx(without, abs=0.004)


def test_supremacy_moves_goals_from_one_side_to_the_other_and_total_moves_both():
    _, rates = game_of(Sport.FOOTBALL)
    shifted, more = sway.swayed(rates, np.array([0.1, 0.0])), sway.swayed(rates, np.array([0.0, 0.1]))
    assert shifted.home > rates.home
    assert shifted.away < rates.away
    assert shifted.home * shifted.away == pytest.approx(rates.home * rates.away)
    assert more.home / more.away == pytest.approx(rates.home / rates.away)
    assert more.home > rates.home


def test_points_move_from_one_side_to_the_other():
    _, rates = game_of(Sport.BASKETBALL)
    shifted = sway.swayed(rates, np.array([0.01]))
    assert shifted.home - rates.home == pytest.approx(rates.away - shifted.away) == pytest.approx(0.01)
