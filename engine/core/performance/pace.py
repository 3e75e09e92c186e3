"""How does it go, against what was wished for? Nothing here ever moves a stake."""

from engine.domain.money import Money
from engine.domain.probability import MILLION, Ppm


def pace(realised: Money | None, projected: Money | None, target: Money | None) -> Ppm | None:
    """Which share of the target do realised and projected money reach together? Rounded down.

    A date with nothing realised counts its projection alone, and the other way round. None when both are
    missing, or without a target above zero.
    """
    if target is None or target <= 0 or (realised is None and projected is None):
        return None
    return Ppm(((realised or 0) + (projected or 0)) * MILLION // target)
