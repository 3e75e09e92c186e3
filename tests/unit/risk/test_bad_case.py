"""The 5 % case of a settlement date, by hand and against every combination of outcomes."""

import math
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.risk.bad_case import SlateBadCase, allowance
from engine.core.risk.drawdown import Account
from engine.core.risk.limits import check, most_cost
from engine.domain.market import Leg
from engine.domain.money import CONTRACT, DOLLAR
from engine.domain.order import Allowed, Refused, Trimmed
from engine.domain.prospect import Prospect
from engine.domain.rules import DrawdownMode
from tests.support.words import candidate, drawdown_rules, exposure, limits, risk_context

MILLION = 1_000_000
EVEN = (500_000, 300_000, 200_000)
RULE = "slate_bad_case"


def around(allowed, *slate, common=0):
    """A context whose dates may lose this much in their 5 % case: the budget is 200,000 dollars."""
    bounds = limits(bad_case_of_budget=allowed * 5, common_factor=common)
    context = risk_context(limits=bounds, slate=slate)
    assert allowance(context) == allowed * DOLLAR
    return context


def lost(dollars, fixture="f9"):
    return Prospect(fixture, (MILLION,), (-dollars * DOLLAR,))


def contracts(room, asked):
    return asked if room.quantity is None else room.quantity // CONTRACT


def test_what_is_lost_for_certain_leaves_the_rest_of_the_allowance():
    # Without a forecast the candidate counts as lost whole: 5.175 dollars for ten.
    assert check(candidate(), around(20, lost(14))) == Allowed()
    assert check(candidate(), around(20, lost(15))) == Trimmed(9 * CONTRACT, RULE)
    assert check(candidate(), around(20, lost(20))) == Refused(RULE, "5 % case within 20.00: 0 of 10")


def test_a_date_that_is_over_its_allowance_takes_nothing_more_even_what_would_better_it():
    sure = candidate(chances=(990_000, 5_000, 5_000))
    assert check(sure, around(20, lost(19))) == Allowed()
    assert check(sure, around(20, lost(21))).rule == RULE


def test_a_favourite_whose_loss_lies_outside_the_twentieth_costs_its_date_nothing():
    likely = candidate(chances=(960_000, 20_000, 20_000))
    unlikely = replace(likely, chances=(940_000, 30_000, 30_000))
    assert check(likely, around(1)) == Allowed()
    assert check(unlikely, around(1)) == Trimmed(CONTRACT, RULE)


def test_the_common_error_can_bring_that_loss_into_the_twentieth():
    likely = candidate(chances=(951_000, 29_000, 20_000))
    assert check(likely, around(1)) == Allowed()
    assert check(likely, around(1, common=MILLION)) == Trimmed(CONTRACT, RULE)


def test_independent_games_lose_together_less_often_than_one_by_one():
    # Two coins of 20 dollars: both lost with .25. Five: all lost with .03, four with .19.
    coin = (500_000, 500_000)
    five = [Prospect(f"f{n}", coin, (20 * DOLLAR, -20 * DOLLAR)) for n in range(2, 7)]
    asked = candidate(quantity=30 * CONTRACT, chances=EVEN)
    assert check(asked, around(76, *five)) == Allowed()
    assert check(asked, around(61, *five)) != Allowed()
    assert isinstance(check(asked, around(59, *five)), Refused)


def test_on_one_fixture_the_outcomes_exclude_each_other():
    # The draw is held for 5 dollars; ten on the home win lose with it only when the away side wins.
    draw = Prospect("f1", EVEN, (-5 * DOLLAR, 5 * DOLLAR, -5 * DOLLAR))
    other = replace(draw, fixture="f2")
    asked = candidate(chances=EVEN)
    assert check(asked, around(10, draw)).to == 9 * CONTRACT
    here = replace(asked, chances=(500_000, 460_000, 40_000))
    matching = replace(draw, chances=here.chances)
    assert check(here, around(6, matching)) == Allowed()
    assert check(here, around(6, replace(other, chances=here.chances))) == Trimmed(CONTRACT, RULE)


def test_what_is_held_on_the_fixture_without_chances_is_lost_whatever_the_candidate_believes():
    here = candidate(chances=EVEN)
    assert check(here, around(10, lost(5, "f1"))) == Trimmed(9 * CONTRACT, RULE)
    assert check(here, around(11, lost(5, "f1"))) == Allowed()


def test_no_legs_pay_when_the_outcome_does_not_come():
    asked = candidate(leg=Leg.NO, chances=(30_000, 500_000, 470_000))
    assert check(asked, around(1)) == Allowed()
    assert check(replace(asked, place=1), around(1)) == Trimmed(CONTRACT, RULE)


def test_it_binds_where_drawdown_is_only_watched_too():
    context = risk_context(slate=(lost(15),), drawdown=drawdown_rules(DrawdownMode.WATCHED))
    tight = replace(context, limits=limits(bad_case_of_budget=20))
    assert allowance(tight) == 20 * DOLLAR  # everything may be at stake: a million dollars
    assert check(candidate(), tight) == Trimmed(9 * CONTRACT, RULE)


PROSPECTS = st.lists(
    st.tuples(
        st.lists(st.integers(1, 9), min_size=3, max_size=3),
        st.lists(st.integers(-20, 20), min_size=3, max_size=3),
    ),
    max_size=3,
)


def counted(slate, asked, count):
    """P&L and chance of every combination, the candidate's fixture among them."""
    games = [(each.chances, each.brought) for each in slate]
    cost = most_cost(asked, count * CONTRACT) if count else 0
    mine = [count * CONTRACT * 10_000 * (outcome == asked.place) - cost for outcome in range(3)]
    games.append((asked.chances, mine))
    for way in product(*(range(len(game[0])) for game in games)):
        yield (
            sum(game[1][o] for game, o in zip(games, way, strict=True)),
            math.prod(game[0][o] / sum(game[0]) for game, o in zip(games, way, strict=True)),
        )


@settings(max_examples=60, deadline=None)
@given(PROSPECTS, st.integers(1, 8), st.integers(5, 40))
def test_the_most_that_fits_is_the_last_before_the_first_that_does_not(slate, count, allowed):
    made = [Prospect(f"f{n + 2}", tuple(c), tuple(v * DOLLAR for v in b)) for n, (c, b) in enumerate(slate)]
    asked = candidate(quantity=count * 10 * CONTRACT, chances=(2, 3, 5))

    def fits(number):
        under = sum(p for value, p in counted(made, asked, number) if value < -allowed * DOLLAR)
        return under < 0.05 - 1e-12

    expected = next((n - 1 for n in range(count * 10 + 1) if not fits(n)), count * 10)
    room = SlateBadCase().room(asked, around(allowed, *made))
    assert contracts(room, count * 10) == max(0, expected)


@pytest.mark.parametrize("common", [0, 200_000, MILLION])
def test_a_larger_common_error_never_lets_more_through(common):
    held = [Prospect(f"f{n}", (400_000, 600_000), (12 * DOLLAR, -8 * DOLLAR)) for n in range(2, 8)]
    asked = candidate(quantity=40 * CONTRACT, chances=EVEN)
    plain = SlateBadCase().room(asked, around(40, *held))
    wider = SlateBadCase().room(asked, around(40, *held, common=common))
    assert contracts(wider, 40) <= contracts(plain, 40) < 40


@settings(max_examples=60, deadline=None)
@given(PROSPECTS, st.integers(1, 60), st.integers(1, 500_000), st.integers(0, 500_000))
def test_where_the_share_at_cost_is_no_larger_the_limit_at_cost_binds_first(slate, count, share, more):
    held = [Prospect(f"f{n + 2}", tuple(c), tuple(v * DOLLAR for v in b)) for n, (c, b) in enumerate(slate)]
    at_cost = sum(max(0, -min(each.brought)) for each in held)
    context = risk_context(
        limits=limits(slate_of_budget=share, bad_case_of_budget=min(share + more, 500_000)),
        account=Account(cash=500 * DOLLAR, mark=500 * DOLLAR),
        exposure=exposure(by_slate={"2025-06-15": at_cost}),
        slate=tuple(held),
    )
    verdict = check(candidate(quantity=count * CONTRACT, chances=EVEN), context)
    assert getattr(verdict, "rule", "") != RULE
