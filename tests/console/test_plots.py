"""Plots out of text: where things stand, what is told apart without colour, and sizes that are kept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footbe_tui.ascii import plain
from footbe_tui.widgets.lines import length
from footbe_tui.widgets.plot.axes import Scale, spanned, ticks
from footbe_tui.widgets.plot.bars import Bar, Mark, bar_plot
from footbe_tui.widgets.plot.canvas import Canvas
from footbe_tui.widgets.plot.dots import Dot, Reach, reach_plot, square_plot
from footbe_tui.widgets.plot.paths import Ends, Path, depth_plot, path_plot

ENDS = Ends("Sat", "Sun")
sizes = st.tuples(st.integers(20, 120), st.integers(5, 40))
values = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=40)


def read(lines):
    return ["".join(text for text, _ in line) for line in lines]


def test_a_scale_ends_where_it_says_and_holds_what_lies_outside():
    scale = Scale(0, 100, 11)
    assert [scale.place(value) for value in (0, 50, 100, -5, 500)] == [0, 5, 10, 0, 10]
    assert Scale(5, 5, 10).place(7) == 0


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.integers(1, 20))
def test_ticks_are_round_inside_and_not_too_many(low, wide, most):
    found = ticks(low, low + wide, most)
    assert len(found) <= most + 1
    assert all(low <= mark <= low + wide for mark in found)
    steps = {after - before for before, after in pairwise(found)}
    assert all(str(step).strip("0") in {"1", "2", "5"} for step in steps)


def test_ticks_are_no_finer_than_can_be_written():
    assert ticks(0, 35, 10, least=10) == [0, 10, 20, 30]


@given(values)
def test_an_axis_holds_every_value(some):
    low, high = spanned(some)
    assert low <= min(some)
    assert high >= max(some)
    assert high > low


def test_a_thin_line_steps_up_and_down():
    canvas = Canvas(6, 3)
    canvas.trace(0, [2, 0, 0, 1, None, 2])
    assert read(canvas.lines()) == [" ╭─╮  ", " │ ╰  ", "─╯   ─"]


def test_nothing_is_written_outside():
    canvas = Canvas(3, 1)
    canvas.put(-1, 0, "abcdef")
    canvas.put(0, 5, "x")
    assert read(canvas.lines()) == ["bcd"]


def test_two_lines_are_told_apart_without_colour_and_named_where_they_end():
    solid = Path("booked", range(9), [10] * 9)
    dotted = Path("at bids", range(9), [40] * 9, dotted=True)
    shown = read(path_plot([dotted, solid], (60, 10), str, ENDS))
    assert "────" in next(line for line in shown if "booked 10" in line)
    assert "····" in next(line for line in shown if "at bids 40" in line)
    assert shown[-1].split() == ["Sat", "Sun"]


def test_names_that_would_fall_together_stand_below_each_other():
    paths = [Path("one", range(9), [10] * 9), Path("two", range(9), [10] * 9, dotted=True)]
    shown = read(path_plot(paths, (60, 8), str, ENDS))
    assert sum("one 10" in line for line in shown) == sum("two 10" in line for line in shown) == 1


def test_an_interval_without_width_is_not_drawn():
    wide = Path("x", (0, 1, 2), (5, 5, 5), lows=(5, 1, 1), highs=(5, 9, 9))
    shown = "\n".join(read(path_plot([wide], (40, 12), str, ENDS)))
    bare = "\n".join(read(path_plot([wide._replace(lows=(), highs=())], (40, 12), str, ENDS)))
    assert "·" in shown
    assert "·" not in bare


def test_depth_hangs_from_the_top_and_its_marks_are_written_beside():
    path = Path("", range(10), [0, 0, 100, 100, 100, 0, 0, 0, 0, 0])
    shown = read(depth_plot(path, (150, 180, 200), (40, 12), lambda value: f"{value}%"))
    text = "\n".join(shown)
    for mark in ("0%", "150%", "180%", "200%"):
        assert mark in text
    filled = [sum(line.count(sign) for sign in "█▀") for line in shown]
    assert filled[0] > 0
    assert filled == sorted(filled, reverse=True)


def test_marks_that_share_a_row_are_written_together():
    shown = "\n".join(read(depth_plot(Path("", (0, 1), (0, 0)), (15, 18, 20), (40, 4), lambda value: f"{value}%")))
    assert "18·20%" in shown


def test_a_depth_between_two_moments_is_not_lost():
    path = Path("", range(1_000), [1_000 if n == 500 else 0 for n in range(1_000)])
    shown = read(depth_plot(path, (2_000,), (30, 10), str))
    assert any("█" in line for line in shown[:5])


def test_plus_stands_above_the_line_and_minus_below():
    shown = read(bar_plot([Bar("a", 50), Bar("b", -30)], [], (40, 12), str))
    zero = next(n for n, line in enumerate(shown) if "┼" in line)
    assert any("█" in line for line in shown[:zero])
    assert "█" in shown[zero]
    assert "50" in "\n".join(shown)
    assert "-30" in "\n".join(shown)


def test_a_mark_far_above_the_bars_is_said_to_be_off_the_scale():
    shown = "\n".join(read(bar_plot([Bar("a", 5)], [Mark("target", 100), Mark("honest", 3)], (60, 12), str)))
    assert "↑ target 100" in shown
    assert "┄" in shown
    assert " honest 3" in shown


def test_many_bars_have_the_first_and_the_last_name_below_them():
    bars = [Bar(f"{n:02d} Aug", n - 9) for n in range(1, 20)]
    assert read(bar_plot(bars, [], (60, 12), str))[-1].split() == ["01", "Aug", "19", "Aug"]


def test_the_last_bars_stay_when_not_all_fit():
    shown = "\n".join(read(bar_plot([Bar(f"{n:03d}", n) for n in range(1, 200)], [], (40, 12), str)))
    assert "199" in shown


def test_a_small_sample_is_hollow():
    dots = [Dot(200_000, 300_000, 100_000, 500_000, few=True), Dot(800_000, 700_000, 650_000, 750_000, few=False)]
    shown = "\n".join(read(square_plot(dots, [Dot(500_000, 500_000, 0, 0, few=False)], (50, 15))))
    assert (shown.count("○"), shown.count("●"), shown.count("×")) == (1, 1, 1)


def test_intervals_stand_on_one_scale_about_zero():
    reaches = [Reach("one", -10, -20, 0, "-10 n 40", few=False), Reach("two", 5, None, None, "+5 n 1", few=True)]
    shown = read(reach_plot(reaches, (60, 5), str))
    assert "├" in shown[0]
    assert "├" not in shown[1]
    assert shown[1].index("○") > shown[0].index("●")
    assert shown[0].endswith("-10 n 40")


@given(sizes, values)
def test_plots_keep_their_size_and_read_in_ascii(size, some):
    xs = range(len(some))
    bars = [Bar("01 Aug", value) for value in some]
    for lines in (
        path_plot([Path("a", xs, some), Path("b", xs, some[::-1], dotted=True)], size, str, ENDS, zero=True),
        depth_plot(Path("", xs, [abs(value) for value in some]), (15, 18, 20), size, str),
        bar_plot(bars, [Mark("target", 10)], size, str),
        square_plot([Dot(0, 1_000_000, 0, 1_000_000, few=False)], [], size),
    ):
        assert len(lines) == size[1]
        assert all(length(line) == size[0] for line in lines)
        assert all("?" not in plain(text) for text in read(lines))


@pytest.mark.parametrize("size", [(20, 5), (60, 12)])
def test_one_point_is_a_plot_too(size):
    assert len(path_plot([Path("a", (5,), (7,))], size, str, ENDS)) == size[1]
    assert len(depth_plot(Path("", (5,), (7,)), (15,), size, str)) == size[1]
