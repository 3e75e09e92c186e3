"""The season that never ends: its games, what is heard of them, and how it pays."""

import itertools
from collections import Counter

import numpy as np
import pytest

from engine.domain.errors import Malformed
from engine.domain.events import BookSeen, FeedHeard, FeedSilent, FixtureListed, GameSeen, MarketSettled
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment
from engine.domain.money import ONE
from engine.domain.sport import Phase, Sport
from engine.world import basketball, football
from engine.world.calendar import OPENING, monday
from engine.world.chance import Stream
from engine.world.clubs import ALBION, HARBOUR
from engine.world.league import Strength
from engine.world.outlook import of_basketball, of_football
from engine.world.scores import Hearing, told
from engine.world.season import Fate, Habits, Season
from engine.world.timeline import cut
from engine.world.world import World

EVEN = Strength(0.0, 0.0, 0.2, 0.0)
HOOPS = Strength(1.0, 0.0, 2.4, 0.0)
CALM = {"postponed": 0.0, "abandoned": 0.0, "taken_back": 0.0, "silent": 0.0}


def football_game(number, taken_back=0.0):
    stream = Stream(1, "test", "game", number)
    rates = football.rates(EVEN, EVEN, (False, False), stream)
    return football.play(OPENING, rates, taken_back, stream), rates


def basketball_game(number):
    stream = Stream(1, "test", "hoops", number)
    rates = basketball.rates(HOOPS, HOOPS, stream)
    return basketball.play(OPENING, rates, stream), rates


def run(habits, until, sport=None, seed=4):
    world = World(Season(seed, habits))
    heard = []
    while world.next_at() < until:
        at, events = world.step()
        heard += [(at, event) for event in events]
    return heard


@pytest.fixture(scope="module")
def first_days():
    return run(Habits(), OPENING + 30 * HOUR)


def test_trading_begins_within_the_first_hour(first_days):
    listed = [at for at, event in first_days if isinstance(event, FixtureListed)]
    books = [at for at, event in first_days if isinstance(event, BookSeen)]
    assert min(listed) < OPENING + MINUTE
    assert min(books) < OPENING + HOUR
    assert {event.fixture.sport for _, event in first_days if isinstance(event, FixtureListed)} == set(Sport)


def test_fixtures_are_listed_within_a_week_of_their_start_and_quoted_three_days_before(first_days):
    fixtures = {}
    for at, event in first_days:
        if isinstance(event, FixtureListed):
            assert 0 < event.fixture.starts_at - at <= 7 * DAY
            fixtures.update(dict.fromkeys((m.id for m in event.fixture.markets), event.fixture))
        if isinstance(event, BookSeen):
            assert at >= fixtures[event.market].starts_at - 3 * DAY


def test_football_scores_like_football():
    goals = np.array([football_game(number)[0].score for number in range(1_500)])
    assert 1.3 <= goals[:, 0].mean() <= 1.75
    assert 1.0 <= goals[:, 1].mean() <= 1.4
    assert 0.20 <= (goals[:, 0] == goals[:, 1]).mean() <= 0.32


def test_basketball_scores_like_basketball_and_is_never_drawn():
    scores = np.array([basketball_game(number)[0].score for number in range(400)])
    margins = scores[:, 0] - scores[:, 1]
    assert (margins != 0).all()
    assert 95 <= scores.mean() <= 120
    assert 10 <= margins.std() <= 15


def test_what_makers_take_for_the_truth_is_what_happens_in_football():
    said, came = [], []
    for number in range(400):
        game, rates = football_game(number)
        view = of_football(game, rates)
        half = float(game.stretches[1].begins_at)
        said.append(view(np.array([half]))[0])
        home, away = game.score
        came.append([home > away, home == away, home < away])
    gap = np.array(came, dtype=float) - np.array(said)
    assert np.abs(gap.mean(axis=0)).max() < 3 * 0.4 / np.sqrt(400)
    brier = (gap**2).sum(axis=1).mean()
    assert brier < 0.55


def test_what_makers_take_for_the_truth_is_what_happens_in_basketball():
    said, came = [], []
    for number in range(300):
        game, rates = basketball_game(number)
        view = of_basketball(game, rates)
        said.append(view(np.array([float(game.stretches[2].begins_at)]))[0, 0])
        came.append(game.score[0] > game.score[1])
    assert abs(np.mean(came) - np.mean(said)) < 3 * 0.4 / np.sqrt(300)
    assert np.corrcoef(said, came)[0, 1] > 0.4


@pytest.mark.parametrize("number", range(10))
def test_the_outlook_ends_at_the_result_and_always_sums_to_one(number):
    kick, hoops = football_game(number, 0.05), basketball_game(number)
    for game, view in ((kick[0], of_football(*kick)), (hoops[0], of_basketball(*hoops))):
        assert view.chances.sum(axis=1) == pytest.approx(1.0)
        assert (np.diff(view.at) >= 0).all()
        home, away = game.score
        assert view(np.array([float(game.ends_at)]))[0][
            0 if home > away else -1 if away > home else 1
        ] == pytest.approx(1.0)


def test_a_basketball_price_does_not_lead_the_basket():
    game, rates = basketball_game(1)
    view = of_basketball(game, rates)
    for turn in game.turns[1:40]:
        before = view(np.array([turn.at - 3 * SECOND, turn.at - 2.0]))[:, 0]
        assert before[0] == pytest.approx(before[1]) or any(
            turn.at - 4 * SECOND < knot < turn.at - 1 for knot in view.at
        )


@pytest.mark.parametrize("number", range(20))
def test_a_goal_is_heard_eight_to_thirty_seconds_late_and_never_early(number):
    game, _ = football_game(number, 0.3)
    heard = [
        (at, event.status)
        for at, event in told(game, "F", Hearing(silent_share=0.0), Stream(2, "t", "f", number))
        if isinstance(event, GameSeen)
    ]
    for one, two in itertools.pairwise(game.turns):
        if two.shock == "goal":
            first = next(
                at
                for at, status in heard
                if (status.home, status.away) == (two.home, two.away) and at > two.at
            )
            assert 8 * SECOND <= first - two.at <= 61 * SECOND
            assert one.at <= two.at
    for at, status in heard:
        known = {(turn.home, turn.away) for turn in game.turns if turn.at <= at - 8 * SECOND}
        assert (status.home, status.away) in known | {(0, 0)}
    assert heard[-1][1].phase is Phase.FINISHED
    assert (heard[-1][1].home, heard[-1][1].away) == game.score


def test_a_goal_taken_back_is_heard_and_corrected():
    games = [football_game(number, 0.3)[0] for number in range(60)]
    back = [turn for game in games for turn in game.turns if turn.shock == "taken back"]
    goals = [turn for game in games for turn in game.turns if turn.shock == "goal"]
    assert 0.2 < len(back) / len(goals) < 0.4
    game = next(game for game in games if any(turn.shock == "taken back" for turn in game.turns))
    heard = [event.status for _, event in told(game, "F", Hearing(silent_share=0.0), Stream(2, "t", "g", 0))]
    totals = [status.home + status.away for status in heard]
    assert any(two < one for one, two in itertools.pairwise(totals))


def test_a_silent_feed_says_so_and_catches_up():
    game, _ = football_game(3)
    said = told(game, "F", Hearing(silent_share=1.0, silent_for=(40.0, 40.0)), Stream(2, "t", "h", 0))
    kinds = [type(event) for _, event in said]
    silent, again = kinds.index(FeedSilent), kinds.index(FeedHeard)
    assert again == silent + 1
    assert said[again][0] - said[silent][0] == 40 * SECOND
    assert said[again + 1][0] == said[again][0]
    assert kinds[again + 1] is GameSeen


def test_the_clock_shows_minutes_added_time_and_the_break():
    game, rates = football_game(0)
    begin = game.kick_off
    assert game.clock(begin - 1).phase is Phase.SCHEDULED
    assert game.clock(begin + 23 * MINUTE + 5).minute == 23
    added = game.clock(begin + 45 * MINUTE)
    assert (added.minute, added.stoppage, added.phase) == (45, 1, Phase.IN_PLAY)
    assert game.clock(begin + (45 + rates.added_first) * MINUTE).phase is Phase.BREAK
    assert game.clock(game.ends_at).phase is Phase.FINISHED


def test_an_abandoned_game_stops_in_the_middle():
    game, _ = football_game(5)
    short = cut(game, Moment(game.kick_off + 20 * MINUTE))
    assert short.abandoned
    assert short.ends_at == game.kick_off + 20 * MINUTE
    assert all(turn.at < short.ends_at for turn in short.turns)


def test_every_game_put_off_for_good_is_void_at_a_fair_price():
    heard = run(Habits(postponed=1.0, not_made_up=1.0), OPENING + 4 * DAY)
    voids = [event for _, event in heard if isinstance(event, MarketSettled)]
    assert voids
    assert all(event.void and 0 < event.value < ONE for event in voids)
    by_game = Counter()
    for event in voids:
        by_game[event.market.rsplit("-", 1)[0]] += event.value
    assert set(by_game.values()) == {ONE}
    assert {event.status.phase for _, event in heard if isinstance(event, GameSeen)} == {Phase.POSTPONED}


def test_a_game_put_off_and_made_up_for_is_told_anew_and_paid_on_its_result():
    heard = run(Habits(**(CALM | {"postponed": 1.0, "not_made_up": 0.0})), OPENING + 4 * DAY)
    told_of = {}
    for at, event in heard:
        if isinstance(event, FixtureListed):
            told_of.setdefault(event.fixture.id, []).append((at, event.fixture))
    moved = [found for found in told_of.values() if len(found) == 2]
    assert moved
    for (_, first), (at, second) in moved:
        assert 0 < second.starts_at - first.starts_at <= 48 * HOUR
        assert second.settles_on != first.settles_on
        assert at < first.starts_at
    settled = {event.market: event for _, event in heard if isinstance(event, MarketSettled)}
    assert settled
    assert not any(event.void for event in settled.values())
    anew = {market.id: found[1][1].settles_on for found in moved for market in found[1][1].markets}
    assert all(event.settles_on == anew[name] for name, event in settled.items())


def test_an_abandoned_game_is_void():
    heard = run(Habits(**(CALM | {"abandoned": 1.0})), OPENING + 36 * HOUR)
    phases = {event.status.phase for _, event in heard if isinstance(event, GameSeen)}
    assert Phase.ABANDONED in phases
    season = Season(4, Habits(**(CALM | {"abandoned": 1.0})))
    fates = {plan.fixture.id: season.fate(plan.fixture) for plan in season.plans(0)}
    for _, event in heard:
        if isinstance(event, MarketSettled):
            assert event.void == (fates[event.market.rsplit("-", 1)[0]] is Fate.ABANDONED)


def test_settlement_comes_minutes_after_the_end_and_nothing_is_quoted_by_then(first_days):
    ends = {
        event.status.fixture: at
        for at, event in first_days
        if isinstance(event, GameSeen) and event.status.phase is Phase.FINISHED
    }
    paid = [(at, event) for at, event in first_days if isinstance(event, MarketSettled)]
    assert paid
    for at, event in paid:
        assert 80 * SECOND < at - ends[event.market.rsplit("-", 1)[0]] < 11 * MINUTE
        assert event.final


def test_three_past_seasons_are_known_at_the_opening_and_nothing_later():
    season = Season(2)
    known = season.results(Sport.FOOTBALL, "ALB", OPENING)
    played = season.plans(0)[0].fixture.season
    known = [result for result in known if result.season != played]
    assert len({result.season for result in known}) == 3
    assert len(known) == 3 * 380
    assert max(result.at for result in known) < OPENING
    assert len(season.results(Sport.BASKETBALL, "HBL", OPENING)) > 3_000


def test_results_agree_with_the_scores_that_were_told():
    world = World(Season(4))
    finals = {}
    until = OPENING + 40 * HOUR
    while world.next_at() < until:
        _, events = world.step()
        finals |= {
            e.status.fixture: e.status
            for e in events
            if isinstance(e, GameSeen) and e.status.phase is Phase.FINISHED
        }
    played = [r for r in world.results(Sport.BASKETBALL, "HBL", until) if r.at > OPENING]
    assert played
    scores = Counter((status.home, status.away) for name, status in finals.items() if name.startswith("HBL"))
    heard = [result for result in played if result.at < until - MINUTE]
    assert scores.total() >= 4
    assert Counter((result.home_score, result.away_score) for result in heard) <= scores
    assert scores <= Counter((result.home_score, result.away_score) for result in played)


def test_an_unknown_league_is_named():
    with pytest.raises(Malformed, match="ALB"):
        Season(1).results(Sport.FOOTBALL, "E0", OPENING)


def test_weeks_are_taken_up_in_order_and_before_they_begin():
    season = Season(1)
    opens = [season.opens(week) for week in range(6)]
    assert opens == sorted(opens)
    assert all(at <= monday(week) - 7 * DAY for week, at in enumerate(opens) if week > 1)


def test_tiers_are_mixed():
    tiers = Counter(plan.tier for week in range(6) for plan in Season(1).plans(week))
    assert len(tiers) == 3
    assert min(tiers.values()) > 0.1 * tiers.total()
    assert ALBION.following > 0
    assert HARBOUR.weeks == 30
