"""Orders that may or may not exist: exposed whole, never sent again, asked about until it is known."""

import itertools

import pytest

from engine.core.conduct.asking import ASK_AGAIN_MOST, SILENT_FOR
from engine.core.execution.reconcile import ORDER_UNDERWAY_MAX
from engine.domain.commands import Adopt, Approve, Exit, Pause, Resume
from engine.domain.difference import DifferenceId
from engine.domain.effects import AskOrder, WakeAt
from engine.domain.events import (
    AskFailed,
    CancelRefused,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    OrderRefused,
    OrderStood,
    OrderUnknown,
    Woke,
)
from engine.domain.ledger import AlertKind
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import CONTRACT
from engine.domain.order import Fill, OrderState
from engine.domain.standing import VenueOrder
from engine.domain.states import Cause, EngineState
from tests.support.desk import Desk, of


def sent(desk=None):
    """A desk with one entry sent: its ticket."""
    desk = desk or Desk()
    fixture = desk.lists()
    return desk, of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0].ticket


def lost():
    """A desk with one entry whose answer was lost."""
    desk, ticket = sent()
    desk.hear(OrderUnknown(ticket.id, "time-out"))
    return desk, ticket


def shows(ticket, filled=0, *, rests=True):
    return VenueOrder(
        ticket.id, ticket.market, ticket.leg, ticket.side, ticket.price, ticket.quantity, filled, rests
    )


def trade(ticket, quantity, name="t1", fee=0):
    return Fill(name, ticket.id, ticket.market, ticket.leg, ticket.side, ticket.price, quantity, fee, True)


def stood(desk, ticket, found, fills=(), wait=0, *, back=0):
    """The venue answers about an order, as of so long before now."""
    desk.at = Moment(desk.at + wait)
    return desk.hear(OrderStood(ticket.id, found, tuple(fills), Moment(desk.at - back)))


def order_of(desk, ticket):
    trading = desk.state.trading
    return trading.orders.get(ticket.id) or trading.ended[ticket.id]


def passes(desk, until):
    """Time goes on, and everything we asked to be woken for comes: what was asked for meanwhile, and when?"""
    asked = []
    wakes = {(e.at, e.kind, e.entity) for e in desk.asked if isinstance(e, WakeAt) and e.at > desk.at}
    done = set()
    while due := sorted(w for w in wakes - done if w[0] <= until):
        at, kind, entity = due[0]
        done.add(due[0])
        desk.at = at
        for effect in desk.hear(Woke(kind, entity)):
            if isinstance(effect, WakeAt):
                wakes.add((effect.at, effect.kind, effect.entity))
            asked.append((desk.at, effect))
    desk.at = until
    return asked


def questions(asked, ticket):
    return [at for at, effect in asked if effect == AskOrder(ticket.id)]


def test_an_unknown_order_is_asked_about_at_once_with_its_whole_exposure_kept():
    desk, ticket = sent()
    effects = desk.hear(OrderUnknown(ticket.id, "time-out"))
    assert of(effects, "AskOrder") == [AskOrder(ticket.id)]
    assert desk.core.snapshot().risk.at_stake == ticket.most_cost
    assert desk.core.snapshot().status.orders_unknown == 1


def test_the_asking_goes_on_with_longer_pauses_for_as_long_as_it_fails_and_nothing_is_sent_again():
    desk, ticket = lost()
    began, asks = desk.at, [desk.at]
    for _ in range(400):
        desk.hear(AskFailed(ticket.id, "time-out"))
        asks += questions(passes(desk, desk.at + SECOND), ticket)
    gaps = [(b - a) // SECOND for a, b in itertools.pairwise(asks)]
    assert gaps[:5] == [1, 2, 4, 8, 16]
    assert set(gaps[5:]) == {ASK_AGAIN_MOST // SECOND}
    assert asks[-1] - began > 5 * MINUTE, "it never gives up"
    assert len(of(desk.asked, "PlaceOrder")) == 1
    assert order_of(desk, ticket).state is OrderState.UNKNOWN


def test_a_question_without_any_answer_is_asked_again_all_the_same():
    desk, ticket = lost()
    asks = questions(passes(desk, desk.at + 2 * MINUTE), ticket)
    assert len(asks) >= 3


def test_after_a_minute_the_desk_pauses_with_one_alert_and_the_asking_goes_on():
    desk, ticket = lost()
    asked = passes(desk, desk.at + 5 * MINUTE)
    assert desk.state.desk.state is EngineState.PAUSED
    assert Cause.RECONCILE in desk.state.desk.causes
    told = [alert for alert in desk.state.score.alerts if alert.kind is AlertKind.CRITICAL]
    assert len(told) == 1
    assert max(questions(asked, ticket)) > desk.at - MINUTE


def test_found_resting_it_rests_and_the_pause_is_over():
    desk, ticket = lost()
    passes(desk, desk.at + 2 * MINUTE)
    stood(desk, ticket, shows(ticket))
    assert Cause.RECONCILE not in desk.state.desk.causes
    assert not [row for row in desk.state.desk.alarms.values() if not row.cleared]
    assert order_of(desk, ticket).state is OrderState.CANCELLING, "the pause withdraws entries"


def test_found_resting_within_the_minute_it_rests_and_is_asked_about_no_more():
    desk, ticket = lost()
    stood(desk, ticket, shows(ticket))
    assert order_of(desk, ticket).state is OrderState.RESTING
    assert not questions(passes(desk, desk.at + 2 * MINUTE), ticket)
    assert desk.state.desk.state is EngineState.RUNNING


def test_what_was_to_be_withdrawn_while_nobody_knew_is_withdrawn_when_it_is_found():
    desk, ticket = lost()
    desk.commands(Pause())
    desk.commands(Resume())
    desk.asked.clear()
    effects = stood(desk, ticket, shows(ticket))
    assert [effect.order for effect in of(effects, "CancelOrder")] == [ticket.id]
    assert order_of(desk, ticket).state is OrderState.CANCELLING


def test_found_filled_its_trades_are_booked_first():
    desk, ticket = lost()
    stood(desk, ticket, shows(ticket, ticket.quantity, rests=False), [trade(ticket, ticket.quantity)])
    assert order_of(desk, ticket).state is OrderState.FILLED
    position = next(iter(desk.state.trading.positions.values()))
    assert position.quantity == ticket.quantity


def test_found_cancelled_half_filled_it_ends_with_what_was_filled():
    desk, ticket = lost()
    part = ticket.quantity // 2
    stood(desk, ticket, shows(ticket, part, rests=False), [trade(ticket, part)])
    assert (order_of(desk, ticket).state, order_of(desk, ticket).filled) == (OrderState.CANCELLED, part)


def test_an_end_with_trades_that_were_not_told_keeps_the_exposure_and_asks_on():
    desk, ticket = lost()
    stood(desk, ticket, shows(ticket, 2 * CONTRACT, rests=False), [trade(ticket, CONTRACT)])
    assert order_of(desk, ticket).state is OrderState.UNKNOWN
    assert questions(passes(desk, desk.at + MINUTE), ticket)
    stood(
        desk,
        ticket,
        shows(ticket, 2 * CONTRACT, rests=False),
        [trade(ticket, CONTRACT), trade(ticket, CONTRACT, "t2")],
    )
    assert order_of(desk, ticket).state is OrderState.CANCELLED


def test_not_found_counts_only_when_the_request_cannot_be_under_way_and_only_twice():
    desk, ticket = lost()
    for _ in range(5):
        stood(desk, ticket, None, wait=SECOND)
    assert order_of(desk, ticket).state is OrderState.UNKNOWN, "it may still be under way"
    stood(desk, ticket, None, wait=ORDER_UNDERWAY_MAX)
    assert order_of(desk, ticket).state is OrderState.UNKNOWN, "once is not enough"
    stood(desk, ticket, None)
    assert order_of(desk, ticket).state is OrderState.UNKNOWN, "the same answer told twice is one"
    stood(desk, ticket, None, wait=SECOND)
    assert order_of(desk, ticket).state is OrderState.REFUSED
    assert "never arrived" in order_of(desk, ticket).note
    assert desk.core.snapshot().risk.at_stake == 0


def test_an_order_never_taken_is_gone_although_its_cancel_was_asked_for_before_it_became_unknown():
    desk, ticket = sent()
    desk.commands(Pause())
    desk.hear(OrderUnknown(ticket.id, "time-out"))
    stood(desk, ticket, None, wait=2 * ORDER_UNDERWAY_MAX)
    stood(desk, ticket, None, wait=SECOND)
    assert order_of(desk, ticket).state is OrderState.REFUSED
    assert desk.core.snapshot().differences == ()


def test_an_answer_that_comes_late_but_was_given_early_does_not_count():
    desk, ticket = lost()
    stood(desk, ticket, None, wait=2 * ORDER_UNDERWAY_MAX, back=2 * ORDER_UNDERWAY_MAX)
    stood(desk, ticket, None, wait=SECOND, back=2 * ORDER_UNDERWAY_MAX)
    assert order_of(desk, ticket).state is OrderState.UNKNOWN


def gone():
    """A desk that takes an order for never arrived."""
    desk, ticket = lost()
    stood(desk, ticket, None, wait=2 * ORDER_UNDERWAY_MAX)
    stood(desk, ticket, None, wait=SECOND)
    assert order_of(desk, ticket).state is OrderState.REFUSED
    return desk, ticket


@pytest.mark.parametrize("how", ["asked about", "in the list", "accepted late"])
def test_an_order_taken_for_dead_that_shows_up_alive_is_exposed_and_withdrawn_at_once(how):
    desk, ticket = gone()
    desk.asked.clear()
    desk.at = Moment(desk.at + SECOND)
    if how == "asked about":
        stood(desk, ticket, shows(ticket))
    elif how == "in the list":
        desk.stands(orders=(shows(ticket),))
    else:
        desk.hear(OrderAccepted(ticket.id, None))
    assert [effect.order for effect in of(desk.asked, "CancelOrder")] == [ticket.id]
    assert order_of(desk, ticket).state is OrderState.CANCELLING
    assert desk.core.snapshot().risk.at_stake == ticket.most_cost
    assert Cause.RECONCILE in desk.state.desk.causes
    assert desk.core.snapshot().status.differences == 1
    desk.hear(OrderEnded(ticket.id, expired=False, left=ticket.quantity, reason="cancelled"))
    desk.stands(SECOND)
    assert Cause.RECONCILE not in desk.state.desk.causes
    assert desk.core.snapshot().status.differences == 0


def test_a_sale_taken_for_refused_that_is_alive_is_withdrawn_at_once_too():
    desk = Desk()
    _, position = desk.holds()
    desk.ends()
    desk.commands(Exit(position.id))
    (asked,) = desk.core.snapshot().approvals
    desk.commands(Approve(asked.key, asked.version))
    sale = of(desk.asked, "PlaceOrder")[-1].ticket
    desk.hear(OrderRefused(sale.id, "no"))
    desk.asked.clear()
    desk.stands(SECOND, orders=(shows(sale),))
    assert sale.id in [effect.order for effect in of(desk.asked, "CancelOrder")]
    assert order_of(desk, sale).state is OrderState.CANCELLING


def test_a_trade_of_an_order_taken_for_dead_is_booked_and_stands_at_the_desk():
    desk, ticket = gone()
    cash = desk.state.purse.account.cash
    desk.hear(OrderFilled(trade(ticket, CONTRACT)))
    assert desk.state.purse.account.cash == cash - CONTRACT * ticket.price
    assert order_of(desk, ticket).state is OrderState.UNKNOWN
    assert desk.core.snapshot().status.differences == 1


def test_a_refusal_after_it_was_taken_is_doubted_and_asked_about():
    desk, ticket = sent()
    desk.hear(OrderAccepted(ticket.id, 0))
    effects = desk.hear(OrderRefused(ticket.id, "not with us"))
    assert of(effects, "AskOrder") == [AskOrder(ticket.id)]
    assert desk.core.snapshot().risk.at_stake == ticket.most_cost
    stood(desk, ticket, shows(ticket))
    assert order_of(desk, ticket).state is OrderState.RESTING


def test_an_order_without_any_answer_is_asked_about_after_a_while():
    desk, ticket = sent()
    assert not questions(passes(desk, desk.at + SILENT_FOR - 1), ticket)
    assert questions(passes(desk, desk.at + 1), ticket)
    stood(desk, ticket, shows(ticket))
    assert order_of(desk, ticket).state is OrderState.RESTING


def test_an_answered_order_is_not_asked_about():
    desk, ticket = sent()
    desk.hear(OrderAccepted(ticket.id, 0))
    assert not questions(passes(desk, desk.at + MINUTE), ticket)


def test_a_cancel_whose_answer_was_lost_is_sent_again_while_the_order_rests():
    desk, ticket = sent()
    desk.hear(OrderAccepted(ticket.id, 0))
    desk.commands(Pause())
    assert questions(passes(desk, desk.at + SILENT_FOR), ticket)
    effects = stood(desk, ticket, shows(ticket))
    assert [effect.order for effect in of(effects, "CancelOrder")] == [ticket.id]
    assert questions(passes(desk, desk.at + MINUTE), ticket), "asked until it is gone"
    stood(desk, ticket, shows(ticket, rests=False))
    assert order_of(desk, ticket).state is OrderState.CANCELLED


def test_a_cancel_that_came_too_late_is_resolved_by_the_trades():
    desk, ticket = sent()
    desk.hear(OrderAccepted(ticket.id, 0))
    desk.commands(Pause())
    effects = desk.hear(CancelRefused(ticket.id, "filled"))
    assert of(effects, "AskOrder") == [AskOrder(ticket.id)]
    stood(desk, ticket, shows(ticket, ticket.quantity, rests=False), [trade(ticket, ticket.quantity)])
    assert order_of(desk, ticket).state is OrderState.FILLED


def vanished():
    """A desk with an order that the venue had taken and knows no more."""
    desk, ticket = sent()
    desk.hear(OrderAccepted(ticket.id, 0))
    desk.stands(SECOND, orders=())
    assert ticket.id in desk.state.reckoning.asking, "it should be in the list"
    stood(desk, ticket, None, wait=2 * ORDER_UNDERWAY_MAX)
    stood(desk, ticket, None, wait=SECOND)
    return desk, ticket


def test_an_order_that_was_taken_and_is_known_no_more_is_a_difference_that_keeps_its_exposure():
    desk, ticket = vanished()
    (row,) = desk.core.snapshot().differences
    assert (row.kind, row.subject) == ("lost_order", ticket.id)
    assert desk.core.snapshot().risk.at_stake == ticket.most_cost
    assert desk.commands(Adopt(DifferenceId(row.key)))[0]
    assert order_of(desk, ticket).state is OrderState.CANCELLED
    assert desk.core.snapshot().risk.at_stake == 0
    assert Cause.RECONCILE not in desk.state.desk.causes


def test_a_lost_order_that_is_shown_again_is_a_difference_no_more():
    desk, ticket = vanished()
    stood(desk, ticket, shows(ticket), wait=SECOND)
    assert desk.core.snapshot().differences == ()


def test_a_missing_order_that_has_ended_meanwhile_ends_by_the_answer():
    desk, ticket = sent()
    desk.hear(OrderAccepted(ticket.id, 0))
    effects = desk.stands(SECOND, orders=())
    assert of(effects, "AskOrder") == [AskOrder(ticket.id)]
    stood(desk, ticket, shows(ticket, rests=False))
    assert order_of(desk, ticket).state is OrderState.CANCELLED
    assert desk.core.snapshot().differences == ()


def test_an_answer_from_before_the_end_we_know_of_changes_nothing():
    desk, ticket = sent()
    desk.hear(OrderAccepted(ticket.id, 0))
    desk.hear(OrderEnded(ticket.id, expired=False, left=ticket.quantity, reason="cancelled"), SECOND)
    stood(desk, ticket, shows(ticket), back=SECOND)
    assert order_of(desk, ticket).state is OrderState.CANCELLED
