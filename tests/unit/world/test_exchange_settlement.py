"""Closing, settlement, and the way answers take."""

import pytest

from engine.domain.errors import Impossible, Malformed
from engine.domain.events import MarketSettled, OrderAccepted, OrderEnded, OrderFilled, OrderRefused
from engine.domain.market import Leg, Side
from engine.wire.codec import pack, unpack
from engine.world import ledger
from engine.world.exchange import Exchange
from engine.world.latency import Latency
from engine.world.ledger import ExchangeState
from tests.support.exchange import HOME, cancel, exchange, market, quote, send, ticket

DATE = "2026-10-01"


@pytest.fixture
def place():
    made = exchange()
    quote(made, [(48, 100)], [(50, 100)])
    return made


def test_a_settled_market_pays_yes_its_value_and_no_the_rest_without_a_fee(place):
    send(place, ticket("a", 50, 100))
    send(place, ticket("b", 52, 40, leg=Leg.NO))
    before = place.state.cash
    assert place.settle(HOME, 10_000, DATE) == [MarketSettled(HOME, 10_000, DATE, final=True)]
    assert place.state.cash - before == 100 * 1_000_000
    assert place.state.holdings == {}


def test_a_void_market_pays_the_fair_price_given(place):
    send(place, ticket("a", 50, 100))
    send(place, ticket("b", 52, 40, leg=Leg.NO))
    before = place.state.cash
    assert place.settle(HOME, 4_300, DATE, void=True)[-1].void
    assert place.state.cash - before == 100 * 430_000 + 40 * 570_000


def test_settlement_ends_what_rests_before_it_tells_the_result(place):
    send(place, ticket("a", 40, 10))
    ended, settled = place.settle(HOME, 0, DATE)
    assert ended == OrderEnded("a", False, 1000, "market settled")
    assert isinstance(settled, MarketSettled)


def test_a_settled_market_takes_nothing_more(place):
    place.settle(HOME, 0, DATE)
    assert send(place, ticket("a", 40, 10)) == [OrderRefused("a", "market settled")]
    for again in (
        lambda: place.settle(HOME, 0, DATE),
        lambda: quote(place, [], []),
        lambda: place.list_market(market()),
    ):
        with pytest.raises(Impossible, match=HOME):
            again()


def test_a_value_beyond_the_dollar_is_impossible(place):
    with pytest.raises(Impossible, match="10001"):
        place.settle(HOME, 10_001, DATE)


def test_a_closed_market_ends_what_rests_and_refuses_orders(place):
    send(place, ticket("a", 40, 10))
    assert place.close(HOME) == [OrderEnded("a", False, 1000, "market closed")]
    assert send(place, ticket("b", 40, 10)) == [OrderRefused("b", "market closed")]
    assert place.trade(HOME, Side.SELL, 100, 100_000) == []
    assert quote(place, [(20, 10)], [(22, 10)]) == []


def test_a_market_told_anew_keeps_its_book_and_orders(place):
    send(place, ticket("a", 40, 10))
    place.list_market(market())
    assert "a" in place.state.orders
    assert place.visible_book(HOME).bids == ((4800, 10000),)


def test_an_answer_is_heard_later_than_it_is_given_and_next_at_knows():
    place = exchange(latency=Latency(seed=7))
    quote(place, [(48, 100)], [(50, 100)])
    assert send(place, ticket("a", 50, 10), at=1_000_000) == []
    heard_at = place.next_at()
    assert 1_080_000 <= heard_at <= 1_350_000
    heard = place.advance(heard_at)
    assert [(at, type(event)) for at, event in heard] == [(heard_at, OrderAccepted), (heard_at, OrderFilled)]
    assert place.next_at() is None


def test_about_one_order_nothing_is_heard_before_what_came_first():
    place = exchange(latency=Latency(seed=1))
    quote(place, [(48, 100)], [(50, 100)])
    for number in range(40):
        send(place, ticket(f"a{number}", 49, 1), at=number * 1_000)
        place.post(number * 1_000 + 1, place.trade(HOME, Side.SELL, 4900, 100))
    last: dict[str, str] = {}
    for _, event in place.advance(10_000_000):
        order = event.fill.order if isinstance(event, OrderFilled) else event.order
        assert isinstance(event, OrderAccepted) == (order not in last)
        last[order] = order
    assert len(last) == 40


def test_a_result_is_heard_after_everything_under_way():
    for seed in range(20):
        place = exchange(latency=Latency(seed=seed))
        send(place, ticket("a", 49, 1), at=1)
        place.post(2, place.settle(HOME, 0, DATE))
        heard = [type(event) for _, event in place.advance(1_000_000)]
        assert heard == [OrderAccepted, OrderEnded, MarketSettled]


def test_a_frozen_exchange_thaws_to_the_same_bytes(place):
    send(place, ticket("a", 50, 30))
    send(place, ticket("b", 48, 30, expires_at=99))
    frozen = pack(place.state)
    thawed = Exchange(unpack(frozen, ExchangeState))
    assert pack(thawed.state) == frozen
    assert thawed.advance(99) == place.advance(99)


def test_bounds_in_the_wrong_order_are_refused():
    with pytest.raises(Malformed, match="latency"):
        Latency(least=5, most=4)


def test_the_oldest_orders_and_results_are_forgotten_but_never_one_that_still_rests(monkeypatch):
    monkeypatch.setattr(ledger, "ORDERS_KEPT", 2)
    monkeypatch.setattr(ledger, "MARKETS_KEPT", 2)
    place = exchange(HOME, "b", "c", "d")
    send(place, ticket("rests", 40, 10))
    for name in ("one", "two", "three", "four"):
        send(place, ticket(name, 40, 10))
        cancel(place, name)
    assert list(place.state.taken_ids) == ["rests", "two", "three", "four"]
    assert send(place, ticket("rests", 40, 10)) == [OrderRefused("rests", "already exists")]
    for name in ("b", "c", "d"):
        place.settle(name, 0, DATE)
    assert list(place.state.settled) == ["c", "d"]
