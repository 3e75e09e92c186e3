"""Whoever comes back is told what happened meanwhile, once, and any key takes it away; a broken file tells nothing."""

import os
import stat

import pytest

from engine.domain.commands import Pause
from engine.domain.moment import HOUR, Moment, after
from engine.domain.queries import Query, Topic
from footbe_tui.last_look import ABSENT_FROM, FILE, NOTED_EVERY, LastLook
from tests.console.pictures import BUSY, NOW

EARLIER = after(NOW, -HOUR)


def looked(folder, *, seconds_ago: float, at=EARLIER, run="r1") -> LastLook:
    """A file of somebody who left so long ago."""
    path = folder / FILE
    LastLook(path, lambda: run).note(Moment(at), 0.0)
    written = path.stat().st_mtime - seconds_ago
    os.utime(path, (written, written))
    return LastLook(path, lambda: "r1")


async def test_who_was_away_is_told_and_any_key_takes_it_away_and_does_its_own(seat, tmp_path):
    look = looked(tmp_path, seconds_ago=ABSENT_FROM + 60)
    async with seat(last_look=look) as at:
        await at.settled()
        assert at.link.asked == [Query(Topic.SINCE, str(EARLIER))]
        assert at.cockpit.page == "sheet"
        await at.press("p")
        assert at.cockpit.page == ""
        assert at.link.sent == [Pause()], "the key is not lost"


async def test_esc_takes_it_away_and_does_nothing_else(seat, tmp_path):
    async with seat(last_look=looked(tmp_path, seconds_ago=HOUR)) as at:
        await at.settled()
        await at.press("2")
        assert (at.cockpit.page, at.cockpit.shown) == ("", "settlement")
        await at.press("escape")
        assert at.cockpit.shown == "settlement"
    async with seat(last_look=looked(tmp_path, seconds_ago=HOUR)) as at:
        await at.settled()
        await at.press("escape")
        assert at.cockpit.page == ""
        assert at.link.sent == []


async def test_reading_on_keeps_it(seat, tmp_path):
    async with seat(last_look=looked(tmp_path, seconds_ago=HOUR)) as at:
        await at.settled()
        await at.press("down", "slash")
        assert at.cockpit.page == "sheet"


async def test_it_is_told_once_and_again_on_its_key(seat, tmp_path):
    async with seat(last_look=looked(tmp_path, seconds_ago=HOUR)) as at:
        await at.settled()
        await at.press("escape")
        for _ in range(3):
            await at.settled()
        assert at.cockpit.page == ""
        await at.press("l")
        assert at.link.asked[-1] == Query(Topic.SINCE, str(EARLIER))
        assert at.cockpit.page == "sheet"


@pytest.mark.parametrize(
    ("seconds_ago", "at", "run"),
    [
        (ABSENT_FROM / 2, EARLIER, "r1"),
        (HOUR, EARLIER, "another run"),
        (HOUR, after(NOW, HOUR), "r1"),
    ],
    ids=["a moment ago", "another run", "later than now"],
)
async def test_nobody_is_greeted_who_was_not_away_from_this_run(seat, tmp_path, seconds_ago, at, run):
    async with seat(last_look=looked(tmp_path, seconds_ago=seconds_ago, at=at, run=run)) as sits:
        await sits.settled()
        assert sits.link.asked == []
        assert sits.cockpit.page == ""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"run":1,"at":"x"}', b"\xff" * 9000, b'{"run":"r1","at":-5}'])
async def test_a_broken_file_means_that_nobody_knows(seat, tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    look = LastLook(tmp_path / FILE, lambda: "r1")
    async with seat(last_look=look) as at:
        await at.settled()
        assert at.link.asked == []
        await at.press("l")
        assert at.link.asked == [Query(Topic.SINCE, "")]
    assert LastLook(tmp_path / FILE, lambda: "r1").arrive(after(NOW, HOUR), 0.0) is not None, "it is whole again"


async def test_without_a_file_and_where_none_can_be_written_the_console_just_opens(seat, tmp_path):
    for path in (tmp_path / FILE, tmp_path / "no" / "such" / FILE, tmp_path):
        async with seat(last_look=LastLook(path, lambda: "r1")) as at:
            await at.settled()
            assert at.app.is_running
            assert at.link.asked == []


async def test_who_only_observes_is_neither_greeted_nor_noted(seat, tmp_path):
    look = looked(tmp_path, seconds_ago=HOUR)
    before = (tmp_path / FILE).read_bytes()
    async with seat(last_look=look, observe=True) as at:
        await at.settled()
        assert at.cockpit.page == ""
    assert (tmp_path / FILE).read_bytes() == before


async def test_a_greeting_that_comes_late_does_not_cover_what_was_begun(seat, tmp_path):
    async with seat(last_look=looked(tmp_path, seconds_ago=HOUR)) as at:
        desk = at.app._desk
        at.cockpit.go("positions")
        desk.greeted = None
        desk.greet(Query(Topic.SINCE, "1"))
        desk.do("zoom")
        await at.settled()
        assert at.cockpit.page == ""
        assert at.cockpit.zoomed


def test_a_look_is_kept_for_the_owner_alone_and_noted_each_minute(tmp_path):
    look = LastLook(tmp_path / FILE, lambda: "r1")
    assert look.arrive(NOW, 10.0) is None
    assert not look.due(10.0 + NOTED_EVERY - 1)
    assert look.due(10.0 + NOTED_EVERY)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [FILE], "nothing half-written stays"


def test_a_link_in_the_files_place_is_not_followed(tmp_path):
    target = tmp_path / "target"
    target.write_bytes(b"mine")
    (tmp_path / f"{FILE}.new").symlink_to(target)
    LastLook(tmp_path / FILE, lambda: "r1").note(NOW, 0.0)
    assert target.read_bytes() == b"mine"


async def test_leaving_notes_the_last_look(seat, tmp_path):
    look = looked(tmp_path, seconds_ago=5)
    async with seat(last_look=look) as at:
        await at.settled()
        later = after(NOW, HOUR)
        at.link.status(at=later)
        await at.press("q", "d")
    fresh = LastLook(tmp_path / FILE, lambda: "r1")
    fresh.arrive(after(later, HOUR), 0.0)
    assert fresh.left_at == later
    assert BUSY.status.at == NOW
