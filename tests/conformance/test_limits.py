"""What every limit keeps, whoever adds one: pure, repeatable, monotone, and refusing under its own name."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.core.risk.limits import LIMITS, Room, check, most_cost
from engine.domain.market import Book, Leg
from engine.domain.moment import SECOND
from engine.domain.money import CONTRACT, DOLLAR
from engine.domain.order import Allowed, OrderState, Refused, Trimmed
from engine.domain.prospect import Prospect
from engine.domain.rules import DrawdownMode
from tests.support.words import (
    NOW,
    candidate,
    drawdown_rules,
    exposure,
    limits,
    order,
    position,
    risk_context,
)

FAR = 1_000_000 * DOLLAR
WIDE = Book("m1", ((100, 1),), ((9900, 1),), NOW)
NARROW = (None, Book("m1", (), (), NOW), Book("m1", ((4900, 1),), ((5100, 1),), NOW))
AGES = st.one_of(st.none(), st.integers(0, 60 * SECOND))

CHANCES = st.sampled_from(
    [(), (500_000, 300_000, 200_000), (30_000, 30_000, 940_000), (960_000, 20_000, 20_000)]
)
PROSPECTS = st.builds(
    lambda fixture, chances, brought: Prospect(
        fixture, chances or (1_000_000,), tuple(each * DOLLAR for each in brought[: len(chances) or 1])
    ),
    st.sampled_from(["f1", "f2", "f3"]),
    CHANCES,
    st.lists(st.integers(-90, 90), min_size=3, max_size=3),
)


@st.composite
def contexts(draw):
    """A context in which up to three limits are tight and all others far away."""
    tight = draw(st.sets(st.sampled_from(sorted(LIMITS)), max_size=3))

    def left(name):
        return draw(st.integers(-20, 400)) * DOLLAR // 3 if name in tight else FAR // 4

    def share(name):
        return draw(st.integers(0, 1000)) if name in tight else 1_000_000

    def when(name, strategy, plain):
        return draw(strategy) if name in tight else plain

    used = draw(st.integers(0, 90)) * DOLLAR
    amounts = {name: used + left(name) for name in LIMITS if name.endswith("_exposure")}
    legs = st.lists(st.tuples(st.sampled_from(Leg), st.sampled_from(["m1", "m2"])), max_size=2)
    held = when("no_leg_of_one_event", legs, []) + when("opposite_leg", legs, [])
    return risk_context(
        limits=limits(
            **amounts,
            fixture_of_budget=share("fixture_budget"),
            slate_of_budget=share("slate_budget"),
            bad_case_of_budget=share("slate_bad_case"),
            common_factor=draw(st.sampled_from([0, 200_000, 1_000_000])),
            global_share=share("global_exposure"),
            order_quantity=when("order_size", st.integers(0, 20_000), 100_000),
        ),
        drawdown=drawdown_rules(draw(st.sampled_from(DrawdownMode))),
        exposure=exposure(
            total=used,
            by_fixture={"f1": used},
            by_market={"m1": used},
            by_strategy={"balanced": used},
            by_slate={"2025-06-15": used},
        ),
        worst=800_000 * DOLLAR + left("drawdown_guarantee"),
        running=when("not_running", st.booleans(), True),
        orders_last_minute=when("orders_per_minute", st.integers(15, 25), 0),
        book=when("price_collar", st.sampled_from(NARROW), WIDE),
        quote_age=when("quote_age", AGES, SECOND),
        score_age=when("score_age", AGES, SECOND),
        positions={f"p{i}": position(leg=leg, market=market) for i, (leg, market) in enumerate(held)},
        slate=tuple(when("slate_bad_case", st.lists(PROSPECTS, max_size=4), [])),
        orders={"o": order(draw(st.sampled_from(OrderState)), fixture="f2")},
    )


CANDIDATES = st.builds(
    lambda price, count, leg, in_play, chances, place: candidate(
        price=price, quantity=count * CONTRACT, leg=leg, in_play=in_play, chances=chances, place=place
    ),
    st.integers(790, 9210),
    st.integers(1, 400),
    st.sampled_from(Leg),
    st.booleans(),
    CHANCES,
    st.integers(0, 2),
)


def let_through(wanted, verdict):
    match verdict:
        case Allowed():
            return wanted.quantity
        case Trimmed(to=to):
            return to
        case Refused():
            return 0


def size(room: Room, wanted):
    """How much of a candidate fits into this room, in money and quantity?"""
    money = room.money is None or most_cost(wanted, wanted.quantity) <= room.money
    return money and (room.quantity is None or wanted.quantity <= room.quantity)


@pytest.mark.parametrize("name", LIMITS)
@settings(max_examples=25)
@given(CANDIDATES, contexts())
def test_a_limit_changes_nothing_and_answers_twice_the_same(name, wanted, context):
    before = copy.deepcopy((wanted, context))
    first = LIMITS[name].room(wanted, context)
    assert (wanted, context) == before
    assert LIMITS[name].room(wanted, context) == first


@pytest.mark.parametrize("name", LIMITS)
@settings(max_examples=25)
@given(CANDIDATES, contexts(), st.integers(1, 400))
def test_a_limit_that_lets_the_larger_pass_lets_the_smaller_pass(name, larger, context, count):
    smaller = replace(larger, quantity=min(larger.quantity, count * CONTRACT))
    if size(LIMITS[name].room(larger, context), larger):
        assert size(LIMITS[name].room(smaller, context), smaller)


@pytest.mark.parametrize("name", LIMITS)
@settings(max_examples=25)
@given(CANDIDATES, contexts())
def test_a_limit_is_never_negative_and_says_why_when_it_holds_something_back(name, wanted, context):
    room = LIMITS[name].room(wanted, context)
    assert room.money is None or room.money >= 0
    assert room.quantity is None or room.quantity >= 0
    assert room.detail or size(room, wanted)


@settings(max_examples=150)
@given(CANDIDATES, contexts())
def test_the_verdict_is_what_every_single_limit_would_let_through(wanted, context):
    passes = let_through(wanted, check(wanted, context))
    assert passes % CONTRACT == 0
    assert 0 <= passes <= wanted.quantity
    rooms = [limit.room(wanted, context) for limit in LIMITS.values()]
    if passes:
        assert all(size(room, replace(wanted, quantity=passes)) for room in rooms)
    if passes + CONTRACT <= wanted.quantity:
        assert not all(size(room, replace(wanted, quantity=passes + CONTRACT)) for room in rooms)


@settings(max_examples=150)
@given(CANDIDATES, contexts(), st.integers(1, 400))
def test_a_smaller_candidate_is_never_refused_where_a_larger_passes(larger, context, count):
    smaller = replace(larger, quantity=min(larger.quantity, count * CONTRACT))
    most = let_through(larger, check(larger, context))
    assert let_through(smaller, check(smaller, context)) == min(smaller.quantity, most)


class Nothing:
    def room(self, candidate, context):
        return Room(money=0, quantity=None, detail="nothing")


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_without_room_refuses_under_its_own_name(name, monkeypatch):
    assert check(candidate(), risk_context()) == Allowed()
    monkeypatch.setitem(LIMITS, name, Nothing())
    assert check(candidate(), risk_context()) == Refused(name, "nothing")
