"""What the books alone say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.forecasting.market_prior import from_books
from engine.maths.margins import power
from tests.support.games import book, books, fixture


def test_the_mids_lose_their_margin_by_the_power_method():
    odds = [2.6, 2.4, 4.3]
    found = from_books(books(fixture(), *(round(10_000 / o) for o in odds), half=50))
    assert found == pytest.approx((0.372984, 0.405107, 0.221908), abs=2e-4)
    assert found == pytest.approx(tuple(power([10_000 / round(10_000 / o) for o in odds])), abs=1e-9)


@pytest.mark.parametrize(
    "hole", [None, book("x", None, 5000), book("x", 4000, None), book("x", 6000, 5000), book("x", 0, 10_000)]
)
def test_one_book_missing_one_sided_or_crossed_silences_all(hole):
    first, second, third = books(fixture(), 5000, 2700, 2500)
    assert from_books([first, second, third]) is not None
    assert from_books([hole, second, third]) is None
    assert from_books([first, hole, third]) is None


def test_one_book_is_no_distribution():
    assert from_books([]) is None
    assert from_books([book("x", 4900, 5100)]) is None


mids = st.lists(st.integers(200, 9600), min_size=2, max_size=3)


@given(mids)
def test_it_sums_to_one_and_keeps_the_order_of_the_mids(values):
    found = from_books([book(str(i), mid - 100, mid + 100) for i, mid in enumerate(values)])
    assert found is not None
    assert sum(found) == pytest.approx(1.0)
    assert sorted(range(len(values)), key=lambda i: values[i]) == sorted(
        range(len(values)), key=lambda i: (found[i], values[i])
    )


@given(mids, st.randoms())
def test_permuting_the_books_permutes_the_answer(values, shuffler):
    order = list(range(len(values)))
    shuffler.shuffle(order)
    made = [book(str(i), mid - 100, mid + 100) for i, mid in enumerate(values)]
    straight, mixed = from_books(made), from_books([made[i] for i in order])
    assert mixed == pytest.approx(tuple(straight[i] for i in order), abs=1e-12)
