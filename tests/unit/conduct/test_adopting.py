"""The discrepancy desk: what the operator may do, and that the guarantee outlives it."""

import pytest
from msgspec.structs import replace

from engine.core.conduct import reconciling
from engine.core.conduct.reconciling import agreed_since
from engine.core.execution.positions import OPERATOR
from engine.core.risk import drawdown
from engine.domain.commands import Adopt, CancelForeign, Flatten, Ignore
from engine.domain.difference import DifferenceId
from engine.domain.events import (
    CashMoved,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
)
from engine.domain.market import Leg, Side
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import CONTRACT, DOLLAR, ONE
from engine.domain.order import Fill
from engine.domain.queries import Query, Topic
from engine.domain.standing import Holding
from tests.support.desk import Desk, of
from tests.support.reckoning import alerts, foreign, keys, latched, more, quiet, strange, twice, with_strange

# --- what the operator may do


def test_an_id_nobody_knows_is_refused_with_those_there_are():
    desk = Desk()
    desk.stands(SECOND, orders=(foreign(),))
    for command in (Adopt("zz"), CancelForeign("zz"), Ignore("zz", "because")):
        done, words = desk.commands(command)
        assert not done
        assert "foreign_order:x" in words


def test_a_foreign_order_is_cancelled_and_its_line_goes_when_it_is_gone():
    desk = Desk()
    desk.stands(SECOND, orders=(foreign(),))
    desk.asked.clear()
    assert desk.commands(CancelForeign("foreign_order:x"))[0]
    assert [effect.order for effect in of(desk.asked, "CancelOrder")] == ["x"]
    assert latched(desk), "until the venue shows it no more"
    desk.stands(SECOND)
    assert not latched(desk)


def test_only_an_order_can_be_cancelled():
    desk, *_ = quiet()
    twice(desk, holdings=more(desk))
    assert not desk.commands(CancelForeign("holding:F1-home/yes"))[0]


def test_an_adopted_order_is_in_our_books_at_its_worst_and_its_trades_are_booked():
    desk = Desk()
    desk.lists()
    desk.stands(SECOND, orders=(foreign(),))
    assert desk.commands(Adopt("foreign_order:x"))[0]
    order = desk.state.trading.orders["x"]
    assert order.ticket.strategy == OPERATOR
    assert desk.core.snapshot().risk.at_stake >= 10 * CONTRACT * 4000
    assert not latched(desk)
    desk.hear(OrderFilled(Fill("f1", "x", "F1-home", Leg.YES, Side.BUY, 4000, 10 * CONTRACT, 0, True)))
    assert desk.state.purse.account.cash == 1000 * DOLLAR - 10 * CONTRACT * 4000
    desk.stands(SECOND)
    assert agreed_since(desk.state, Moment(desk.at - 1))


def test_an_adopted_sale_needs_something_to_sell():
    desk = Desk()
    desk.lists()
    desk.stands(SECOND, orders=(foreign(side=Side.SELL),))
    assert not desk.commands(Adopt("foreign_order:x"))[0]
    assert latched(desk)
    holding, _, position = quiet()
    holding.stands(SECOND, orders=(foreign(side=Side.SELL, quantity=CONTRACT),))
    assert holding.commands(Adopt("foreign_order:x"))[0]
    assert holding.state.trading.orders["x"].ticket.position == position.id


def test_an_order_that_could_cost_more_than_may_be_at_stake_is_cancelled_not_adopted():
    desk = Desk()
    desk.lists()
    desk.stands(SECOND, orders=(foreign(quantity=600 * CONTRACT),))
    positions = dict(desk.state.trading.positions)
    done, words = desk.commands(Adopt("foreign_order:x"))
    assert not done
    assert "cancel it" in words
    assert not desk.state.trading.orders
    assert desk.state.trading.positions == positions
    assert latched(desk)


def test_a_sale_of_more_than_is_held_would_open_a_position_and_is_not_adopted():
    desk, _, position = quiet()
    desk.stands(SECOND, orders=(foreign(side=Side.SELL, quantity=position.quantity + CONTRACT),))
    done, words = desk.commands(Adopt("foreign_order:x"))
    assert not done
    assert "cancel it" in words
    assert not desk.state.trading.orders


def test_a_second_sale_of_a_position_that_is_being_sold_is_not_adopted():
    desk, fixture, position = quiet()
    desk.quotes(fixture, 4600, 2750, 2650)
    assert desk.commands(Flatten(desk.core.answer(Query(Topic.FLATTEN)).token))[0]
    (ours,) = desk.state.trading.orders.values()
    desk.hear(OrderAccepted(ours.ticket.id, 0))
    sale = foreign(market=position.market, leg=position.leg, side=Side.SELL, quantity=CONTRACT)
    desk.stands(SECOND, orders=(*desk.agreeing().orders, sale))
    assert not desk.commands(Adopt("foreign_order:x"))[0]


def test_an_order_whose_trade_was_adopted_before_ends_all_the_same():
    desk = Desk()
    desk.lists()
    trade = strange(desk, order="x")
    desk.hear(OrderFilled(trade))
    shown = replace(foreign(), filled=CONTRACT)
    desk.stands(SECOND, orders=(shown,), **with_strange(desk, trade))
    assert desk.commands(Adopt("foreign_fill:s1"))[0]
    done, _ = desk.commands(Adopt("foreign_order:x"))
    if done:
        desk.hear(OrderEnded("x", expired=False, left=9 * CONTRACT, reason="cancelled"))
    assert not [order for order in desk.state.trading.orders.values() if order.state == "unknown"]


def test_nothing_of_a_market_we_do_not_know_is_adopted():
    desk = Desk()
    desk.stands(SECOND, orders=(foreign(market="zz"),))
    twice(desk, holdings=(Holding("zz", Leg.YES, 5),), orders=(foreign(market="zz"),))
    for key in ("foreign_order:x", "holding:zz/yes"):
        done, words = desk.commands(Adopt(DifferenceId(key)))
        assert not done
        assert "not listed" in words


def test_more_held_there_is_adopted_at_no_cost_and_leaves_the_guarantee_as_it_was():
    desk, fixture, position = quiet()
    account, cash = desk.state.purse.account, desk.state.purse.account.cash
    twice(desk, holdings=more(desk, 50 * CONTRACT))
    assert desk.commands(Adopt("holding:F1-home/yes"))[0]
    assert desk.state.purse.account == account, "neither cash nor mark"
    assert drawdown.at_cost(desk.state.trading.positions) == position.cost
    desk.stands(SECOND)
    assert agreed_since(desk.state, Moment(desk.at - 1))
    episodes = {name: belief.episodes for name, belief in desk.state.bandit.beliefs.items()}
    desk.settles(fixture, 0, ONE, 0)
    assert desk.state.purse.account.cash == cash
    assert OPERATOR not in desk.state.bandit.beliefs, "nothing is learnt from it"
    assert sum(b.episodes for b in desk.state.bandit.beliefs.values()) == sum(episodes.values()) + 1
    assert desk.core.snapshot() is not None


@pytest.mark.parametrize("left", [0, 100])
def test_less_held_there_is_written_off(left):
    desk, _, position = quiet()
    holdings = (Holding(position.market, position.leg, left),) if left else ()
    twice(desk, holdings=holdings)
    assert desk.commands(Adopt("holding:F1-home/yes"))[0]
    assert sum(p.quantity for p in desk.state.trading.positions.values()) == left
    desk.stands(SECOND, holdings=holdings)
    assert agreed_since(desk.state, Moment(desk.at - 1))


@pytest.mark.parametrize("by", [7 * DOLLAR, -7 * DOLLAR])
def test_cash_is_adopted_as_a_flow_that_scales_the_mark_and_is_nobodys_result(by):
    desk, *_ = quiet()
    before, shown = desk.state.purse, desk.agreeing().cash + by
    mark, cash, fall = before.account.mark, before.account.cash, before.drawdown
    twice(desk, cash=shown)
    assert desk.commands(Adopt("cash:cash"))[0]
    account = desk.state.purse.account
    assert account.cash == cash + by
    assert (account.mark > mark) is (by > 0)
    assert abs(desk.state.purse.drawdown - fall) <= 1
    assert (account.deposited, account.withdrawn) == (1000 * DOLLAR, 0)
    assert desk.state.score.realised == {}
    (kept,) = of(desk.asked, "KeepCashFlow")
    assert (kept.flow.kind, kept.flow.amount) == ("adopted", by)
    desk.stands(SECOND, cash=shown)
    assert agreed_since(desk.state, Moment(desk.at - 1))


def test_ignoring_needs_a_reason_and_lasts_until_the_gap_changes():
    desk, *_ = quiet()
    shown = desk.agreeing().cash + DOLLAR
    twice(desk, cash=shown)
    assert not desk.commands(Ignore("cash:cash", "  "))[0]
    assert desk.commands(Ignore("cash:cash", "known to the accountant"))[0]
    assert not latched(desk)
    assert desk.core.snapshot().status.differences == 0
    assert desk.core.snapshot().differences[0].ignored == "known to the accountant"
    for _ in range(3):
        desk.stands(MINUTE, cash=shown)
    assert agreed_since(desk.state, Moment(desk.at - 1))
    assert len(alerts(desk)) == 1
    desk.stands(MINUTE, cash=shown + DOLLAR)
    assert latched(desk)
    assert len(alerts(desk)) == 2


def test_one_ignored_difference_does_not_let_another_pass():
    desk = Desk()
    desk.stands(SECOND, orders=(foreign(), foreign(key="y")))
    desk.commands(Ignore("foreign_order:x", "mine"))
    assert latched(desk)
    desk.commands(Ignore("foreign_order:y", "mine too"))
    assert not latched(desk)


# --- trades of nobody


@pytest.mark.parametrize("side", Side)
def test_a_trade_of_no_order_of_ours_is_one_difference_and_explains_the_account(side):
    desk, *_ = quiet()
    trade = strange(desk, side=side)
    shown = with_strange(desk, trade)
    desk.hear(OrderFilled(trade))
    desk.hear(OrderFilled(trade))
    for _ in range(3):
        desk.stands(MINUTE, **shown, fills=(trade,))
    assert keys(desk) == ["foreign_fill:s1"]
    assert len(alerts(desk)) == 1
    assert desk.commands(Ignore("foreign_fill:s1", "an old test"))[0]
    desk.stands(MINUTE, **shown)
    assert agreed_since(desk.state, Moment(desk.at - 1))


@pytest.mark.parametrize("side", Side)
def test_adopted_it_is_booked_once(side):
    desk, *_ = quiet()
    trade = strange(desk, side=side)
    shown = with_strange(desk, trade)
    desk.hear(OrderFilled(trade))
    assert desk.commands(Adopt("foreign_fill:s1"))[0]
    desk.hear(OrderFilled(trade))
    desk.stands(SECOND, **shown)
    assert agreed_since(desk.state, Moment(desk.at - 1))
    assert not latched(desk)


@pytest.mark.parametrize("value", [0, ONE])
def test_a_trade_on_a_market_that_is_over_meanwhile_is_adopted_as_cash(value):
    desk, fixture, _ = quiet()
    trade = strange(desk)
    desk.hear(OrderFilled(trade))
    desk.settles(fixture, value, 0, 0)
    assert fixture.id not in desk.state.quotes.fixtures
    cash = desk.state.purse.account.cash
    paid = trade.quantity * (value - trade.price)
    desk.stands(MINUTE, cash=desk.agreeing().cash + paid)
    assert keys(desk) == ["foreign_fill:s1"], "trade and pay-out together explain the cash"
    assert desk.commands(Adopt("foreign_fill:s1"))[0]
    assert desk.state.purse.account.cash == cash + paid
    desk.stands(MINUTE)
    assert agreed_since(desk.state, Moment(desk.at - 1))


def test_an_order_on_a_market_that_is_over_cannot_be_adopted_and_nothing_breaks():
    desk, fixture, _ = quiet()
    desk.stands(SECOND, orders=(foreign(),))
    desk.settles(fixture, 0, 0, ONE)
    done, words = desk.commands(Adopt("foreign_order:x"))
    assert not done
    assert "not listed" in words


def test_a_sale_of_more_than_is_held_cannot_be_adopted():
    desk, *_ = quiet()
    desk.hear(OrderFilled(strange(desk, side=Side.SELL, quantity=10_000 * CONTRACT)))
    assert not desk.commands(Adopt("foreign_fill:s1"))[0]


def test_the_orders_of_an_adopted_order_take_its_trades_with_them():
    desk = Desk()
    desk.lists()
    trade = strange(desk, order="x")
    desk.hear(OrderFilled(trade))
    shown = replace(foreign(), filled=CONTRACT)
    desk.stands(SECOND, orders=(shown,), **with_strange(desk, trade))
    assert desk.commands(Adopt("foreign_order:x"))[0]
    assert keys(desk) == []
    assert desk.state.trading.orders["x"].filled == CONTRACT


@pytest.mark.parametrize("wrong", [{"quantity": 1_000 * CONTRACT}, {"price": 9900}])
def test_a_trade_no_honest_venue_makes_is_booked_as_told_and_stands_at_the_desk(wrong):
    desk = Desk()
    fixture = desk.lists()
    ticket = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0].ticket
    desk.hear(OrderAccepted(ticket.id, 0))
    plain = {"price": ticket.price, "quantity": CONTRACT} | wrong
    desk.hear(
        OrderFilled(
            Fill(
                "t1",
                ticket.id,
                ticket.market,
                ticket.leg,
                ticket.side,
                plain["price"],
                plain["quantity"],
                0,
                True,
            )
        )
    )
    assert desk.state.purse.account.cash == 1000 * DOLLAR - plain["price"] * plain["quantity"]
    assert keys(desk) == ["foreign_fill:t1"]
    assert latched(desk)
    desk.stands(SECOND)
    assert latched(desk), "it waits for somebody to have seen it"
    assert desk.commands(Adopt("foreign_fill:t1"))[0]
    assert not latched(desk)


# --- cash the venue moves


@pytest.mark.parametrize(
    ("kind", "amount"), [("interest", 3 * DOLLAR), ("incentive", DOLLAR), ("adjustment", -2 * DOLLAR)]
)
def test_cash_the_venue_moves_is_booked_once_and_is_nobodys_result(kind, amount):
    desk, *_ = quiet()
    cash, fall = desk.state.purse.account.cash, desk.state.purse.drawdown
    for _ in range(3):
        desk.hear(CashMoved("m1", kind, amount))
    assert desk.state.purse.account.cash == cash + amount
    assert abs(desk.state.purse.drawdown - fall) <= 1
    assert desk.state.score.by_arm == {}
    assert [effect.flow.kind for effect in of(desk.asked, "KeepCashFlow")] == [kind]
    twice(desk)
    assert not latched(desk)


def test_only_so_many_movements_are_remembered_and_the_newest_are(monkeypatch):
    monkeypatch.setattr(reconciling, "MOVES_KEPT", 3)
    desk = Desk()
    for name in "abcde":
        desk.hear(CashMoved(name, "interest", DOLLAR))
    assert list(desk.state.reckoning.moved) == ["c", "d", "e"]
