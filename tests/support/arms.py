"""Arms that have seen something: the plain rules of the bandit, and beliefs after some returns."""

from engine.core.sizing.beliefs import learned, prior
from engine.domain.money import DOLLAR
from engine.domain.rules import BanditRules, ChooseBy

RULES = BanditRules(
    choose_by=ChooseBy.RETURN,
    exploration_bonus=0.0,
    success_floor=-50_000,
    discount=1_000_000,
    prior_mean=0.0,
    prior_k=1.0,
    prior_a=1.0,
    prior_b=1.0,
    choice_holds=60_000_000,
    propensity_draws=200,
    gate=900_000,
    gate_on_paper=False,
    other_sport=1_000_000,
)
FRESH = prior(RULES)


def after(belief, *results, rules=RULES, clv=None):
    """What is believed after these returns per dollar, on a dollar each?"""
    for result in results:
        belief = learned(belief, rules, pnl=round(result * DOLLAR), risked=DOLLAR, clv=clv)
    return belief
