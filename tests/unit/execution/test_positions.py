import pytest

from engine.core.execution import positions
from engine.domain.errors import Impossible
from engine.domain.market import Leg, Side
from engine.domain.money import CONTRACT, DOLLAR
from tests.support.words import NOW, exit_ticket, fill, position, thesis, ticket

LATER = NOW + 5
CENTS = DOLLAR // 100


def empty(**said):
    return position(**({"bought": 0, "spent": 0} | said))


def sale(**said):
    return fill(**({"side": Side.SELL, "trade": "t2"} | said))


def test_an_entry_begins_an_empty_position_with_its_thesis():
    begun = positions.opened(ticket(), thesis())
    assert begun == empty()
    assert not begun.open


def test_an_exit_never_opens_a_position():
    with pytest.raises(Impossible, match="is an exit"):
        positions.opened(exit_ticket(), thesis())


def test_a_purchase_adds_contracts_cost_and_fee():
    held = positions.with_fill(empty(), fill(price=4000, fee=9), LATER)
    assert (held.quantity, held.spent, held.fees, held.cost) == (1000, 4 * DOLLAR, 9, 4 * DOLLAR)
    assert held.closed_at is None


def test_a_sale_realises_against_average_cost_less_all_fees():
    held = positions.with_fill(position(fees=10), sale(quantity=400, price=6000, fee=5), LATER)
    assert (held.quantity, held.proceeds, held.cost) == (600, 240 * CENTS, 3 * DOLLAR)
    assert held.realised == 40 * CENTS - 15


def test_a_position_closes_when_nothing_is_left_and_keeps_the_moment():
    closed = positions.with_fill(position(), sale(), LATER)
    assert (closed.quantity, closed.closed_at, closed.open) == (0, LATER, False)


def test_a_sale_told_before_its_purchase_closes_only_with_the_purchase():
    early = positions.with_fill(empty(), sale(), LATER)
    assert (early.quantity, early.closed_at) == (-1000, None)
    assert positions.with_fill(early, fill(), LATER + 1).closed_at == LATER + 1


def test_a_late_purchase_opens_a_closed_position_again():
    closed = positions.with_fill(position(), sale(), LATER)
    again = positions.with_fill(closed, fill(trade="t3", quantity=100), LATER + 1)
    assert (again.quantity, again.closed_at) == (100, None)


@pytest.mark.parametrize("wrong", [{"market": "m2"}, {"leg": Leg.NO}, {"quantity": 0}])
def test_a_trade_of_another_market_or_leg_stops_everything(wrong):
    with pytest.raises(Impossible, match="is not of position"):
        positions.with_fill(position(), fill(**wrong), LATER)


@pytest.mark.parametrize(
    ("leg", "value", "paid"),
    [
        (Leg.YES, 10_000, 10 * DOLLAR),
        (Leg.YES, 0, 0),
        (Leg.NO, 0, 10 * DOLLAR),
        (Leg.NO, 10_000, 0),
        (Leg.YES, 3700, 370 * CENTS),
        (Leg.NO, 3700, 630 * CENTS),
    ],
)
def test_settlement_pays_each_leg_its_part_of_the_dollar(leg, value, paid):
    over = positions.settled(position(leg=leg), value, LATER)
    assert (over.paid_out, over.quantity, over.closed_at) == (paid, 0, LATER)
    assert over.realised == paid - 5 * DOLLAR


def test_settlement_told_twice_is_the_same_object():
    once = positions.settled(position(), 10_000, LATER)
    assert positions.settled(once, 10_000, LATER + 9) is once


def test_a_correction_pays_anew_and_keeps_when_it_closed():
    once = positions.settled(position(), 10_000, LATER)
    corrected = positions.settled(once, 0, LATER + 9)
    assert (corrected.paid_out, corrected.settled_value, corrected.closed_at) == (0, 0, LATER)


def test_what_was_sold_before_is_not_paid_out_again():
    part = positions.with_fill(position(), sale(quantity=400), LATER)
    assert positions.settled(part, 10_000, LATER).paid_out == 6 * DOLLAR


def test_a_purchase_told_after_the_settlement_is_paid_out_too():
    over = positions.settled(position(), 10_000, LATER)
    late = positions.with_fill(over, fill(trade="t9", quantity=100), LATER + 1)
    assert (late.paid_out, late.closed_at) == (11 * DOLLAR, LATER)


@pytest.mark.parametrize("value", [-1, 10_001])
def test_a_contract_pays_nothing_below_zero_and_no_more_than_a_dollar(value):
    with pytest.raises(Impossible, match="0 to 10000"):
        positions.settled(position(), value, LATER)


def test_cash_goes_with_fee_on_a_purchase_and_comes_less_fee_on_a_sale():
    assert positions.cash_of(fill(fee=7)) == -5 * DOLLAR - 7
    assert positions.cash_of(sale(fee=7)) == 5 * DOLLAR - 7


def test_a_quantity_is_in_hundredths_of_contracts():
    assert position().quantity == 10 * CONTRACT
