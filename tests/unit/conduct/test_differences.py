"""The books compared: when the venue is asked, what is a difference and what is only under way."""

from msgspec.structs import replace

from engine.core.conduct.asking import EVERY, LOOK_AGAIN
from engine.core.conduct.reconciling import HOLDS_AFTER, QUIET, SETTLEMENT_UNDERWAY_MAX, agreed_since
from engine.domain.commands import Deposit, Reconcile, Withdraw
from engine.domain.events import (
    AskFailed,
    OrderAccepted,
    OrderFilled,
    VenueStood,
    Woke,
)
from engine.domain.market import Side
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import CONTRACT, DOLLAR, ONE
from engine.domain.order import Fill
from engine.domain.standing import Holding
from engine.domain.states import Cause, EngineState, Mode
from tests.support.desk import Desk, of
from tests.support.reckoning import alerts, foreign, keys, latched, more, quiet, twice

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


def asked_within(desk, span):
    """Which questions are asked when every regular look of the next while is taken, each answered at once?"""
    until, asked = desk.at + span, []
    while True:
        looks = [e.at for e in of(desk.asked, "WakeAt") if (e.kind, e.entity) == ("reconcile", "")]
        due = [at for at in looks if desk.at < at <= until]
        if not due:
            return asked
        desk.at = min(due)
        questions = of(desk.hear(Woke("reconcile", "")), "AskVenue")
        if questions:
            desk.stands()
        asked += questions


def test_the_books_are_compared_every_minute_while_something_is_ours():
    desk, *_ = quiet()
    desk.stands(SECOND)
    asked = asked_within(desk, 10 * EVERY)
    assert 9 <= len(asked) <= 11
    assert all(question.since < desk.at - EVERY for question in asked), "with trades from before the last answer on"


def test_the_next_minute_comes_although_an_answer_is_still_under_way_at_this_one():
    desk, *_ = quiet()
    desk.at = Moment(desk.at + EVERY - SECOND)
    desk.commands(Reconcile())
    desk.at = Moment(desk.at + SECOND)
    effects = desk.hear(Woke("reconcile", ""))
    assert not of(effects, "AskVenue"), "one question at a time"
    assert next_look(desk, effects) == EVERY


def next_look(desk, effects):
    """In how long does the next regular look come?"""
    return min(e.at for e in of(effects, "WakeAt") if (e.kind, e.entity) == ("reconcile", "")) - desk.at


def test_pretended_money_with_nothing_of_ours_is_looked_at_less_often_until_something_is_sent():
    desk = Desk(mode=Mode.PAPER)
    effects = desk.stands(SECOND)
    assert next_look(desk, effects) == QUIET
    fixture = desk.lists()
    effects = desk.quotes(fixture, 4600, 2750, 2650)
    assert of(effects, "PlaceOrder")
    assert next_look(desk, effects) <= EVERY + SECOND
    desk.at = Moment(desk.at + EVERY)
    assert of(desk.hear(Woke("reconcile", "")), "AskVenue")


def test_real_money_is_looked_at_every_minute_whatever_is_ours():
    desk = Desk(mode=Mode.LIVE)
    for _ in range(3):
        desk.stands(SECOND)
        desk.at = Moment(desk.at + EVERY)
        effects = desk.hear(Woke("reconcile", ""))
        assert of(effects, "AskVenue")
        assert next_look(desk, effects) == EVERY


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
