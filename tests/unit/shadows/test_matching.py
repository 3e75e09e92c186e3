"""What the venue would do to an order that was never sent: every doubt is decided against us."""

import pytest

from engine.core.shadows.matching import arrived, crossed, picked_off, shortened, traded
from engine.core.shadows.shadow import LATENCY, imagined, shadow_key
from engine.domain.fees import QUADRATIC, QUADRATIC_WITH_MAKER, trade_fee
from engine.domain.market import Leg
from tests.support.exchange import ladder
from tests.support.words import proposal

BIDS, ASKS = ladder((49, 30), (48, 50)), ladder((51, 20), (52, 40))
FEES = QUADRATIC_WITH_MAKER


def shadow(price=4900, contracts=10, *, leg=Leg.YES, post_only=True):
    wish = proposal(market="m", leg=leg, price=price, post_only=post_only)
    return imagined(wish, contracts * 100, at=0, ends_at=10**9, in_play=False, mid_twice=10_000)


def resting(price=4900, contracts=10, bids=BIDS, asks=ASKS, leg=Leg.YES):
    found, fills = arrived(shadow(price, contracts, leg=leg), bids, asks, FEES, LATENCY)
    assert not fills
    return found


def after_trade(held, cents, contracts, *, bought=False):
    return traded(held, (round(cents * 100), contracts * 100), bought=bought, fees=FEES, at=LATENCY + 1)


def after_book(held, bids, asks):
    return picked_off(shortened(held, bids, asks), bids, asks, FEES, LATENCY + 1)


def test_it_arrives_as_late_as_the_venue_ever_is():
    assert shadow().arrives_at == LATENCY == 350_000
    assert shadow().live(0)
    assert not shadow().rests(0)
    assert shadow(post_only=False).live(LATENCY)


def test_it_joins_behind_everything_that_is_seen_at_its_price():
    assert resting(4900).ahead == 3_000
    assert resting(4800).ahead == 5_000
    assert resting(5000).ahead == 0


def test_one_that_may_only_rest_is_refused_by_a_book_it_would_cross():
    found, fills = arrived(shadow(5100), BIDS, ASKS, FEES, LATENCY)
    assert not fills
    assert not found.live(LATENCY)
    assert not found.bought


def test_one_that_takes_pays_for_depth_level_by_level_and_ends():
    found, fills = arrived(shadow(5200, 50, post_only=False), BIDS, ASKS, FEES, LATENCY)
    assert [(fill.price, fill.quantity, fill.maker) for fill in fills] == [
        (5100, 2_000, False),
        (5200, 3_000, False),
    ]
    assert (found.bought, found.spent, found.left) == (5_000, 5100 * 2_000 + 5200 * 3_000, 0)
    assert found.fees >= sum(trade_fee(FEES, fill.price, fill.quantity, maker=False) for fill in fills)


def test_one_that_takes_never_gets_more_than_the_depth_within_its_limit():
    found, fills = arrived(shadow(5100, 50, post_only=False), BIDS, ASKS, FEES, LATENCY)
    assert found.bought == 2_000
    assert not found.live(LATENCY + 1)
    assert [fill.of for fill in fills] == [f"{found.key}-1"]


def test_a_trade_at_its_price_fills_it_only_by_what_is_left_after_the_queue():
    held, fills = after_trade(resting(), 49, 25)
    assert not fills
    assert held.ahead == 500
    held, fills = after_trade(held, 49, 8)
    assert [(fill.price, fill.quantity, fill.maker) for fill in fills] == [(4900, 300, True)]
    held, fills = after_trade(held, 49, 100)
    assert fills[0].quantity == 700
    assert held.left == 0


def test_a_trade_beyond_its_price_would_have_filled_it_first_but_by_no_more_than_traded():
    held, fills = after_trade(resting(), 48, 4)
    assert (fills[0].price, fills[0].quantity, held.left) == (4900, 400, 600)


@pytest.mark.parametrize(("cents", "bought"), [(50, False), (51, True), (49, True)])
def test_trades_above_it_or_of_buyers_do_nothing_to_a_bid(cents, bought):
    held = resting()
    assert after_trade(held, cents, 1_000, bought=bought) == (held, ())


def test_a_bid_that_is_only_touched_is_never_filled():
    held = resting()
    for _ in range(10):
        held, fills = after_book(held, ladder((49, 30)), ladder((50, 20)))
        assert not fills
    assert not crossed(held, ladder((49, 30)), ladder((50, 20)))


def test_what_is_seen_to_leave_its_price_is_taken_to_have_stood_behind_it():
    held = resting()
    assert shortened(held, ladder((49, 90)), ASKS) is held
    assert shortened(held, ladder((49, 12)), ASKS).ahead == 1_200
    assert shortened(held, (), ()).ahead == 0


def test_a_price_that_goes_beyond_it_picks_it_off_whole_at_its_own_price():
    held, fills = after_book(resting(4900, 100), ladder((45, 10)), ladder((47, 1)))
    assert (fills[0].price, fills[0].quantity, held.left) == (4900, 10_000, 0)


def test_a_price_that_only_meets_it_fills_it_by_its_size_and_only_once():
    met = ladder((48, 10)), ladder((49, 4))
    held, fills = after_book(resting(4900, 10), *met)
    assert fills[0].quantity == 400
    assert crossed(held, *met)
    held, fills = after_book(held, *met)
    assert not fills
    held, fills = after_book(held, ladder((48, 10)), ladder((49, 6)))
    assert fills[0].quantity == 200
    held, fills = after_book(held, ladder((48, 10)), ladder((50, 6)))
    assert not fills
    held, fills = after_book(held, *met)
    assert fills[0].quantity == 400


def test_a_bid_for_no_stands_among_the_asks_and_trades_with_buyers_of_yes():
    held = resting(4900, 10, leg=Leg.NO)
    assert (held.price, held.on_bids, held.ahead) == (5100, False, 2_000)
    assert after_trade(held, 51, 25, bought=False) == (held, ())
    held, fills = after_trade(held, 51, 25, bought=True)
    assert (fills[0].price, fills[0].quantity) == (4900, 500)
    held, fills = after_book(held, ladder((52, 1)), ladder((53, 1)))
    assert (fills[0].price, held.left) == (4900, 0)


def test_resting_costs_the_makers_fee_and_nothing_where_there_is_none():
    _, (fill,) = after_trade(resting(), 48, 10)
    assert fill.fee >= trade_fee(FEES, 4900, 1_000, maker=True) > 0
    _, (free,) = traded(resting(), (4800, 1_000), bought=False, fees=QUADRATIC, at=1)
    assert free.fee == 0


def test_a_shadow_is_named_after_its_arm_and_fixture():
    assert resting().key == shadow_key("balanced", "f1")
