"""Episodes that count in part, and what all arms together make of the closing line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.sizing.beliefs import clv_positive, learned, pooled_with, prior
from engine.domain.money import DOLLAR
from tests.support.arms import FRESH, RULES

FADING = replace(RULES, discount=900_000)
EPISODES = st.tuples(st.integers(-DOLLAR, DOLLAR), st.integers(1, DOLLAR), st.integers(-100_000, 100_000))


def told(belief, episode, weight, rules=FADING):
    pnl, risked, clv = episode
    return learned(belief, rules, pnl=pnl, risked=risked, clv=clv, weight=weight)


@given(EPISODES)
def test_an_episode_that_counts_whole_is_an_episode_and_one_that_counts_nothing_is_none(episode):
    pnl, risked, clv = episode
    once = learned(FRESH, FADING, pnl=pnl, risked=risked, clv=clv)
    assert told(FRESH, episode, 1_000_000) == once
    assert told(once, episode, 0) == once


@given(st.lists(EPISODES, max_size=8), st.integers(1, 999_999))
def test_a_part_of_an_episode_weighs_less_than_all_of_it(episodes, weight):
    part = whole = FRESH
    for episode in episodes:
        part, whole = told(part, episode, weight, RULES), told(whole, episode, 1_000_000, RULES)
    assert part.k <= whole.k
    assert part.alpha + part.beta <= whole.alpha + whole.beta
    assert part.clv_k == pytest.approx(1 + (whole.clv_k - 1) * weight / 1_000_000)


def test_two_halves_make_the_past_fade_as_much_as_one_whole():
    old = told(FRESH, (DOLLAR, DOLLAR, 10_000), 1_000_000)
    halves = told(told(old, (0, DOLLAR, 0), 500_000), (0, DOLLAR, 0), 500_000)
    whole = told(old, (0, DOLLAR, 0), 1_000_000)
    assert halves.k == pytest.approx(whole.k, rel=0.02)
    assert halves.m == pytest.approx(whole.m, rel=0.05)


def pooled(*fixtures, rules=RULES):
    found = None
    for values in fixtures:
        found = pooled_with(found, rules, values)
    return found


def test_nothing_is_known_before_the_first_close():
    assert clv_positive(None) is None
    assert pooled_with(None, RULES, []) is None
    assert clv_positive(pooled([10_000])) > 500_000


def test_five_arms_that_agree_on_a_fixture_are_not_five_times_as_sure():
    one, five = ([[v] * n for v in (12_000, -3_000, 9_000, 15_000, 2_000)] for n in (1, 5))
    assert pooled(*one) == pooled(*five)
    alone = [[v] for v in (12_000, -3_000, 9_000, 15_000, 2_000) for _ in range(5)]
    assert clv_positive(pooled(*one)) < clv_positive(pooled(*alone))


def test_arms_that_disagree_on_a_fixture_count_by_their_mean():
    assert pooled([20_000, -10_000, 5_000]) == pooled([5_000])


def test_a_long_record_decides_either_way():
    assert clv_positive(pooled(*[[10_000], [6_000]] * 30)) > 900_000
    assert clv_positive(pooled(*[[-10_000], [-6_000]] * 30)) < 100_000


def test_the_gate_begins_without_hope_whatever_arms_hope():
    hopeful = replace(RULES, prior_mean=5.0)
    assert prior(hopeful).clv.m > 0
    assert pooled([1_000], rules=hopeful) == pooled([1_000])


def test_old_fixtures_fade():
    rules = replace(RULES, discount=900_000)
    rose, fell = [[20_000]] * 30, [[-20_000]] * 30
    assert clv_positive(pooled(*rose, *fell, rules=rules)) < 100_000 < clv_positive(pooled(*rose, *fell))
