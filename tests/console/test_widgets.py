"""The shapes: lines, tables, bars, densities, and where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from footbe_tui.screens.layout import Place, arrange, kind
from footbe_tui.widgets.bar import drawdown_bar, share_bar
from footbe_tui.widgets.density_strip import density_strip, levelled, scale_line
from footbe_tui.widgets.lines import (
    Column,
    changed_runs,
    clean,
    cut,
    fit,
    headings,
    lay,
    length,
    spread,
    widths,
)
from footbe_tui.widgets.live_table import Body, LiveTable

MARKS = (150_000, 180_000, 200_000)


def plain(line) -> str:
    return "".join(text for text, _ in line)


@given(st.text(), st.integers(0, 40), st.sampled_from("<>"))
def test_a_text_fills_its_cells_exactly_and_commands_nothing(text, width, align):
    shown = fit(text, width, align)
    assert cell_len(shown) == width
    assert shown.isprintable()


@given(st.lists(st.tuples(st.text(), st.just(""))), st.integers(0, 60))
def test_a_line_fills_its_cells_exactly(spans, width):
    line = cut(spans, width)
    assert length(line) == width
    assert plain(line).isprintable()


@given(st.text(max_size=30), st.text(max_size=10), st.integers(0, 50))
def test_the_right_part_keeps_its_place(left, right, width):
    line = spread(((left, ""),), ((clean(right), ""),), width)
    assert length(line) == width
    if cell_len(clean(right)) <= width:
        assert plain(line).endswith(clean(right))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "␛[2J"),
        ("a\tb", "a␉b"),
        ("\u202eevil", "\ufffdevil"),
        ("a\u200bb", "a\ufffdb"),
        ("\x9b", "\ufffd"),
        ("Łódź–東京", "Łódź–東京"),
    ],
)
def test_controls_are_shown_as_pictures(text, shown):
    assert clean(text) == shown


def test_columns_keep_their_width_and_those_that_grow_share_what_is_left():
    columns = (Column("A", 3), Column("B", 4, ">", grow=1), Column("C", 2, grow=3))
    assert widths(columns, 11) == (3, 4, 2)
    assert widths(columns, 19) == (3, 6, 8)
    assert plain(headings(columns, 11)) == "A      B C  "
    assert plain(lay(columns, [("aaaa", ""), ("b", ""), ("cc", "")], 11)).startswith("aa…    b cc")


@given(
    st.lists(st.sampled_from("ab12 "), min_size=30, max_size=30),
    st.lists(st.sampled_from("ab12 "), min_size=30, max_size=30),
)
def test_every_cell_that_differs_lies_in_a_run(old, new):
    before, after = (("".join(old), ""),), (("".join(new), ""),)
    covered = {x for start, end in changed_runs(before, after) for x in range(start, end)}
    assert {x for x in range(30) if old[x] != new[x]} <= covered
    if old == new:
        assert covered == set()


def test_a_change_of_tone_alone_is_a_change():
    assert changed_runs((("abc", ""),), (("a", ""), ("b", "warn"), ("c", ""))) == [(1, 2)]


def test_wide_signs_count_two_cells():
    assert changed_runs((("東a", ""),), (("東b", ""),)) == [(2, 3)]


@pytest.mark.parametrize(
    ("used", "limit", "shown"),
    [
        (0, 10, "··········"),
        (5, 10, "█████·····"),
        (10, 10, "██████████"),
        (15, 10, "██████████"),
        (1, 1000, "▏·········"),
        (5, 0, "··········"),
        (-3, 10, "··········"),
    ],
)
def test_a_share_is_a_bar(used, limit, shown):
    assert plain(share_bar(used, limit, 10)) == shown


@given(st.integers(-100_000, 400_000), st.integers(9, 60))
def test_the_drawdown_bar_keeps_its_width_and_its_marks(value, width):
    text = plain(drawdown_bar(value, MARKS, width))
    assert cell_len(text) == width
    assert text.endswith("15·18┊20")


@given(st.integers(0, 250_000), st.integers(0, 250_000))
def test_more_drawdown_never_fills_less(one, other):
    def filled(value):
        return sum(
            len(text) for text, tone in drawdown_bar(value, MARKS, 20) if tone.startswith(("fill", "label"))
        )

    if one <= other:
        assert filled(one) <= filled(other)


@pytest.mark.parametrize(
    ("value", "tone"),
    [
        (149_999, "fill"),
        (150_000, "fillwarn"),
        (179_999, "fillwarn"),
        (180_000, "fillalarm"),
        (300_000, "fillalarm"),
    ],
)
def test_the_drawdown_changes_its_tone_at_its_marks(value, tone):
    assert drawdown_bar(value, MARKS, 20)[0][1] == tone


@given(st.lists(st.integers(0, 8), max_size=81), st.integers(3, 61))
def test_a_density_fills_its_cells_with_zero_in_the_middle(heights, width):
    text = plain(density_strip(heights, width))
    assert len(text) == width
    assert text[width // 2] == "┊"


def test_a_belief_that_covers_the_scale_stands_low_and_a_narrow_one_high():
    assert set(levelled((8,) * 40)) == {2}
    assert max(levelled((5, 6, 7, 8, 8, 8, 8, 7, 6, 5))) <= 3
    narrow = (0,) * 12 + (1, 4, 8, 4, 1) + (0,) * 12
    assert levelled(narrow) == narrow
    assert levelled(()) == ()


def test_a_density_stands_where_it_belongs():
    assert plain(density_strip((0,) * 7 + (8,) + (0,) * 7, 15)) == "·······┊·······"
    assert plain(density_strip((0, 1, 2, 3, 4, 5, 6, 7, 8), 9)) == "·▁▂▃┊▅▆▇█"
    assert plain(density_strip((), 5)) == "··┊··"
    assert plain(scale_line(21, "-40%", "+40%")) == "-40%      0%     +40%"


@given(
    st.integers(1, 300),
    st.integers(1, 100),
    st.sampled_from(["positions", "risk", "events", "reader"]),
    st.booleans(),
    st.sampled_from([0, 4, 12]),
)
def test_parts_lie_within_the_screen_and_only_questions_overlap(width, height, shown, zoomed, prompt):
    places = arrange(width, height, shown=shown, zoomed=zoomed, prompt=prompt)
    for place in places.values():
        assert place.x >= 0 <= place.y
        assert place.x + place.width <= width
        assert place.y + place.height <= height
        assert place.width > 0 < place.height
    if kind(width, height) == "tiny":
        assert set(places) <= {"top", "prompt"}
        assert sum(place.height for place in places.values()) == height
        return
    covered = [0] * (width * height)
    for name, place in places.items():
        if name not in {"prompt", "clock"}:
            for y in range(place.y, place.y + place.height):
                for x in range(place.x, place.x + place.width):
                    covered[y * width + x] += 1
    assert set(covered) == {1}


def test_a_question_never_hides_the_next_approval_or_the_top():
    places = arrange(80, 24, shown="risk", prompt=12)
    assert places["prompt"].y + places["prompt"].height == places["next"].y
    assert places["prompt"].y >= 4
    assert places["footer"] == Place(0, 23, 80, 1)


class Row:
    def __init__(self, key: str) -> None:
        self.key = key


def table(keys, size=(20, 6), height=1) -> LiveTable:
    made = LiveTable()
    made._extend(made.extent.__class__(*size))
    show(made, keys, height)
    return made


def show(made: LiveTable, keys, height=1) -> None:
    made.show(
        (("T", ""),),
        Body([Row(k) for k in keys], lambda row, _width: [((row.key, ""),)] * height, height=height),
    )


@pytest.fixture
def still(monkeypatch):
    monkeypatch.setattr(LiveTable, "post_message", lambda *_a: True)


def test_the_cursor_stays_on_its_key(still):
    made = table("abcdef")
    made.action_move(2)
    show(made, "xyzabcdef")
    assert made.selected.key == "c"
    show(made, "cab")
    assert made.selected.key == "c"


def test_when_its_key_is_gone_the_cursor_stays_at_its_place(still):
    made = table("abc")
    made.action_move(1)
    show(made, "acd")
    assert made.selected.key == "c"
    show(made, "a")
    assert made.selected.key == "a"
    show(made, "")
    assert made.selected is None


def test_rows_that_do_not_fit_are_counted(still):
    made = table("abcdefgh")
    assert [line[1:8].strip() for line in made.plain()[1:-1]] == [">a", "b", "c", "… 5 m"]
    made.action_move(100)
    assert made.plain()[3][3] == "h"
    assert "5 above" in made.plain()[4]


def test_rows_of_three_lines_are_never_cut(still):
    made = table("abc", size=(20, 8), height=3)
    assert sum("a" in line[1:6] for line in made.plain()) == 3
    assert not any("b" in line[1:6] for line in made.plain()[1:-1])


def test_only_the_cells_that_changed_are_painted_again(still, monkeypatch):
    made = table(["aaaa", "bbbb"])
    painted = []
    monkeypatch.setattr(LiveTable, "refresh", lambda self, *regions, **_: painted.extend(regions))
    show(made, ["aaaa", "bbcb"])
    assert [(r.x, r.y, r.width) for r in painted] == [(5, 2, 1)]
    painted.clear()
    show(made, ["aaaa", "bbcb"])
    assert painted == []


def test_a_thousand_rows_are_painted_only_where_they_are_seen(still):
    made = LiveTable()
    made._extend(made.extent.__class__(20, 10))
    painted = []
    made.show(
        (),
        Body(
            [Row(str(n)) for n in range(1000)], lambda row, _w: painted.append(row.key) or [((row.key, ""),)]
        ),
    )
    assert len(painted) < 10


CONTROLS = [chr(code) for code in (*range(32), *range(127, 160))]
FORMATS = ["\u200b", "\u200d", "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff", "\u061c", "\u2028", "\u2029"]
BODIES = ["]52;c;aGk=", "[2J", "[31m", "Pq#0", "]0;title", "_Gf=100", "[?1049l", "[6n"]
PAYLOADS = [
    f"{control}{body}{end}"
    for control in (*CONTROLS, *FORMATS)
    for body, end in zip(BODIES, "\x07\x9c" * 4, strict=True)
]


def test_no_payload_reaches_the_terminal(still):
    assert len(PAYLOADS) >= 300
    made = table(PAYLOADS, size=(60, len(PAYLOADS) + 2))
    drawn = "".join(made.render_line(y).text for y in range(len(PAYLOADS) + 2))
    assert drawn.isprintable()
    assert "]52;c;aGk=" in drawn
