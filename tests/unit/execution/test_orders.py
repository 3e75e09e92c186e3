from itertools import product

import pytest

from engine.core.execution import orders
from engine.core.execution.orders import CONTRADICTIONS, IGNORED, TRANSITIONS, What
from engine.domain.errors import Impossible
from engine.domain.fees import QUADRATIC, fee_at_most
from engine.domain.market import Leg, Side
from engine.domain.money import CONTRACT, DOLLAR
from engine.domain.order import LIVE_STATES, OrderState, Purpose
from tests.support.words import NOW, exit_ticket, fill, order, ticket

LATER = NOW + 5
EVERY_STEP = list(product(OrderState, What))


@pytest.mark.parametrize(("state", "what"), EVERY_STEP)
def test_every_state_and_report_stands_in_exactly_one_table(state, what):
    step = (state, what)
    assert (step in TRANSITIONS) + (step in IGNORED) + (step in CONTRADICTIONS) == 1


@pytest.mark.parametrize(("step", "follows"), TRANSITIONS.items())
def test_a_report_moves_the_order_and_notes_when_and_why(step, follows):
    state, what = step
    moved = orders.advanced(order(state), what, LATER, "because")
    assert (moved.state, moved.since, moved.note) == (follows, LATER, "because")


@pytest.mark.parametrize(("state", "what"), sorted(IGNORED))
def test_a_late_or_repeated_report_gives_back_the_same_order(state, what):
    before = order(state)
    assert orders.advanced(before, what, LATER) is before


@pytest.mark.parametrize(("state", "what"), sorted(CONTRADICTIONS))
def test_a_contradiction_stops_everything(state, what):
    with pytest.raises(Impossible, match="now the venue says"):
        orders.advanced(order(state), what, LATER)


@pytest.mark.parametrize("state", [OrderState.CANCELLING, OrderState.UNKNOWN])
def test_an_order_with_trades_cannot_have_been_refused(state):
    with pytest.raises(Impossible, match="100 filled"):
        orders.advanced(order(state, filled=100), What.REFUSED, LATER)


def test_no_order_leaves_an_end_state_but_by_trades():
    assert not [state for state, _ in TRANSITIONS if state not in LIVE_STATES]


def test_an_unknown_order_can_become_anything_the_venue_may_answer():
    found = {after for (state, _), after in TRANSITIONS.items() if state is OrderState.UNKNOWN}
    assert found == {OrderState.RESTING, OrderState.REFUSED, OrderState.CANCELLED, OrderState.EXPIRED}


def test_a_new_order_is_sent_since_its_intent_and_has_no_trades():
    begun = orders.new(ticket())
    assert (begun.state, begun.since, begun.filled, begun.paid, begun.fees) == (OrderState.SENT, NOW, 0, 0, 0)


@pytest.mark.parametrize(
    ("state", "follows"),
    [
        (OrderState.SENT, OrderState.RESTING),
        (OrderState.RESTING, OrderState.RESTING),
        (OrderState.CANCELLING, OrderState.CANCELLING),
        (OrderState.UNKNOWN, OrderState.UNKNOWN),
        (OrderState.CANCELLED, OrderState.CANCELLED),
        (OrderState.EXPIRED, OrderState.EXPIRED),
    ],
)
def test_a_part_fill_counts_in_every_state_that_stood_at_the_venue(state, follows):
    after = orders.filled(order(state), fill(quantity=400, price=4900, fee=7), LATER)
    assert (after.state, after.filled, after.paid, after.fees) == (follows, 400, 400 * 4900, 7)
    assert after.since == (LATER if state is not follows else NOW)


@pytest.mark.parametrize("state", [s for s in OrderState if s not in {OrderState.REFUSED, OrderState.FILLED}])
def test_a_complete_order_is_filled_also_after_its_cancel(state):
    assert orders.filled(order(state), fill(), LATER).state is OrderState.FILLED


@pytest.mark.parametrize(
    "wrong", [{"quantity": 0}, {"order": "r-o000002"}, {"market": "m2"}, {"leg": Leg.NO}, {"side": Side.SELL}]
)
def test_a_trade_that_is_not_the_orders_own_is_never_folded_into_it(wrong):
    assert not orders.belongs(order(), fill(**wrong))
    with pytest.raises(Impossible, match="trade t1"):
        orders.filled(order(), fill(**wrong), LATER)


@pytest.mark.parametrize(
    ("state", "wrong", "objection", "follows"),
    [
        (OrderState.REFUSED, {}, "refused", OrderState.FILLED),
        (OrderState.REFUSED, {"quantity": 400}, "refused", OrderState.UNKNOWN),
        (OrderState.RESTING, {"quantity": 1001}, "1001 filled where 1000 was left", OrderState.FILLED),
        (OrderState.RESTING, {"price": 5001}, "limit is 5000", OrderState.FILLED),
    ],
)
def test_what_no_honest_venue_says_is_objected_to_and_folded_in_as_told(state, wrong, objection, follows):
    before, told = order(state), fill(**wrong)
    assert orders.belongs(before, told)
    assert objection in orders.objection(before, told)
    after = orders.filled(before, told, LATER)
    assert (after.state, after.filled, after.paid) == (follows, told.quantity, told.price * told.quantity)


def test_a_filled_order_that_fills_on_is_objected_to_and_costs_nothing_more():
    over = orders.filled(order(OrderState.FILLED, filled=1000), fill(quantity=1), LATER)
    assert "0 was left" in orders.objection(order(OrderState.FILLED, filled=1000), fill(quantity=1))
    assert (over.filled, over.left, over.live) == (1001, -1, False)


def test_a_sale_below_its_limit_is_objected_to_and_one_above_is_welcome():
    selling = orders.new(exit_ticket())
    assert orders.objection(selling, fill(side=Side.SELL, price=5001)) is None
    assert orders.filled(selling, fill(side=Side.SELL, price=5001), LATER).paid == 1000 * 5001
    assert "limit" in orders.objection(selling, fill(side=Side.SELL, price=4999))


@pytest.mark.parametrize(("state", "what"), sorted(CONTRADICTIONS))
def test_a_contradiction_is_known_as_one_before_it_is_folded(state, what):
    assert orders.contradicts(order(state), what)
    assert not orders.contradicts(order(OrderState.SENT), what)


def test_a_refusal_of_an_order_with_trades_is_a_contradiction():
    assert orders.contradicts(order(OrderState.UNKNOWN, filled=1), What.REFUSED)
    assert not orders.contradicts(order(OrderState.UNKNOWN), What.REFUSED)


def test_a_doubted_order_is_unknown_and_keeps_its_exposure():
    doubted = orders.doubted(order(filled=300), LATER, "refused after it was taken")
    assert (doubted.state, doubted.since) == (OrderState.UNKNOWN, LATER)
    assert orders.most_it_can_still_cost(doubted, QUADRATIC) == orders.most_it_can_still_cost(order(filled=300), QUADRATIC)
    assert orders.doubted(order(OrderState.CANCELLED), LATER, "x").state is OrderState.CANCELLED


@pytest.mark.parametrize("state", [s for s in OrderState if s not in LIVE_STATES])
def test_an_order_that_is_alive_after_all_rests_and_is_exposed_again(state):
    alive = orders.revived(order(state, filled=300), LATER, "shown alive")
    assert (alive.state, alive.since, alive.live) == (OrderState.RESTING, LATER, True)
    assert orders.most_it_can_still_cost(alive, QUADRATIC) > 0


@pytest.mark.parametrize("state", sorted(LIVE_STATES))
def test_a_live_entry_can_still_cost_what_is_left_of_it_with_fees(state):
    standing = order(state, filled=300)
    worst = 700 * 5000 + fee_at_most(QUADRATIC, 5000, 700, buy=True)
    assert orders.most_it_can_still_cost(standing, QUADRATIC) == worst > 700 * 5000


@pytest.mark.parametrize("state", [s for s in OrderState if s not in LIVE_STATES])
def test_an_order_that_is_over_costs_nothing_more(state):
    assert orders.most_it_can_still_cost(order(state), QUADRATIC) == 0


def test_an_exit_costs_nothing():
    exiting = orders.new(exit_ticket(id="x"))
    assert orders.most_it_can_still_cost(exiting, QUADRATIC) == 0


@pytest.mark.parametrize(("expired", "state"), [(False, OrderState.CANCELLED), (True, OrderState.EXPIRED)])
def test_an_order_ends_when_the_venue_counts_the_trades_we_know(expired, state):
    over = orders.ended(order(filled=400), 600, expired=expired, at=LATER, note="asked")
    assert (over.state, over.since, over.note) == (state, LATER, "asked")


@pytest.mark.parametrize("state", sorted(LIVE_STATES))
def test_an_end_that_is_told_before_its_trades_keeps_the_exposure(state):
    waiting = orders.ended(order(state), 600, expired=False, at=LATER)
    assert waiting.state is OrderState.UNKNOWN
    assert orders.most_it_can_still_cost(waiting, QUADRATIC) > 10 * 50 * DOLLAR // 100
    told = orders.filled(waiting, fill(quantity=4 * CONTRACT), LATER)
    assert orders.ended(told, 600, expired=False, at=LATER).state is OrderState.CANCELLED


def test_a_stale_count_of_what_was_left_does_not_undo_trades():
    over = orders.ended(order(filled=400), 1000, expired=False, at=LATER)
    assert (over.state, over.filled) == (OrderState.CANCELLED, 400)


def test_an_end_told_twice_changes_nothing():
    over = orders.ended(order(), 1000, expired=False, at=LATER)
    assert orders.ended(over, 1000, expired=False, at=LATER + 1) is over


def test_an_exit_can_never_be_a_purchase():
    assert exit_ticket().purpose is Purpose.EXIT
    assert exit_ticket().side is Side.SELL
