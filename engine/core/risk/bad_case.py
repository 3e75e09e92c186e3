"""The bad case of a settlement date: what its worst twentieth begins at must fit into a share of the budget."""

import numpy as np

from engine.core.risk import drawdown
from engine.core.risk.candidate import FREE, Candidate, RiskContext, Room, most_cost
from engine.domain import text
from engine.domain.money import CONTRACT, Money, Quantity, money_share_down
from engine.domain.probability import MILLION, Ppm
from engine.domain.prospect import Holding, paid
from engine.maths import slates
from engine.maths.arrays import IntArray

SHARE = 0.05
"""The bad case is the 5 % point of what a date may bring."""


def allowance(context: RiskContext) -> Money:
    """What may the bad case of one settlement date cost?"""
    budget = drawdown.budget(context.account, context.positions_at_cost, context.drawdown)
    return money_share_down(budget, context.limits.bad_case_of_budget)


class SlateBadCase:
    """After the order the 5 % case of everything on its settlement date stays within a share of the budget.

    The most whole contracts such that they and every smaller number fit: nothing passes on a date that is over its
    allowance already, and a larger stake is never let through where a smaller one is not.
    """

    def room(self, candidate: Candidate, context: RiskContext) -> Room:
        """How many contracts keep the date's 5 % case within its allowance?"""
        allowed = allowance(context)
        if _worst(context) + most_cost(candidate, candidate.quantity) <= allowed:
            return FREE
        most = _most_contracts(candidate, context, allowed)
        if most * CONTRACT >= candidate.quantity:
            return FREE
        detail = f"5 % case within {text.money(allowed)}: {most} of {text.quantity(candidate.quantity)}"
        return Room(money=None, quantity=Quantity(most * CONTRACT), detail=detail)


def _worst(context: RiskContext) -> int:
    """What is lost on the date when every fixture brings its least? The bad case is never worse."""
    return -sum(min(0, *each.brought) for each in context.slate)


def _most_contracts(candidate: Candidate, context: RiskContext, allowed: Money) -> int:
    """How many whole contracts fit, each smaller number too? None at all fits on a date that is over already."""
    common = context.limits.common_factor / MILLION
    others = [each for each in context.slate if each.fixture != candidate.fixture]
    rest = slates.sums([(each.chances, each.brought) for each in others], common)
    chances, cases = _cases(candidate, context)
    fit = slates.fits(rest, (chances, cases), common, least=-allowed, share=SHARE)
    return max(0, int(fit.size if fit.all() else np.argmin(fit)) - 1)


def _cases(candidate: Candidate, context: RiskContext) -> tuple[tuple[Ppm, ...], IntArray]:
    """What does the candidate's fixture bring, outcome by outcome, with none, one, two … contracts more?"""
    chances = candidate.chances or (MILLION,)
    held = [0] * len(chances)
    for each in context.slate:
        if each.fixture == candidate.fixture:
            known = each.chances == chances
            held = [of + (each.brought[i] if known else min(each.brought)) for i, of in enumerate(held)]
    cases = [held]
    for count in range(1, -(-candidate.quantity // CONTRACT) + 1):
        more = Holding(candidate.place, candidate.leg, Quantity(count * CONTRACT), Money(0))
        cost = most_cost(candidate, more.quantity)
        pays = [paid(more, outcome) if candidate.chances else 0 for outcome in range(len(chances))]
        cases.append([of + pay - cost for of, pay in zip(held, pays, strict=True)])
    return chances, np.array(cases, dtype=np.int64)
