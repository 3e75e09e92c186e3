"""The scenario board: what chosen results come to, by hand, and the same drawdown as the limit's own."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.risk import drawdown
from engine.domain.board import Board, BoardRow, all_lose, best, fallen, favourites, outturn, worst

ONE = BoardRow("F1", "ARS–CHE", "Sat 22", "40 ARS", 20_000_000, -2_000_000, ("ARS", "draw", "CHE"),
               (20_000_000, -20_000_000, -20_000_000), (500_000, 300_000, 200_000))  # fmt: skip
TWO = BoardRow("F2", "BOS–NYK", "Sun 23", "10 NYK", 4_000_000, 0, ("BOS", "NYK"), (-4_000_000, 6_000_000), ())
BOARD = Board(
    rows=(ONE, TWO),
    equity=1_000_000_000,
    mark=1_010_000_000,
    warn=150_000,
    pause=180_000,
    stop=200_000,
    if_all_lose=970_000_000,
    reserved=8_000_000,
    projected=None,
    low=None,
    high=None,
)


def test_nothing_chosen_is_equity_as_it_is():
    come = outturn(BOARD, {})
    assert (come.brings, come.equity) == (0, 1_000_000_000)
    assert come.drawdown == 9_901


def test_a_chosen_result_replaces_what_equity_counted_there():
    come = outturn(BOARD, {"F1": 0})
    assert (come.brings, come.equity) == (20_000_000, 1_022_000_000)
    assert come.drawdown == 0
    come = outturn(BOARD, {"F1": 2, "F2": 0})
    assert (come.brings, come.equity) == (-24_000_000, 978_000_000)


def test_a_fixture_that_is_not_held_changes_nothing():
    assert outturn(BOARD, {"F9": 1}) == outturn(BOARD, {})


def test_worst_best_and_favourites():
    assert worst(BOARD) == {"F1": 1, "F2": 0}
    assert best(BOARD) == {"F1": 0, "F2": 1}
    assert favourites(BOARD) == {"F1": 0}


def test_all_lose_counts_what_rests_as_filled_and_lost():
    come = all_lose(BOARD)
    assert (come.brings, come.equity) == (-32_000_000, 970_000_000)


@given(st.integers(-2_000_000_000, 2_000_000_000), st.integers(-10, 2_000_000_000))
def test_the_drawdown_is_the_limits_own(equity, mark):
    assert fallen(replace(BOARD, mark=mark), equity, 0).drawdown == drawdown.drawdown(equity, mark)


@given(st.dictionaries(st.sampled_from(["F1", "F2"]), st.integers(0, 1)))
def test_no_choice_is_worse_than_the_worst_or_better_than_the_best(chosen):
    whole = {"F1": 0, "F2": 0} | chosen
    come = outturn(BOARD, whole)
    assert outturn(BOARD, worst(BOARD)).equity <= come.equity <= outturn(BOARD, best(BOARD)).equity
