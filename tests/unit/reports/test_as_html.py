"""The page: one file that needs nothing, escapes everything, stays small, and is readable without sight or colour."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from engine.core.view.report import told
from footbe_tui.reports import charts, contents, strips, svg
from footbe_tui.reports.as_html import PARTS, _kept, page
from tests.support import ledgers
from tests.support.desk import Desk
from tests.unit.reports.test_as_text import hostile, report

VOID = {"meta", "br", "hr", "img", "link"}


class Reader(HTMLParser):
    """Checks that elements close in order, and gathers what a page holds."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.said, self.attributes = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said.append(data)


def read(written):
    reader = Reader()
    reader.feed(written)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("make", [report, hostile, lambda: told(Desk().state).report, lambda: report(1, 1)])
def test_every_element_closes_and_no_name_stands_twice(make):
    found = read(page(make()))
    assert len(set(found.ids)) == len(found.ids)


@pytest.mark.parametrize("make", [report, hostile])
def test_it_runs_nothing_and_fetches_nothing(make):
    written = page(make())
    found = read(written)
    assert not {"script", "img", "link", "iframe", "object", "form"}.intersection(found.tags)
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert {value[0] for name, value in found.attributes if name in {"href", "src"}} == {"#"}
    assert "://" not in written
    assert "@import" not in written
    assert "url(" not in written


def test_foreign_text_is_words_and_nothing_else():
    written = page(hostile())
    assert "<script" not in written
    assert "&lt;script&gt;" in written
    assert "Ajax [/]" in written
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b]", written)


def test_a_season_stays_under_half_a_megabyte():
    assert len(page(report(270, 10)).encode()) < 500_000


def test_every_picture_has_a_name_and_words_for_whoever_cannot_see_it():
    drawn = re.findall(r"<svg.*?</svg>", page(report(12, 6)), re.DOTALL)
    assert len(drawn) >= 9
    for each in drawn:
        root = ET.fromstring(each)
        assert root.get("role") == "img"
        named = root.get("aria-labelledby").split()
        assert [child.get("id") for child in root[:2]] == named
        assert all(child.text for child in root[:2])


def places(drawn):
    """Where shapes and words stand in a picture."""
    root = ET.fromstring(drawn.drawn)
    width, height = (float(part) for part in root.get("viewBox").split()[2:])
    for shape in root.iter():
        for name, most in (
            ("x", width),
            ("x1", width),
            ("x2", width),
            ("cx", width),
            ("y", height),
            ("y1", height),
            ("y2", height),
            ("cy", height),
        ):
            if shape.get(name) is not None:
                yield name, float(shape.get(name)), most


PICTURES = (
    charts.equity, charts.drawdown, charts.slates, lambda r: charts.waterfall(r, shadow=False),
    lambda r: charts.waterfall(r, shadow=True), strips.returns, strips.closing, strips.marks, strips.shares,
    strips.regrets, strips.refusals,
)  # fmt: skip


@pytest.mark.parametrize("draw", PICTURES)
@pytest.mark.parametrize(("days", "fixtures"), [(2, 3), (12, 6), (270, 2)])
def test_nothing_is_drawn_outside_the_picture(draw, days, fixtures):
    found = draw(report(days, fixtures))
    if found is not None:
        assert all(-0.5 <= value <= most + 0.5 for _, value, most in places(found))


@pytest.mark.parametrize("draw", PICTURES)
def test_nothing_known_is_no_picture(draw):
    assert draw(told(Desk().state).report) is None


@pytest.mark.parametrize(
    "draw", [charts.slates, lambda r: charts.waterfall(r, shadow=True), strips.returns, strips.refusals]
)
def test_bars_and_whiskers_have_zero_on_their_axis(draw):
    assert 'class="zero"' in draw(report(12, 6)).drawn


def test_the_page_holds_every_table_of_the_text():
    found = report(12, 6)
    assert [make for _, _, tables in PARTS for make in tables] == list(contents.CONTENTS)
    said = "".join(read(page(found)).said)
    for table in contents.tables(found):
        for row in table.rows:
            assert all(cell.shown.strip() in said for cell in row)


def test_a_thinned_curve_keeps_its_deepest_fall_and_its_end():
    made = ledgers.season(900, 1)
    points = told(ledgers.state(made), ledgers.past(made)).report.curve.points
    kept = charts.thinned(points)
    assert len(kept) <= charts.POINTS_SHOWN + 1
    assert max(point.drawdown_ppm for point in kept) == max(point.drawdown_ppm for point in points)
    assert (kept[0], kept[-1]) == (points[0], points[-1])


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3.2, 7.9), (0, 0.00004), (-1e6, 2e7), (5, 5)])
def test_axes_name_round_figures_inside_their_ends(low, high):
    found = svg.ticks(low, high)
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in found)
    assert 1 <= len(found) <= 7
    if low < 0 < high:
        assert 0 in found


def test_a_scale_without_length_stands_in_the_middle():
    assert svg.Scale(3, 3, 0, 10)(3) == 5


@pytest.mark.parametrize(
    ("value", "named"), [(1002.5, "1 002.5"), (1000, "1 000"), (-2.5, "-2.5"), (0.25, "0.25"), (0, "0")]
)
def test_an_axis_names_what_it_marks(value, named):
    assert charts._dollars(value) == named


def test_a_waterfall_begins_and_ends_at_zero_and_steps_between():
    drawn = charts.waterfall(report(12, 6), shadow=True).drawn
    assert (drawn.count('class="bar"'), drawn.count('class="step"'), drawn.count('class="link"')) == (2, 4, 5)


def test_no_line_breaks_inside_a_number():
    assert (
        _kept("cash 1 020.43, 2026-08-08 06:00, 3 <b>") == "cash 1\u00a0020.43, 2026-08-08 06:00, 3 &lt;b&gt;"
    )
