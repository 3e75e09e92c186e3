from engine.core.execution import orders
from engine.core.risk import drawdown
from engine.core.risk.exposure import exposure
from engine.domain.fees import QUADRATIC, fee_at_most
from engine.domain.money import CONTRACT, DOLLAR
from engine.domain.order import OrderState
from tests.support.words import exit_ticket, fees_of, order, position

WORST = 5 * DOLLAR + fee_at_most(QUADRATIC, 5000, 10 * CONTRACT, buy=True)


def test_positions_count_at_cost_without_their_fees():
    stake = exposure({"p": position(fees=99)}, {}, fees_of())
    assert stake.total == 5 * DOLLAR
    assert stake.by_fixture == {"f1": 5 * DOLLAR}
    assert stake.by_slate == {"2025-06-15": 5 * DOLLAR}


def test_open_and_unknown_orders_count_at_their_worst_and_ended_ones_do_not():
    asked = {state: order(state, id=f"o-{state}", strategy="aggressive") for state in OrderState}
    stake = exposure({"p": position()}, asked, fees_of())
    assert stake.total == 5 * DOLLAR + 4 * WORST
    assert stake.by_strategy == {"balanced": 5 * DOLLAR, "aggressive": 4 * WORST}


def test_one_fixtures_outcomes_are_counted_together_and_markets_apart():
    positions = {"p": position(), "q": position(id="q", market="m2")}
    stake = exposure(positions, {"o": order(market="m3", fixture="f2")}, fees_of())
    assert stake.by_fixture == {"f1": 10 * DOLLAR, "f2": WORST}
    assert stake.by_market == {"m1": 5 * DOLLAR, "m2": 5 * DOLLAR, "m3": WORST}


def test_exits_and_closed_positions_put_nothing_at_stake():
    exiting = orders.new(exit_ticket(id="x"))
    stake = exposure({"p": position(sold=10 * CONTRACT)}, {"x": exiting}, fees_of())
    assert (stake.total, stake.by_fixture) == (0, {})


def test_at_stake_is_what_the_worst_case_would_take_beyond_cash_and_positions_at_cost():
    positions, asked = {"p": position()}, {"o": order(), "u": order(OrderState.UNKNOWN, id="u")}
    stake, cash = exposure(positions, asked, fees_of()), 100 * DOLLAR
    worst = drawdown.worst_case(cash, asked, fees_of())
    assert stake.total == drawdown.at_cost(positions) + cash - worst
