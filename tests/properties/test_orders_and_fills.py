"""Position and cash are a fold over trades: any order, any duplicates, the same end."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.execution import orders, positions
from engine.core.execution.orders import What
from engine.domain.errors import Impossible
from engine.domain.fees import FeeSchedule, charge, fee_at_most
from engine.domain.market import Side
from engine.domain.money import cost
from engine.domain.order import LIVE_STATES, OrderState
from tests.support.words import NOW, fees_of, fill, order, position, ticket

TRADES = st.lists(
    st.builds(
        lambda buy, price, quantity, fee: (buy, price, quantity, fee),
        st.booleans(),
        st.integers(1, 9999),
        st.integers(1, 5000),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=8,
)


def told(trades):
    return [
        fill(trade=f"t{i}", side=Side.BUY if buy else Side.SELL, price=price, quantity=quantity, fee=fee)
        for i, (buy, price, quantity, fee) in enumerate(trades)
    ]


def folded(reports, settle_after=None):
    held, cash, seen = position(bought=0, spent=0), 0, {}
    for count, report in enumerate(reports):
        if report.trade not in seen:
            seen[report.trade] = report
            before = held.paid_out
            held = positions.with_fill(held, report, NOW)
            cash += positions.cash_of(report) + held.paid_out - before
        if count == settle_after:
            before = held.paid_out
            held = positions.settled(held, 10_000, NOW)
            cash += held.paid_out - before
    return held, cash


@given(TRADES, st.data())
def test_any_order_with_any_duplicates_gives_the_same_position_and_cash(trades, data):
    straight = told(trades)
    again = data.draw(st.lists(st.sampled_from(straight), max_size=6))
    shuffled = data.draw(st.permutations(straight + again))
    assert folded(shuffled) == folded(straight)


@given(TRADES, st.data())
def test_a_settlement_anywhere_between_the_trades_gives_the_same_money(trades, data):
    straight = told(trades)
    shuffled = data.draw(st.permutations(straight))
    held, cash = folded(shuffled, settle_after=data.draw(st.integers(0, len(trades) - 1)))
    last, cash_last = folded(straight, settle_after=len(trades) - 1)
    assert (replace(held, closed_at=None), cash) == (replace(last, closed_at=None), cash_last)


@given(TRADES)
def test_cash_and_position_tell_the_same_profit(trades):
    held, cash = folded(told(trades), settle_after=len(trades) - 1)
    assert cash == held.proceeds + held.paid_out - held.spent - held.fees


@given(
    st.lists(st.sampled_from(list(What)), max_size=6),
    st.lists(st.tuples(st.integers(0, 6), st.integers(1, 600)), max_size=4),
)
def test_no_road_of_reports_and_trades_loses_a_trade_or_passes_an_overfill_in_silence(reports, trades):
    at = orders.new(ticket())
    booked = objected = 0
    for step, what in enumerate([*reports, What.UNKNOWN]):
        for number, (when, quantity) in enumerate(trades):
            if when == step:
                trade = fill(trade=f"t{number}", quantity=quantity)
                objected += orders.objection(at, trade) is not None
                at = orders.filled(at, trade, NOW)
                booked += quantity
        try:
            at = orders.advanced(at, what, NOW)
        except Impossible:
            return
        assert at.filled == booked
        assert objected or booked <= at.ticket.quantity
        assert objected or (at.state is OrderState.FILLED) == (booked == at.ticket.quantity)
        assert (orders.most_it_can_still_cost(at, fees_of()("m1")) > 0) == (at.state in LIVE_STATES)


@given(
    st.sampled_from(
        [FeeSchedule(70_000, 0, 100), FeeSchedule(70_000, 17_500, 100), FeeSchedule(140_000, 35_000, 100)]
    ),
    st.integers(1, 99),
    st.lists(st.tuples(st.integers(0, 98), st.integers(1, 300), st.booleans()), min_size=1, max_size=12),
)
def test_no_way_of_filling_costs_more_than_was_reserved(schedule, cents, parts):
    limit, total = cents * 100, sum(quantity for _, quantity, _ in parts)
    standing = order(price=limit, quantity=total)
    reserve = orders.most_it_can_still_cost(standing, schedule)
    assert reserve == cost(limit, total) + fee_at_most(schedule, limit, total, buy=True)
    spent, overpaid = 0, 0
    for better, quantity, maker in parts:
        price = max(100, limit - better * 100)
        paid = charge(schedule, price, quantity, maker=maker, buy=True, overpaid=overpaid)
        overpaid = paid.overpaid
        spent += cost(price, quantity) + paid.net
        trade = fill(quantity=quantity, price=price, fee=paid.net, maker=maker)
        standing = orders.filled(standing, trade, NOW)
        # At every point: what went and what may still go are within the reserve, but for the
        # rounding that the venue still owes us.
        still = orders.most_it_can_still_cost(standing, schedule)
        assert spent + still <= reserve + 2 * schedule.precision
    assert spent <= reserve


@given(TRADES)
def test_folding_twice_is_folding_once(trades):
    straight = told(trades)
    assert folded(straight + straight) == folded(straight)
    assert reduce(lambda cash, trade: cash + positions.cash_of(trade), straight, 0) == folded(straight)[1]
