"""What is believed of an arm? An arm is one strategy; what it did on one fixture is one episode.

A belief is held three ways at once: the seed's Beta about success, and two normal-inverse-gamma
beliefs, about the return per dollar risked and about closing-line value per contract.
"""

from collections.abc import Sequence

from msgspec import Struct

from engine.domain.errors import Malformed
from engine.domain.money import DOLLAR, Money
from engine.domain.probability import MILLION, Ppm, ppm
from engine.domain.rules import BanditRules
from engine.maths import posteriors
from engine.maths.posteriors import Beta, Nig

CLV_SCALE = 0.05
"""A closing move in dollars per contract is about a twentieth as wide as a return per dollar; so is its prior."""

GATE_PRIOR = Nig(0.0, 1.0, 1.0, CLV_SCALE**2)
"""What is believed of all arms' closing-line value before any: no hope, and worth one fixture."""

DENSITY_POINTS, DENSITY_TOP, DENSITY_HALF_WIDTH = 21, 8, 0.4


class ArmBelief(Struct, frozen=True):
    """What has been learnt of one arm.

    `alpha`, `beta`: success. `m`, `k`, `a`, `b`: return per dollar risked. The `clv_` four: closing-line
    value after fees, dollars per contract. `episodes` were learnt from, `clv_episodes` of them had a close.
    """

    alpha: float
    beta: float
    m: float
    k: float
    a: float
    b: float
    clv_m: float
    clv_k: float
    clv_a: float
    clv_b: float
    episodes: int = 0
    clv_episodes: int = 0

    @property
    def success(self) -> Beta:
        """The belief about success."""
        return Beta(self.alpha, self.beta)

    @property
    def ret(self) -> Nig:
        """The belief about the return per dollar risked."""
        return Nig(self.m, self.k, self.a, self.b)

    @property
    def clv(self) -> Nig:
        """The belief about closing-line value, dollars per contract."""
        return Nig(self.clv_m, self.clv_k, self.clv_a, self.clv_b)


def prior(rules: BanditRules) -> ArmBelief:
    """What is believed of an arm nobody has seen? Success is uniform; the CLV prior is the return's, scaled."""
    m, k, a, b = rules.prior_mean, rules.prior_k, rules.prior_a, rules.prior_b
    if not (k > 0 and a > 0 and b > 0):
        raise Malformed("bandit prior", (k, a, b), "k, a and b above 0")
    return ArmBelief(1.0, 1.0, m, k, a, b, m * CLV_SCALE, k, a, b * CLV_SCALE**2)


def succeeded(rules: BanditRules, pnl: Money, risked: Money) -> bool:
    """Was an episode a success by the seed's rule: `pnl > 0 or pnl / exposure > −5 %`?"""
    return pnl > 0 or (risked > 0 and pnl * MILLION > -abs(rules.success_floor) * risked)


def learned(
    belief: ArmBelief,
    rules: BanditRules,
    *,
    pnl: Money,
    risked: Money,
    clv: Money | None,
    weight: Ppm = MILLION,
) -> ArmBelief:
    """What is believed after one fixture episode?

    `pnl` and `risked` are those of all its fills together; `clv` is micro-dollars per contract, None where
    there was no closing price. The past is discounted once per update. Nothing risked: nothing learnt. An episode
    that counts for less than one (`weight`) also makes the past fade that much less.
    """
    if risked <= 0 or weight <= 0:
        return belief
    share = weight / MILLION
    start, gamma, success = prior(rules), (rules.discount / MILLION) ** share, succeeded(rules, pnl, risked)
    old = posteriors.beta_discount(belief.success, gamma)
    beta = posteriors.beta_update(old, share * success, share * (not success))
    ret = _with(belief.ret, start.ret, gamma, pnl / risked, share)
    line = belief.clv if clv is None else _with(belief.clv, start.clv, gamma, clv / DOLLAR, share)
    return ArmBelief(
        *beta,
        *ret,
        *line,
        episodes=belief.episodes + 1,
        clv_episodes=belief.clv_episodes + (clv is not None),
    )


def _with(belief: Nig, start: Nig, gamma: float, result: float, weight: float) -> Nig:
    return posteriors.nig_update_weighted(posteriors.nig_discount(belief, start, gamma), [result], [weight])


def positive(belief: ArmBelief) -> Ppm:
    """How likely is this arm's mean return per dollar above zero?"""
    return ppm(posteriors.nig_above(belief.ret))


def density(belief: ArmBelief) -> tuple[int, ...]:
    """How high stands the belief about return per dollar at 21 places from −40 % to +40 %? Heights 0 to 8."""
    _, heights = posteriors.nig_strip(belief.ret, -DENSITY_HALF_WIDTH, DENSITY_HALF_WIDTH, DENSITY_POINTS)
    top = float(heights.max())
    return tuple(round(DENSITY_TOP * float(height) / top) if top > 0 else 0 for height in heights)


def pooled_with(pooled: Nig | None, rules: BanditRules, values: Sequence[Money]) -> Nig | None:
    """What is believed of all arms' closing-line value together after one more fixture?

    `values` are what the arms made there, micro-dollars per contract. Arms on one fixture ride the same price, so
    a fixture counts once, with the mean over its arms: five arms that agree are not five times as sure. The belief
    (normal-inverse-gamma, so that its tails are Student's) begins at `GATE_PRIOR`, whatever the arms hope for, and
    fades as an arm's does.
    """
    if not values:
        return pooled
    mean = sum(values) / len(values) / DOLLAR
    return _with(GATE_PRIOR if pooled is None else pooled, GATE_PRIOR, rules.discount / MILLION, mean, 1.0)


def clv_positive(pooled: Nig | None) -> Ppm | None:
    """How likely is the mean closing-line value of all arms together above zero? None without any.

    The gate for real money asks this.
    """
    return None if pooled is None else ppm(posteriors.nig_above(pooled))
