"""Makers: spreads, depth and overround by size of game, and how they run from a goal."""

import numpy as np
import pytest

from engine.domain.moment import DAY, HOUR, MINUTE, SECOND
from engine.domain.money import CENT, CONTRACT
from engine.world.cadence import LIVELY, Doubt, around, bridge, times, wander
from engine.world.chance import Stream
from engine.world.crowd import prints
from engine.world.makers import Tier, quotes, shocks
from engine.world.outlook import Outlook

START = 20_000 * DAY
END = START + 2 * HOUR
GOAL = START + 30 * MINUTE
DOUBT = Doubt(opening=(0.116, 0.046, 0.116), kick_off=(0.046, 0.018, 0.046))


def stream(ordinal=0):
    return Stream(3, "test", "makers", ordinal)


def outlook(jump=0.3):
    before, after = np.array([0.45, 0.3, 0.25]), np.array([0.45 + jump, 0.3 - 0.6 * jump, 0.25 - 0.4 * jump])
    return Outlook(
        at=np.array([START, GOAL - 1, GOAL, END], dtype=float),
        chances=np.array([before, before, after, after]),
        shocks=(GOAL,),
        jumps=np.array([after - before]),
    )


def quoted(tier=Tier.BIG, *, view=None, ordinal=0, noise=True):
    view = outlook() if view is None else view
    draws = stream(ordinal)
    jolts = shocks(view, draws)
    at = times(LIVELY, START, START, END, draws)
    at = around(at, [(jolt.at, jolt.pulled_at, jolt.back_at) for jolt in jolts], END)
    off = wander(at, START, END, DOUBT, draws) * noise
    return quotes(at, START, view, off, jolts, tier=tier, stream=draws), jolts


def tops(book):
    return np.array(book.at), np.array(book.bids), np.array(book.asks)


@pytest.mark.parametrize(
    ("tier", "spread", "asks"),
    [
        (Tier.BIG, (1, 1), (1.01, 1.03)),
        (Tier.MIDDLE, (2, 2), (1.02, 1.04)),
        (Tier.SMALL, (4, 7), (1.05, 1.08)),
    ],
)
def test_spread_and_overround_before_the_start_are_those_of_the_tier(tier, spread, asks):
    sums = []
    for ordinal in range(12):
        at, bids, best = tops(quoted(tier, ordinal=ordinal)[0])
        before = at < START
        width = (best - bids)[before]
        assert spread[0] <= width.min()
        assert width.max() <= spread[1]
        sums.append(best[before].sum(axis=1).mean() / 100)
    assert asks[0] <= np.mean(sums) <= asks[1]


@pytest.mark.parametrize(
    ("tier", "low", "high"), [(Tier.BIG, 500, 20_000), (Tier.MIDDLE, 150, 1_500), (Tier.SMALL, 10, 500)]
)
def test_sizes_are_those_of_the_tier_and_stay_while_the_level_stays(tier, low, high):
    book, _ = quoted(tier)
    first, second = book.ladders(0, 0), book.ladders(1, 0)
    sizes = [size / CONTRACT for row in range(100) for side in book.ladders(row, 1) for _, size in side]
    assert low - 1 <= min(sizes)
    assert max(sizes) <= high
    shared = dict(first[0]).items() & dict(second[0]).items()
    assert shared
    assert 3 <= len(first[0]) <= 5
    assert all(price % CENT == 0 for price, _ in first[0] + first[1])


def test_middles_are_three_cents_off_days_out_and_about_one_at_the_start():
    early, late = [], []
    for ordinal in range(300):
        draws = stream(ordinal)
        at = np.array([START - 3 * DAY, START - DAY, START], dtype=np.int64)
        off = wander(at, START, END, DOUBT, draws)
        weights = np.array([0.45, 0.27, 0.28]) * np.exp(off)
        mids = weights / weights.sum(axis=1, keepdims=True)
        early.append(mids[0, 0] - 0.45)
        late.append(mids[2, 0] - 0.45)
    assert 0.026 <= np.std(early) <= 0.036
    assert 0.010 <= np.std(late) <= 0.015


def test_a_price_says_nothing_of_its_next_step():
    moves = []
    for ordinal in range(400):
        at = np.linspace(START - 3 * DAY, START, 41).astype(np.int64)
        moves.append(np.diff(wander(at, START, END, DOUBT, stream(ordinal))[:, 0]))
    steps = np.array(moves)
    together = np.corrcoef(steps[:, :-1].ravel(), steps[:, 1:].ravel())[0, 1]
    assert abs(together) < 3 / np.sqrt(steps.size) + 0.01


def test_a_bridge_begins_and_ends_where_it_must_and_does_not_run_straight():
    at = np.linspace(START - 3 * DAY, END, 200).astype(np.int64)
    off = bridge(at, START, np.array([0.2, 0.0, -0.1]), (0.09, 0.04, 0.09), stream())
    assert off[0] == pytest.approx([0.2, 0.0, -0.1])
    assert np.abs(off[at > START]).max() == 0
    assert abs(off[at <= START][-1]).max() == pytest.approx(0, abs=1e-12)
    inside = off[at <= START][:, 0]
    straight = np.linspace(0.2, 0.0, len(inside))
    assert np.abs(inside - straight).max() > 0.01


@pytest.mark.parametrize("ordinal", range(8))
def test_a_goal_makers_run_come_back_wide_and_calm_down(ordinal):
    book, (jolt,) = quoted(ordinal=ordinal)
    at, bids, asks = tops(book)
    assert 0.3 * SECOND <= jolt.pulled_at - GOAL <= 2 * SECOND
    away = (at >= jolt.pulled_at) & (at < jolt.back_at)
    assert away.any()
    assert ((bids[away] == 0) | (asks[away] == 100)).all()
    assert not ((at > GOAL) & (at < jolt.pulled_at)).any()
    wide = (at >= jolt.back_at) & (at < GOAL + 5 * SECOND)
    width = (asks - bids)[wide]
    assert width.min() >= 9
    assert width.max() <= 31
    calm = (at >= GOAL + 90 * SECOND) & (at < GOAL + 10 * MINUTE)
    assert (asks - bids)[calm].max() <= 3


def test_four_fifths_of_a_move_are_made_within_four_seconds():
    book, _ = quoted(noise=False)
    at = np.array(book.at)
    moved = (book.mids[:, 0] - 0.45) / 0.3
    assert moved[at < GOAL].max() == pytest.approx(0, abs=1e-9)
    assert moved[(at >= GOAL + 4 * SECOND) & (at < END)].min() >= 0.79
    assert moved[at <= GOAL + 2 * SECOND].max() <= 0.6
    assert moved[at > GOAL + 60 * SECOND].min() > 0.999


def test_the_crowd_finds_stale_quotes_after_a_goal():
    stale = 0
    for ordinal in range(10):
        book, jolts = quoted(Tier.MIDDLE, ordinal=ordinal)
        for one in prints(book, outlook(), jolts, 0.1, stream(ordinal + 100)):
            if GOAL <= one.at < jolts[0].pulled_at:
                stale += one.buys == (outlook().jumps[0][one.market] > 0)
    assert stale >= 25


@pytest.mark.parametrize("tier", list(Tier))
def test_who_rests_at_the_best_price_is_not_paid_the_spread_for_nothing(tier):
    gains = []
    for ordinal in range(80):
        book, jolts = quoted(tier, ordinal=ordinal)
        close = book.mids[int(np.searchsorted(book.at, START)) - 1]
        found = prints(book, outlook(), jolts, 0.12, stream(ordinal + 100))
        gains += [
            (100 * close[one.market] - one.tick) * (1 if one.buys else -1) for one in found if one.at < START
        ]
    assert len(gains) > 50
    assert np.mean(gains) > -0.25


def test_near_certain_outcomes_are_quoted_on_one_side_and_never_outside_a_dollar():
    sure = Outlook(
        at=np.array([START, END], dtype=float),
        chances=np.array([[0.999, 0.0008, 0.0002]] * 2),
        shocks=(),
        jumps=np.zeros((0, 3)),
    )
    _, bids, asks = tops(quoted(view=sure, noise=False)[0])
    assert (bids < asks).all()
    assert bids[:, 0].max() <= 99
    assert asks[:, 0].max() == 100
    assert bids[:, 2].max() == 0
    assert asks[:, 2].min() >= 1


@pytest.mark.parametrize("jump", [0.06, 0.25, 0.4])
def test_makers_are_back_from_a_goal_only_when_they_know_its_price_to_within_their_spread(jump):
    """Else whoever saw the others trade would buy what is still too cheap."""
    view = outlook(jump)
    book, (jolt,) = quoted(view=view, noise=False)
    at, bids, asks = tops(book)
    back = (at >= jolt.back_at) & (at < GOAL + 20 * SECOND)
    truth = 100 * view(at[back].astype(float))
    assert back.any()
    assert (bids[back] <= truth + 1).all()
    assert (asks[back] >= truth - 1).all()
