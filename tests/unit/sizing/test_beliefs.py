"""What is believed of an arm, and what a result changes."""

import pytest
from msgspec.structs import replace

from engine.core.sizing.beliefs import (
    CLV_SCALE,
    density,
    learned,
    positive,
    prior,
    succeeded,
)
from engine.domain.errors import Malformed
from engine.domain.money import DOLLAR
from engine.maths.posteriors import Nig, nig_update
from tests.support.arms import FRESH, RULES, after


def test_a_fresh_arm_is_uniform_about_success_and_has_the_rules_prior():
    assert FRESH.success == (1.0, 1.0)
    assert FRESH.ret == (0.0, 1.0, 1.0, 1.0)
    assert FRESH.clv == (0.0, 1.0, 1.0, CLV_SCALE**2)
    assert positive(FRESH) == 500_000
    with pytest.raises(Malformed, match="bandit prior"):
        prior(replace(RULES, prior_b=0.0))


def test_the_return_belief_is_the_known_answer():
    rules = replace(RULES, prior_a=2.0, prior_b=0.02)
    found = after(prior(rules), 0.1, -0.05, 0.2, 0.0, 0.15, rules=rules)
    assert found.ret == pytest.approx((0.066667, 6.0, 4.5, 0.0441667), abs=1e-6)
    assert found.episodes == 5


@pytest.mark.parametrize(
    ("pnl", "risked", "success"),
    [
        (1, DOLLAR, True),
        (0, DOLLAR, True),
        (-49_999, DOLLAR, True),
        (-50_000, DOLLAR, False),
        (0, 0, False),
        (-1, 0, False),
    ],
)
def test_success_is_the_seeds_rule(pnl, risked, success):
    assert succeeded(RULES, pnl, risked) is success
    assert succeeded(replace(RULES, success_floor=50_000), pnl, risked) is success


def test_success_and_failure_move_the_beta():
    found = after(FRESH, 0.5, -0.03, -1.0)
    assert found.success == (3.0, 2.0)


def test_nothing_risked_teaches_nothing():
    assert learned(FRESH, RULES, pnl=5, risked=0, clv=1) == FRESH


def test_the_past_fades_once_per_update():
    rules = replace(RULES, discount=500_000)
    found = after(FRESH, 1.0, 1.0, rules=rules)
    assert found.success == (1 + 0.5 * 1 + 1, 1.0)
    assert found.k == pytest.approx(1 + 0.5 + 1)


def test_closing_value_is_learnt_only_where_there_was_a_close():
    without = after(FRESH, 0.1)
    assert (without.clv, without.clv_episodes) == (FRESH.clv, 0)
    found = after(FRESH, 0.1, clv=20_000)
    assert found.clv == pytest.approx(nig_update(Nig(0.0, 1.0, 1.0, CLV_SCALE**2), [0.02]))
    assert found.clv_episodes == 1


def test_the_density_stands_where_the_belief_does():
    strip = density(after(FRESH, *[0.2] * 50))
    assert len(strip) == 21
    assert max(strip) == strip[15] == 8  # −40 % + 15 · 4 % = +20 %
    assert strip[0] == 0
    assert density(FRESH) == density(FRESH)[::-1]
