"""Triggers wait for their dwell, and what they say has a policy and a mark."""

import pytest
from msgspec.structs import replace

from engine.core.invalidation.facts import Facts
from engine.core.invalidation.scan import next_look, policy, scan, thesis_mark
from engine.domain.approval import ExitPolicy, Withdrawal
from engine.domain.errors import Malformed
from engine.domain.moment import HOUR, SECOND
from engine.domain.rules import TriggerRule
from engine.domain.snapshot import ThesisMark
from engine.domain.sport import Outcome
from tests.support.games import START, fixture, position, sighting

NOW = START + HOUR


def rule(name, dwell=0, **changes):
    return replace(
        TriggerRule(name, ExitPolicy.ASK, ExitPolicy.NOTE, 1_000_000, 250_000, 5, dwell), **changes
    )


STARTED, MOVED, ADVERSE = (
    rule("game_started"),
    rule("price_moved", 30 * SECOND),
    rule("adverse_score", 60 * SECOND),
)


def facts(at=NOW, **changes):
    fields = {
        "position": position(), "fixture": fixture(), "outcome": Outcome.HOME, "sighting": None, "mid_twice_now": 10_000,
        "market_agrees_since": None, "forecast_at": START, "at": at, "tick": 100,
    }  # fmt: skip
    return Facts(**(fields | changes))


def names(found):
    return [withdrawal.trigger for withdrawal in found]


def test_a_condition_must_hold_scan_after_scan_for_its_dwell():
    fired, held = scan([MOVED], facts(mid_twice_now=6_000), {})
    assert (fired, held) == ([], {"price_moved": NOW})
    fired, held = scan([MOVED], facts(NOW + 29 * SECOND, mid_twice_now=6_000), held)
    assert (fired, held) == ([], {"price_moved": NOW})
    fired, held = scan([MOVED], facts(NOW + 30 * SECOND, mid_twice_now=6_000), held)
    assert names(fired) == ["price_moved"]
    assert fired[0].broken
    assert fired[0].position == "p1"


def test_a_condition_that_lapses_starts_anew():
    _, held = scan([MOVED], facts(mid_twice_now=6_000), {})
    _, held = scan([MOVED], facts(NOW + 20 * SECOND, mid_twice_now=9_000), held)
    assert held == {}
    fired, held = scan([MOVED], facts(NOW + 40 * SECOND, mid_twice_now=6_000), held)
    assert (fired, held) == ([], {"price_moved": NOW + 40 * SECOND})


def test_a_score_waits_from_when_the_market_agreed_with_it():
    agreed = NOW - 45 * SECOND
    told = facts(sighting=sighting(0, 1, 31), market_agrees_since=agreed)
    fired, held = scan([ADVERSE], told, {})
    assert (fired, held) == ([], {"adverse_score": agreed})
    fired, _ = scan([ADVERSE], replace(told, at=agreed + 60 * SECOND), held)
    assert names(fired) == ["adverse_score"]


def test_a_second_goal_makes_the_wait_begin_again():
    _, held = scan([ADVERSE], facts(sighting=sighting(0, 1, 31), market_agrees_since=NOW), {})
    later = facts(NOW + 70 * SECOND, sighting=sighting(0, 2, 32), market_agrees_since=NOW + 30 * SECOND)
    fired, held = scan([ADVERSE], later, held)
    assert (fired, held) == ([], {"adverse_score": NOW + 30 * SECOND})


def test_several_fire_in_the_rules_order_and_a_switched_off_one_is_silent():
    told = facts(sighting=sighting(0, 1, 31), mid_twice_now=6_000, market_agrees_since=START)
    held = {"price_moved": NOW - HOUR}
    assert names(scan([STARTED, MOVED, ADVERSE], told, held)[0]) == [
        "game_started",
        "price_moved",
        "adverse_score",
    ]
    assert names(scan([ADVERSE, STARTED], told, held)[0]) == ["adverse_score", "game_started"]
    assert scan([replace(STARTED, enabled=False)], told, {}) == ([], {})


def test_what_is_sold_out_or_settled_fires_nothing():
    told = facts(sighting=sighting(0, 1, 31))
    for closed in (position(sold=4000), position(settled_value=0)):
        assert scan([STARTED], replace(told, position=closed), {"game_started": START}) == ([], {})


def test_a_rule_for_no_trigger_is_refused_with_the_names_there_are():
    with pytest.raises(Malformed, match="closing_minutes"):
        scan([rule("bad_mood")], facts(), {})


def test_when_to_look_again():
    held = {"price_moved": NOW, "adverse_score": NOW - 50 * SECOND}
    assert next_look([MOVED, ADVERSE, STARTED], held, NOW) == NOW + 10 * SECOND
    assert next_look([MOVED, ADVERSE], held, NOW + HOUR) is None
    assert next_look([MOVED], {}, NOW) is None


def test_the_policy_is_that_of_the_phase():
    assert policy(MOVED, False) is ExitPolicy.ASK
    assert policy(MOVED, True) is ExitPolicy.NOTE


def test_the_mark_is_that_of_the_worst():
    weak, broken = Withdrawal("game_started", "p1", "", False), Withdrawal("adverse_score", "p1", "", True)
    assert thesis_mark([]) is ThesisMark.OK
    assert thesis_mark([weak]) is ThesisMark.WEAK
    assert thesis_mark([weak, broken]) is ThesisMark.BROKEN
