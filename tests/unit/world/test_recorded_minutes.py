"""How our orders trade against recorded minutes: late, beyond their price, and little."""

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.market import Leg
from engine.domain.money import Price, Quantity
from engine.world.exchange import Exchange
from engine.world.ledger import ExchangeState
from tests.support.exchange import AT_ONCE, HOME, cancel, exchange, fills, ladder, market, send, ticket

BOOK = ladder((48, 500)), ladder((50, 500))
PACE = 1_000


def retell(place, low, high, allowed, told=BOOK):
    place.allow("f", Quantity(allowed * 100))
    return place.retell(HOME, told, (Price(low * 100), Price(high * 100)))


def test_a_resting_order_fills_only_beyond_its_price():
    place = exchange()
    retell(place, 49, 49, 100)
    send(place, ticket("a", 48, 10), at=1)
    assert fills(retell(place, 48, 55, 100)) == []
    assert fills(retell(place, 47, 55, 100)) == [("a", 48, 10, True)]


def test_a_resting_offer_is_the_mirror():
    place = exchange()
    retell(place, 49, 49, 100)
    send(place, ticket("a", 48, 10, leg=Leg.NO), at=1)
    assert fills(retell(place, 45, 52, 100)) == []
    assert fills(retell(place, 45, 53, 100)) == [("a", 48, 10, True)]


def test_no_more_trades_than_is_allowed_both_directions_together():
    place = exchange()
    retell(place, 49, 49, 100)
    send(place, ticket("a", 48, 10), at=1)
    send(place, ticket("b", 48, 10, leg=Leg.NO), at=2)
    assert fills(retell(place, 40, 60, 13)) == [("a", 48, 10, True), ("b", 48, 3, True)]
    assert fills(retell(place, 40, 60, 4)) == [("b", 48, 4, True)]


def test_who_takes_gets_no_more_than_is_allowed_either():
    place = exchange()
    retell(place, 49, 49, 7)
    assert fills(send(place, ticket("a", 50, 10, take_only=True), at=1)) == [("a", 50, 7, False)]
    assert fills(send(place, ticket("b", 50, 10, take_only=True), at=2)) == []


def test_two_markets_of_a_fixture_share_what_is_allowed():
    place = exchange(HOME, "m-away")
    for name in (HOME, "m-away"):
        place.retell(name, BOOK, None)
    place.allow("f", Quantity(500))
    assert fills(send(place, ticket("a", 50, 4, take_only=True), at=1)) == [("a", 50, 4, False)]
    away = ticket("b", 50, 4, take_only=True, market="m-away")
    assert fills(send(place, away, at=2)) == [("b", 50, 1, False)]


def test_a_book_that_comes_to_our_price_alone_fills_nothing():
    place = exchange()
    retell(place, 49, 49, 100)
    send(place, ticket("a", 48, 10), at=1)
    down = ladder((45, 500)), ladder((47, 500))
    place.allow("f", Quantity(10_000))
    assert fills(place.retell(HOME, down, None)) == []


def test_a_settled_fixture_is_forgotten():
    place = exchange()
    retell(place, 49, 49, 100)
    place.settle(HOME, Price(10_000), "2026-10-01")
    assert place.state.allowed == {}


def paced():
    place = Exchange(ExchangeState(latency=AT_ONCE, pace=PACE))
    place.list_market(market())
    return place


def test_an_order_comes_to_its_turn_when_the_running_stretch_is_over():
    place = paced()
    retell(place, 49, 49, 100)
    assert fills(send(place, ticket("a", 50, 5, take_only=True), at=PACE + 1)) == []
    assert place.next_at() == 2 * PACE + 1
    retell(place, 51, 52, 100, (ladder((50, 5)), ladder((52, 5))))
    assert fills(event for _, event in place.advance(2 * PACE + 1)) == []
    assert place.state.orders == {}


def test_an_order_that_would_expire_within_the_stretch_has_one_turn_and_no_more():
    place = paced()
    retell(place, 49, 49, 100)
    send(place, ticket("a", 50, 5, expires_at=PACE + 20), at=PACE + 10)
    send(place, ticket("b", 30, 5, expires_at=PACE + 20), at=PACE + 11)
    heard = [event for _, event in place.advance(2 * PACE + 1)]
    assert fills(heard) == [("a", 50, 5, False)]
    ended = [event for _, event in place.advance(2 * PACE + 2)]
    assert [(event.order, event.expired) for event in ended] == [("b", True)]
    assert place.state.orders == {}


def test_an_order_that_has_expired_before_it_arrives_is_refused_all_the_same():
    place = paced()
    retell(place, 49, 49, 100)
    send(place, ticket("a", 50, 5, expires_at=PACE + 5), at=PACE + 10)
    heard = [event for _, event in place.advance(2 * PACE + 1)]
    assert [event.reason for event in heard] == ["expires before it arrives"]


def test_a_cancel_never_overtakes_an_order_that_waits():
    place = paced()
    retell(place, 49, 49, 100)
    send(place, ticket("a", 40, 5), at=PACE + 1)
    assert cancel(place, "a", at=PACE + 2) == []
    names = [type(event).__name__ for _, event in place.advance(2 * PACE + 1)]
    assert names == ["OrderAccepted", "OrderEnded"]


MINUTES = st.lists(
    st.tuples(st.integers(2, 97), st.integers(0, 30), st.integers(0, 40)), min_size=1, max_size=12
)


@given(MINUTES, st.lists(st.tuples(st.integers(2, 97), st.integers(1, 30), st.booleans()), max_size=6))
def test_whatever_is_sent_no_minute_gives_more_than_its_share_nor_a_price_beyond_its_limit(minutes, orders):
    place = exchange()
    retell(place, 49, 49, 0)
    for number, (price, contracts, yes) in enumerate(orders):
        leg = Leg.YES if yes else Leg.NO
        send(place, ticket(f"o{number}", price, contracts, leg=leg), at=number + 1)
    for at, (low, width, allowed) in enumerate(minutes, start=100):
        high = min(99, low + width)
        heard = retell(place, low, high, allowed)
        assert sum(contracts for _, _, contracts, _ in fills(heard)) <= allowed
        for event in heard:
            if hasattr(event, "fill"):
                yes = event.fill.price if event.fill.leg is Leg.YES else 10_000 - event.fill.price
                assert low * 100 < yes or yes < high * 100
        place.post(at, heard)
    assert place.state.cash + place.state.others + place.state.fees == 0
