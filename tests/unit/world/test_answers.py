"""The pretended exchange, asked: what it says of an order and of everything, truthfully and after its latency."""

from engine.domain.effects import AskOrder, AskVenue, PlaceOrder
from engine.domain.events import OrderFilled, OrderStood, VenueStood
from engine.domain.market import Leg, Side
from engine.domain.moment import MINUTE, SECOND
from engine.domain.money import CONTRACT, ONE
from engine.wire.codec import pack, unpack
from engine.world import ledger
from engine.world.exchange import Exchange
from engine.world.latency import Latency
from engine.world.ledger import ExchangeState
from tests.support.exchange import HOME, cancel, exchange, market, quote, send, ticket


def asks(place, what, at):
    """Ask, and hear the answer at once."""
    place.carry(what, at)
    return [event for _, event in place.advance(at) if isinstance(event, OrderStood | VenueStood)][-1]


def about(place, name, at):
    return asks(place, AskOrder(name), at)


def everything(place, at, since=0):
    return asks(place, AskVenue("minute", since), at).standing


def test_an_order_it_never_heard_of_is_not_found():
    stood = about(exchange(), "o1", 5)
    assert (stood.found, stood.fills, stood.as_of) == (None, (), 5)


def test_an_order_it_refused_is_not_found():
    place = exchange()
    quote(place, [], [(40, 10)])
    send(place, ticket("o1", 50, 5, post_only=True))
    assert about(place, "o1", 5).found is None


def test_a_resting_order_is_shown_with_what_is_filled_and_its_trades():
    place = exchange()
    quote(place, [], [(50, 3)])
    send(place, ticket("o1", 50, 10))
    found = about(place, "o1", 5)
    assert (found.found.rests, found.found.filled, found.found.quantity) == (True, 300, 1000)
    assert [fill.quantity for fill in found.fills] == [300]


def test_a_cancelled_and_a_filled_order_are_shown_as_over():
    place = exchange()
    quote(place, [], [(50, 3)])
    send(place, ticket("o1", 50, 3))
    send(place, ticket("o2", 40, 3), at=2)
    cancel(place, "o2", at=3)
    filled, cancelled = about(place, "o1", 5).found, about(place, "o2", 6).found
    assert (filled.rests, filled.filled) == (False, 300)
    assert (cancelled.rests, cancelled.filled) == (False, 0)


def test_everything_is_what_rests_what_is_held_cash_and_trades_since():
    place = exchange()
    quote(place, [], [(50, 3)])
    filled = [event.fill for event in send(place, ticket("o1", 50, 3)) if isinstance(event, OrderFilled)]
    send(place, ticket("o2", 40, 4), at=20)
    stood = everything(place, 30)
    assert [order.id for order in stood.orders] == ["o2"]
    assert [(held.market, held.leg, held.quantity) for held in stood.holdings] == [(HOME, Leg.YES, 300)]
    assert stood.cash == -300 * 5000 - filled[0].fee
    assert (list(stood.fills), stood.as_of, stood.since) == (filled, 30, 0)
    assert everything(place, 40, since=2).fills == ()


def test_a_trade_of_the_crowds_is_in_the_answer_even_before_it_is_told():
    slow = Exchange(ExchangeState(latency=Latency(least=SECOND, most=SECOND)))
    slow.list_market(market())
    send(slow, ticket("o1", 40, 5), at=1)
    slow.advance(2 * SECOND)
    done = slow.trade(HOME, Side.SELL, 4000, 5 * CONTRACT)
    slow.post(2 * SECOND, done)
    slow.carry(AskVenue("minute", 0), 2 * SECOND)
    heard = slow.advance(4 * SECOND)
    stood = next(event.standing for _, event in heard if isinstance(event, VenueStood))
    assert [fill.order for fill in stood.fills] == ["o1"]
    assert stood.holdings[0].quantity == 5 * CONTRACT


def test_after_a_settlement_the_holding_is_gone_and_its_cash_is_there():
    place = exchange()
    quote(place, [], [(50, 3)])
    send(place, ticket("o1", 50, 3))
    before = everything(place, 5).cash
    place.settle(HOME, ONE, "2026-10-01")
    after = everything(place, 6)
    assert (after.holdings, after.cash - before) == ((), 300 * ONE)
    assert about(place, "o1", 7).found.filled == 300, "a settled market's orders are still known"


def test_an_answer_takes_its_way_like_every_other_message():
    place = Exchange(ExchangeState(latency=Latency(least=SECOND, most=SECOND)))
    place.carry(AskVenue("minute", 0), 5)
    assert place.advance(SECOND) == []
    ((at, stood),) = place.advance(5 + SECOND)
    assert (at, stood.standing.as_of) == (5 + SECOND, 5)


def test_with_a_pace_a_question_comes_to_its_turn_after_the_orders_before_it():
    place = Exchange(ExchangeState(latency=Latency(least=0, most=0), pace=MINUTE))
    place.list_market(market())
    place.carry(PlaceOrder(ticket("o1", 40, 5)), 10 * SECOND)
    place.carry(AskOrder("o1"), 20 * SECOND)
    heard = [event for _, event in place.advance(2 * MINUTE)]
    assert [type(event).__name__ for event in heard] == ["OrderAccepted", "OrderStood"]
    assert heard[1].found.rests


def test_with_a_pace_everything_is_answered_at_once_without_what_waits_for_its_turn():
    place = Exchange(ExchangeState(latency=Latency(least=0, most=0), pace=MINUTE))
    place.list_market(market())
    place.carry(PlaceOrder(ticket("o1", 40, 5)), 10 * SECOND)
    stood = everything(place, 20 * SECOND)
    assert (stood.as_of, stood.orders) == (20 * SECOND, ())


def test_an_exchange_that_was_frozen_answers_as_if_it_had_not_been():
    place = exchange()
    quote(place, [], [(50, 3)])
    send(place, ticket("o1", 50, 10))
    place.carry(AskVenue("minute", 0), 20)
    thawed = Exchange(unpack(pack(place.state), ExchangeState))
    assert thawed.advance(30) == place.advance(30)


def test_what_is_long_over_is_forgotten_and_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(ledger, "ORDERS_KEPT", 20)
    monkeypatch.setattr(ledger, "TRADES_KEPT", 20)
    place = exchange()
    for n in range(50):
        send(place, ticket(f"o{n}", 40, 1), at=n)
        cancel(place, f"o{n}", at=n)
    assert len(place.state.over) <= 21
    assert about(place, "o0", 100).found is None
    assert about(place, "o49", 101).found is not None
    for n in range(50):
        quote(place, [], [(50, 1 + n % 2)])
        send(place, ticket(f"t{n}", 50, 1), at=200 + n)
    assert len(place.state.trades) <= 25
    assert [fill.order for fill in everything(place, 300).fills][-1] == "t49"
