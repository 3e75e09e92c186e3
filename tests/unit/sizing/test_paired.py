"""Arms compared two by two on the fixtures both entered."""

import pytest

from engine.core.sizing.paired import paired
from tests.support.shadows import entry


def both(number, gap, **said):
    """Arm `a` closes `gap` twice-ticks better than `b` on one fixture."""
    first = entry(number, close_twice=8_200 + gap, **said)
    return [first, entry(number, strategy="b", **said)]


def test_the_difference_is_taken_on_the_same_fixture_so_that_its_luck_cancels():
    rows = [one for number in range(1, 9) for one in both(number, 100, pnl=(-1) ** number * 4_000_000)]
    (pair,) = paired(rows)
    assert (pair.first, pair.second, pair.fixtures, pair.closed) == ("a", "b", 8, 8)
    assert pair.clv == pytest.approx((0.005, 0.005, 0.005))
    assert pair.ret == pytest.approx((0.0, 0.0, 0.0))


def test_games_that_settle_together_share_their_luck():
    gaps = [100, 120, -80, -100, 60, 90, 300, 280]
    apart = [one for number, gap in enumerate(gaps, 1) for one in both(number, gap)]
    together = [
        one
        for number, gap in enumerate(gaps, 1)
        for one in both(number, gap, settles_on=f"2026-01-0{1 + number // 3}")
    ]
    loose, tight = paired(together)[0].clv, paired(apart)[0].clv
    assert loose.mean == pytest.approx(tight.mean)
    assert loose.high - loose.low > tight.high - tight.low


def test_one_date_is_not_enough_for_an_interval():
    (pair,) = paired([*both(1, 100, settles_on="2026-01-01"), *both(2, 100, settles_on="2026-01-01")])
    assert (pair.fixtures, pair.clv, pair.ret) == (2, None, None)


def test_fixtures_that_only_one_of_them_entered_say_nothing():
    assert paired([entry(1), entry(2, strategy="b")]) == ()
    assert paired([]) == ()


def test_the_shadow_speaks_for_an_arm_that_also_traded():
    rows = [one for number in (1, 2, 3) for one in both(number, 0)]
    lucky = [entry(number, shadow=False, close_twice=9_900) for number in (1, 2, 3)]
    assert paired([*lucky, *rows])[0].clv == paired([*rows, *lucky])[0].clv == pytest.approx((0.0, 0.0, 0.0))


def test_without_a_close_only_the_return_is_compared():
    rows = [one for number in (1, 2) for one in both(number, 0, in_play=True)]
    (pair,) = paired(rows)
    assert (pair.closed, pair.clv) == (0, None)
    assert pair.ret is not None
