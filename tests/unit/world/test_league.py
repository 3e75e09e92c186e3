"""The pretended leagues: who plays whom, when, and how strong the clubs are."""

from collections import Counter

import numpy as np
import pytest

from engine.domain.moment import DAY, HOUR
from engine.domain.sport import Sport
from engine.world.calendar import FIRST_MONDAY, monday, settlement_date, start
from engine.world.clubs import ALBION, HARBOUR, LEAGUES, NORDEN
from engine.world.league import Strengths, pairings, season_label

FOOTBALL = (ALBION, NORDEN)


def test_clubs_have_codes_of_three_letters_that_nobody_shares():
    codes = [club.code for league in LEAGUES for club in league.clubs]
    assert [len(league.clubs) for league in LEAGUES] == [20, 18, 16]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in codes)


@pytest.mark.parametrize("league", FOOTBALL, ids=lambda league: league.code)
@pytest.mark.parametrize("season", [-1, 0, 2])
def test_a_football_season_is_a_double_round_robin(league, season):
    weeks = range(season * league.weeks, (season + 1) * league.weeks)
    played = Counter((home, away) for week in weeks for home, away, _ in pairings(5, league, week))
    size = len(league.clubs)
    assert set(played) == {(home, away) for home in range(size) for away in range(size) if home != away}
    assert set(played.values()) == {1}


@pytest.mark.parametrize("league", LEAGUES, ids=lambda league: league.code)
def test_no_club_plays_twice_on_a_day(league):
    for week in range(-3, 12):
        games = Counter(
            (club, slot[0]) for home, away, slot in pairings(5, league, week) for club in (home, away)
        )
        assert max(games.values()) == 1


def test_a_week_has_the_number_of_games_a_week_has():
    football = [sum(len(pairings(1, league, week)) for league in FOOTBALL) for week in range(28)]
    basketball = [len(pairings(1, HARBOUR, week)) for week in range(28)]
    assert 20 <= np.mean(football) <= 25
    assert set(basketball) <= set(range(30, 41))


def test_home_and_away_are_evenly_dealt():
    for league in FOOTBALL:
        at_home = Counter(
            home for week in range(league.weeks // 2) for home, _, _ in pairings(2, league, week)
        )
        assert max(at_home.values()) - min(at_home.values()) <= 3


def test_seasons_follow_one_another():
    assert season_label(ALBION, 0) == "2026/27"
    assert season_label(ALBION, -1) == "2025/26"
    assert season_label(ALBION, ALBION.weeks) == "2027/28"


def test_a_late_start_settles_on_the_eastern_date():
    after_midnight_utc = start(0, (0, 0, 26 * 60))
    assert after_midnight_utc - monday(0) == 26 * HOUR
    assert settlement_date(after_midnight_utc) == "2026-08-03"
    assert settlement_date(start(0, (5, 14, 0))) == "2026-08-08"


def test_week_zero_begins_on_a_monday():
    assert (FIRST_MONDAY // DAY) % 7 == 4  # the epoch was a Thursday


def test_strengths_drift_slowly_and_do_not_depend_on_the_order_of_questions():
    forward, backward = Strengths(9, ALBION), Strengths(9, ALBION)
    ahead = [forward.of(week, 4).attack for week in range(40)]
    assert [backward.of(week, 4).attack for week in reversed(range(40))] == ahead[::-1]
    assert 0 < np.abs(np.diff(ahead)).mean() < 0.1


def test_known_clubs_are_stronger_on_average_and_home_helps():
    for league, sport in ((ALBION, Sport.FOOTBALL), (HARBOUR, Sport.BASKETBALL)):
        strengths = [
            [Strengths(seed, league).of(0, club) for club in range(len(league.clubs))] for seed in range(30)
        ]
        attack = np.array([[one.attack for one in row] for row in strengths]).mean(axis=0)
        assert attack[:4].mean() > attack[-4:].mean(), sport
        assert np.mean([one.home for row in strengths for one in row]) > 0
