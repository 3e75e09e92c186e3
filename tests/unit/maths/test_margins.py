from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.maths import margins
from engine.maths.arrays import FloatArray, Floats

ODDS = st.lists(st.floats(1.02, 60.0), min_size=2, max_size=6)


def shin_alone(odds: Floats) -> FloatArray:
    return margins.shin(odds)[0]


METHODS: dict[str, Callable[[Floats], FloatArray]] = {
    "multiplicative": margins.multiplicative,
    "power": margins.power,
    "shin": shin_alone,
}


def with_margin(odds: list[float]) -> list[float]:
    """Shorten odds until the book stands at 1.05 or above, as a bookmaker's does."""
    book = sum(1 / o for o in odds)
    quotes = [min(0.97, (1 / o) * max(1.0, 1.05 / book)) for o in odds]
    return [1 / q for q in quotes] if sum(quotes) >= 1.0 else [1.5, 2.2]


def test_shin_gives_the_published_probabilities_and_share_of_insiders() -> None:
    probabilities, insiders = margins.shin([2.6, 2.4, 4.3])
    assert probabilities == pytest.approx([0.37299406, 0.40477941, 0.22222653], abs=1e-8)
    assert float(insiders) == pytest.approx(0.01694251, abs=1e-8)


def test_power_gives_the_published_probabilities() -> None:
    assert margins.power([2.6, 2.4, 4.3]) == pytest.approx([0.372984, 0.405107, 0.221908], abs=1e-6)


def test_two_way_shin_is_the_additive_method() -> None:
    probabilities, _ = margins.shin([1.5, 2.74])
    assert probabilities == pytest.approx([0.650852, 0.349148], abs=1e-6)


def test_a_fair_book_has_no_insiders_and_stays_as_it_is() -> None:
    probabilities, insiders = margins.shin([2.0, 4.0, 4.0])
    assert float(insiders) == 0.0
    assert probabilities == pytest.approx([0.5, 0.25, 0.25])
    assert margins.power([2.0, 4.0, 4.0]) == pytest.approx([0.5, 0.25, 0.25])


def test_many_matches_at_once_equal_one_after_the_other() -> None:
    book = np.array([[2.6, 2.4, 4.3], [1.3, 5.0, 11.0], [1.9, 3.6, 4.2]])
    for method in METHODS.values():
        together = method(book)
        for row, odds in zip(together, book, strict=True):
            assert row == pytest.approx(method(odds), abs=1e-12)


@pytest.mark.parametrize("name", METHODS)
@given(odds=ODDS)
def test_probabilities_sum_to_one_and_keep_the_order(name: str, odds: list[float]) -> None:
    book = with_margin(odds)
    answer = METHODS[name](book)
    assert answer.sum() == pytest.approx(1.0, abs=1e-9)
    assert (answer > 0).all()
    ranked = np.argsort(book, kind="stable")
    assert (np.diff(answer[ranked]) <= 1e-12).all()


@pytest.mark.parametrize("name", METHODS)
@given(odds=ODDS, seed=st.integers(0, 1000))
def test_permuting_outcomes_permutes_answers(name: str, odds: list[float], seed: int) -> None:
    book = with_margin(odds)
    shift = seed % len(book)
    turned = book[shift:] + book[:shift]
    answer = METHODS[name](book)
    assert METHODS[name](turned) == pytest.approx(np.roll(answer, -shift), abs=1e-9)


@given(prices=st.lists(st.floats(0.005, 0.995), min_size=2, max_size=3))
def test_the_scalar_road_agrees_with_the_arrays_above_and_below_one(prices: list[float]) -> None:
    fast = margins.power_prices(prices)
    assert sum(fast) == pytest.approx(1.0, abs=1e-12)
    assert fast == pytest.approx(margins.power([1 / price for price in prices]), abs=1e-8)


@pytest.mark.parametrize("odds", [[1.0, 3.0], [2.0], [2.0, float("nan")], [-2.0, 2.0], [2.0, float("inf")]])
@pytest.mark.parametrize("name", METHODS)
def test_odds_that_are_no_odds_are_refused(name: str, odds: list[float]) -> None:
    with pytest.raises(ValueError, match=r"odds|finite"):
        METHODS[name](odds)


def test_the_refusal_names_the_value() -> None:
    with pytest.raises(ValueError, match=r"odds 0\.9: decimal odds must be above 1"):
        margins.power([0.9, 3.0])
    with pytest.raises(ValueError, match=r"price 1\.0 is outside"):
        margins.power_prices([1.0, 0.3])
    with pytest.raises(ValueError, match="1 prices"):
        margins.power_prices([0.3])


def test_shin_refuses_a_book_below_one() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        margins.shin([2.2, 2.2])
