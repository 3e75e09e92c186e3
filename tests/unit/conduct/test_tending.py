"""A place in the queue: what stands before an order, and when another place is worth losing it."""

import pytest
from msgspec.structs import replace

from engine.core.conduct import queueing
from engine.domain.events import (
    BookSeen,
    GameSeen,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    TradeSeen,
)
from engine.domain.game import GameStatus
from engine.domain.market import Leg
from engine.domain.moment import MINUTE, SECOND
from engine.domain.money import CONTRACT
from engine.domain.order import Fill, OrderState
from engine.domain.sport import Phase
from tests.support.desk import Desk, of, rules, willing
from tests.support.words import order

OURS = 4700
"""Where the entry rests: a tick above the bid of its first book."""


def resting(ahead=300):
    """An entry that rests with so many contracts before it; every arm asks for two cents."""
    given = willing(rules())
    desk = Desk(replace(given, arms=tuple(replace(arm, min_edge=20_000) for arm in given.arms)))
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4900, 2950, 2950, half=300), "PlaceOrder")[0].ticket
    assert (placed.price, placed.post_only) == (OURS, True)
    desk.hear(OrderAccepted(placed.id, None if ahead is None else ahead * CONTRACT))
    return desk, fixture, placed


def quoted(desk, fixture, *bids, ask=5200, wait=61 * SECOND):
    """The home side's book has these bids, in contracts; the other two stand as they stood."""
    asked = []
    ladder = tuple((price, size * CONTRACT) for price, size in bids)
    home, *others = fixture.markets
    asked += desk.hear(BookSeen(home.id, ladder, ((ask, 50_000),)), wait)
    for market in others:
        asked += desk.hear(BookSeen(market.id, ((2650, 50_000),), ((3250, 50_000),)))
    return asked


def ahead(desk, placed):
    return desk.state.trading.orders[placed.id].ahead


def cancels(asked):
    return [cancel.reason for cancel in of(asked, "CancelOrder")]


# What stands before it.


def test_what_stands_before_an_order_is_what_the_venue_said_and_is_written_down():
    desk, _, placed = resting(300)
    assert ahead(desk, placed) == 300 * CONTRACT
    assert of(desk.asked, "KeepOrder")[-1].order.ahead == 300 * CONTRACT
    desk.hear(OrderAccepted(placed.id, 900 * CONTRACT))
    assert ahead(desk, placed) == 300 * CONTRACT, "told again, it does not go back"


@pytest.mark.parametrize(
    ("price", "bought", "left"),
    [(OURS, False, 200), (OURS, True, 300), (OURS + 100, False, 300), (OURS - 100, False, 0)],
)
def test_a_trade_at_its_price_shortens_the_queue_and_one_through_it_ends_it(price, bought, left):
    desk, fixture, placed = resting(300)
    desk.hear(TradeSeen(fixture.markets[0].id, price, 100 * CONTRACT, bought))
    assert ahead(desk, placed) == left * CONTRACT


def test_trades_on_other_markets_leave_the_queue_alone_and_none_makes_it_negative():
    desk, fixture, placed = resting(300)
    desk.hear(TradeSeen(fixture.markets[1].id, OURS, 100 * CONTRACT, False))
    assert ahead(desk, placed) == 300 * CONTRACT
    desk.hear(TradeSeen("elsewhere", OURS, 100 * CONTRACT, False))
    desk.hear(TradeSeen(fixture.markets[0].id, OURS, 10_000 * CONTRACT, False))
    assert ahead(desk, placed) == 0


def test_no_more_stands_before_it_than_is_seen_there_and_what_comes_back_stands_behind():
    desk, fixture, placed = resting(300)
    quoted(desk, fixture, (OURS, 120), wait=SECOND)
    assert ahead(desk, placed) == 120 * CONTRACT
    quoted(desk, fixture, (OURS, 900), wait=SECOND)
    assert ahead(desk, placed) == 120 * CONTRACT
    quoted(desk, fixture, (OURS - 100, 50), wait=SECOND)
    assert ahead(desk, placed) == 0


def test_once_it_trades_it_is_first():
    desk, _, placed = resting(300)
    fill = Fill("t1", placed.id, placed.market, placed.leg, placed.side, OURS, 100, 0, True)
    desk.hear(OrderFilled(fill))
    assert ahead(desk, placed) == 0


def test_a_no_bid_stands_among_the_yes_asks():
    rests = order(OrderState.RESTING, leg=Leg.NO, price=5300)
    desk, fixture, _ = resting()
    mine = replace(
        rests, ahead=900, ticket=replace(rests.ticket, market=fixture.markets[0].id, fixture=fixture.id)
    )
    desk.state.trading.orders[mine.ticket.id] = mine
    desk.state.trading.orders_on[fixture.id].append(mine.ticket.id)
    desk.hear(TradeSeen(fixture.markets[0].id, 4700, 200, True))
    assert desk.state.trading.orders[mine.ticket.id].ahead == 700
    desk.hear(BookSeen(fixture.markets[0].id, ((4600, 50_000),), ((4700, 400),)))
    assert desk.state.trading.orders[mine.ticket.id].ahead == 400


def test_an_order_that_is_over_joins_no_queue():
    over = order(OrderState.CANCELLED)
    assert queueing.joined(over, 5) is over
    assert queueing.reached(over) is over


# When it moves.


def test_an_order_first_at_the_best_price_is_never_moved():
    desk, fixture, placed = resting(0)
    for _ in range(30):
        assert not cancels(quoted(desk, fixture, (OURS, 500), (OURS - 100, 500), ask=4900))
    assert desk.state.trading.orders[placed.id].state is OrderState.RESTING


def test_a_tick_behind_it_stays_where_the_queue_is_no_longer_than_up_there():
    desk, fixture, _ = resting(300)
    assert not cancels(quoted(desk, fixture, (OURS + 100, 300), (OURS, 400)))
    assert not cancels(quoted(desk, fixture, (OURS + 100, 500), (OURS, 400)))


def test_a_tick_behind_it_moves_to_a_shorter_queue_when_the_whole_edge_is_there():
    desk, fixture, _ = resting(300)
    asked = quoted(desk, fixture, (OURS + 100, 20), (OURS, 400))
    assert cancels(asked) == ["shorter queue a tick up"]
    assert not of(asked, "PlaceOrder")


def test_a_tick_behind_it_stays_when_its_arms_edge_is_not_there_any_more():
    desk, fixture, placed = resting(300)
    arm = placed.strategy
    desk.state.run.rules = replace(
        desk.rules, arms=tuple(replace(a, min_edge=45_000) if a.name == arm else a for a in desk.rules.arms)
    )
    assert not cancels(quoted(desk, fixture, (OURS + 100, 20), (OURS, 400)))


def test_where_the_venue_tells_no_queue_a_tick_is_no_reason():
    desk, fixture, _ = resting(None)
    assert not cancels(quoted(desk, fixture, (OURS + 100, 20), (OURS, 400)))


def test_what_is_left_of_a_part_filled_order_keeps_its_place():
    desk, fixture, placed = resting(300)
    fill = Fill("t1", placed.id, placed.market, placed.leg, placed.side, OURS, 100, 0, True)
    desk.hear(OrderFilled(fill))
    assert not cancels(quoted(desk, fixture, (OURS + 100, 20), (OURS, 400)))


def test_a_real_move_causes_exactly_one_and_the_cancel_goes_first():
    desk, fixture, placed = resting(0)
    asked = quoted(desk, fixture, (OURS + 200, 500), (OURS, 400))
    assert cancels(asked) == ["book moved away"]
    assert not of(asked, "PlaceOrder")
    for _ in range(3):
        asked = quoted(desk, fixture, (OURS + 200, 500), (OURS, 400))
        assert not of(asked, "PlaceOrder"), "nothing new before the cancel is confirmed"
        assert not cancels(asked), "asked once"
    desk.hear(OrderEnded(placed.id, False, placed.quantity, "book moved away"))
    again = of(quoted(desk, fixture, (OURS + 200, 500), (OURS, 400)), "PlaceOrder")
    assert [place.ticket.price for place in again] == [OURS + 300]
    moved = of(desk.asked, "PlaceOrder")
    assert len(moved) == 2


@pytest.mark.parametrize("depth", [20, 500])
def test_a_walk_of_one_tick_flickers_is_no_storm(depth):
    desk, fixture, _ = resting(300)
    for step in range(60):
        up = step % 2 == 0
        bids = ((OURS + 100, depth), (OURS, 400)) if up else ((OURS, 400), (OURS - 100, 400))
        quoted(desk, fixture, *bids, ask=5300)
        for each in list(desk.state.trading.orders.values()):
            if each.state is OrderState.CANCELLING:
                desk.hear(OrderEnded(each.ticket.id, False, each.left, "cancelled"))
            elif each.state is OrderState.SENT:
                desk.hear(OrderAccepted(each.ticket.id, depth * CONTRACT))
    assert len(of(desk.asked, "CancelOrder")) <= 1
    assert len(of(desk.asked, "PlaceOrder")) <= 2


def test_it_is_never_moved_twice_within_a_scan():
    desk, fixture, _ = resting(300)
    gap = desk.rules.entering.scan_before
    asked = quoted(desk, fixture, (OURS + 300, 20), (OURS, 400), wait=gap - SECOND)
    assert not cancels(asked)
    assert cancels(quoted(desk, fixture, (OURS + 300, 20), (OURS, 400), wait=2 * SECOND))
    assert gap == MINUTE


# What is called off.


@pytest.mark.parametrize("phase", [Phase.POSTPONED, Phase.ABANDONED, Phase.FINISHED])
def test_nothing_rests_on_a_game_that_is_called_off_or_over(phase):
    desk, fixture, placed = resting()
    asked = desk.hear(GameSeen(GameStatus(fixture.id, phase, None, 0, None, None)), SECOND)
    assert [effect.order for effect in of(asked, "CancelOrder")] == [placed.id]
    assert cancels(asked) == ["called off"]


# Whose arm trades no longer.


@pytest.mark.parametrize("change", [{"shadow": True}, {"enabled": False}, None])
def test_nothing_rests_for_an_arm_that_has_been_put_aside(change):
    desk, fixture, placed = resting()
    arms = tuple(
        each if change is None else replace(each, **change)
        for each in desk.rules.arms
        if change is not None or each.name != placed.strategy
    )
    changed = replace(desk.rules, arms=arms)
    desk.state.run.rules = changed
    asked = quoted(desk, fixture, (4600, 500))
    assert [effect.order for effect in of(asked, "CancelOrder")] == [placed.id]
    assert cancels(asked) == ["its arm trades no more"]
