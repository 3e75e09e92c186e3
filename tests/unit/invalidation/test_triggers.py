"""Each trigger fires on what it is for, on either leg, and on nothing else."""

import pytest
from msgspec.structs import replace

from engine.core.invalidation import adverse_score, closing_minutes, game_started, price_moved, stale_position
from engine.core.invalidation.facts import Facts, behind, losing
from engine.domain.approval import ExitPolicy
from engine.domain.errors import Malformed
from engine.domain.market import Leg
from engine.domain.moment import DAY, HOUR, MINUTE
from engine.domain.rules import TriggerRule
from engine.domain.sport import OUTCOMES, Outcome, Phase, Sport
from tests.support.games import START, fixture, position, sighting, thesis

HOME, DRAW, AWAY = Outcome.HOME, Outcome.DRAW, Outcome.AWAY
YES, NO = Leg.YES, Leg.NO


def rule(
    name: str = "any", *, threshold: int = 0, ticks: int = 0, dwell: int = 0, span: int = 0
) -> TriggerRule:
    return TriggerRule(name, ExitPolicy.ASK, ExitPolicy.NOTE, 1_000_000, threshold, ticks, dwell, span=span)


def facts(outcome=HOME, leg=YES, *, sport=Sport.FOOTBALL, why=None, **changes) -> Facts:
    game = fixture(sport)
    index = OUTCOMES[sport].index(outcome)
    fields = {
        "position": position(index, leg, of=game, why=why), "fixture": game, "outcome": outcome, "sighting": None,
        "mid_twice_now": None, "market_agrees_since": None, "forecast_at": START, "at": START + HOUR, "tick": 100,
    }  # fmt: skip
    return Facts(**(fields | changes))


@pytest.mark.parametrize(
    ("outcome", "leg", "home", "away", "by"),
    [
        (HOME, YES, 0, 1, 1), (HOME, YES, 0, 0, 0), (HOME, YES, 2, 0, -2), (HOME, NO, 2, 0, 2), (HOME, NO, 0, 1, -1),
        (AWAY, YES, 1, 0, 1), (AWAY, YES, 0, 3, -3), (AWAY, NO, 0, 3, 3), (AWAY, NO, 1, 1, 0),
        (DRAW, YES, 0, 0, -1), (DRAW, YES, 1, 0, 0), (DRAW, YES, 2, 0, 1), (DRAW, YES, 1, 4, 2),
        (DRAW, NO, 0, 0, 0), (DRAW, NO, 1, 1, 1), (DRAW, NO, 2, 1, 0),
    ],
)  # fmt: skip
def test_how_far_behind(outcome, leg, home, away, by):
    assert behind(outcome, leg, home, away) == by


@pytest.mark.parametrize("outcome", [HOME, DRAW, AWAY])
@pytest.mark.parametrize(("home", "away"), [(0, 0), (1, 0), (0, 2), (3, 3)])
def test_one_leg_loses_exactly_when_the_other_does_not(outcome, home, away):
    assert losing(outcome, YES, home, away) != losing(outcome, NO, home, away)
    assert (
        losing(outcome, NO, home, away) == {HOME: home > away, DRAW: home == away, AWAY: away > home}[outcome]
    )


def test_a_position_from_before_is_told_that_its_game_has_started():
    assert game_started.check(rule(), facts(sighting=sighting(0, 0, 1))) == "game started, minute 1"
    assert game_started.check(rule(), facts(sighting=sighting(0, 0, None, Phase.BREAK))) == "game started"
    assert game_started.check(rule(), facts(why=thesis(in_play=True), sighting=sighting(0, 0, 1))) is None
    for phase in (Phase.SCHEDULED, Phase.FINISHED, Phase.POSTPONED):
        assert game_started.check(rule(), facts(sighting=sighting(0, 0, None, phase))) is None


def test_a_goal_against_us_is_adverse_once_the_market_agrees():
    scored = facts(sighting=sighting(0, 1, 31), market_agrees_since=START)
    assert adverse_score.check(rule(), scored) == "adverse score 0-1"
    assert adverse_score.check(rule(), replace(scored, market_agrees_since=None)) is None
    assert adverse_score.since(scored) == START


@pytest.mark.parametrize(
    ("outcome", "leg", "home", "away", "fires"),
    [
        (HOME, YES, 1, 1, False), (AWAY, YES, 1, 0, True), (AWAY, NO, 1, 0, False), (AWAY, NO, 1, 2, True),
        (DRAW, YES, 1, 0, False), (DRAW, YES, 2, 0, True), (DRAW, NO, 0, 0, False), (DRAW, NO, 1, 1, True),
    ],
)  # fmt: skip
def test_adverse_on_every_outcome_and_leg(outcome, leg, home, away, fires):
    seen = facts(outcome, leg, sighting=sighting(home, away, 31), market_agrees_since=START)
    assert (adverse_score.check(rule(), seen) is not None) is fires


def test_bought_when_already_behind_only_a_worse_score_is_adverse():
    known = thesis(in_play=True, home=0, away=1)
    same = facts(why=known, sighting=sighting(0, 1, 40), market_agrees_since=START)
    assert adverse_score.check(rule(), same) is None
    assert adverse_score.check(rule(), replace(same, sighting=sighting(0, 2, 40))) == "adverse score 0-2"
    blind = facts(why=thesis(in_play=True), sighting=sighting(0, 1, 40), market_agrees_since=START)
    assert adverse_score.check(rule(), blind) is not None


def test_the_price_must_fall_by_more_than_the_threshold_and_by_enough_ticks():
    quarter = rule(threshold=250_000, ticks=5)
    assert (
        price_moved.check(quarter, facts(mid_twice_now=7_499))
        == "price moved 25% against us, mid .500 to .375"
    )
    assert price_moved.check(quarter, facts(mid_twice_now=7_500)) is None  # exactly 25 %
    assert price_moved.check(quarter, facts(mid_twice_now=12_000)) is None
    cheap = thesis(mid_twice=2_000)  # .10; 5 ticks of a cent down is .05
    assert price_moved.check(quarter, facts(why=cheap, mid_twice_now=1_200)) is None  # 40 %, 4 ticks
    assert price_moved.check(quarter, facts(why=cheap, mid_twice_now=1_000)) is not None
    assert price_moved.check(quarter, facts(why=thesis(mid_twice=None), mid_twice_now=1_000)) is None


def test_without_a_forecast_for_two_days_a_position_is_stale():
    fresh = facts(forecast_at=START, at=START + 48 * HOUR)
    assert stale_position.check(rule(span=48 * HOUR), fresh) is None
    assert (
        stale_position.check(rule(span=48 * HOUR), replace(fresh, at=START + 49 * HOUR))
        == "no forecast for 2 d"
    )
    never = facts(forecast_at=None, at=START - DAY + 48 * HOUR)  # opened a day before the start
    assert stale_position.check(rule(span=48 * HOUR), never) is None
    assert stale_position.check(rule(span=48 * HOUR), replace(never, at=never.at + 1)) is not None


def test_a_forecast_older_than_the_position_does_not_age_it():
    seen = facts(forecast_at=START - 4 * DAY, at=START)
    assert stale_position.check(rule(span=48 * HOUR), seen) is None


@pytest.mark.parametrize(
    ("outcome", "leg", "home", "away", "minute", "fires"),
    [
        (HOME, YES, 0, 1, 84, False), (HOME, YES, 0, 1, 85, True), (HOME, YES, 0, 0, 90, True), (HOME, YES, 1, 0, 90, False),
        (DRAW, YES, 1, 0, 88, True), (DRAW, YES, 1, 1, 88, False), (AWAY, NO, 0, 1, 88, True), (DRAW, NO, 0, 0, 88, True),
    ],
)  # fmt: skip
def test_in_the_last_five_minutes_losing_is_said(outcome, leg, home, away, minute, fires):
    seen = facts(outcome, leg, sighting=sighting(home, away, minute))
    found = closing_minutes.check(rule(span=5 * MINUTE), seen)
    assert found == (f"losing {home}-{away} in minute {minute}" if fires else None)


def test_basketballs_last_five_minutes_begin_at_43_and_a_level_game_is_not_lost():
    def at(minute, home, away):
        return facts(sport=Sport.BASKETBALL, sighting=sighting(home, away, minute))

    assert closing_minutes.check(rule(span=5 * MINUTE), at(42, 80, 90)) is None
    assert closing_minutes.check(rule(span=5 * MINUTE), at(43, 80, 90)) is not None
    assert closing_minutes.check(rule(span=5 * MINUTE), at(47, 90, 90)) is None
    assert closing_minutes.check(rule(span=5 * MINUTE), at(50, 99, 104)) is not None


def test_facts_of_another_fixture_are_refused():
    with pytest.raises(Malformed, match="F2"):
        facts(fixture=fixture(name="F2"))


def test_a_few_points_behind_are_nothing_in_basketball_and_a_rules_worth_is():
    def at(away):
        seen = sighting(40, away, 20)
        return facts(HOME, sport=Sport.BASKETBALL, sighting=seen, market_agrees_since=START)

    usual = replace(rule(), least=8)
    assert adverse_score.check(usual, at(47)) is None
    assert adverse_score.check(usual, at(48)) == "adverse score 40-48"
    assert adverse_score.check(rule(), at(41)) is not None
