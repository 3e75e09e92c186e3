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
    ("state", "wrong"),
    [
        (OrderState.REFUSED, {}),
        (OrderState.RESTING, {"quantity": 1001}),
        (OrderState.RESTING, {"quantity": 0}),
        (OrderState.RESTING, {"order": "r-o000002"}),
        (OrderState.RESTING, {"market": "m2"}),
        (OrderState.RESTING, {"leg": Leg.NO}),
        (OrderState.RESTING, {"side": Side.SELL}),
        (OrderState.RESTING, {"price": 5001}),
    ],
)
def test_a_trade_that_cannot_be_ours_stops_everything(state, wrong):
    with pytest.raises(Impossible, match="trade t1"):
        orders.filled(order(state), fill(**wrong), LATER)


def test_a_filled_order_cannot_be_filled_again():
    with pytest.raises(Impossible, match="0 left"):
        orders.filled(order(OrderState.FILLED, filled=1000), fill(quantity=1), LATER)


def test_a_sale_below_its_limit_stops_everything_and_one_above_is_welcome():
    selling = orders.new(exit_ticket())
    assert orders.filled(selling, fill(side=Side.SELL, price=5001), LATER).paid == 1000 * 5001
    with pytest.raises(Impossible, match="limit"):
        orders.filled(selling, fill(side=Side.SELL, price=4999), LATER)


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
