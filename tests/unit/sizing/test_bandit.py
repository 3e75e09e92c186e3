"""The bandit: what it chooses, and with which probability."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.sizing.bandit import best_chances, choose
from engine.core.sizing.beliefs import (
    density,
    positive,
    prior,
)
from engine.domain.dice import chance
from engine.domain.errors import Malformed
from engine.domain.identity import NO_TRADE
from engine.domain.rules import ChooseBy
from tests.support.arms import FRESH, RULES, after
from tests.support.words import proposal

BETA = replace(RULES, choose_by=ChooseBy.BETA)
CLV = replace(RULES, choose_by=ChooseBy.CLV)


def chosen(names, beliefs, rules=RULES, *, ordinal=1, seed=7, fixture="f1"):
    return choose(
        proposals=[proposal(strategy=name) for name in names],
        beliefs=beliefs,
        rules=rules,
        seed=seed,
        fixture=fixture,
        ordinal=ordinal,
        at=0,
    )


def test_a_choice_tells_who_proposed_what_was_drawn_and_how_likely_it_was():
    found = chosen(["a", "b"], {"a": FRESH, "b": FRESH})
    assert [arm.strategy for arm in found.arms] == [NO_TRADE, "a", "b"]
    assert sum(arm.propensity for arm in found.arms) == 1_000_000
    assert found.arms[0].sampled == 0.0
    assert [arm.edge for arm in found.arms] == [0, 82_500, 82_500]
    best = max(found.arms, key=lambda arm: arm.sampled)
    assert (found.chosen, found.propensity) == (best.strategy, best.propensity)
    assert found.propensity > 0


def test_with_nobody_proposing_it_does_nothing_for_certain():
    found = chosen([], {})
    assert (found.chosen, found.propensity, len(found.arms)) == (NO_TRADE, 1_000_000, 1)


def test_two_proposals_of_one_arm_or_one_by_no_trade_are_refused():
    with pytest.raises(Malformed, match="one per arm"):
        chosen(["a", "a"], {})
    with pytest.raises(Malformed, match="one per arm"):
        chosen([NO_TRADE], {})


def test_the_same_question_has_the_same_answer_and_another_ordinal_another():
    assert chosen(["a", "b"], {}) == chosen(["a", "b"], {})
    draws = {chosen(["a"], {}, ordinal=n).arms[1].sampled for n in range(20)}
    assert len(draws) == 20


def test_a_new_arm_shifts_nobodys_luck():
    two, three = chosen(["a", "b"], {}), chosen(["c", "b", "a"], {})
    drawn = {arm.strategy: arm.sampled for arm in three.arms}
    assert all(drawn[arm.strategy] == arm.sampled for arm in two.arms)


def test_five_losing_arms_lose_to_doing_nothing():
    loser = after(FRESH, *[-0.2, -0.1] * 60)
    picks = [chosen(list("abcde"), dict.fromkeys("abcde", loser), ordinal=n).chosen for n in range(30)]
    assert picks == [NO_TRADE] * 30


def test_the_propensity_is_the_share_of_choices():
    beliefs = {"a": after(FRESH, 0.5, -0.4, 0.3), "b": FRESH}
    told = chosen(["a", "b"], beliefs, replace(RULES, propensity_draws=2000))
    picks = [
        chosen(["a", "b"], beliefs, replace(RULES, propensity_draws=1), ordinal=n).chosen for n in range(2000)
    ]
    for arm in told.arms:
        assert arm.propensity / 1e6 == pytest.approx(picks.count(arm.strategy) / 2000, abs=0.045)


def test_doing_nothing_is_worth_an_unknown_chance_where_success_is_drawn():
    assert chosen(["a"], {}, BETA).arms[0].sampled == 0.5
    hopeless = replace(FRESH, alpha=1.0, beta=200.0)
    assert chosen(["a"], {"a": hopeless}, BETA).chosen == NO_TRADE


def test_closing_value_decides_where_it_is_known_and_the_return_where_not():
    rising = after(FRESH, *[-0.5] * 40, clv=20_000)  # loses money so far, but always beats the close
    by_line = [chosen(["a"], {"a": rising}, CLV, ordinal=n) for n in range(20)]
    assert {choice.chosen for choice in by_line} == {"a"}
    assert by_line[0].arms[1].sampled == pytest.approx(0.02 / 0.50, abs=0.03)  # per contract over its price
    assert {chosen(["a"], {"a": rising}, ordinal=n).chosen for n in range(20)} == {NO_TRADE}
    unknown = after(FRESH, *[0.3] * 40)
    assert chosen(["a"], {"a": unknown}, CLV).arms[1].sampled == chosen(["a"], {"a": unknown}).arms[1].sampled


def test_the_exploration_bonus_fades_with_episodes():
    eager = replace(RULES, exploration_bonus=1.0)
    plain, more = chosen(["a"], {"a": FRESH}), chosen(["a"], {"a": FRESH}, eager)
    assert more.arms[1].sampled - plain.arms[1].sampled == pytest.approx(1.0)
    seen = after(FRESH, 0.1, 0.1, 0.1)
    plain, more = chosen(["a"], {"a": seen}), chosen(["a"], {"a": seen}, eager)
    assert more.arms[1].sampled - plain.arms[1].sampled == pytest.approx(0.5)


@given(st.lists(st.floats(-1, 3), max_size=12), st.integers(800_000, 1_000_000))
def test_beliefs_stay_proper_whatever_comes(results, gamma):
    rules = replace(RULES, discount=gamma)
    found = after(prior(rules), *results, rules=rules, clv=-5_000)
    assert min(found.alpha, found.beta) >= 1.0
    assert min(found.k, found.a, found.b, found.clv_k, found.clv_a, found.clv_b) > 0
    assert 0 <= positive(found) <= 1_000_000
    assert all(0 <= height <= 8 for height in density(found))
    assert all(math.isfinite(arm.sampled) for arm in chosen(["a"], {"a": found}).arms)


BED = {"favourite": (0.90, 0.87), "outsider": (0.10, 0.13), "even": (0.50, 0.51)}


def on_the_bed(rules, *, seed, pulls=400):
    """Which share of choices fell on the 90-cent favourite that loses, and what came of a dollar?"""
    rules = replace(rules, propensity_draws=1)
    beliefs, loser, earned = dict.fromkeys(BED, prior(rules)), 0, 0.0
    for pull in range(pulls):
        name = chosen(list(BED), beliefs, rules, ordinal=pull, seed=seed).chosen
        if name == NO_TRADE:
            continue
        price, likely = BED[name]
        cost = price + 0.07 * price * (1 - price)
        won = chance(seed, "bed", name, pull) < likely
        result = (1 if won else 0) / cost - 1
        beliefs[name] = after(beliefs[name], result, rules=rules)
        loser, earned = loser + (name == "favourite"), earned + result
    return loser / pulls, earned / pulls


def test_the_seeds_rule_falls_for_the_favourite_that_loses_and_the_return_belief_does_not():
    by_wins = [on_the_bed(BETA, seed=seed) for seed in range(6)]
    by_return = [on_the_bed(RULES, seed=seed) for seed in range(6)]
    assert min(loser for loser, _ in by_wins) > 0.9
    assert sum(loser for loser, _ in by_return) / 6 < 0.5
    assert sum(earned for _, earned in by_return) > sum(earned for _, earned in by_wins)


@pytest.mark.parametrize("results", [[0.1], [-0.2, 0.1, 0.3], [-0.5] * 6])
def test_beside_doing_nothing_an_arm_is_best_as_often_as_its_mean_lies_above_it(results):
    belief = after(FRESH, *results)
    still, arm = best_chances(["a"], {"a": belief}, RULES, 7)
    error = math.sqrt(0.25 / RULES.propensity_draws)
    assert still + arm == 1_000_000
    assert arm / 1_000_000 == pytest.approx(positive(belief) / 1_000_000, abs=4 * error)


def test_of_two_arms_alike_each_is_as_often_the_best():
    _, first, second = best_chances(["a", "b"], {"a": FRESH, "b": FRESH}, RULES, 7)
    assert first == pytest.approx(second, abs=4_000_000 * math.sqrt(0.5 / RULES.propensity_draws))


@pytest.mark.parametrize("rules", [RULES, BETA, CLV])
def test_a_bonus_for_exploring_makes_no_arm_better(rules):
    known = {"a": after(FRESH, 0.2, -0.1, 0.1), "b": FRESH}
    eager = replace(rules, exploration_bonus=5.0)
    assert best_chances(["a", "b"], known, eager, 7) == best_chances(["a", "b"], known, rules, 7)
    assert chosen(["b"], known, eager).arms[1].sampled > chosen(["b"], known, rules).arms[1].sampled
