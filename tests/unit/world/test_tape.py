"""The public tape: what the crowd trades with makers and with us, and what a maker's new price trades with us."""

from collections import defaultdict

import pytest

from engine.domain.effects import PlaceOrder
from engine.domain.events import BookSeen, OrderFilled, TradeSeen
from engine.domain.market import Leg, Side
from engine.domain.moment import HOUR, MINUTE
from engine.world.calendar import OPENING
from engine.world.season import Season
from engine.world.world import World
from tests.support.exchange import HOME, exchange, ladder, quote, send, ticket

BIDS, ASKS = [(48, 100), (47, 200)], [(50, 100), (51, 100)]


@pytest.fixture
def place():
    made = exchange()
    quote(made, BIDS, ASKS)
    return made


def crowd(place, side, price, contracts):
    tape = []
    place.trade(HOME, side, price * 100, contracts * 100, tape=tape)
    return [(trade.price // 100, trade.quantity // 100, trade.bought) for trade in tape]


def requoted(place, bids, asks):
    tape = []
    place.requote(HOME, ladder(*bids), ladder(*asks), tape=tape)
    return [(trade.price // 100, trade.quantity // 100, trade.bought) for trade in tape]


def test_a_print_is_told_once_for_each_price_it_traded_at_best_first(place):
    assert crowd(place, Side.BUY, 51, 130) == [(50, 100, True), (51, 30, True)]
    assert crowd(place, Side.SELL, 47, 150) == [(48, 100, False), (47, 50, False)]


def test_a_print_that_finds_nobody_is_not_on_the_tape(place):
    assert crowd(place, Side.BUY, 49, 10) == []
    crowd(place, Side.BUY, 50, 100)
    assert crowd(place, Side.BUY, 50, 10) == []


def test_only_what_traded_is_told_not_what_was_wanted(place):
    assert crowd(place, Side.BUY, 50, 10_000) == [(50, 100, True)]


def test_what_the_crowd_trades_with_us_is_one_trade_with_what_it_trades_with_makers(place):
    send(place, ticket("a", 48, 10))
    assert crowd(place, Side.SELL, 48, 105) == [(48, 105, False)]
    send(place, ticket("b", 49, 10))
    assert crowd(place, Side.SELL, 47, 20) == [(49, 10, False), (48, 5, False), (47, 5, False)]


def test_makers_who_pick_us_off_have_taken_from_us(place):
    send(place, ticket("a", 48, 300))
    assert requoted(place, [(30, 100)], [(33, 50), (40, 100)]) == [(48, 300, False)]


def test_a_resting_offer_of_ours_is_bought(place):
    send(place, ticket("a", 51, 30, leg=Leg.NO))
    assert requoted(place, [(60, 100)], [(62, 100)]) == [(49, 30, True)]


def test_two_orders_of_ours_at_one_price_are_one_trade(place):
    send(place, ticket("a", 48, 10))
    send(place, ticket("b", 48, 20))
    send(place, ticket("c", 47, 5))
    assert requoted(place, [(30, 100)], [(33, 50)]) == [(48, 30, False), (47, 5, False)]


def test_a_new_quote_that_trades_with_nobody_is_not_on_the_tape(place):
    send(place, ticket("a", 48, 10))
    assert requoted(place, [(46, 1)], [(49, 1)]) == []


def test_what_we_take_ourselves_is_not_told_as_a_trade_of_others(place):
    heard = send(place, ticket("a", 51, 150))
    assert not [event for event in heard if isinstance(event, TradeSeen)]


def steps(seed, hours, act=lambda world, at, events: None):
    world = World(Season(seed), seed)
    while world.next_at() < OPENING + hours * HOUR:
        at, events = world.step()
        yield at, events
        act(world, at, events)


def test_trades_are_told_in_the_step_and_before_the_book_that_shows_what_is_left():
    books = {}
    shrank = prints = 0
    for _, events in steps(4, 10):
        for place, event in enumerate(events):
            if isinstance(event, TradeSeen):
                prints += 1
                later = next(e for e in events[place:] if isinstance(e, BookSeen) and e.market == event.market)
                before = books[event.market].asks if event.bought else books[event.market].bids
                after = later.asks if event.bought else later.bids
                assert event.quantity > 0
                shrank += dict(after).get(event.price, 0) == dict(before)[event.price] - event.quantity
        books |= {event.market: event for event in events if isinstance(event, BookSeen)}
    assert prints > 100
    assert shrank == prints


def test_every_resting_fill_of_ours_lies_within_what_the_tape_has_at_that_price():
    tape, filled = defaultdict(int), defaultdict(int)
    sent = 0

    def rest(world, at, events):
        nonlocal sent
        for event in events:
            if isinstance(event, BookSeen) and event.bids and sent < 400 and at % 7 == 0:
                sent += 1
                terms = {"market": event.market, "post_only": True, "expires_at": at + 30 * MINUTE}
                world.carry(PlaceOrder(ticket(f"o{sent}", event.bids[0][0] / 100, 20, **terms)), at + 1)

    for _, events in steps(4, 12, rest):
        for event in events:
            if isinstance(event, TradeSeen):
                tape[event.market, event.price] += event.quantity
            elif isinstance(event, OrderFilled) and event.fill.maker:
                filled[event.fill.market, event.fill.price] += event.fill.quantity
    assert len(filled) > 10
    assert all(quantity <= tape[place] for place, quantity in filled.items())
