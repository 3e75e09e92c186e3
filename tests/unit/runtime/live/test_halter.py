"""The second road of the stop: nothing rests at the end, however sick the venue was on the way."""

import asyncio

import pytest

from engine.domain.errors import Broken, Passing
from engine.domain.events import CancelRefused, OrderEnded
from engine.domain.identity import RunId
from engine.domain.standing import Standing, VenueOrder
from engine.domain.states import Cause
from engine.shell.ports import Cancelled, Declined, Lost
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.live.bounded import BoundedVenue
from engine.shell.runtime.live.crew import Crew
from engine.shell.runtime.live.halter import LISTS_APART_SECONDS, Halter
from engine.shell.runtime.live.pulse import Pulse
from tests.support.live import START, LoopClock, MemoryVenue, played
from tests.support.toy import ticket


def resting(count=6, **options):
    venue = MemoryVenue(**options)
    for n in range(count):
        venue.rest(ticket(f"o{n}", START))
    return venue


def halted(home, venue, *, known=None, doubtful=tuple, placing=lambda: 0, within=600.0, meanwhile=None):
    """Where does a stop stand when it has ended, or after so many seconds? Also: what it told, when it ended."""

    async def scenario():
        told, crew, clock = [], Crew(lambda: None), LoopClock()
        brake = Brake(home, RunId("r"), clock)
        bounded = BoundedVenue(venue, crew, Pulse(Cause.VENUE, lambda _: None))
        names = list(venue.orders) if known is None else known
        ways = {"doubtful": doubtful, "placing": placing, "tell": told.append}
        halter = Halter(bounded, clock, brake, known=lambda: names, **ways)
        brake.shut_gate("test")
        halter.mark()
        tasks = [asyncio.ensure_future(halter.run())]
        if meanwhile is not None:
            tasks.append(asyncio.ensure_future(meanwhile(venue)))
        await asyncio.wait(tasks[:1], timeout=within)
        for task in tasks:
            task.cancel()
        crew.check()
        return halter.progress, told, clock.monotonic(), brake

    return played(scenario())


def lists_of(venue):
    return [at for name, _, at in venue.calls if name == "standing"]


def test_on_a_healthy_venue_twenty_orders_are_gone_in_five_seconds_and_it_is_sure_in_fifteen(tmp_path):
    venue = resting(20)
    progress, _, took, _ = halted(tmp_path, venue)
    assert progress.done
    assert venue.orders == {}
    assert (progress.left, progress.unknown) == (0, 0)
    assert took < 15.0
    assert max(at for name, _, at in venue.calls if name.startswith("cancel")) < 5.0


def test_the_first_cancel_is_on_the_wire_at_once(tmp_path):
    _, _, _, brake = halted(tmp_path, resting())
    assert brake.cancelled_at - brake.shut_at <= 0.25


def test_the_stop_file_names_its_run_and_is_there(tmp_path):
    progress, *_ = halted(tmp_path, resting())
    assert progress.marked
    assert (tmp_path / "STOP").read_text().startswith("run r\n")


def test_a_stop_goes_on_where_the_mark_cannot_be_written(tmp_path):
    progress, *_ = halted(tmp_path / "nowhere", resting())
    assert not progress.marked
    assert progress.done


def test_two_empty_lists_two_seconds_apart_end_it_and_one_does_not(tmp_path):
    venue = resting()
    halted(tmp_path, venue)
    lists = lists_of(venue)
    assert len(lists) == 2
    assert lists[1] - lists[0] >= LISTS_APART_SECONDS


def test_an_order_that_appears_between_the_lists_is_found_and_cancelled(tmp_path):
    async def meanwhile(venue):
        await asyncio.sleep(1.5)
        venue.rest(ticket("late", START))

    venue = resting()
    progress, *_ = halted(tmp_path, venue, meanwhile=meanwhile)
    assert progress.done
    assert venue.orders == {}
    assert "late" in venue.called("cancel")
    assert progress.listed >= 1
    lists = lists_of(venue)
    assert len(lists) == 4


def test_an_order_on_its_way_to_the_venue_keeps_it_looking(tmp_path):
    under_way = [1]

    async def meanwhile(venue):
        await asyncio.sleep(9.0)
        venue.rest(ticket("late", START))
        under_way[0] = 0

    venue = resting()
    progress, _, took, _ = halted(tmp_path, venue, placing=lambda: under_way[0], meanwhile=meanwhile)
    assert progress.done
    assert venue.orders == {}
    assert took > 9.0 + LISTS_APART_SECONDS


@pytest.mark.parametrize("sick", [Passing("429"), Broken("keys"), 3_600.0, RuntimeError("x")])
def test_a_fuse_that_does_not_work_does_not_keep_known_orders_alive(tmp_path, sick):
    venue = resting().then("cancel_all", *[sick] * 10_000)
    progress, *_ = halted(tmp_path, venue, within=120.0)
    assert venue.orders == {}
    assert progress.cancelled == 6
    assert not progress.done
    assert not progress.fused


def test_orders_nobody_knows_are_found_by_listing(tmp_path):
    venue = resting().then("cancel_all", Passing("502"), Passing("502"), Passing("502"))
    progress, told, *_ = halted(tmp_path, venue, known=[])
    assert progress.done
    assert (progress.listed, progress.cancelled) == (6, 6)
    assert {type(event) for event in told} == {OrderEnded}


def test_a_venue_that_is_sick_for_an_hour_is_asked_for_an_hour_and_then_cleared(tmp_path):
    venue = resting()
    for name in ("cancel_all", "standing"):
        venue.then(name, *[Passing("503")] * 360)
    venue.then("cancel", *[Lost("503")] * 2_000)
    progress, _, took, _ = halted(tmp_path, venue, within=20_000.0)
    assert progress.done
    assert venue.orders == {}
    assert took > 3_000.0


def test_while_the_venue_is_sick_it_says_what_is_unknown(tmp_path):
    venue = resting().then("cancel", *[Lost("503")] * 100_000).then("cancel_all", *[Passing("503")] * 10_000)
    progress, *_ = halted(tmp_path, venue, within=60.0)
    assert not progress.done
    assert progress.unknown == 6
    assert progress.tries > 1


def test_a_429_storm_is_not_answered_with_a_storm(tmp_path):
    venue = resting(0)
    for name in ("cancel_all", "standing"):
        venue.then(name, *[Passing("429")] * 100_000)
    halted(tmp_path, venue, within=600.0)
    assert len(venue.called("standing")) < 100


def test_a_list_that_still_shows_what_is_gone_is_not_believed_and_not_trusted(tmp_path):
    shown = tuple(resting(3).orders.values())
    stale = Standing(START, START, shown, (), (), 0)
    venue = resting(3).then("standing", stale, stale)
    progress, *_ = halted(tmp_path, venue)
    assert progress.done
    assert len(lists_of(venue)) == 4
    assert progress.left == 0


def test_what_the_venue_sweeps_itself_is_counted_and_not_waited_for(tmp_path):
    swept = VenueOrder("s", "M", "yes", "buy", 4_000, 100, 0, rests=True, sweeping=True)
    stood = Standing(START, START, (swept,), (), (), 0)
    venue = resting(0).then("standing", *[stood] * 10)
    progress, *_ = halted(tmp_path, venue)
    assert progress.done
    assert (progress.sweeping, progress.left) == (1, 0)
    assert "s" not in venue.called("cancel")


def test_what_the_venue_said_of_each_cancel_is_told(tmp_path):
    venue = (
        MemoryVenue()
        .then("cancel_all", *[Passing("x")] * 3)
        .then("cancel", Cancelled(30), Declined("filled"), Cancelled(10, sweeping=True))
    )
    progress, told, *_ = halted(tmp_path, venue, known=["a", "b", "c"])
    assert told == [OrderEnded("a", expired=False, left=30, reason="cancelled"), CancelRefused("b", "filled")]
    assert (progress.cancelled, progress.gone) == (1, 1)


def test_an_order_whose_answer_was_lost_keeps_it_looking_until_somebody_knows(tmp_path):
    doubts = ["lost"]

    async def meanwhile(venue):
        await asyncio.sleep(20.0)
        venue.rest(ticket("lost", START))
        await asyncio.sleep(20.0)
        doubts.clear()

    venue = resting(2)
    progress, _, took, _ = halted(tmp_path, venue, doubtful=lambda: doubts, meanwhile=meanwhile)
    assert progress.done
    assert progress.unknown == 0
    assert venue.orders == {}
    assert took > 40.0
    assert venue.called("cancel").count("lost") > 5
    assert not halted(tmp_path, resting(2), doubtful=lambda: ["lost"], within=60.0)[0].done
