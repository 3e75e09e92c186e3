"""How honest is a shadow? The same order, decided on at the same moment, really and in the shadow, side by side."""

from collections.abc import Sequence

from msgspec import Struct

from engine.domain.identity import FixtureId, StrategyName
from engine.domain.money import CONTRACT, Money, Quantity
from engine.domain.probability import MILLION, Ppm


class Twin(Struct, frozen=True, array_like=True):
    """A real order and the shadow of the same proposal: contracts filled and their cost before fees, of each.

    Stakes may differ, since the account holds other things; the shadow's is what the arm would stake on its own.
    """

    fixture: FixtureId
    strategy: StrategyName
    real: Quantity
    real_spent: Money
    shadow: Quantity
    shadow_spent: Money


class Calibration(Struct, frozen=True):
    """How do an arm's shadows compare with its real orders?

    `real_rate` and `shadow_rate`: share of `orders` that filled at all. `dearer`: by how much more, in
    micro-dollars per contract, the shadow paid where both filled, a mean over `both`; None without any.
    """

    strategy: StrategyName
    orders: int
    both: int
    real_only: int
    shadow_only: int
    real_rate: Ppm
    shadow_rate: Ppm
    dearer: Money | None


def calibration(twins: Sequence[Twin]) -> tuple[Calibration, ...]:
    """How honest was the shadow of each arm that sent real orders? In order of appearance."""
    names = dict.fromkeys(twin.strategy for twin in twins)
    return tuple(_of_arm(name, [twin for twin in twins if twin.strategy == name]) for name in names)


def _of_arm(name: StrategyName, twins: Sequence[Twin]) -> Calibration:
    real, shadow = sum(twin.real > 0 for twin in twins), sum(twin.shadow > 0 for twin in twins)
    both = [twin for twin in twins if twin.real and twin.shadow]
    gaps = [(twin.shadow_spent / twin.shadow - twin.real_spent / twin.real) * CONTRACT for twin in both]
    return Calibration(
        strategy=name,
        orders=len(twins),
        both=len(both),
        real_only=real - len(both),
        shadow_only=shadow - len(both),
        real_rate=Ppm(real * MILLION // len(twins)),
        shadow_rate=Ppm(shadow * MILLION // len(twins)),
        dearer=Money(round(sum(gaps) / len(gaps))) if gaps else None,
    )
