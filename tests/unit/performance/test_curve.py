"""The curve of equity keeps its ends and extremes while it gets thinner."""

from hypothesis import given
from hypothesis import strategies as st

from engine.core.performance.curve import thinned
from engine.domain.ledger import CurvePoint

POINTS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=60).map(
    lambda rows: [CurvePoint(n, equity, None, drawdown) for n, (equity, drawdown) in enumerate(rows)]
)


@given(POINTS, st.integers(8, 40))
def test_ends_and_extremes_stay_in_order_and_the_bound_holds(points, most):
    kept = thinned(points, most)
    assert len(kept) <= max(most, 8)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert max(p.equity for p in kept) == max(p.equity for p in points)
    assert min(p.equity for p in kept) == min(p.equity for p in points)
    assert max(p.drawdown for p in kept) == max(p.drawdown for p in points)
    assert [p.at for p in kept] == sorted({p.at for p in kept})
    assert set(kept) <= set(points)


@given(POINTS)
def test_a_few_points_all_stay(points):
    assert thinned(points, 60) == points
