"""How many contracts a proposal is worth to its arm: Kelly on the cushion, then the arm's own caps."""

from functools import lru_cache

from msgspec import Struct

from engine.core.sizing.kelly import fraction
from engine.domain.errors import Malformed
from engine.domain.fees import FeeSchedule, fee_at_most
from engine.domain.market import Market
from engine.domain.money import (
    CONTRACT,
    NOTHING,
    Money,
    Price,
    Quantity,
    cost,
    divide_up,
    money_share_down,
    whole_contracts_down,
    whole_contracts_nearest,
)
from engine.domain.order import Proposal, Stake
from engine.domain.probability import MILLION, Ppm
from engine.domain.rules import Arm, DrawdownMode

TAPERED = "tapered"
"""What bound a stake that was made smaller by what is projected for its date already."""


class SizingContext(Struct, frozen=True):
    """What sizing knows of the account, and of what the arm holds and has asked for already.

    `equity` is conservative, `stop` the drawdown limit; `size_factor` and `taper` are at most one million.
    """

    equity: Money
    mark: Money
    stop: Ppm
    size_factor: Ppm = MILLION
    mode: DrawdownMode = DrawdownMode.GUARANTEED
    arm_in_market: Quantity = Quantity(0)
    arm_in_fixture: Money = NOTHING
    arm_in_all: Money = NOTHING
    taper: Ppm = MILLION

    def __post_init__(self) -> None:
        """Refuse a factor that would make stakes larger."""
        for name, factor in (("size factor", self.size_factor), ("taper", self.taper)):
            if not 0 <= factor <= MILLION:
                raise Malformed(name, factor, "0 to 1,000,000")


def cushion(equity: Money, mark: Money, stop: Ppm) -> Money:
    """How much may equity fall until the stop: equity − (1 − stop) · mark, rounded down? At least 0."""
    return Money(max(0, equity - divide_up((MILLION - stop) * mark, MILLION)))


def tapered(projected: Money, allowance: Money, floor: Ppm) -> Ppm:
    """Which share of its size has a stake on a date for which this much is projected already? At most all of it.

    1 − projected/allowance, rounded down, `floor` at the least; a projected loss shrinks nothing and enlarges nothing.
    What the operator wishes for, what was made and how far behind it stands are not among the arguments: a wish or
    a bad day can never make a stake larger.
    """
    if projected <= 0:
        return MILLION
    left = max(0, allowance - projected) * MILLION // allowance if allowance > 0 else 0
    return Ppm(max(min(floor, MILLION), left))


def stake(proposal: Proposal, arm: Arm, market: Market, context: SizingContext) -> Stake:
    """How many whole contracts is this proposal worth to this arm, and what bound it?

    Kelly on the cushion (on equity where drawdown is only watched) times the arm's fraction; the arm's
    caps; and all of that times the size factor and the taper, so that half size is half also where a cap binds.
    Rounded down at each step, the taper to the nearest contract. `bound_by` is `kelly`, `trade_share`, `contracts_per_market`,
    `arm_fixture_exposure` or `arm_total_exposure`, the first of the smallest; `tapered` where the taper took away.
    """
    rooms = _rooms(proposal, arm, market.fees, context)
    bound_by = min(rooms, key=lambda name: rooms[name])
    least = rooms[bound_by] * context.size_factor // MILLION
    whole = whole_contracts_down(least)
    # To the nearest: rounded down, a cent that is projected already would cost a stake a whole contract.
    left = whole_contracts_nearest(whole * context.taper // MILLION)
    return Stake(left, bound_by if left == whole else TAPERED)


def _rooms(proposal: Proposal, arm: Arm, fees: FeeSchedule, context: SizingContext) -> dict[str, int]:
    """How many contracts (in units of 0.01) does each bound let through?"""

    def buys(money: int) -> int:
        return _affordable(proposal.price, fees, Money(money))

    return {
        "kelly": buys(_kelly_money(proposal, arm, fees, context)),
        "trade_share": buys(money_share_down(context.equity, arm.trade_share)),
        "contracts_per_market": max(0, arm.contracts_per_market - context.arm_in_market),
        "arm_fixture_exposure": buys(arm.fixture_exposure - context.arm_in_fixture),
        "arm_total_exposure": buys(arm.total_exposure - context.arm_in_all),
    }


def _kelly_money(proposal: Proposal, arm: Arm, fees: FeeSchedule, context: SizingContext) -> Money:
    base = context.equity
    if context.mode is DrawdownMode.GUARANTEED:
        base = cushion(context.equity, context.mark, context.stop)
    full = money_share_down(base, fraction(proposal, fees))
    return money_share_down(full, arm.kelly_fraction)


@lru_cache(maxsize=4096)
def _affordable(price: Price, fees: FeeSchedule, money: Money) -> Quantity:
    """How many whole contracts cost at most this, with fees at their worst?"""
    low, high = 0, max(0, money // cost(price, CONTRACT))
    while low < high:
        middle = (low + high + 1) // 2
        bought = Quantity(middle * CONTRACT)
        fits = cost(price, bought) + fee_at_most(fees, price, bought, buy=True) <= money
        low, high = (middle, high) if fits else (low, middle - 1)
    return Quantity(low * CONTRACT)
