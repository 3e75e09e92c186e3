"""How often games are quoted: as often as real ones when asked for, and thinned ones say so."""

from itertools import pairwise

import numpy as np
import pytest

from engine.domain.moment import DAY, HOUR, MINUTE, SECOND
from engine.domain.scenario import QuoteRate
from engine.domain.sport import Sport
from engine.world.cadence import CADENCES, FULL, LIVELY, Doubt, rated, wander
from engine.world.chance import Stream
from engine.world.programme import Kind
from engine.world.season import Habits, Season

DOUBT = Doubt(opening=(0.116, 0.046, 0.116), kick_off=(0.046, 0.018, 0.046))


def programme(rate, sport=Sport.FOOTBALL, place=3):
    source = Season(1, Habits(postponed=0.0, abandoned=0.0, cadence=CADENCES[rate]))
    plan = [plan for plan in source.plans(0) if plan.fixture.sport is sport][place]
    return plan, source.programme(plan)


@pytest.fixture(scope="module")
def full():
    return programme(QuoteRate.FULL)


def rate_between(at, begins, ends):
    """How many quotes a second are there between two moments?"""
    return ((at >= begins) & (at < ends)).sum() / ((ends - begins) / SECOND)


def test_every_market_is_quoted_as_often_as_a_real_one(full):
    plan, made = full
    at, start = np.array(made.quotes.at), plan.fixture.starts_at
    for begins, ends in ((at[0], start - 12 * HOUR), (start - 12 * HOUR, start - HOUR), (start - HOUR, start)):
        assert 0.19 <= rate_between(at, begins, ends) <= 2
    assert 5 <= rate_between(at, start + 5 * MINUTE, start + 40 * MINUTE) <= 20


def test_most_updates_change_something_of_the_book(full):
    plan, made = full
    first = int(np.searchsorted(made.quotes.at, plan.fixture.starts_at + 5 * MINUTE))
    rows = range(first, first + 2_000)
    books = [made.quotes.ladders(row, 0) for row in rows]
    changed = sum(one != two for one, two in pairwise(books))
    assert changed > 0.6 * len(books)


def test_what_changes_with_every_update_is_the_depth_behind_the_best_price(full):
    """So that what was taken at the top is not there again a tenth of a second later."""
    _, made = full
    first = len(made.quotes.at) // 2 // made.quotes.block * made.quotes.block
    tops = {}
    for row in range(first, first + made.quotes.block):
        bids, _ = made.quotes.ladders(row, 0)
        if bids and not made.quotes.thin[row]:
            tops.setdefault(bids[0][0], set()).add(bids[0][1])
    assert tops
    assert all(len(sizes) == 1 for sizes in tops.values())


def test_acts_come_in_order_and_hold_every_quote(full):
    _, made = full
    listed = made.acts[0][0]
    assert sum(kind == Kind.QUOTE for _, kind, _ in made.acts) == sum(at >= listed for at in made.quotes.at)
    moments = [at for at, _, _ in made.acts]
    assert moments == sorted(moments)
    assert made.acts[-1] == made.acts[len(made.acts) - 1]
    assert made.acts[2:5] == [made.acts[2], made.acts[3], made.acts[4]]


def test_the_crowd_looks_in_as_often_whatever_the_rate(full):
    dense = sum(len(programme(QuoteRate.FULL, place=place)[1].prints) for place in range(2))
    plain = sum(len(programme(QuoteRate.LIVELY, place=place)[1].prints) for place in range(2))
    assert 0.4 <= dense / plain <= 2.5


def test_the_walk_is_as_wide_and_jumps_as_far_whatever_the_rate():
    start, ends = 20_000 * DAY, 20_000 * DAY + 2 * HOUR
    kurtoses = {}
    for cadence, count in ((LIVELY, 600), (FULL, 27_000)):
        at = np.linspace(start - 3 * DAY, start, count).astype(np.int64)
        steps = []
        for number in range(40):
            walk = wander(at, start, ends, DOUBT, Stream(number, "t", "r"), jumps=cadence.jumps)[:, 0]
            steps.append(np.diff(walk[:: count // 60]))
        even = np.array(steps) / np.std(steps)
        kurtoses[cadence] = (even**4).mean()
    assert min(kurtoses.values()) > 4


def test_a_feed_says_how_often_its_games_are_quoted():
    assert rated(QuoteRate.FULL, "sim") == "sim; quotes as often as real ones"
    for rate in (QuoteRate.LIVELY, QuoteRate.SPARING):
        assert f"quotes thinned ({rate}: every {CADENCES[rate].play:g} s in play" in rated(rate, "sim")
    assert list(CADENCES) == list(QuoteRate)
