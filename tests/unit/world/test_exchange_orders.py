"""Orders of ours at the pretended exchange: taken, refused, cut, ended."""

import pytest

from engine.domain.effects import CancelAll, PlaceOrder
from engine.domain.events import CancelRefused, OrderAccepted, OrderEnded, OrderRefused
from engine.domain.fees import QUADRATIC_WITH_MAKER, FeeSchedule, trade_fee
from engine.domain.market import Leg, Side
from tests.support.exchange import HOME, cancel, exchange, fills, quote, send, ticket


@pytest.fixture
def place():
    made = exchange()
    quote(made, [(48, 100), (47, 200)], [(50, 30), (51, 40), (53, 500)])
    return made


def test_a_limit_order_takes_level_by_level_and_rests_with_the_remainder(place):
    heard = send(place, ticket("a", 51, 100))
    assert heard[0] == OrderAccepted("a", 0)
    assert fills(heard) == [("a", 50, 30, False), ("a", 51, 40, False)]
    assert [event.fill.trade for event in heard[1:]] == ["a-t1", "a-t2"]
    assert place.state.orders["a"].left == 3000
    assert place.state.holdings[HOME][Leg.YES] == 7000


def test_takers_pay_the_schedule_and_the_debit_is_whole_units_of_precision(place):
    fill = send(place, ticket("a", 50, 30))[1].fill
    fee = trade_fee(QUADRATIC_WITH_MAKER, 5000, 3000, maker=False)
    assert fee <= fill.fee < fee + 100
    assert place.state.cash == -(5000 * 3000) - fill.fee
    assert place.state.cash % 100 == 0


def test_what_we_took_is_gone_from_the_visible_book_and_our_own_orders_do_not_show(place):
    send(place, ticket("a", 51, 100))
    book = place.visible_book(HOME)
    assert book.asks == ((5300, 50000),)
    assert book.bids == ((4800, 10000), (4700, 20000))


def test_an_order_that_joins_a_price_stands_behind_makers_and_our_earlier_orders(place):
    assert send(place, ticket("a", 48, 10, post_only=True)) == [OrderAccepted("a", 10000)]
    assert send(place, ticket("b", 48, 5, post_only=True)) == [OrderAccepted("b", 11000)]
    assert send(place, ticket("c", 49, 5, post_only=True)) == [OrderAccepted("c", 0)]


def test_buying_no_lifts_the_bids_at_the_other_side_of_the_dollar(place):
    heard = send(place, ticket("a", 53, 150, leg=Leg.NO))
    assert fills(heard) == [("a", 52, 100, False), ("a", 53, 50, False)]
    assert place.state.holdings[HOME] == {Leg.NO: 15000}


def test_selling_no_lifts_the_asks(place):
    send(place, ticket("a", 52, 100, leg=Leg.NO))
    heard = send(place, ticket("b", 49, 100, leg=Leg.NO, side=Side.SELL))
    assert fills(heard) == [("b", 50, 30, False), ("b", 49, 40, False)]
    assert place.state.holdings[HOME] == {Leg.NO: 3000}


def test_a_post_only_order_that_would_cross_is_refused(place):
    assert send(place, ticket("a", 50, 1, post_only=True)) == [OrderRefused("a", "post only would cross")]
    assert isinstance(send(place, ticket("b", 49, 1, post_only=True))[0], OrderAccepted)


def test_a_take_only_order_never_rests(place):
    heard = send(place, ticket("a", 50, 100, take_only=True))
    assert fills(heard) == [("a", 50, 30, False)]
    assert heard[-1] == OrderEnded("a", False, 7000, "nothing more to take at the limit")
    assert place.state.orders == {}


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (ticket("a", 50, 1, market="nowhere"), "no such market"),
        (ticket("a", 49.5, 1), "price off the tick"),
        (ticket("a", 50, 1, expires_at=1), "expires before it arrives"),
        (ticket("a", 50, 1, side=Side.SELL), "reduce only: nothing is held"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(place, order, reason):
    assert send(place, order) == [OrderRefused("a", reason)]
    assert place.state.cash == 0


def test_an_id_taken_once_already_exists_even_when_its_order_has_ended(place):
    send(place, ticket("a", 40, 1))
    cancel(place, "a")
    assert send(place, ticket("a", 40, 1)) == [OrderRefused("a", "already exists")]


def test_an_exit_is_cut_to_what_is_held_and_says_so_at_its_end(place):
    send(place, ticket("a", 50, 30))
    heard = send(place, ticket("x", 48, 80, side=Side.SELL))
    assert fills(heard) == [("x", 48, 30, False)]
    assert heard[-1] == OrderEnded("x", False, 5000, "reduce only: nothing left to sell")
    assert place.state.holdings[HOME][Leg.YES] == 0


def test_a_second_exit_goes_when_the_first_has_sold_everything(place):
    send(place, ticket("a", 50, 30))
    send(place, ticket("x", 52, 30, side=Side.SELL))
    heard = send(place, ticket("y", 48, 30, side=Side.SELL))
    assert fills(heard) == [("y", 48, 30, False)]
    assert heard[-1] == OrderEnded("x", False, 3000, "reduce only: nothing left to sell")
    assert place.state.orders == {}


def test_our_own_resting_order_goes_before_we_trade_with_it(place):
    send(place, ticket("a", 50, 30))
    send(place, ticket("bid", 49, 10))
    heard = send(place, ticket("x", 49, 10, side=Side.SELL))
    assert heard[0] == OrderEnded("bid", False, 1000, "would trade with our own order")
    assert heard[1] == OrderAccepted("x", 0)
    assert fills(heard) == []


def test_a_cancel_ends_an_order_once_and_is_refused_afterwards(place):
    send(place, ticket("a", 40, 5))
    assert cancel(place, "a") == [OrderEnded("a", False, 500, "tired of it")]
    assert cancel(place, "a") == [CancelRefused("a", "filled or ended before")]
    assert cancel(place, "b") == [CancelRefused("b", "no such order")]


def test_a_cancel_never_overtakes_its_order(place):
    place.carry(PlaceOrder(ticket("a", 40, 5)), 300)
    assert cancel(place, "a", at=100) == []
    heard = place.advance(300)
    assert [(at, type(event)) for at, event in heard] == [(300, OrderAccepted), (300, OrderEnded)]


def test_cancel_all_ends_everything_even_what_is_still_under_way(place):
    send(place, ticket("a", 40, 5))
    place.carry(PlaceOrder(ticket("b", 41, 5)), 300)
    place.carry(CancelAll("stop"), 100)
    heard = [event for _, event in place.advance(300)]
    assert heard == [
        OrderAccepted("b", 0),
        OrderEnded("a", False, 500, "stop"),
        OrderEnded("b", False, 500, "stop"),
    ]


def test_an_order_expires_by_itself_at_its_moment(place):
    send(place, ticket("a", 40, 5, expires_at=500))
    assert place.next_at() == 500
    assert place.advance(499) == []
    assert place.advance(600) == [(500, OrderEnded("a", True, 500, "expired"))]
    assert place.next_at() is None


def test_an_order_cancelled_before_its_time_leaves_nothing_to_wait_for(place):
    send(place, ticket("a", 40, 5, expires_at=500))
    cancel(place, "a")
    assert place.next_at() is None


def test_rounding_an_order_has_overpaid_comes_back_with_its_later_fills():
    place = exchange(fees=FeeSchedule(taker_ppm=70_000, maker_ppm=17_500, precision=10_000))
    quote(place, [], [(price, 1) for price in range(50, 60)])
    filled = [event.fill for event in send(place, ticket("a", 59, 10))[1:]]
    model = sum(trade_fee(QUADRATIC_WITH_MAKER, fill.price, fill.quantity, maker=False) for fill in filled)
    assert len(filled) == 10
    assert model <= sum(fill.fee for fill in filled) < model + 20_000
