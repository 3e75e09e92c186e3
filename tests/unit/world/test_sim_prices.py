"""How the pretended prices are distributed, over two hundred games: what SIM.md says of spread, doubt and walk."""

from itertools import pairwise

import numpy as np
import pytest
from msgspec import Struct

from engine.domain.moment import DAY, HOUR, MINUTE
from engine.domain.money import CENT, CONTRACT
from engine.domain.sport import Sport
from engine.world import season
from engine.world.cadence import SPARING, Doubt, bridge, wander
from engine.world.chance import Stream
from engine.world.makers import HABITS, Tier
from engine.world.outlook import Outlook
from engine.world.programme import Course, Programme
from engine.world.season import Habits, Season

SEEDS = range(1, 9)
START = 20_000 * DAY
DOUBT = Doubt(opening=(0.116, 0.046, 0.116), kick_off=(0.046, 0.018, 0.046))


class Game(Struct):
    """A fixture's programme with the truth behind it."""

    sport: Sport
    tier: Tier
    programme: Programme
    view: Outlook
    course: Course

    @property
    def kick_off(self):
        return self.course.game.kick_off

    def tops(self):
        book = self.programme.quotes
        return np.array(book.at), np.array(book.bids), np.array(book.asks)


@pytest.fixture(scope="module")
def games():
    found, real = [], season.compose

    def spy(course, opinion, noise):
        made = real(course, opinion, noise)
        found.append(Game(course.fixtures[0][1].sport, opinion.tier, made, opinion.outlook, course))
        return made

    season.compose = spy
    try:
        for seed in SEEDS:
            source = Season(seed, Habits(postponed=0.0, abandoned=0.0, cadence=SPARING))
            for plan in source.plans(0):
                source.programme(plan)
    finally:
        season.compose = real
    return found


def of(games, sport):
    return [game for game in games if game.sport is sport]


def off(game, at):
    """By how many cents were makers off the truth at this moment, and by how many at the kick-off?"""
    book = game.programme.quotes
    rows = [max(0, int(np.searchsorted(book.at, moment, side="right")) - 1) for moment in (at, game.kick_off - 1)]
    return [100 * (book.mids[row] - game.view.before) for row in rows]


@pytest.mark.parametrize(("tier", "low", "high"), [(Tier.BIG, 1, 1), (Tier.MIDDLE, 2, 2), (Tier.SMALL, 4, 7)])
def test_before_the_game_the_spread_is_that_of_its_size(games, tier, low, high):
    widths = set()
    for game in games:
        if game.tier is tier:
            at, bids, asks = game.tops()
            quoted = (at < game.kick_off)[:, None] & (bids > 0) & (asks < 100)
            widths |= set((asks - bids)[quoted].tolist())
    assert widths == set(range(low, high + 1))


@pytest.mark.parametrize(
    ("tier", "low", "high"), [(Tier.BIG, 1.01, 1.03), (Tier.MIDDLE, 1.025, 1.035), (Tier.SMALL, 1.055, 1.065)]
)
def test_asks_of_the_three_outcomes_sum_to_more_than_a_dollar_by_the_size_of_the_game(games, tier, low, high):
    sums = []
    for game in of(games, Sport.FOOTBALL):
        if game.tier is tier:
            at, _, asks = game.tops()
            sums.append(asks[at < game.kick_off].sum(axis=1).mean() / 100)
    assert len(sums) > 20
    assert low <= np.mean(sums) <= high


@pytest.mark.parametrize(
    ("tier", "low", "high"), [(Tier.BIG, 500, 20_000), (Tier.MIDDLE, 150, 1_500), (Tier.SMALL, 10, 500)]
)
def test_the_size_at_the_top_fills_the_range_of_its_tier(games, tier, low, high):
    sizes = []
    for game in games:
        if game.tier is tier:
            rows = np.flatnonzero(np.array(game.programme.quotes.at) < game.kick_off)[::10]
            ladders = [game.programme.quotes.ladders(int(row), 0) for row in rows]
            sizes += [side[0][1] / CONTRACT for pair in ladders for side in pair if side]
    assert low - 1 <= min(sizes)
    assert max(sizes) <= high
    assert np.percentile(sizes, 10) < 4 * low
    assert np.percentile(sizes, 90) > high / 4


def test_depth_goes_on_behind_the_top_in_whole_cents(games):
    for game in games[::20]:
        bids, asks = game.programme.quotes.ladders(0, 0)
        assert 3 <= len(bids) == len(asks) == HABITS[game.tier].levels
        assert all(one[0] - two[0] == CENT for one, two in pairwise(bids))
        assert all(two[0] - one[0] == CENT for one, two in pairwise(asks))


@pytest.mark.parametrize("sport", list(Sport))
def test_makers_are_three_cents_off_three_days_out_and_about_one_at_the_start(games, sport):
    found = [
        off(game, game.kick_off - 3 * DAY)
        for game in of(games, sport)
        if game.programme.quotes.at[0] < game.kick_off - 2.9 * DAY
    ]
    early, late = np.array(found)[:, 0], np.array(found)[:, 1]
    assert 2.5 <= early[:, 0].std() <= 3.5
    assert 1.0 <= late[:, 0].std() <= 1.5
    assert np.abs(late.mean(axis=0)).max() < 3 * 1.5 / np.sqrt(len(late))


def test_from_opening_to_closing_home_moves_by_2_8_cents_and_the_draw_by_1_3(games):
    moves = []
    for game in of(games, Sport.FOOTBALL):
        early, late = off(game, game.kick_off - 3 * DAY)
        moves.append(late - early)
    home, draw, _ = np.array(moves).std(axis=0)
    assert 2.4 <= home <= 3.2
    assert 1.1 <= draw <= 1.5


def test_most_steps_of_the_walk_are_small_and_some_are_jumps():
    at = np.linspace(START - 3 * DAY, START, 61).astype(np.int64)
    scale, straight = (0.09, 0.04, 0.09), np.zeros(3)
    walks = {
        "sim": lambda k: wander(at, START, START + HOUR, DOUBT, Stream(k, "t", "w")),
        "replay": lambda k: bridge(at, START, straight, scale, Stream(k, "t", "b")),
    }
    for name, walk in walks.items():
        steps = np.array([np.diff(walk(number)[:, 0]) for number in range(150)])
        even = steps / steps.std(axis=0)
        assert (even**4).mean() > 6, name
        assert (np.abs(even) < 0.7).mean() > 0.57, name


def test_how_far_a_price_has_come_does_not_tell_how_far_it_will_go(games):
    """A straight line to the close would make the first half of the way tell the second."""
    pairs = []
    for game in games:
        book = game.programme.quotes
        rows = [np.searchsorted(book.at, game.kick_off - back) - 1 for back in (2.5 * DAY, 1.2 * DAY, 0)]
        first, middle, last = (book.mids[max(0, int(row)), 0] for row in rows)
        pairs.append((middle - first, last - middle))
    one, two = np.array(pairs).T
    assert len(one) > 150
    assert abs(np.corrcoef(one, two)[0, 1]) < 3 / np.sqrt(len(one))


@pytest.mark.parametrize("tier", [Tier.BIG, Tier.MIDDLE])
def test_in_play_the_spread_is_two_to_three_cents_when_nothing_has_happened(games, tier):
    widths = []
    for game in of(games, Sport.FOOTBALL):
        if game.tier is tier:
            at, bids, asks = game.tops()
            calm = at > game.kick_off + MINUTE
            for shock in game.view.shocks:
                calm &= (at < shock) | (at > shock + 2 * MINUTE)
            widths += (asks - bids)[calm[:, None] & (bids > 1) & (asks < 99)].tolist()
    assert len(widths) > 2_000
    assert min(widths) >= 2
    assert max(widths) <= 3


def minutes(game):
    """By how many cents does the middle of the book move in each minute of a game?"""
    at, bids, asks = game.tops()
    grid = np.arange(game.kick_off, at[-1] - MINUTE, MINUTE)
    rows = np.searchsorted(at, grid, side="right") - 1
    return np.diff((bids[rows, 0] + asks[rows, 0]) / 2)


def test_a_minute_of_basketball_moves_the_price_as_measured(games):
    moves = np.concatenate([minutes(game) for game in of(games, Sport.BASKETBALL)])
    assert len(moves) > 10_000
    assert moves.std() == pytest.approx(3.65, abs=0.25)
    assert np.percentile(np.abs(moves), 99) == pytest.approx(14, abs=1.5)


def test_minutes_of_basketball_do_not_follow_or_answer_one_another(games):
    parts = [minutes(game) for game in of(games, Sport.BASKETBALL)]
    before = np.concatenate([part[:-1] for part in parts])
    after = np.concatenate([part[1:] for part in parts])
    assert abs(np.corrcoef(before, after)[0, 1]) < 0.05
