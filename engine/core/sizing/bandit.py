"""Which arm trades a fixture? Thompson sampling among those that propose something, and an arm that does not trade."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from engine.core.sizing.beliefs import ArmBelief, prior
from engine.domain.dice import Dice, dice
from engine.domain.effects import ArmView, Choice
from engine.domain.errors import Malformed
from engine.domain.identity import NO_TRADE, FixtureId, StrategyName
from engine.domain.moment import Moment
from engine.domain.money import NOTHING, ONE
from engine.domain.order import Proposal
from engine.domain.probability import Ppm, distribution
from engine.domain.rules import BanditRules, ChooseBy
from engine.maths import posteriors
from engine.maths.posteriors import Beta, Nig

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
    arm's is never zero. Choices by the same beliefs share these draws.
    """
    names = [proposal.strategy for proposal in proposals]
    if len(names) != len(dict.fromkeys(names)) or NO_TRADE in names:
        raise Malformed(f"proposals on {fixture}", names, "one per arm, none by no_trade")
    hopes = [
        _hope(beliefs.get(proposal.strategy) or prior(rules), proposal.price, rules) for proposal in proposals
    ]
    still = _doing_nothing(rules)
    sampled = [still, *_once(hopes, names, seed=seed, fixture=fixture, ordinal=ordinal)]
    best = _highest(sampled)
    counts = _counts(hopes, names, rules, seed)
    counts[best] += 1
    chances = distribution([count / sum(counts) for count in counts])
    edges = [NOTHING, *(proposal.edge for proposal in proposals)]
    arms = tuple(map(ArmView, [NO_TRADE, *names], sampled, chances, edges))
    return Choice(fixture, ordinal, at, arms, chosen=arms[best].strategy, propensity=chances[best])


def best_chances(
    names: Sequence[StrategyName], beliefs: Mapping[StrategyName, ArmBelief], rules: BanditRules, seed: int
) -> tuple[Ppm, ...]:
    """How likely is each the best as believed now, doing nothing first? All at a price of a half, where price matters.

    Shares of `propensity_draws` draws, the same as propensities are made of; a bonus for exploring is no belief and
    counts for none.
    """
    hopes = [_hope(beliefs.get(name) or prior(rules), ONE // 2, rules)._replace(bonus=0.0) for name in names]
    return distribution([count / rules.propensity_draws for count in _counts(hopes, names, rules, seed)])


class _Hope(NamedTuple):
    """What an arm may be worth: a belief, what its draws are divided by, and the exploration bonus on top."""

    of: Beta | Nig
    per: float
    bonus: float

    def worth(self, drawn: float) -> float:
        """What is a draw of this belief worth, in the unit that arms are compared in?"""
        return drawn / self.per + self.bonus


def _hope(belief: ArmBelief, price: int, rules: BanditRules) -> _Hope:
    """From which belief does an arm draw that proposes this price? The bonus shrinks with the root of its episodes."""
    bonus = rules.exploration_bonus / math.sqrt(1 + belief.episodes)
    if rules.choose_by is ChooseBy.BETA:
        return _Hope(belief.success, 1.0, bonus)
    if rules.choose_by is ChooseBy.CLV and belief.clv_episodes:
        return _Hope(belief.clv, max(1, price) / ONE, bonus)
    return _Hope(belief.ret, 1.0, bonus)


def _drawn(of: Beta | Nig, chance: Dice) -> float:
    if isinstance(of, Beta):
        return chance.betavariate(*of)
    normal = chance.gauss(0.0, 1.0)
    return posteriors.nig_draw(of, normal, 2.0 * chance.gammavariate(of.a, 1.0))


def _doing_nothing(rules: BanditRules) -> float:
    return NO_TRADE_SUCCESS if rules.choose_by is ChooseBy.BETA else 0.0


def _once(
    hopes: Sequence[_Hope], names: Sequence[StrategyName], *, seed: int, fixture: FixtureId, ordinal: int
) -> list[float]:
    streams = (dice(seed, "bandit", f"{fixture}/{name}", ordinal) for name in names)
    return [hope.worth(_drawn(hope.of, stream)) for hope, stream in zip(hopes, streams, strict=True)]


def _counts(
    hopes: Sequence[_Hope], names: Sequence[StrategyName], rules: BanditRules, seed: int
) -> list[int]:
    """How often would each arm, doing nothing first, be chosen in `propensity_draws` choices?"""
    still, count = _doing_nothing(rules), rules.propensity_draws
    worths = [
        [hope.worth(drawn) for drawn in _many(hope.of, seed, name, count)]
        for hope, name in zip(hopes, names, strict=True)
    ]
    counts = [0] * (len(hopes) + 1)
    for row in zip([still] * count, *worths, strict=True):
        counts[_highest(row)] += 1
    return counts


# A belief changes when a fixture is over, and is chosen by many times until then.
@lru_cache(maxsize=256)
def _many(of: Beta | Nig, seed: int, name: StrategyName, count: int) -> tuple[float, ...]:
    """Many draws from an arm's belief, from a stream of its own."""
    stream = dice(seed, "bandit_propensity", name, 0)
    return tuple(_drawn(of, stream) for _ in range(count))


def _highest(values: Sequence[float]) -> int:
    """Where is the highest value? The first of equals."""
    return values.index(max(values))
