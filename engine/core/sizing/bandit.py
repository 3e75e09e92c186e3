"""Which arm trades a fixture? Thompson sampling among those that propose something, and an arm that does not trade."""

import math
from collections.abc import Callable, Mapping, Sequence

from engine.core.sizing.beliefs import ArmBelief, prior
from engine.domain.dice import Dice, dice
from engine.domain.effects import ArmView, Choice
from engine.domain.errors import Malformed
from engine.domain.identity import NO_TRADE, FixtureId, StrategyName
from engine.domain.moment import Moment
from engine.domain.money import NOTHING, ONE
from engine.domain.order import Proposal
from engine.domain.probability import distribution
from engine.domain.rules import BanditRules, ChooseBy
from engine.maths import posteriors
from engine.maths.posteriors import Nig

NO_TRADE_SUCCESS = 0.5
"""What doing nothing is worth where a chance of success is sampled: no better than not knowing."""


def choose(
    *,
    proposals: Sequence[Proposal],
    beliefs: Mapping[StrategyName, ArmBelief],
    rules: BanditRules,
    seed: int,
    fixture: FixtureId,
    ordinal: int,
    at: Moment,
) -> Choice:
    """Which arm trades this fixture, and how likely was that?

    Every arm that proposes draws once from its belief, each from a stream of its own, so that a new arm
    shifts nobody's luck; the highest draw wins, and doing nothing wins ties. What is drawn is decided by
    `choose_by`: a chance of success (doing nothing counts `NO_TRADE_SUCCESS`), or a return per dollar (doing
    nothing counts 0). Closing-line value is per contract and is divided by the proposal's price, so that
    arms with and without a closing record are drawn in the same unit: an arm with none draws its return.

    Propensities are shares of `propensity_draws` further choices together with the one made, so the chosen
    arm's is never zero.
    """
    names = [proposal.strategy for proposal in proposals]
    if len(names) != len(dict.fromkeys(names)) or NO_TRADE in names:
        raise Malformed(f"proposals on {fixture}", names, "one per arm, none by no_trade")
    draws = [_draw(proposal, beliefs.get(proposal.strategy) or prior(rules), rules) for proposal in proposals]
    still = _doing_nothing(rules)
    sampled = [still, *_once(draws, names, seed=seed, fixture=fixture, ordinal=ordinal)]
    best = _highest(sampled)
    counts = _counts(draws, names, rules, seed=seed, fixture=fixture, ordinal=ordinal)
    counts[best] += 1
    chances = distribution([count / sum(counts) for count in counts])
    edges = [NOTHING, *(proposal.edge for proposal in proposals)]
    arms = tuple(map(ArmView, [NO_TRADE, *names], sampled, chances, edges))
    return Choice(fixture, ordinal, at, arms, chosen=arms[best].strategy, propensity=chances[best])


Draw = Callable[[Dice], float]


def _draw(proposal: Proposal, belief: ArmBelief, rules: BanditRules) -> Draw:
    """How does this arm draw what it may be worth, the exploration bonus (÷ √(1 + episodes)) on top?"""
    bonus = rules.exploration_bonus / math.sqrt(1 + belief.episodes)
    if rules.choose_by is ChooseBy.BETA:
        return lambda chance: chance.betavariate(belief.alpha, belief.beta) + bonus
    if rules.choose_by is ChooseBy.CLV and belief.clv_episodes:
        price = max(1, proposal.price) / ONE
        return lambda chance: _mean(belief.clv, chance) / price + bonus
    return lambda chance: _mean(belief.ret, chance) + bonus


def _mean(belief: Nig, chance: Dice) -> float:
    normal = chance.gauss(0.0, 1.0)
    return posteriors.nig_draw(belief, normal, 2.0 * chance.gammavariate(belief.a, 1.0))


def _doing_nothing(rules: BanditRules) -> float:
    return NO_TRADE_SUCCESS if rules.choose_by is ChooseBy.BETA else 0.0


def _once(
    draws: Sequence[Draw], names: Sequence[StrategyName], *, seed: int, fixture: FixtureId, ordinal: int
) -> list[float]:
    pairs = zip(draws, names, strict=True)
    return [draw(dice(seed, "bandit", f"{fixture}/{name}", ordinal)) for draw, name in pairs]


def _counts(
    draws: Sequence[Draw],
    names: Sequence[StrategyName],
    rules: BanditRules,
    *,
    seed: int,
    fixture: FixtureId,
    ordinal: int,
) -> list[int]:
    """How often would each arm, doing nothing first, be chosen in `propensity_draws` choices?"""
    streams = [dice(seed, "bandit_propensity", f"{fixture}/{name}", ordinal) for name in names]
    counts = [0] * (len(draws) + 1)
    for _ in range(rules.propensity_draws):
        drawn = [draw(stream) for draw, stream in zip(draws, streams, strict=True)]
        counts[_highest([_doing_nothing(rules), *drawn])] += 1
    return counts


def _highest(values: Sequence[float]) -> int:
    """Where is the highest value? The first of equals."""
    return values.index(max(values))
