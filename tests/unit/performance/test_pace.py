"""The share of a wish that is reached."""

from engine.core.performance.pace import pace
from engine.domain.money import DOLLAR


def test_pace_is_realised_and_projected_over_the_target():
    assert pace(21_420_000, 11_840_000, 100 * DOLLAR) == 332_600
    assert pace(None, 4_100_000, 100 * DOLLAR) == 41_000
    assert pace(-5 * DOLLAR, None, 100 * DOLLAR) == -50_000
    assert pace(None, None, 100 * DOLLAR) is None
    assert pace(DOLLAR, None, None) is None
    assert pace(DOLLAR, None, 0) is None
