"""The discrepancy desk: what is told and when, what the operator may do, and that the guarantee outlives it."""

import pytest
from msgspec.structs import replace

from engine.core.conduct.asking import EVERY, LOOK_AGAIN
from engine.core.conduct.reconciling import HOLDS_AFTER, QUIET, SETTLEMENT_UNDERWAY_MAX, agreed_since
from engine.core.execution.positions import OPERATOR
from engine.core.risk import drawdown
from engine.domain.commands import Adopt, CancelForeign, Deposit, Ignore, Reconcile, Withdraw
from engine.domain.difference import DifferenceId
from engine.domain.events import (
    AskFailed,
    CashMoved,
    OrderAccepted,
    OrderFilled,
    VenueStood,
    Woke,
)
from engine.domain.ledger import AlertKind
from engine.domain.market import Leg, Side
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import CONTRACT, DOLLAR, ONE
from engine.domain.order import Fill
from engine.domain.standing import Holding, VenueOrder
from engine.domain.states import Cause, EngineState, Mode
from tests.support.desk import Desk, of


def latched(desk):
    return Cause.RECONCILE in desk.state.desk.causes


def alerts(desk):
    return [alert.text for alert in desk.state.score.alerts if alert.kind is AlertKind.CRITICAL]


def keys(desk):
    return [row.key for row in desk.core.snapshot().differences]


def foreign(market="F1-home", side=Side.BUY, key="x", leg=Leg.YES, quantity=10 * CONTRACT, price=4000):
    return VenueOrder(key, market, leg, side, price, quantity, 0, True)


def twice(desk, **shown):
    """The venue shows the same once more, long enough after."""
    desk.stands(SECOND, **shown)
    return desk.stands(HOLDS_AFTER, **shown)


def more(desk, by=CONTRACT):
    """The venue holds more than we do."""
    (held,) = desk.agreeing().holdings
    return (replace(held, quantity=held.quantity + by),)


def quiet(**said):
    """A desk that holds a position and has nothing that rests."""
    desk = Desk(**said)
    fixture, position = desk.holds()
    desk.ends()
    return desk, fixture, position


# --- when the venue is asked


def test_the_venue_is_asked_at_the_start_and_entries_wait_for_its_answer():
    desk = Desk(agrees=False)
    assert [effect.why for effect in of(desk.asked, "AskVenue")] == ["start"]
    fixture = desk.lists()
    assert not of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")
    desk.stands()
    assert desk.state.desk.state is EngineState.RUNNING
    assert agreed_since(desk.state, Moment(desk.at - 1))
    assert not agreed_since(desk.state, desk.at)


def test_the_books_are_compared_every_minute_while_something_is_ours():
    desk, *_ = quiet()
    for _ in range(3):
        desk.stands(SECOND)
        wake = max(
            effect.at
            for effect in of(desk.asked, "WakeAt")
            if (effect.kind, effect.entity) == ("reconcile", "")
        )
        assert wake - desk.at <= EVERY
        desk.at = wake
        (asked,) = of(desk.hear(Woke("reconcile", "")), "AskVenue")
        assert asked.since < desk.state.reckoning.compared_at, (
            "with trades from before the last comparison on"
        )


@pytest.mark.parametrize(
    ("mode", "asks"), [(Mode.SIM, False), (Mode.REPLAY, False), (Mode.PAPER, True), (Mode.LIVE, True)]
)
def test_only_pretended_money_with_nothing_of_ours_is_looked_at_seldom(mode, asks):
    desk = Desk(mode=mode)
    desk.at = Moment(desk.at + EVERY)
    assert bool(of(desk.hear(Woke("reconcile", "")), "AskVenue")) is asks
    desk.at = Moment(desk.at + QUIET)
    assert of(desk.hear(Woke("reconcile", "")), "AskVenue")


def test_a_question_without_an_answer_is_asked_again_ever_later():
    desk = Desk()
    desk.commands(Reconcile())
    waits = []
    for _ in range(9):
        (wake,) = of(desk.hear(AskFailed(None, "time-out")), "WakeAt")
        waits.append((wake.at - desk.at) // SECOND)
        desk.at = wake.at
        assert of(desk.hear(Woke(wake.kind, wake.entity)), "AskVenue")
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_the_operator_may_ask_at_any_time():
    desk = Desk()
    done, words = desk.commands(Reconcile())
    assert done
    assert "0 differences" in words
    assert of(desk.asked, "AskVenue")[-1].why == "operator"


# --- what is a difference, and when


def test_a_foreign_order_is_a_difference_at_once_and_told_once():
    desk = Desk()
    for _ in range(4):
        desk.stands(MINUTE, orders=(foreign(),))
    assert keys(desk) == ["foreign_order:x"]
    assert latched(desk)
    assert len(alerts(desk)) == 1
    desk.stands(MINUTE)
    assert keys(desk) == []
    assert not latched(desk)
    assert not [row for row in desk.state.desk.alarms.values() if not row.cleared]


def test_each_difference_is_told_of_its_own():
    desk = Desk()
    desk.stands(SECOND, orders=(foreign(), foreign(key="y")))
    assert len(alerts(desk)) == 2


def test_a_holding_that_differs_is_a_difference_when_it_still_does_after_a_while():
    desk, *_ = quiet()
    desk.stands(SECOND, holdings=more(desk))
    assert not latched(desk)
    assert not agreed_since(desk.state, Moment(desk.at - 1)), "it is not agreed either"
    desk.stands(HOLDS_AFTER - SECOND, holdings=more(desk))
    assert not latched(desk)
    desk.stands(SECOND, holdings=more(desk))
    assert latched(desk)
    assert keys(desk) == ["holding:F1-home/yes"]


def test_what_could_not_be_judged_is_looked_at_again_soon():
    desk, *_ = quiet()
    effects = desk.stands(SECOND, holdings=more(desk))
    (wake,) = [e for e in of(effects, "WakeAt") if e.kind == "reconcile"]
    assert wake.at - desk.at == LOOK_AGAIN
    desk.at = wake.at
    assert of(desk.hear(Woke(wake.kind, wake.entity)), "AskVenue")


def test_another_gap_begins_to_count_anew():
    desk, *_ = quiet()
    for by in range(1, 8):
        desk.stands(HOLDS_AFTER, cash=desk.agreeing().cash + by)
    assert not latched(desk)


def test_missing_trades_are_booked_before_anything_is_compared():
    desk = Desk()
    fixture = desk.lists()
    ticket = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0].ticket
    desk.hear(OrderAccepted(ticket.id, 0))
    fill = Fill(
        "t1", ticket.id, ticket.market, ticket.leg, ticket.side, ticket.price, ticket.quantity, 0, True
    )
    cash = desk.agreeing().cash - ticket.price * ticket.quantity
    held = (Holding(ticket.market, ticket.leg, ticket.quantity),)
    twice(desk, fills=(fill,), cash=cash, holdings=held, orders=())
    assert desk.state.purse.account.cash == 1000 * DOLLAR - ticket.price * ticket.quantity
    assert not latched(desk)
    desk.hear(OrderFilled(fill), SECOND)
    desk.stands(SECOND)
    assert desk.state.purse.account.cash == 1000 * DOLLAR - ticket.price * ticket.quantity, (
        "told late it changes nothing"
    )
    assert agreed_since(desk.state, Moment(desk.at - 1))


def test_a_trade_told_after_the_answer_was_given_is_no_difference():
    desk, _fixture, position = quiet()
    before, asked_at = desk.agreeing(), desk.at
    desk.at = Moment(desk.at + SECOND)
    other = Fill("t9", "r1-o000001", position.market, position.leg, Side.BUY, 4000, CONTRACT, 0, True)
    desk.hear(OrderFilled(replace(other, order=next(iter(desk.state.trading.ended)))))
    desk.hear(VenueStood("late", replace(before, as_of=asked_at)), SECOND)
    assert not desk.state.reckoning.suspected


def test_an_answer_older_than_the_last_one_says_nothing():
    desk, *_ = quiet()
    desk.stands(SECOND)
    old = replace(desk.agreeing(), as_of=Moment(desk.at - MINUTE), cash=0, orders=(foreign(),))
    for _ in range(3):
        desk.hear(VenueStood("stale", old), HOLDS_AFTER)
    assert not latched(desk)
    assert agreed_since(desk.state, Moment(desk.at - MINUTE))


def test_a_settlement_that_the_venue_knows_before_we_do_is_given_its_time():
    desk, fixture, position = quiet()
    desk.at = fixture.starts_at
    paid = desk.agreeing().cash + position.quantity * ONE
    for _ in range(4):
        desk.stands(HOLDS_AFTER, holdings=(), cash=paid)
    assert not latched(desk)
    desk.settles(fixture, ONE, 0, 0)
    desk.stands(SECOND)
    assert agreed_since(desk.state, Moment(desk.at - 1))


def test_a_settlement_that_is_never_told_is_a_difference_in_the_end():
    desk, fixture, position = quiet()
    desk.at = fixture.starts_at
    paid = desk.agreeing().cash + position.quantity * ONE
    desk.stands(SECOND, holdings=(), cash=paid)
    desk.stands(SETTLEMENT_UNDERWAY_MAX, holdings=(), cash=paid)
    assert keys(desk) == ["cash:cash", "holding:F1-home/yes"]


def test_deposits_and_withdrawals_of_pretended_money_are_not_the_venues():
    desk = Desk()
    shown = desk.agreeing().cash
    desk.commands(Deposit(100 * DOLLAR))
    desk.commands(Withdraw(30 * DOLLAR))
    twice(desk, cash=shown)
    assert not latched(desk)


def test_with_real_money_the_venues_cash_is_the_bankroll_from_the_first_answer_on():
    desk = Desk(mode=Mode.LIVE, agrees=False)
    twice(desk, cash=990 * DOLLAR)
    assert keys(desk) == ["cash:cash"]
    assert Cause.STARTING in desk.state.desk.causes


def test_an_account_of_pretended_money_may_begin_with_any_amount():
    desk = Desk(agrees=False)
    desk.stands(cash=0)
    assert desk.state.desk.state is EngineState.RUNNING
    twice(desk, cash=1)
    assert keys(desk) == ["cash:cash"]


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


def strange(desk, name="s1", **said):
    plain = {
        "trade": name,
        "order": "zz",
        "market": "F1-home",
        "leg": Leg.YES,
        "side": Side.BUY,
        "price": 4000,
        "quantity": CONTRACT,
        "fee": 0,
        "maker": True,
    }
    return Fill(**(plain | said))


def with_strange(desk, trade):
    """The venue's account after a trade of nobody."""
    now, sign = desk.agreeing(), 1 if trade.side is Side.BUY else -1
    held = {(h.market, h.leg): h.quantity for h in now.holdings}
    key = (trade.market, trade.leg)
    held[key] = held.get(key, 0) + sign * trade.quantity
    return {
        "holdings": tuple(Holding(*leg, count) for leg, count in held.items() if count),
        "cash": now.cash - sign * trade.price * trade.quantity - trade.fee,
    }


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
