"""How pretended games run and are heard: goals, cards, tired legs, the late feed, and clubs that are nobody's fit."""

from itertools import zip_longest

import numpy as np
import pytest

from engine.domain.events import GameSeen
from engine.domain.history import RecordedGoal, RecordedMatch
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment
from engine.maths.hazard import DEFAULT_BEFORE, share_left
from engine.maths.margins import power
from engine.maths.poisson import remaining_outcomes
from engine.world import football
from engine.world.calendar import OPENING
from engine.world.chance import Stream
from engine.world.clubs import ALBION, HARBOUR, LEAGUES
from engine.world.history import History
from engine.world.league import Strength, Strengths
from engine.world.makers import HABITS, quotes, shocks
from engine.world.outlook import Outlook, of_football
from engine.world.recorded import outlook_of, plan_behind, timeline_of
from engine.world.scores import Hearing, told
from engine.world.timeline import Turn

EVEN = Strength(0.0, 0.0, 0.2, 0.0)
CLOSING_ODDS = (2.0, 3.6, 3.9)


def game_of(number, taken_back=0.05):
    stream = Stream(2, "sim", "game", number)
    rates = football.rates(EVEN, EVEN, (False, False), stream)
    return football.play(OPENING, rates, taken_back, stream), rates


@pytest.fixture(scope="module")
def many():
    return [game_of(number) for number in range(3_000)]


def turns(games, shock):
    return sum(turn.shock == shock for game, _ in games for turn in game.turns)


def test_one_goal_in_twenty_is_taken_back(many):
    cheered = turns(many, "goal")
    assert cheered > 6_000
    assert 0.04 <= turns(many, "taken back") / cheered <= 0.06


def test_a_goal_taken_back_leaves_the_score_as_it_was_within_two_minutes(many):
    for game, _ in many[:600]:
        for place, turn in enumerate(game.turns):
            if turn.shock == "taken back":
                score = (game.turns[place - 2].home, game.turns[place - 2].away)
                assert (turn.home, turn.away) == score
                assert 30 * SECOND <= turn.at - game.turns[place - 1].at < 2 * MINUTE


def test_a_red_card_comes_about_once_in_six_games_and_costs_goals(many):
    assert 0.1 <= turns(many, "red") / len(many) <= 0.22
    _, plan = many[0]
    table = football.chances(plan)
    for place in range(0, plan.slots - 5, 10):
        level, sent_off, other = (
            football.reading(table, place, Turn(Moment(0), 0, 0, home, away))
            for home, away in ((0, 0), (1, 0), (0, 1))
        )
        assert sent_off[0] < level[0] < other[0]
        assert sent_off[2] > level[2] > other[2]


def test_the_price_jumps_at_a_red_card(many):
    jumps = []
    for game, rates in many[:400]:
        shocked = [turn for turn in game.turns if turn.shock]
        if any(turn.shock == "red" for turn in shocked):
            view = of_football(game, rates)
            jumps += [
                np.abs(jump).max()
                for turn, jump in zip(shocked, view.jumps, strict=True)
                if turn.shock == "red"
            ]
    assert len(jumps) > 30
    assert np.mean(jumps) > 0.05


def test_tired_legs_let_more_goals_fall_late(many):
    halves = np.zeros(2)
    for game, _ in many:
        for turn in game.turns:
            if turn.shock == "goal":
                early = turn.at - game.kick_off < 40 * MINUTE
                late = 0 <= turn.at - game.stretches[1].begins_at < 40 * MINUTE
                halves += (early, late)
    assert halves[1] > 1.08 * halves[0]


def test_a_short_rest_costs_goals_and_gives_some():
    plain, tired = (football.rates(EVEN, EVEN, (rest, False), Stream(1, "t", "r")) for rest in (False, True))
    assert tired.home < plain.home
    assert tired.away > plain.away


def test_who_leads_scores_less_and_who_trails_more(many):
    """What no Dixon-Coles fit has: rates that depend on the score."""
    _, plan = many[0]
    table = football.chances(plan)
    for lead in (1, 2):
        ahead = football.reading(table, 30.0, Turn(Moment(0), lead, 0))
        left = 1.0 - np.linspace(0.84, 1.16, plan.slots)[:30].sum() / plan.slots
        free = np.array(remaining_outcomes(lead, 0, plan.home * left, plan.away * left))
        assert ahead[0] < free[0] - 0.003


def test_our_score_feed_is_eight_to_thirty_seconds_behind_each_goal(many):
    late = []
    for number, (game, _) in enumerate(many[:300]):
        heard = told(game, "f", Hearing(silent_share=0.0), Stream(1, "late", "f", number))
        seen = [(at, event.status) for at, event in heard if isinstance(event, GameSeen)]
        for turn, after in zip_longest(game.turns[1:], game.turns[2:]):
            if turn.shock == "goal" and (after is None or after.at - turn.at > 40 * SECOND):
                stands = (turn.home, turn.away)
                late.append(next(at for at, it in seen if at >= turn.at and it.score == stands) - turn.at)
    spread = np.array(late) / SECOND
    assert len(spread) > 500
    assert spread.min() >= 8
    assert spread.max() <= 31
    assert 15 <= spread.mean() <= 23


def one_goal(jump=0.3):
    before = np.array([0.45, 0.3, 0.25])
    after = before + np.array([1.0, -0.6, -0.4]) * jump
    goal = OPENING + 30 * MINUTE
    return goal, Outlook(
        at=np.array([OPENING, goal - 1, goal, OPENING + 2 * HOUR], dtype=float),
        chances=np.array([before, before, after, after]),
        shocks=(goal,),
        jumps=np.array([after - before]),
    )


def test_after_a_goal_makers_pull_come_back_wide_and_are_calm_in_the_measured_spans():
    goal, view = one_goal()
    jolts = [shocks(view, Stream(1, "t", "jolt", number))[0] for number in range(800)]
    spans = {
        "pulled_at": (0.3, 2.0), "back_at": (0.6, 3.0), "wide_until": (5.0, 20.0), "calm_at": (60.0, 90.0)
    }  # fmt: skip
    for name, (low, high) in spans.items():
        seconds = np.array([getattr(jolt, name) - goal for jolt in jolts]) / SECOND
        assert low <= seconds.min() < low + 0.1 * (high - low) + 0.2, name
        assert high - 0.15 * (high - low) < seconds.max() <= high, name
    assert {jolt.peak for jolt in jolts} == set(range(10, 31))


@pytest.mark.parametrize("number", range(6))
def test_the_spread_stays_wide_for_its_seconds_and_is_two_to_three_cents_after_ninety(number):
    goal, view = one_goal()
    stream = Stream(1, "t", "wide", number)
    (jolt,) = shocks(view, stream)
    at = goal + np.arange(0, 120 * SECOND, SECOND // 4)
    book = quotes(at, OPENING, view, np.zeros((len(at), 3)), (jolt,), tier="middle", stream=stream)
    width = (np.array(book.asks) - np.array(book.bids))[:, 0]
    since = (at - goal) / SECOND
    wide = (at >= jolt.back_at) & (at < jolt.wide_until)
    assert jolt.peak <= width[wide].min() <= width[wide].max() <= 30
    assert width[wide & (since >= 8)].max(initial=jolt.peak) == jolt.peak
    assert width[since >= 90].max() <= HABITS["middle"].width_live[1]
    assert width[(at > jolt.wide_until) & (since < 40)].mean() > 4
    assert (np.diff(width[(at >= jolt.back_at) & (since < 55)]) <= 1).all()


def test_clubs_differ_from_each_other_and_from_season_to_season():
    for league in LEAGUES:
        strengths = Strengths(4, league)
        weeks = [season * league.weeks for season in range(6)]
        table = np.array([[_four(strengths.of(week, club)) for club in range(len(league.clubs))] for week in weeks])
        for part, name in enumerate(("attack", "defence", "home", "pace")):
            assert table[:, :, part].std(axis=1).min() > 0, name
            assert np.abs(np.diff(table[:, :, part], axis=0)).mean() > 0.2 * table[:, :, part].std(), name


def _four(one):
    return one.attack, one.defence, one.home, one.pace


def test_strengths_drift_from_week_to_week_within_a_season():
    for league in (ALBION, HARBOUR):
        attack = np.array([Strengths(5, league).of(week, 3).attack for week in range(league.weeks)])
        assert np.abs(np.diff(attack)).min() > 0
        assert np.corrcoef(attack[:-1], attack[1:])[0, 1] > 0.6


def test_basketball_rates_follow_possessions_and_the_pace_of_both_clubs():
    from engine.world import basketball

    slow, fast = (
        basketball.rates(Strength(0, 0, 2.4, pace), Strength(0, 0, 2.4, pace), Stream(1, "t", "p"))
        for pace in (-4.0, 4.0)
    )
    assert fast.possessions > slow.possessions + 8
    game = basketball.play(OPENING, slow, Stream(2, "t", "g"))
    assert 0.9 < sum(game.score) / slow.possessions < 1.35
    assert {after.home + after.away - one.home - one.away for one, after in zip(game.turns, game.turns[1:], strict=False)} == {
        1, 2, 3,
    }  # fmt: skip


def recorded(number=0):
    goals = (RecordedGoal(12, False, True), RecordedGoal(58, False, False), RecordedGoal(70, False, True))
    return RecordedMatch(
        league="X1", season="2017/18", home="Ashford", away=f"Bexley {number}", starts_at=Moment(17_000 * DAY),
        time_assumed=True, score=(2, 1), half=(1, 0), goals=goals, opening=(2.4, 3.4, 3.1), closing=CLOSING_ODDS,
    )  # fmt: skip


def test_replayed_games_begin_at_the_closing_odds_by_the_makers_own_model():
    game = timeline_of(recorded(), Stream(1, "t", "m", 0))
    for odds in (CLOSING_ODDS, (1.12, 9.0, 21.0), (6.0, 4.2, 1.55), (2.7, 3.1, 2.9)):
        closing = power(odds)
        start = football.at_start(football.chances(plan_behind(closing, game)))
        assert start == pytest.approx(closing, abs=2e-4)


def test_makers_of_a_replayed_game_do_not_go_by_the_desks_model():
    game, closing = timeline_of(recorded(), Stream(1, "t", "m", 0)), power(CLOSING_ODDS)
    view, plan = outlook_of(game, closing), plan_behind(closing, game)
    apart = []
    for minute in range(15, 45):
        left = share_left(DEFAULT_BEFORE, float(minute))
        desk = remaining_outcomes(1, 0, plan.home * left, plan.away * left)
        own = view(np.array([float(game.kick_off + minute * MINUTE)]))[0]
        apart.append(np.abs(own - np.array(desk)).max())
    assert 0.003 < np.mean(apart) < 0.06


def test_a_replayed_game_is_quoted_by_the_makers_of_the_simulated_ones():
    source = History(1, [recorded()], [])
    plan = source.plans(0)[0]
    book = source.programme(plan).quotes
    at, bids, asks = np.array(book.at), np.array(book.bids), np.array(book.asks)
    before = at < plan.fixture.starts_at
    low, high = HABITS[plan.tier].width
    assert set((asks - bids)[before].ravel().tolist()) <= set(range(low, high + 1))
    assert (asks - bids)[~before].max() >= 10
