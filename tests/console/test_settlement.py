"""The settlement pane: the week in its title, and what more it tells where there is room."""

from msgspec.structs import replace

from engine.domain.snapshot import SlateRow
from footbe_tui.panes.settlement import COLUMNS, WIDE, WIDE_FROM, columns, slate_line, week_line
from tests.console.pictures import BUSY

WEEK = SlateRow(
    key="week",
    projected=None,
    low=None,
    high=None,
    open_positions=0,
    realised=85_000_000,
    fees=None,
    target=1_076_160_000,
    pace=78_000,
    status="behind",
    total=85_000,
    daily=27_566,
    days=3,
    honest_low=0,
    honest_high=7_021,
)
FULL = replace(
    BUSY.slates[0],
    expected=-3_920_000,
    share=640_000,
    taper=1_000_000,
    status="behind",
)


def read(line):
    return "".join(text for text, _ in line)


def test_the_week_reads_as_what_it_made_in_all_and_a_day_beside_what_is_honest():
    assert read(week_line(WEEK)) == " · week +8.5% in 3 d, +2.8% a day: behind · honest 0.0-0.7%"


def test_the_title_has_room_beside_the_panes_name_for_the_longest_word_of_a_week():
    longest = read(week_line(replace(WEEK, total=-185_000, daily=-31_000, status="no games")))
    assert len("2 Settlement" + longest) <= 120 - 40 - 4


def test_a_week_without_a_daily_rate_says_missing():
    assert "-- a day" in read(week_line(replace(WEEK, total=-1_000_000, daily=None, status="losing")))


def test_only_where_there_is_room_more_columns_stand():
    assert columns(WIDE_FROM - 1) == COLUMNS
    assert columns(WIDE_FROM) == WIDE
    wide = read(slate_line(FULL, "UTC", WIDE_FROM))
    assert all(said in wide for said in ("-3.92", "64%", "100%", "behind"))
    assert "behind" not in read(slate_line(FULL, "UTC", 76))


def test_a_date_without_a_record_shows_a_dot_for_what_is_expected():
    assert "·" in read(slate_line(replace(FULL, expected=None, realised=0, fees=0), "UTC", 116))


async def test_the_week_stands_in_the_panes_title_and_not_among_its_rows(seat):
    async with seat(replace(BUSY, slates=(*BUSY.slates, WEEK))) as at:
        shown = at.screen()
        assert "2 Settlement · week +8.5% in 3 d, +2.8% a day: behind" in shown
        assert not any("week" in line and "8.5%" not in line for line in at.lines())


async def test_zoomed_on_a_wide_screen_the_status_has_a_column(seat):
    picture = replace(BUSY, slates=(FULL, *BUSY.slates[1:], WEEK))
    async with seat(picture, size=(120, 40)) as at:
        await at.press("2")
        shown = await at.press("z")
        assert "EXPECTED" in shown
        assert "STATUS" in shown
        assert "64%" in shown
