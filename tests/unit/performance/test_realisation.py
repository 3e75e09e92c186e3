"""What became of past projections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.execution.positions import settled, with_fill
from engine.core.performance.realisation import expected, since, track_record
from engine.domain.errors import Malformed
from engine.domain.ledger import Projected
from engine.domain.market import Side
from engine.domain.money import DOLLAR, ONE
from tests.support.games import START, position
from tests.support.words import fill

HELD = position(bought=0, spent=0)


def told(realised, projected=4, low=-20, high=20, day="2026-11-21"):
    came = None if realised is None else realised * DOLLAR
    return Projected(day, START, ("p1",), projected * DOLLAR, low * DOLLAR, high * DOLLAR, came)


def buys(held, contracts, price, fee=0, trade="t"):
    bought = fill(trade=trade, quantity=contracts * 100, price=price, fee=fee, market=held.market)
    return with_fill(held, bought, START)


def sells(held, contracts, price, fee=0, trade="s"):
    sold = fill(
        trade=trade, quantity=contracts * 100, price=price, fee=fee, side=Side.SELL, market=held.market
    )
    return with_fill(held, sold, START)


def test_held_to_the_end_it_is_what_it_paid_less_its_cost_and_the_fee_of_entry_is_not_in_it():
    then = buys(HELD, 40, 5000, fee=700_000)
    assert since(then, settled(then, ONE, START)) == 20 * DOLLAR
    assert since(then, settled(then, 0, START)) == -20 * DOLLAR


def test_it_is_the_change_of_what_was_realised_when_nothing_was_bought_later():
    before = sells(buys(HELD, 40, 5000, fee=700_000), 10, 6000, fee=90_000)
    over = settled(sells(before, 10, 3000, fee=50_000, trade="s2"), ONE, START)
    # 30 that had cost 15 dollars: 10 sold for 3 less the fee, 20 paid 20.
    assert since(before, over) == over.realised - before.realised == 8 * DOLLAR - 50_000


def test_what_is_bought_later_is_left_out():
    then = buys(HELD, 40, 5000)
    more = buys(then, 20, 2000, fee=300_000, trade="t2")
    assert since(then, settled(more, ONE, START)) == 20 * DOLLAR
    assert since(then, settled(more, 0, START)) == -20 * DOLLAR


def test_a_position_that_is_open_or_another_one_has_not_come_to_anything():
    then = buys(HELD, 40, 5000)
    with pytest.raises(Malformed, match="before and after its end"):
        since(then, then)
    with pytest.raises(Malformed, match="before and after its end"):
        since(then, replace(settled(then, ONE, START), id="p2"))


def test_without_a_date_that_is_over_there_is_no_record_and_nothing_to_expect():
    assert track_record([]) is None
    assert track_record([told(None)]) is None
    assert expected(4 * DOLLAR, None) is None


def test_coverage_counts_the_dates_inside_their_band_with_wilsons_interval():
    rows = [told(10)] * 8 + [told(-21), told(20), told(None)]
    found = track_record(rows)
    assert (found.dates, found.inside) == (10, 9)
    assert found.coverage.value == 900_000
    # Wilson for 9 of 10: .596 to .982.
    assert (found.coverage.low, found.coverage.high) == (
        pytest.approx(595_850, abs=20),
        pytest.approx(982_124, abs=20),
    )


def test_the_ratio_is_of_the_sums_with_the_scatter_between_dates():
    found = track_record([told(2), told(6), told(1)])
    assert found.ratio.value == 750_000  # 9 of 12
    # Residuals −1, 3, −2; their squares 14; half-width t(.975, 2) · √(14 · 3/2) / 12.
    assert found.ratio.high - found.ratio.value == pytest.approx(4.30265 * 21**0.5 / 12 * 1e6, rel=1e-4)
    assert found.ratio.value - found.ratio.low == pytest.approx(found.ratio.high - found.ratio.value, abs=1)


def test_one_date_has_no_interval_and_a_projected_loss_no_ratio():
    assert track_record([told(2)]).ratio.low is None
    assert track_record([told(2, projected=-4)]).ratio is None
    assert track_record([told(2, projected=0)]).trust == 1_000_000


def test_a_projection_that_drowns_in_its_own_luck_hardly_moves_what_is_expected():
    sd = 40 / 3.289707
    weight = (4 / sd) ** 2
    assert track_record([told(-16)]).trust == pytest.approx((10 - 4 * weight) / (10 + weight) * 1e6, abs=1)
    assert 850_000 < track_record([told(-16, projected=1)] * 10).trust < 1_000_000


def test_many_sure_dates_of_which_half_came_true_halve_what_is_expected():
    rows = [told(20, projected=40, low=30, high=50)] * 50
    assert track_record(rows).trust == pytest.approx(500_000, abs=3_000)
    assert expected(10 * DOLLAR, track_record(rows)) == pytest.approx(5 * DOLLAR, abs=DOLLAR // 20)


def test_a_band_without_width_says_nothing_about_the_ratio():
    assert track_record([told(0, projected=20, low=20, high=20)]).trust == 1_000_000


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 40)), min_size=1, max_size=20))
def test_where_everything_comes_as_projected_all_of_it_is_expected(rows):
    record = track_record([told(p, projected=p, low=p - half, high=p + half) for p, half in rows])
    assert record.trust == pytest.approx(1_000_000, abs=1)
    assert record.inside == len(rows)
