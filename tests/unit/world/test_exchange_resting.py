"""Resting orders of ours: queues, prints of the crowd, makers who cross, what is gone and stays gone."""

import pytest

from engine.domain.events import OrderAccepted, OrderEnded
from engine.domain.market import Leg, Side
from tests.support.exchange import HOME, cancel, exchange, fills, quote, send, ticket

BIDS, ASKS = [(48, 100), (47, 200)], [(50, 100), (51, 100)]


@pytest.fixture
def place():
    made = exchange()
    quote(made, BIDS, ASKS)
    return made


def crowd(place, side, price, contracts):
    return fills(place.trade(HOME, side, price * 100, contracts * 100))


def test_a_touch_fills_nothing(place):
    send(place, ticket("a", 48, 10))
    assert quote(place, [(48, 100)], [(49, 100)]) == []
    assert crowd(place, Side.SELL, 48, 100) == []


def test_at_its_price_an_order_is_filled_only_after_what_stood_ahead(place):
    send(place, ticket("a", 48, 10))
    assert crowd(place, Side.SELL, 48, 60) == []
    assert place.state.orders["a"].ahead == 4000
    assert crowd(place, Side.SELL, 48, 45) == [("a", 48, 5, True)]
    assert crowd(place, Side.SELL, 48, 45) == [("a", 48, 5, True)]


def test_a_print_through_our_price_takes_better_prices_first(place):
    send(place, ticket("a", 46, 10))
    assert crowd(place, Side.SELL, 45, 300) == []
    assert crowd(place, Side.SELL, 45, 7) == [("a", 46, 7, True)]


def test_a_print_that_stops_short_of_our_price_fills_nothing(place):
    send(place, ticket("a", 46, 10))
    assert crowd(place, Side.SELL, 47, 10_000) == []


def test_a_better_price_and_then_an_earlier_order_goes_first(place):
    send(place, ticket("late", 48, 10))
    send(place, ticket("later", 48, 10))
    send(place, ticket("best", 49, 10))
    assert crowd(place, Side.SELL, 48, 125) == [
        ("best", 49, 10, True),
        ("late", 48, 10, True),
        ("later", 48, 5, True),
    ]


def test_makers_who_came_after_us_stand_behind_us(place):
    send(place, ticket("a", 49, 10))
    quote(place, [(49, 100), *BIDS], ASKS)
    assert crowd(place, Side.SELL, 49, 20) == [("a", 49, 10, True)]
    assert place.visible_book(HOME).bids[0] == (4900, 9000)


@pytest.mark.parametrize(("now", "ahead"), [(50, 5000), (33, 3300), (150, 10000), (0, 0)])
def test_cancellations_of_makers_shorten_the_queue_in_proportion_and_it_never_grows(place, now, ahead):
    send(place, ticket("a", 48, 10))
    quote(place, [(48, now), (47, 1)] if now else [(47, 1)], ASKS)
    assert place.state.orders["a"].ahead == ahead


def test_a_shortened_queue_is_rounded_against_us(place):
    send(place, ticket("a", 48, 10))
    crowd(place, Side.SELL, 48, 1)
    place.requote(HOME, ((4800, 3333),), ())
    assert place.state.orders["a"].ahead == 3333
    place.requote(HOME, ((4800, 6666),), ())
    place.requote(HOME, ((4800, 5000),), ())
    assert place.state.orders["a"].ahead == 2500
    place.requote(HOME, ((4800, 3333),), ())
    assert place.state.orders["a"].ahead == 1667


def test_volume_that_traded_is_no_cancellation(place):
    send(place, ticket("a", 48, 10))
    crowd(place, Side.SELL, 48, 40)
    quote(place, [(48, 60)], ASKS)
    assert place.state.orders["a"].ahead == 6000


def test_makers_who_cross_us_pick_us_off_at_our_price_whole(place):
    send(place, ticket("a", 48, 300))
    heard = quote(place, [(30, 100)], [(33, 50), (40, 100)])
    assert fills(heard) == [("a", 48, 300, True)]
    assert place.visible_book(HOME).asks == ()


def test_makers_who_only_meet_our_price_trade_their_size(place):
    send(place, ticket("a", 48, 300))
    assert fills(quote(place, [(46, 100)], [(48, 50), (49, 10)])) == [("a", 48, 50, True)]
    assert place.visible_book(HOME).asks == ((4900, 1000),)
    assert quote(place, [(46, 100)], [(48, 50), (49, 10)]) == []
    assert fills(quote(place, [(46, 100)], [(48, 51), (49, 10)])) == [("a", 48, 51, True)]


def test_an_order_on_no_is_picked_off_when_the_game_turns_to_yes(place):
    send(place, ticket("a", 45, 10, leg=Leg.NO))
    assert fills(quote(place, [(70, 100)], [(72, 100)])) == [("a", 45, 10, True)]


def test_a_resting_exit_is_filled_no_further_than_what_is_held(place):
    send(place, ticket("a", 50, 100))
    send(place, ticket("x", 52, 60, side=Side.SELL))
    send(place, ticket("y", 53, 60, side=Side.SELL))
    heard = quote(place, [(60, 1000)], [(61, 1000)])
    assert fills(heard) == [("x", 52, 60, True), ("y", 53, 40, True)]
    assert heard[-1] == OrderEnded("y", False, 2000, "reduce only: nothing left to sell")
    assert place.state.holdings[HOME][Leg.YES] == 0


def test_what_we_took_stays_gone_until_that_level_changes(place):
    send(place, ticket("a", 50, 100))
    quote(place, [(44, 5)], ASKS)
    assert place.visible_book(HOME).asks == ((5100, 10000),)
    quote(place, [(44, 5)], [(50, 100), (51, 70)])
    assert place.visible_book(HOME).asks == ((5100, 7000),)
    quote(place, [(44, 5)], [(50, 99), (51, 70)])
    assert place.visible_book(HOME).asks == ((5000, 9900), (5100, 7000))


def test_a_level_that_went_and_came_back_is_whole_again(place):
    send(place, ticket("a", 50, 100))
    quote(place, BIDS, [(51, 100)])
    quote(place, BIDS, ASKS)
    assert place.visible_book(HOME).asks[0] == (5000, 10000)


def test_what_the_crowd_took_is_gone_too(place):
    assert crowd(place, Side.BUY, 50, 30) == []
    assert fills(send(place, ticket("a", 50, 100))) == [("a", 50, 70, False)]


def test_the_remainder_of_an_order_is_not_filled_by_the_quotes_it_took(place):
    send(place, ticket("a", 50, 150))
    assert quote(place, BIDS, ASKS) == []
    assert place.state.orders["a"].left == 5000


def test_the_queue_behind_a_cancelled_order_of_ours_moves_up(place):
    send(place, ticket("a", 49, 10))
    assert send(place, ticket("b", 49, 10)) == [OrderAccepted("b", 1000)]
    cancel(place, "a")
    assert crowd(place, Side.SELL, 49, 10) == [("b", 49, 10, True)]


def test_one_market_does_not_move_another():
    place = exchange(HOME, "m-away")
    quote(place, BIDS, ASKS)
    quote(place, BIDS, ASKS, "m-away")
    send(place, ticket("a", 48, 10))
    assert quote(place, [(20, 1)], [(21, 1)], "m-away") == []
    assert crowd(place, Side.SELL, 48, 110) == [("a", 48, 10, True)]
