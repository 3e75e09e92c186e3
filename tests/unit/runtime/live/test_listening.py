"""Lines to feeds and venue: up again after a break, off after a defect, told to the core once."""

import asyncio

import pytest

from engine.domain.errors import Broken, Passing
from engine.domain.events import Woke
from engine.domain.states import Cause
from engine.shell.runtime.live.listening import BREAKS_MAX, STEADY_SECONDS, Listener
from engine.shell.runtime.live.mailbox import Mailbox
from engine.shell.runtime.live.pulse import Pulse
from tests.support.live import LoopClock, MemoryFeed, played


def listened(feed, seconds, *, sick=False, most=1_000, meanwhile=None):
    """What is told and heard while this feed is listened to for so long?"""

    async def scenario():
        told, mailbox = [], Mailbox(lambda: None, most)
        listener = Listener(
            "told", feed.listen, mailbox, Pulse(Cause.FEED, told.append, sick=sick), LoopClock()
        )
        task = asyncio.ensure_future(listener.run())
        beside = asyncio.ensure_future(meanwhile(mailbox) if meanwhile is not None else asyncio.sleep(0))
        await asyncio.sleep(seconds)
        beside.result()
        ended = task.done()
        task.cancel()
        return [(event.cause, event.sick) for event in told], mailbox, ended

    return played(scenario())


SICK, WELL = ("feed", True), ("feed", False)


def test_a_line_that_holds_is_worth_no_word():
    told, _, ended = listened(MemoryFeed(), 3_600.0)
    assert told == []
    assert not ended


def test_one_break_is_no_sickness():
    feed = MemoryFeed(Passing("reset"))
    assert listened(feed, 60.0)[0] == []
    assert feed.lines == 2


def test_breaks_in_a_row_are_told_once_and_a_line_that_holds_again_too():
    feed = MemoryFeed(*[Passing("reset")] * (BREAKS_MAX + 4))
    assert listened(feed, 600.0)[0] == [SICK, WELL]
    assert feed.lines == BREAKS_MAX + 5


def test_the_waits_between_breaks_grow_so_that_a_dead_line_is_not_hammered():
    feed = MemoryFeed(*[Passing("refused")] * 10_000)
    listened(feed, 600.0)
    assert feed.lines < 70


@pytest.mark.parametrize("defect", [Broken("keys"), KeyError("x"), ZeroDivisionError()])
def test_a_feed_that_cannot_go_on_is_off_and_that_is_told(defect):
    feed = MemoryFeed(defect)
    told, _, ended = listened(feed, 3_600.0)
    assert told == [SICK]
    assert ended
    assert feed.lines == 1


def test_a_line_that_ends_without_a_word_is_taken_up_again():
    class Ending(MemoryFeed):
        async def listen(self, take):
            self.lines += 1

    feed = Ending()
    assert listened(feed, 60.0)[0] == [SICK]
    assert feed.lines > BREAKS_MAX


def test_a_sickness_the_journal_remembers_is_over_when_the_line_holds():
    assert listened(MemoryFeed(), STEADY_SECONDS + 1.0, sick=True)[0] == [WELL]
    assert listened(MemoryFeed(), STEADY_SECONDS - 1.0, sick=True)[0] == []


def test_a_flood_is_held_back_until_half_is_decided_and_that_is_told():
    class Flood(MemoryFeed):
        async def listen(self, take):
            self.lines += 1
            for n in range(300):
                take(Woke(str(n), ""))
                await asyncio.sleep(0)
            await asyncio.Event().wait()

    async def decides_late(mailbox):
        await asyncio.sleep(30.0)
        assert len(mailbox) == 100
        list(mailbox.drain())

    feed = Flood()
    told, mailbox, _ = listened(feed, 40.0, most=100, meanwhile=decides_late)
    assert told[0] == SICK
    assert feed.lines == 2
    assert mailbox.most <= 101


def test_two_roads_of_one_adapter_are_well_only_when_both_are():
    told = []
    pulse = Pulse(Cause.VENUE, told.append)
    pulse.failed("calls", "x", most=1)
    pulse.failed("listening", "y", most=1)
    pulse.answered("calls")
    assert [event.sick for event in told] == [True]
    pulse.answered("listening")
    assert [event.sick for event in told] == [True, False]


def test_an_adapter_that_is_off_is_never_well_again():
    told = []
    pulse = Pulse(Cause.VENUE, told.append)
    pulse.broke("calls", "keys")
    pulse.answered("calls")
    pulse.answered("listening")
    assert [event.sick for event in told] == [True]
    assert pulse.off == "keys"
