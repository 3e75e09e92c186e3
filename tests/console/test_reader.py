"""The page of sheets: nothing that was said is cut, columns give way in turn, the cursor stands where enter leads on."""

import pytest

from engine.domain.queries import Answer, Query, Sheet, SheetColumn, SheetRow, Topic, section
from footbe_tui.panes.sheet import SheetPage, columns_of, sheet_rows
from footbe_tui.widgets.lines import cut, length

SAID = "BRE–FUL: nothing is known beyond the market's own prices, which is no reason to trade"
WHY = Query(Topic.FUNNEL)
LEADS = Query(Topic.FIXTURE, "brefu")


def funnel(*said: str, note: str = "a note") -> Sheet:
    columns = (SheetColumn("ARM"), SheetColumn("RULE"), SheetColumn("TIMES", ">", 1), SheetColumn("SAID LAST"))
    rows = tuple(
        SheetRow(str(n), ("ultra_aggressive", "edge", str(n), each), ranks=(None, None, n, None), leads_to=LEADS)
        for n, each in enumerate(said)
    )
    return Sheet("Refusals", columns, rows, note)


def drawn(answer: Answer, width: int) -> list[str]:
    return ["".join(part for part, _ in cut(item.line, width)) for item in SheetPage()._items(answer, width)]


@pytest.mark.parametrize("width", [52, 76, 92, 116, 180])
def test_what_a_rule_said_is_never_cut(width):
    told = drawn(Answer(WHY, "why", (), sheets=(funnel(SAID, SAID),)), width)
    words = " ".join(told).split()
    assert not any("…" in each for each in told)
    assert all(words.count(word) >= 2 for word in SAID.split())


def test_escapes_of_a_foreign_name_reach_no_terminal():
    told = drawn(Answer(WHY, "why", (), sheets=(funnel("a\x1b[31mb"),)), 76)
    assert "\x1b" not in "".join(told)


def test_markup_stays_what_it_reads():
    assert any("[b]Ajax[/b] [link=x]" in each for each in drawn(Answer(WHY, "why", (), sheets=(funnel("[b]Ajax[/b] [link=x]"),)), 92))


def test_the_least_wanted_column_goes_first_and_what_must_stay_stays():
    shown, _ = columns_of(funnel(SAID), 76)
    assert shown == (0, 1, 2, 3)
    shown, columns = columns_of(funnel(SAID), 62)
    assert shown == (0, 1, 3)
    assert sum(column.width + column.gap for column in columns) <= 62


def test_missing_figures_sort_last_and_the_highest_first():
    sheet = funnel("a", "b", "c")
    rows = (*sheet.rows, SheetRow("none", ("x", "edge", "--", "d"), ranks=(None, None, None, None)))
    ordered = sheet_rows(Sheet(sheet.title, sheet.columns, rows), 2)
    assert [row.cells[2] for row in ordered] == ["2", "1", "0", "--"]


def test_a_column_without_ranks_sorts_as_it_reads():
    ordered = sheet_rows(funnel("b", "c", "a"), 3)
    assert [row.cells[3] for row in ordered] == ["a", "b", "c"]


async def test_the_cursor_begins_where_enter_leads_on_and_again_after_a_filter(seat):
    async with seat() as at:
        await at.press("o")
        assert at.cockpit.part.selected.leads_to is not None
        fixture = at.link.snapshot.orders[-1].fixture
        shown = await at.press("slash", *fixture[:3].lower(), "enter")
        assert fixture in shown
        assert at.cockpit.part.selected.leads_to is not None
        await at.press("enter")
        assert at.link.asked[-1] == Query(Topic.POSITION, "run-p0412")


async def test_a_filter_hides_tables_without_a_match_and_says_how_many_match(seat):
    answer = Answer(WHY, "why", (section("Facts", [("score", "0-1")]),), sheets=(funnel("BRE", "LIV"), funnel("BRE", note="")))
    page = SheetPage()
    page.wanted = "liv"
    said = ["".join(part for part, _ in item.line) for item in page._items(answer, 90)]
    assert any("1 of 2" in each for each in said)
    assert sum("Refusals" in each for each in said) == 1
    assert not any("Facts" in each for each in said)


async def test_s_sorts_the_table_under_the_cursor(seat):
    async with seat() as at:
        await at.press("w")
        assert "by ARM" in await at.press("s")
        assert "by RULE" in await at.press("s")
        for _ in range(3):
            shown = await at.press("s")
        assert " · by " not in shown.split("Refusals")[1].split("\n")[0]


@pytest.mark.parametrize("width", [30, 60, 120])
def test_every_line_fits(width):
    for item in SheetPage()._items(Answer(WHY, "why", (), sheets=(funnel(SAID, "x"),)), width):
        assert length(cut(item.line, width)) == width


@pytest.mark.parametrize("width", [55, 62, 76, 116])
def test_a_row_that_leads_on_says_so_and_is_not_cut_for_it(width):
    rows = [line for line in drawn(Answer(WHY, "why", (), sheets=(funnel(SAID, "x"),)), width) if "edge" in line]
    assert len(rows) == 2
    assert all("→" in line and "…" not in line for line in rows)
