"""The report on 80 columns: nothing wider, nothing missing said as nought, every figure there."""

from functools import cache

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from engine.core.view.report import told
from engine.domain.figures import Estimate, RefusalRow
from engine.domain.ledger import Alert, AlertKind
from engine.domain.past import Period, SpanAsked
from footbe_tui.reports import as_text, contents, words
from footbe_tui.reports.as_text import WIDTH, lines
from tests.support import ledgers
from tests.support.desk import Desk

HOSTILE = "Ajax [/] <script>alert(1)</script> \u202egnol\u202c \x1b[31m\nFC " + "很长的名字" * 12


@cache
def report(days=6, fixtures=5, asked=None):
    made = ledgers.season(days, fixtures)
    return told(ledgers.state(made), ledgers.past(made), asked).report


@cache
def hostile():
    """A report whose every foreign word is an attack, and whose figures are as wide as they get."""
    found = report(40, 6)
    wide = Estimate(-98_765_432_100, -198_765_432_100, 198_765_432_100, 123_456, 270, "entries, by contracts")
    return replace(
        found,
        head=replace(found.head, source=HOSTILE, run="r" * 90),
        result=replace(found.result, pnl_by_date_micros=wide, return_ppm=replace(wide, value=1_234_567_890)),
        ledgers=tuple(replace(row, strategy=HOSTILE, pnl_micros=-98_765_432_100) for row in found.ledgers),
        waterfalls=tuple(replace(row, strategy=HOSTILE) for row in found.waterfalls),
        triggers=tuple(replace(row, name=HOSTILE, decisions=99_999, noted=99_999) for row in found.triggers),
        refusals=(RefusalRow(HOSTILE, 10**9, HOSTILE),),
    )  # fmt: skip


@pytest.mark.parametrize("days", [0, 1, 2, 40])
@pytest.mark.parametrize("fixtures", [1, 7])
def test_no_line_is_wider_than_80_columns(days, fixtures):
    told_lines = lines(report(days, fixtures))
    assert max(cell_len(line) for line in told_lines) <= WIDTH
    assert not any(line != line.rstrip() for line in told_lines)


@pytest.mark.parametrize("asked", [SpanAsked(Period.DAY), SpanAsked(Period.WEEK)])
def test_a_day_and_a_week_fit_too(asked):
    assert max(cell_len(line) for line in lines(report(asked=asked))) <= WIDTH


@pytest.mark.parametrize("asked", [SpanAsked(Period.DAY), SpanAsked(Period.WEEK)])
def test_what_is_not_of_the_span_says_of_when_it_is(asked):
    said = "\n".join(lines(report(asked=asked)))
    assert "not on these dates)" in " ".join(said.split())
    assert "told of the whole run only" in said
    assert "not on these dates" not in "\n".join(lines(report()))


def test_no_figure_of_a_real_season_is_cut():
    assert not [line for line in lines(report(40, 7)) if line.endswith("…")]


def test_foreign_text_drives_no_terminal_and_fits():
    told_lines = lines(hostile())
    assert max(cell_len(line) for line in told_lines) <= WIDTH
    said = "\n".join(told_lines)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "Ajax [/]" in said


def test_missing_is_two_dashes_and_never_a_number():
    said = "\n".join(lines(told(Desk().state).report))
    assert "return per dollar         --" in said
    for wrong in ("nan", "None", "inf"):
        assert wrong not in said.replace("information", "")


def test_every_section_has_its_heading_even_when_it_is_empty():
    for some in (report(), told(Desk().state).report):
        said = lines(some)
        assert all(table.title in said for table in contents.tables(some))


def test_simulated_games_say_so_in_the_second_line():
    assert lines(report())[1] == "simulated: proves machinery, not an edge"


def test_a_season_shows_its_newest_dates_and_says_how_many_there_are_before():
    found = report(60, 2)
    said = lines(found)
    assert "… 32 earlier" in said
    assert any(line.startswith(ledgers.date(59)) for line in said)
    assert any(line.startswith("in all") and words.dollars(found.result.pnl_micros) in line for line in said)


def test_the_newest_alerts_are_told_with_their_text_wrapped():
    made = ledgers.season(3, 3)
    made.alerts = [Alert(AlertKind.CRITICAL, "k", made.curve[-1].at, "drawdown " * 30)]
    said = "\n".join(lines(told(ledgers.state(made), ledgers.past(made)).report))
    assert said.count("drawdown drawdown") >= 6


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("a\x1b[31mb", "a[31mb"),
        ("a\u202eb", "ab"),
        (" a\n\tb ", "a b"),
        ("Ajax [/]", "Ajax [/]"),
        ("\u2066x\u2069", "x"),
    ],
)
def test_what_of_a_foreign_text_is_shown(foreign, shown):
    assert words.plain(foreign) == shown


@pytest.mark.parametrize(
    ("line", "width", "align", "fitted"),
    [
        ("ab", 4, "<", "ab  "),
        ("ab", 4, ">", "  ab"),
        ("abcdef", 4, "<", "abc…"),
        ("很长的", 4, "<", "很 …"),
        ("很", 3, "<", "很 "),
    ],
)
def test_columns_are_counted_as_a_terminal_counts_them(line, width, align, fitted):
    found = words.fitted(line, width, align)
    assert found == fitted
    assert cell_len(found) == width


@pytest.mark.parametrize(
    ("write", "value", "shown"),
    [
        (words.dollars, -8_400_000, "-8.40"), (words.cents, 12_300, "+1.2"), (words.cents, -400, "0.0"),
        (words.gain, 158_000, "+15.8%"), (words.fine, 800, "+0.08%"), (words.number, -320_000, "-0.32"),
        (words.percent, None, "--"), (words.cents, None, "--"), (words.whole, 53106, "53 106"),
    ],
)  # fmt: skip
def test_figures_are_written_one_way(write, value, shown):
    assert write(value) == shown


def test_the_text_is_the_same_twice():
    assert as_text.lines(report()) == as_text.lines(report())
