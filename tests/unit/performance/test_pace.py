"""The share of a wish that is reached, and the word for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.performance.pace import PaceWord, pace, word, worse
from engine.domain.money import DOLLAR

AMOUNTS = st.none() | st.integers(-500 * DOLLAR, 500 * DOLLAR)


def test_pace_is_realised_and_projected_over_the_target():
    assert pace(21_420_000, 11_840_000, 100 * DOLLAR) == 332_600
    assert pace(None, 4_100_000, 100 * DOLLAR) == 41_000
    assert pace(-5 * DOLLAR, None, 100 * DOLLAR) == -50_000
    assert pace(None, None, 100 * DOLLAR) is None
    assert pace(DOLLAR, None, None) is None
    assert pace(DOLLAR, None, 0) is None


@pytest.mark.parametrize(
    ("dollars", "said"),
    [
        (-1, "losing"),
        (0, "behind"),
        (99, "behind"),
        (100, "on pace"),
        (120, "on pace"),
        (121, "ahead"),
    ],
)
def test_once_something_has_settled_the_wish_decides_the_word(dollars, said):
    found = word(dollars * DOLLAR, low=100 * DOLLAR, high=120 * DOLLAR, settled=True, held=False)
    assert found == said


def test_before_anything_has_settled_there_is_no_pace_however_much_is_projected():
    wishes = {"low": 100 * DOLLAR, "high": 120 * DOLLAR}
    assert word(500 * DOLLAR, settled=False, held=True, **wishes) is PaceWord.WAITING
    assert word(None, settled=False, held=False, **wishes) is PaceWord.NO_GAMES
    # Something settled, but what is open has no fair value: how it stands is not known.
    assert word(None, settled=True, held=True, **wishes) is PaceWord.WAITING


@given(AMOUNTS, AMOUNTS, st.booleans(), st.booleans())
def test_a_larger_sum_never_reads_worse(one, other, settled, held):
    low, high = sorted((one or 0, other or 0))
    said = [
        word(total, low=100 * DOLLAR, high=120 * DOLLAR, settled=settled, held=held) for total in (low, high)
    ]
    assert not worse(*said)


def test_worse_is_behind_or_losing_where_it_was_neither_and_losing_where_it_was_behind():
    worse_ones = {(a, b) for a in PaceWord for b in PaceWord if worse(a, b)}
    calm = (PaceWord.NO_GAMES, PaceWord.WAITING, PaceWord.AHEAD, PaceWord.ON_PACE)
    expected = {(a, b) for a in calm for b in (PaceWord.BEHIND, PaceWord.LOSING)}
    assert worse_ones == expected | {(PaceWord.BEHIND, PaceWord.LOSING)}
