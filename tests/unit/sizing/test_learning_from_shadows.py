"""A good arm among bad ones is found by watching all of them, not by betting on all of them."""

from msgspec.structs import replace

from engine.core.sizing.bandit import choose
from engine.core.sizing.beliefs import learned, prior
from engine.domain.dice import chance
from engine.domain.identity import NO_TRADE
from engine.domain.money import DOLLAR
from tests.support.arms import RULES
from tests.support.words import proposal

LIKELY = {"bad 1": 0.47, "bad 2": 0.46, "good": 0.56, "bad 3": 0.45, "bad 4": 0.48}
"""Bets at even money: how likely each arm's wins."""

PLAIN = replace(RULES, propensity_draws=1)


def bets(*, seed, shadows, pulls=1_500):
    """How many bets of real money went to a bad arm, and to the good one?"""
    beliefs = dict.fromkeys(LIKELY, prior(PLAIN))
    placed = dict.fromkeys([NO_TRADE, *LIKELY], 0)
    offers = [proposal(strategy=name) for name in LIKELY]
    for pull in range(pulls):
        name = choose(
            proposals=offers, beliefs=beliefs, rules=PLAIN, seed=seed, fixture="f", ordinal=pull, at=0
        ).chosen
        placed[name] += 1
        for watched in LIKELY if shadows else [name] if name != NO_TRADE else []:
            won = chance(seed, "bed", watched, pull) < LIKELY[watched]
            beliefs[watched] = learned(
                beliefs[watched], PLAIN, pnl=DOLLAR if won else -DOLLAR, risked=DOLLAR, clv=None
            )
    return sum(placed[name] for name in LIKELY if name != "good"), placed["good"]


def test_with_shadows_far_fewer_real_bets_go_to_bad_arms():
    seeds = range(4)
    blind = [bets(seed=seed, shadows=False) for seed in seeds]
    seeing = [bets(seed=seed, shadows=True) for seed in seeds]
    assert sum(bad for bad, _ in seeing) * 4 < sum(bad for bad, _ in blind)
    assert sum(good for _, good in seeing) > sum(good for _, good in blind)
