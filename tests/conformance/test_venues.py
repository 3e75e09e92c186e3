"""One suite for every venue of the registry: what carrying an order promises, wherever it goes."""

import pytest

from engine.domain.effects import CancelAll, CancelOrder, PlaceOrder
from engine.domain.events import CancelRefused, OrderAccepted, OrderEnded, OrderFilled, OrderRefused
from engine.shell.venues import VENUES
from engine.shell.venues.paper import PaperVenue
from engine.world.latency import Latency
from tests.support.exchange import exchange, quote, ticket

START = 1_000_000
BOUND = 2 * 350_000
"""The longest way out and back, microseconds."""


class PaperBench:
    """A paper venue before a pretended exchange."""

    def __init__(self, seed=5):
        latency = Latency(seed)
        self.exchange = exchange(latency=latency)
        quote(self.exchange, [(48, 100)], [(50, 100)])
        self.venue = PaperVenue(self.exchange, latency)

    def hear(self, to):
        return self.exchange.advance(to)


BENCHES = {"paper": PaperBench}


@pytest.fixture(params=sorted(VENUES))
def bench(request):
    return BENCHES[request.param]()


def test_every_venue_of_the_registry_is_put_to_this_suite():
    assert BENCHES.keys() == VENUES.keys()


def test_an_order_is_answered_later_than_it_is_sent_and_within_the_bound(bench):
    bench.venue.carry(PlaceOrder(ticket("a", 40, 10)), START)
    assert bench.hear(START) == []
    ((at, answer),) = bench.hear(START + BOUND)
    assert START < at <= START + BOUND
    assert answer == OrderAccepted("a", 0)


def test_an_order_that_can_trade_is_accepted_and_filled(bench):
    bench.venue.carry(PlaceOrder(ticket("a", 50, 10)), START)
    accepted, filled = (event for _, event in bench.hear(START + BOUND))
    assert isinstance(accepted, OrderAccepted)
    assert isinstance(filled, OrderFilled)
    assert (filled.fill.order, filled.fill.quantity, filled.fill.maker) == ("a", 1000, False)


def test_an_order_that_cannot_stand_is_refused_and_nothing_else_is_heard_of_it(bench):
    bench.venue.carry(PlaceOrder(ticket("a", 50, 10, post_only=True)), START)
    assert [type(event) for _, event in bench.hear(START + BOUND)] == [OrderRefused]


def test_the_same_order_sent_twice_stands_once(bench):
    bench.venue.carry(PlaceOrder(ticket("a", 40, 10)), START)
    bench.venue.carry(PlaceOrder(ticket("a", 40, 10)), START)
    heard = [event for _, event in bench.hear(START + BOUND)]
    assert sorted(type(event).__name__ for event in heard) == ["OrderAccepted", "OrderRefused"]


def test_a_cancel_ends_the_order_even_when_sent_at_once_behind_it(bench):
    bench.venue.carry(PlaceOrder(ticket("a", 40, 10)), START)
    bench.venue.carry(CancelOrder("a", "changed our mind"), START)
    heard = [event for _, event in bench.hear(START + 2 * BOUND)]
    assert heard == [OrderAccepted("a", 0), OrderEnded("a", False, 1000, "changed our mind")]


def test_a_cancel_that_comes_too_late_is_refused(bench):
    bench.venue.carry(PlaceOrder(ticket("a", 50, 10)), START)
    bench.hear(START + BOUND)
    bench.venue.carry(CancelOrder("a", "too late"), START + BOUND)
    ((_, answer),) = bench.hear(START + 2 * BOUND)
    assert isinstance(answer, CancelRefused)


def test_a_cancel_is_safe_to_repeat(bench):
    bench.venue.carry(PlaceOrder(ticket("a", 40, 10)), START)
    for again in range(3):
        bench.venue.carry(CancelOrder("a", "again"), START + BOUND + again)
    kinds = [type(event) for _, event in bench.hear(START + 3 * BOUND)]
    assert sorted(kinds, key=str) == sorted(
        [OrderAccepted, OrderEnded, CancelRefused, CancelRefused], key=str
    )


def test_cancel_all_leaves_nothing_standing(bench):
    for number in range(3):
        bench.venue.carry(PlaceOrder(ticket(f"a{number}", 40 + number, 10)), START)
    bench.venue.carry(CancelAll("stop"), START)
    heard = [event for _, event in bench.hear(START + 2 * BOUND)]
    assert sorted(event.order for event in heard if isinstance(event, OrderEnded)) == ["a0", "a1", "a2"]


def test_an_order_ends_by_itself_when_its_time_is_up(bench):
    bench.venue.carry(PlaceOrder(ticket("a", 40, 10, expires_at=START + 10_000_000)), START)
    ended = [event for _, event in bench.hear(START + 10_000_000 + BOUND)][-1]
    assert ended == OrderEnded("a", True, 1000, "expired")


class Listener:
    """Notes what a paper venue carries, and when it arrives."""

    def __init__(self):
        self.arrivals = {}

    def carry(self, effect, arrives_at):
        self.arrivals[effect.ticket.id] = arrives_at


def arrivals(names, seed):
    heard = Listener()
    venue = PaperVenue(heard, Latency(seed))
    for name in names:
        venue.carry(PlaceOrder(ticket(name, 40, 10)), START)
    return heard.arrivals


def test_paper_latency_is_named_chance_between_its_bounds_and_nobody_shifts_anothers():
    names = [f"r-o{number:06d}" for number in range(200)]
    taken = arrivals(names, 3)
    spans = [at - START for at in taken.values()]
    assert 80_000 <= min(spans) < 90_000
    assert 340_000 < max(spans) <= 350_000
    assert arrivals(reversed(names), 3) == taken
    assert arrivals(names[::7], 3).items() <= taken.items()
    assert arrivals(names, 4) != taken
