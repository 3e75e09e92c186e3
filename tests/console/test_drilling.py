"""Every ledger is one key away, every row leads on, and the way back is one key a step."""

import pytest
from msgspec.structs import replace

from engine.domain.moment import Moment, after
from engine.domain.queries import Query, Topic
from engine.domain.snapshot import EventRow
from footbe_tui.panes.settlement import OPEN, WEEK, in_order, is_past
from tests.console.pictures import BUSY, NOW

LEADS = Query(Topic.POSITION, "run-p0412")
ABOUT = EventRow("e99", after(NOW, 1), "fill", "0412 bought ARS", LEADS)
PLAIN = EventRow("e98", after(NOW, 2), "model", "fitted")


def with_events(*events):
    return replace(BUSY, events=(*events, *BUSY.events))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
@pytest.mark.parametrize(
    ("key", "topic"),
    [
        ("f", Topic.FILLS),
        ("o", Topic.ORDERS),
        ("g", Topic.REGRET),
        ("i", Topic.INCIDENTS),
        ("w", Topic.FUNNEL),
    ],
)
async def test_a_ledger_is_one_key_away_and_esc_comes_back(seat, size, key, topic):
    async with seat(size=size) as at:
        await at.press(key)
        assert at.link.asked == [Query(topic)]
        assert at.cockpit.page == "sheet"
        await at.press("escape")
        assert at.cockpit.page == ""


async def test_enter_on_a_date_reads_what_settles_on_it(seat):
    async with seat() as at:
        await at.press("2", "enter")
        assert at.link.asked == [Query(Topic.SLATE, BUSY.slates[0].key)]


async def test_enter_on_an_event_leads_to_what_it_is_about(seat):
    async with seat(with_events(ABOUT)) as at:
        await at.press("7", "enter")
        assert at.link.asked == [LEADS]


async def test_an_event_about_nothing_says_so(seat):
    async with seat(with_events(PLAIN)) as at:
        assert "no more to this event" in await at.press("7", "enter")
        assert at.link.asked == []


async def test_a_filter_and_two_enters_lead_from_why_not_to_a_row(seat):
    async with seat() as at:
        await at.press("o", "slash", *BUSY.orders[-1].fixture[:3].lower(), "enter", "enter")
        assert at.link.asked == [Query(Topic.ORDERS), LEADS]
        await at.press("escape")
        assert at.link.asked[-1] == Query(Topic.ORDERS), "one step back"


async def test_the_newest_event_stays_in_view_until_the_cursor_is_moved(seat):
    async with seat(with_events(ABOUT)) as at:
        newer = tuple(EventRow(f"n{n}", Moment(NOW + 10 + n), "note", f"news {n}") for n in range(40))
        shown = await at.show(replace(BUSY, events=(*newer[::-1], ABOUT, *BUSY.events)))
        assert "news 39" in shown
        await at.press("7", "down", "down")
        held = at.cockpit.pane.selected
        await at.show(replace(BUSY, events=(EventRow("z", Moment(NOW + 99), "note", "latest"), *newer[::-1])))
        assert at.cockpit.pane.selected.key == held.key, "the row under the cursor stays under it"


async def test_what_waits_can_be_answered_on_the_list_alone(seat):
    async with seat() as at:
        await at.press("A", "enter")
        assert at.cockpit.page == "sheet"
        shown = await at.press("y")
        assert "A goes to the approvals" in shown
        assert at.link.sent == []


def test_dates_to_come_stand_before_what_is_open_and_past_ones_last():
    line = BUSY.slates[0]
    rows = [
        replace(line, key=key, open_positions=held)
        for key, held in (("2026-08-06", 0), ("2026-08-07", 1), ("2026-08-08", 0), ("2026-08-09", 2), (OPEN, 3), (WEEK, 0))
    ]
    found = [row.key for row in in_order(rows, "2026-08-08")]
    assert found == ["2026-08-07", "2026-08-08", "2026-08-09", OPEN, "2026-08-06"]
    assert [row.key for row in rows if is_past(row, "2026-08-08")] == ["2026-08-06"]
