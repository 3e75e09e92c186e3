"""Mark-outs as figures: their sign, their mean, what is missing."""

from hypothesis import given
from hypothesis import strategies as st

from engine.core.performance.marks import NO_SUMS, mark_out, means, with_mark
from engine.domain.market import Side

PRICES = st.integers(1, 9_999)
MIDS = st.integers(2, 19_998)


def test_a_purchase_is_good_when_the_mid_rises_and_a_sale_when_it_falls():
    assert mark_out(Side.BUY, 4600, 2 * 4800) == 20_000
    assert mark_out(Side.SELL, 4600, 2 * 4800) == -20_000
    assert mark_out(Side.SELL, 4600, 2 * 4500) == 10_000


def test_half_a_tick_of_mid_is_not_rounded_away():
    assert mark_out(Side.BUY, 4600, 4600 + 4601) == 50


def test_without_a_two_sided_book_there_is_no_mark():
    assert mark_out(Side.BUY, 4600, None) is None
    assert means(with_mark(NO_SUMS, 0, None, 100)) == (None, None, None)


@given(PRICES, MIDS)
def test_what_is_good_for_a_buyer_is_as_bad_for_a_seller(price, mid):
    assert mark_out(Side.BUY, price, mid) == -mark_out(Side.SELL, price, mid)


@given(st.lists(st.tuples(st.integers(-10_000, 10_000), st.integers(1, 10_000)), min_size=1))
def test_a_mean_weighs_by_contracts_and_lies_between_its_marks(fills):
    sums = NO_SUMS
    for mark, quantity in fills:
        sums = with_mark(sums, 1, mark, quantity)
    first, second, third = means(sums)
    assert (first, third) == (None, None)
    total, contracts = sum(m * q for m, q in fills), sum(q for _, q in fills)
    assert second * contracts <= total < (second + 1) * contracts
    assert min(m for m, _ in fills) <= second <= max(m for m, _ in fills)
