"""Recorded games told again: real results and minutes, odds as the makers' middle, nothing known too early."""

import itertools

import numpy as np
import pytest

from engine.domain.errors import Malformed
from engine.domain.events import BookSeen, FeedEnded, FixtureListed, GameSeen, MarketSettled
from engine.domain.history import RecordedGoal, RecordedMatch
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment
from engine.domain.money import ONE
from engine.domain.sport import Phase, Sport
from engine.maths.margins import power
from engine.maths.poisson import outcome_probabilities
from engine.world.chance import Stream
from engine.world.history import History
from engine.world.naming import codes
from engine.world.recorded import outlook_of, rates_behind, timeline_of
from engine.world.world import World

START = Moment(17_000 * DAY + 15 * HOUR)
OPENING_ODDS, CLOSING_ODDS = (2.4, 3.4, 3.1), (2.0, 3.6, 3.9)


def match(**changes):
    goals = (RecordedGoal(12, False, True), RecordedGoal(46, True, False), RecordedGoal(90, True, True))
    given = {
        "league": "X1", "season": "2017/18", "home": "Ashford", "away": "Bexley", "starts_at": START,
        "time_assumed": True, "score": (2, 1), "half": (1, 1), "goals": goals, "opening": OPENING_ODDS,
        "closing": CLOSING_ODDS,
    }  # fmt: skip
    return RecordedMatch(**(given | changes))


def play(*matches, past=(), seed=1):
    world = World(History(seed, matches, past))
    heard = []
    while world.next_at() is not None:
        at, events = world.step()
        heard += [(at, event) for event in events]
    return heard


def of(heard, kind):
    return [(at, event) for at, event in heard if isinstance(event, kind)]


@pytest.fixture(scope="module")
def told():
    return play(match())


def test_a_recorded_match_is_listed_played_settled_and_the_feed_ends(told):
    ((listed, fixture),) = [(at, event.fixture) for at, event in of(told, FixtureListed)]
    assert START - listed == 7 * DAY
    assert (fixture.home_code, fixture.away_code, fixture.season) == ("ASH", "BEX", "2017/18")
    assert fixture.closing_known
    assert fixture.scored_live
    assert [event.value for _, event in of(told, MarketSettled)] == [ONE, 0, 0]
    assert isinstance(told[-1][1], FeedEnded)
    last = of(told, GameSeen)[-1][1].status
    assert (last.phase, last.home, last.away) == (Phase.FINISHED, 2, 1)


def test_nothing_is_told_after_the_end():
    world = World(History(1, [match()], []))
    while world.next_at() is not None:
        world.step()
    frozen = world.freeze()
    again = World(History(1, [match()], []))
    again.thaw(frozen)
    assert again.next_at() is None


def test_a_match_costs_hardly_more_than_a_thousand_quotes(told):
    assert 1_000 <= len(of(told, BookSeen)) <= 1_600


def test_real_minutes_are_kept_and_the_half_time_score_decides_the_half():
    game = timeline_of(match(), Stream(1, "t", "m", 0))
    first, second, third = game.turns[1:]
    assert 11 * MINUTE <= first.at - game.kick_off < 12 * MINUTE
    assert second.at < game.stretches[0].ends_at
    assert second.at - game.kick_off >= 45 * MINUTE
    assert third.at - game.stretches[1].begins_at >= 45 * MINUTE
    assert third.at < game.ends_at
    later = timeline_of(
        match(
            half=(1, 0),
            goals=(
                RecordedGoal(12, False, True),
                RecordedGoal(46, False, False),
                RecordedGoal(90, True, True),
            ),
        ),
        Stream(1, "t", "m", 0),
    )
    assert later.turns[2].at >= later.stretches[1].begins_at


@pytest.mark.parametrize("number", range(12))
def test_goals_keep_their_order_even_in_one_minute(number):
    goals = tuple(RecordedGoal(minute, False, number % 2 == 0) for minute in (30, 30, 30, 31, 88, 88))
    score = (6, 0) if number % 2 == 0 else (0, 6)
    half = (4, 0) if number % 2 == 0 else (0, 4)
    game = timeline_of(match(goals=goals, score=score, half=half), Stream(number, "t", "m", 0))
    moments = [turn.at for turn in game.turns]
    assert all(one < two for one, two in itertools.pairwise(moments))
    assert game.score == score


@pytest.mark.parametrize(
    "chances", [(0.5, 0.27, 0.23), (0.85, 0.1, 0.05), (0.08, 0.17, 0.75), (0.33, 0.34, 0.33)]
)
def test_rates_give_back_the_chances_they_came_from(chances):
    rates = rates_behind(np.array(chances))
    assert outcome_probabilities(*rates, goals_max=30) == pytest.approx(chances, abs=1e-6)


def test_the_outlook_begins_at_the_close_moves_with_goals_and_ends_at_the_result():
    game = timeline_of(match(), Stream(1, "t", "m", 0))
    closing = power(CLOSING_ODDS)
    view = outlook_of(game, closing)
    assert view(np.array([game.kick_off - 1.0]))[0] == pytest.approx(closing)
    assert view(np.array([game.kick_off + 1.0]))[0] == pytest.approx(closing, abs=0.002)
    assert view.jumps[0][0] > 0.1
    assert view.jumps[1][0] < -0.1
    assert view(np.array([float(game.ends_at)]))[0] == pytest.approx([1, 0, 0], abs=1e-6)
    assert view.chances.sum(axis=1) == pytest.approx(1)


def test_prices_go_from_the_early_odds_to_the_closing_odds():
    source = History(1, [match()], [])
    opening, closing = power(OPENING_ODDS), power(CLOSING_ODDS)
    book = source.programme(source.plans(0)[0]).quotes
    before = np.array(book.at) <= START
    assert np.abs(book.mids[0] - opening).max() < 0.02
    assert np.abs(book.mids[before][-1] - closing).max() < 0.002


def test_walks_are_as_wide_as_those_of_real_odds():
    middle = []
    for seed in range(150):
        source = History(seed, [match(opening=CLOSING_ODDS)], [])
        book = source.programme(source.plans(0)[0]).quotes
        place = int(np.searchsorted(book.at, START - 30 * HOUR))
        middle.append(book.mids[place][0] - power(CLOSING_ODDS)[0])
    assert 0.004 <= np.std(middle) <= 0.028


def test_a_match_without_goal_minutes_is_traded_before_the_start_only():
    heard = play(match(goals=None))
    assert not of(heard, GameSeen)
    fixture = of(heard, FixtureListed)[0][1].fixture
    assert not fixture.scored_live
    assert max(at for at, _ in of(heard, BookSeen)) < START + 3 * MINUTE
    settled = of(heard, MarketSettled)
    assert [event.value for _, event in settled] == [ONE, 0, 0]
    assert settled[0][0] > START + 95 * MINUTE


def test_a_match_without_closing_odds_says_so():
    heard = play(match(closing=None))
    assert not of(heard, FixtureListed)[0][1].fixture.closing_known


def test_a_match_without_any_odds_is_still_quoted_and_says_so():
    heard = play(match(opening=None, closing=None))
    assert not of(heard, FixtureListed)[0][1].fixture.closing_known
    assert of(heard, BookSeen)


def test_the_score_is_heard_late_and_no_goal_is_made_up(told):
    game = timeline_of(match(), Stream(1, "game", of(told, FixtureListed)[0][1].fixture.id, 0))
    heard = of(told, GameSeen)
    for turn in game.turns[1:]:
        first = next(
            at for at, event in heard if (event.status.home, event.status.away) == (turn.home, turn.away)
        )
        assert first - turn.at >= 8 * SECOND
    totals = [event.status.home + event.status.away for _, event in heard]
    assert totals == sorted(totals)


def test_results_are_known_after_the_game_and_earlier_seasons_from_the_start():
    past = [match(season="2016/17", starts_at=Moment(START - 365 * DAY), home="Corby")]
    source = History(1, [match()], past)
    assert [result.home for result in source.results(Sport.FOOTBALL, "X1", Moment(START + HOUR))] == ["Corby"]
    assert len(source.results(Sport.FOOTBALL, "X1", Moment(START + 3 * HOUR))) == 2
    assert source.results(Sport.BASKETBALL, "X1", Moment(START + 3 * HOUR)) == []
    assert source.results(Sport.FOOTBALL, "E0", Moment(START + 3 * HOUR)) == []


def test_no_matches_are_no_history():
    with pytest.raises(Malformed):
        History(1, [], [])


def test_another_recording_has_another_name():
    assert History(1, [match()], []).name != History(1, [match(score=(3, 1))], []).name


def test_codes_are_unique_and_readable():
    names = (
        "Man United",
        "Man City",
        "Mainz",
        "Marseille",
        "FC Koln",
        "M'gladbach",
        "Q",
        "Ein Frankfurt",
        "Man Utd",
    )
    found = codes(names)
    assert found["Man United"] == "MAN"
    assert len(set(found.values())) == len(names)
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in found.values())
