"""What open positions will bring, by settlement date."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.performance.projection import outlook, slates
from engine.domain.effects import Settlement
from engine.domain.market import Leg
from engine.domain.money import DOLLAR
from engine.domain.rules import Targets
from tests.support.games import START, fixture, position

EVEN = (500_000, 300_000, 200_000)
TARGETS = Targets(low=90_000, mid=100_000, high=120_000, honest_low=0, honest_high=1_000)


def fair_of(fair=EVEN):
    """Every position's market is named after its outcome."""
    places = {"home": 0, "draw": 1, "away": 2}
    return lambda held: (places[held.market.rsplit("-", 1)[1]], fair)


def on(name, index=0, leg=Leg.YES, **changes):
    return position(index, leg, of=fixture(name=name), name=f"{name}-{index}-{leg}", **changes)


def test_one_position_by_hand():
    # 40 contracts at .50, fair .60: +4.00; it pays +20 or −20.
    found = outlook([on("F1")], fair_of((600_000, 250_000, 150_000)))
    assert (found.projected, found.low, found.high) == (4 * DOLLAR, -20 * DOLLAR, 20 * DOLLAR)


def test_a_favourite_above_95_per_cent_has_its_loss_outside_the_interval():
    found = outlook([on("F1")], fair_of((960_000, 20_000, 20_000)))
    assert (found.low, found.high) == (20 * DOLLAR, 20 * DOLLAR)


def test_outcomes_of_one_fixture_exclude_each_other():
    # Home and draw at .50 each: either pays 40 and costs 40, the away win loses both.
    found = outlook([on("F1", 0), on("F1", 1)], fair_of())
    assert (found.projected, found.low, found.high) == (-8 * DOLLAR, -40 * DOLLAR, 0)


def test_a_no_leg_pays_when_the_outcome_does_not_come():
    found = outlook([on("F1", 0, Leg.NO)], fair_of((300_000, 400_000, 300_000)))
    assert found.projected == 8 * DOLLAR
    both = outlook([on("F1", 0), on("F1", 0, Leg.NO)], fair_of())
    assert (both.projected, both.low, both.high) == (0, 0, 0)


def test_two_fixtures_are_independent():
    # Sums −40, 0, +40 with chances .25, .50, .25.
    found = outlook([on("F1"), on("F2")], fair_of())
    assert (found.projected, found.low, found.high) == (0, -40 * DOLLAR, 40 * DOLLAR)
    five = outlook([on(f"F{n}") for n in range(5)], fair_of())
    # Both tails of five coins are 1/32 < 5 %: the bounds are one win and four wins.
    assert (five.low, five.high) == (-60 * DOLLAR, 60 * DOLLAR)


def test_many_fixtures_agree_with_the_normal_law():
    many = [on(f"F{n}", spent=20_000_000 + 37_000 * n) for n in range(40)]
    found = outlook(many, fair_of())
    mean, sd = -sum(37_000 * n for n in range(40)), 20 * DOLLAR * 40**0.5
    assert found.projected == mean
    assert found.low == pytest.approx(mean - 1.645 * sd, abs=20 * DOLLAR)
    assert found.high == pytest.approx(mean + 1.645 * sd, abs=20 * DOLLAR)


def test_a_hole_in_the_sum_is_no_sum_and_nothing_open_brings_nothing():
    def known(held):
        return None if held.fixture == "F2" else (0, EVEN)

    assert outlook([on("F1"), on("F2")], known) is None
    nothing = outlook([on("F2", sold=4000)], known)
    assert (nothing.projected, nothing.low, nothing.high) == (0, 0, 0)


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(list(Leg)), st.integers(1, 9000), st.integers(1, 99)),
        max_size=9,
    )
)
def test_the_expectation_is_quantity_times_fair_less_average_cost(held):
    made = [
        on(f"F{n}", index, leg, bought=quantity, spent=quantity * cents * 100)
        for n, (index, leg, quantity, cents) in enumerate(held)
    ]
    found = outlook(made, fair_of())
    exact = sum(
        quantity * ((EVEN[index] if leg is Leg.YES else 1_000_000 - EVEN[index]) / 100 - cents * 100)
        for index, leg, quantity, cents in held
    )
    assert exact - len(held) <= found.projected <= exact
    assert found.low <= found.high


def settled(name, pnl, date="2026-11-21", fees=0):
    return Settlement(name, "F9", "m", "balanced", date, 10_000, 0, pnl, fees, DOLLAR, START, False)


def shown(positions, settlements=(), *, today="2026-11-21", fair=EVEN):
    return slates(positions, fair_of(fair), settlements, targets=TARGETS, bankroll=1000 * DOLLAR, today=today)


def test_a_line_per_date_and_the_open_ones_summed_below():
    better = (600_000, 250_000, 150_000)
    rows = shown(
        [on("F1"), on("F2"), on("F3", settles_on="2026-11-22")],
        [settled("x", 21_420_000, fees=2_100_000)],
        fair=better,
    )
    first, second, last = rows
    assert [row.key for row in rows] == ["2026-11-21", "2026-11-22", "open"]
    assert (first.projected, first.realised, first.fees, first.open_positions) == (
        8 * DOLLAR,
        21_420_000,
        -2_100_000,
        2,
    )
    assert (first.target, first.pace) == (100 * DOLLAR, 294_200)
    assert (second.projected, second.realised, second.fees, second.pace) == (4 * DOLLAR, None, None, 40_000)
    assert (last.projected, last.open_positions) == (12 * DOLLAR, 3)
    assert (last.realised, last.fees, last.target, last.pace) == (None, None, None, None)
    # Three coins of .6: none wins with .064, so −60 is the 5 % point; all win with .216.
    assert (last.low, last.high) == (-60 * DOLLAR, 60 * DOLLAR)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(1, 99)), max_size=8))
def test_the_open_line_is_the_sum_of_the_dates(held):
    made = [
        on(f"F{n}", index, spent=4000 * cents * 100, settles_on=f"2026-11-{21 + day}")
        for n, (day, index, cents) in enumerate(held)
    ]
    *dates, last = shown(made)
    assert last.projected == sum(row.projected for row in dates)
    assert last.open_positions == len(held) == sum(row.open_positions for row in dates)
    assert [row.key for row in dates] == sorted(row.key for row in dates)


def test_what_exits_and_fees_realised_counts_for_the_date_of_the_fixture():
    part = on("F1", sold=1000, proceeds=6_000_000, fees=300_000)  # 10 of 40 sold at .60
    row, last = shown([part])
    assert (row.realised, row.fees) == (1_000_000 - 300_000, -300_000)
    assert (row.projected, last.projected) == (0, 0)
    gone = on("F1", sold=4000, proceeds=24_000_000)
    row, last = shown([gone])
    assert (row.realised, row.projected, row.open_positions) == (4 * DOLLAR, None, 0)
    assert (last.projected, last.open_positions) == (0, 0)


def test_a_settled_position_is_counted_by_its_settlement_only():
    paid = on("F1", settled_value=10_000, paid_out=40_000_000)
    row, _ = shown([paid], [settled(paid.id, 20 * DOLLAR)])
    assert (row.realised, row.open_positions) == (20 * DOLLAR, 0)
    early = on("F1", sold=4000, proceeds=24_000_000)
    row, _ = shown([early], [settled(early.id, 4 * DOLLAR)])
    assert row.realised == 4 * DOLLAR


def test_past_dates_are_shown_only_while_something_is_open():
    old = settled("x", DOLLAR, "2026-11-20")
    assert [row.key for row in shown([], [old])] == ["open"]
    assert [row.key for row in shown([on("F1", settles_on="2026-11-20")], [old])] == ["2026-11-20", "open"]
    assert [row.key for row in shown([], [old], today=None)] == ["2026-11-20", "open"]


def test_without_a_fair_value_the_date_and_the_open_line_say_missing():
    rows = slates(
        [on("F1")],
        lambda _: None,
        [settled("x", DOLLAR)],
        targets=TARGETS,
        bankroll=1000 * DOLLAR,
        today=None,
    )
    assert (rows[0].projected, rows[0].low, rows[0].pace, rows[0].realised) == (None, None, None, DOLLAR)
    assert (rows[1].projected, rows[1].open_positions) == (None, 1)
