"""A live run in a test: a loop on which waiting takes no time, an honest venue that can be made sick, a feed."""

import asyncio
import selectors

from engine.domain.errors import Passing
from engine.domain.events import BookSeen, OrderEnded, OrderFilled, RunStarted
from engine.domain.identity import RunId
from engine.domain.moment import SECOND, Moment
from engine.domain.order import Fill
from engine.domain.standing import Standing, VenueOrder
from engine.domain.states import Mode
from engine.shell.ports import Accepted, Cancelled, Declined, OrderAnswer
from engine.shell.runtime.live.parts import LiveOptions, LiveParts
from engine.shell.runtime.live.run import open_live
from engine.shell.store.database import open_database
from tests.support.rules import toy_rules
from tests.support.toy import ToyCore, ToyFitter

RUN = RunId("live1")
START = 1_700_000_000 * SECOND


class _Skipping(selectors.DefaultSelector):
    """Never waits: what it was asked to wait is added to the time."""

    passed = 0.0

    def select(self, timeout=None):
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("nothing will ever happen again")
            self.passed += timeout
        return ready


class SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes only where everybody waits."""

    def __init__(self):
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self):
        return self._skipping.passed


def played(scenario):
    """What does this scenario (a coroutine) give, played on skipping time? Tasks it leaves are cancelled."""
    loop = SkippingLoop()
    try:
        return loop.run_until_complete(scenario)
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


class LoopClock:
    """The loop's time as a clock; `wall` may be moved, the monotonic one may not."""

    def __init__(self):
        self.offset = START

    def now(self):
        return Moment(self.offset + round(self.monotonic() * SECOND))

    def monotonic(self):
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds):
        await asyncio.sleep(seconds)


class MemoryVenue:
    """Takes every order, lets it rest until cancelled, and remembers every call.

    `answers[name]` is a list of what the next calls of that name do instead: a value to return, an exception
    to raise, or a number of seconds to be late by. `latency` is what every call takes.
    """

    def __init__(self, latency=0.05):
        self.latency = latency
        self.orders = {}
        self.tickets = {}
        self.fills = []
        self.answers = {}
        self.calls = []
        self.take = None
        self.under_way = self.most_under_way = 0

    def called(self, name):
        """With what was this called, in order?"""
        return [what for call, what, _ in self.calls if call == name]

    def then(self, name, *answers):
        """The next calls of this name go otherwise."""
        self.answers.setdefault(name, []).extend(answers)
        return self

    async def _call(self, name, what=None):
        self.calls.append((name, what, asyncio.get_running_loop().time()))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            planned = self.answers.get(name)
            answer = planned.pop(0) if planned else None
            await asyncio.sleep(answer if isinstance(answer, int | float) else self.latency)
        finally:
            self.under_way -= 1
        if isinstance(answer, BaseException):
            raise answer
        return None if isinstance(answer, int | float) else answer

    def rest(self, ticket):
        """The order is on the venue's books."""
        self.tickets[ticket.id] = ticket
        self.orders[ticket.id] = VenueOrder(
            ticket.id, ticket.market, ticket.leg, ticket.side, ticket.price, ticket.quantity, 0, rests=True
        )

    def fill(self, order):
        """Somebody takes the whole of it, and we are told."""
        ticket = self.tickets[order]
        self.orders.pop(order)
        fill = Fill(
            f"t-{order}",
            order,
            ticket.market,
            ticket.leg,
            ticket.side,
            ticket.price,
            ticket.quantity,
            0,
            True,
        )
        self.fills.append(fill)
        if self.take is not None:
            self.take(OrderFilled(fill))
        return fill

    async def listen(self, take):
        self.calls.append(("listen", None, asyncio.get_running_loop().time()))
        planned = self.answers.get("listen")
        if planned:
            answer = planned.pop(0)
            if isinstance(answer, BaseException):
                raise answer
            return
        self.take = take
        await asyncio.Event().wait()

    async def place(self, ticket):
        answer = await self._call("place", ticket.id)
        if answer is None or getattr(answer, "landed", False):
            self.rest(ticket)
        return answer or Accepted()

    async def cancel(self, order):
        answer = await self._call("cancel", order)
        if answer is not None:
            return answer
        if self.orders.pop(order, None) is None:
            return Declined("no such order rests")
        return Cancelled(100)

    async def cancel_all(self):
        await self._call("cancel_all")
        gone, self.orders = self.orders, {}
        for order in gone:
            if self.take is not None:
                self.take(OrderEnded(order, False, 100, "cancelled"))

    async def order(self, order):
        answer = await self._call("order", order)
        return answer or OrderAnswer(self.orders.get(order), (), Moment(START))

    async def standing(self, since):
        answer = await self._call("standing", since)
        return answer or Standing(since, since, tuple(self.orders.values()), tuple(self.fills), (), 0)


class MemoryFeed:
    """Says what a test tells it to; breaks as planned."""

    label = "a told feed"

    def __init__(self, *breaks):
        self.take = None
        self.breaks = list(breaks)
        self.lines = 0

    async def listen(self, take):
        self.lines += 1
        if self.breaks:
            raise self.breaks.pop(0)
        self.take = take
        await asyncio.Event().wait()

    def results(self, sport, league, before):
        return []


class ForgetfulDatabase:
    """A database that fails when told to: `before` or `after` the n-th commit from now; or is slow."""

    def __init__(self, database):
        self._database = database
        self.fail_in = None
        self.error = Passing("unplanned")
        self.written = True
        self.slow = 0.0
        self.commits = 0

    async def apply(self, transaction):
        self.commits += 1
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.fail_in is not None:
            self.fail_in -= 1
            if self.fail_in <= 0:
                if self.written:
                    await self._database.apply(transaction)
                raise self.error
        await self._database.apply(transaction)

    async def read(self, sql, parameters=()):
        return await self._database.read(sql, parameters)

    async def close(self):
        await self._database.close()


def started(code_hash="c"):
    """Record one of a live toy run."""
    return RunStarted(
        run=RUN, seed=1, mode=Mode.PAPER, feed="a told feed", zone="UTC", rules=toy_rules(), rules_hash="r",
        code_hash=code_hash,
    )  # fmt: skip


class Room:
    """Everything around a live run that survives its process: home, journal, venue, clock."""

    def __init__(self, home, venue=None, core=ToyCore):
        self.home = home
        self.venue = venue or MemoryVenue()
        self.core = core
        self.clock = None
        self.feed = None
        self.database = None
        self.run = None

    async def opens(self, *, core=None, feed=None, fitter=None, **options):
        """A process begins, or takes the run up again."""
        self.clock = self.clock or LoopClock()
        self.feed = feed or MemoryFeed()
        self.database = ForgetfulDatabase(
            await open_database(self.home / "live1.journal", inline=options.get("inline", True))
        )
        parts = LiveParts(
            home=self.home, started=started(), brain=core or self.core(), feeds={"told": self.feed},
            venue=self.venue, fitter=fitter or ToyFitter(), clock=self.clock, database=self.database,
        )  # fmt: skip
        self.run = await open_live(parts, LiveOptions(**options))
        return self.run

    async def goes(self, *, core=None, feed=None, fitter=None, **options):
        """A process begins and turns: its run, and the task that turns it."""
        run = await self.opens(core=core, feed=feed, fitter=fitter, **options)
        turning = asyncio.ensure_future(run.go())
        await asyncio.sleep(0.01)
        return run, turning

    async def dies(self, turning):
        """The process is gone: nothing of it says another word."""
        turning.cancel()
        await asyncio.wait({turning})
        await self.database.close()

    async def records(self):
        """What stands in the journal now?"""
        return [record for batch in await self.batches() for record in batch.records]

    async def batches(self):
        return [batch async for batch in self.run.journal.tail()]

    async def events(self, *kinds):
        """Which events of these kinds, by the name of their type, stand in the journal?"""
        return [r.event for r in await self.records() if not kinds or type(r.event).__name__ in kinds]


def book(market="M", bid=4_000):
    """A book with one level a side."""
    return BookSeen(market, ((bid, 100),), ((bid + 200, 100),))
