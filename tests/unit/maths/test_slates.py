"""Sums of games that settle together, against every combination of outcomes counted by hand."""

import math
import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.maths import slates
from engine.maths.slates import below, fits, mean, point, shortfall, sums

COIN = ((1, 1), (10, -10))

GAME = st.integers(2, 3).flatmap(
    lambda outcomes: st.tuples(
        st.lists(st.integers(1, 100), min_size=outcomes, max_size=outcomes),
        st.lists(st.integers(-50, 50), min_size=outcomes, max_size=outcomes),
    )
)
GAMES = st.lists(GAME, max_size=4)
FACTORS = st.sampled_from([0.0, 0.1, 0.2, 0.5, 1.0])


def node_chances(game, shift):
    """One game's chances when the common error stands here: written out, not taken from the code."""
    chances, brought = game
    average = sum(c * b for c, b in zip(chances, brought, strict=True)) / sum(chances)
    signs = [(b > average + 1e-9) - (b < average - 1e-9) for b in brought]
    weights = [c * math.exp(shift / 2 * sign) for c, sign in zip(chances, signs, strict=True)]
    return [weight / sum(weights) for weight in weights]


def enumerated(games, factor):
    """Every sum with its chance, per node of the common error, and what each node counts."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(5) if factor else ([0.0], np.ones(1))
    told = []
    for node in nodes:
        chances: dict[int, float] = {}
        for way in product(*(range(len(game[0])) for game in games)):
            total = sum(game[1][o] for game, o in zip(games, way, strict=True))
            parts = [node_chances(game, factor * node)[o] for game, o in zip(games, way, strict=True)]
            chances[total] = chances.get(total, 0.0) + math.prod(parts)
        told.append(chances)
    return told, weights / sum(weights)


def mixed(told, weights):
    values = sorted(told[0])
    return values, [sum(w * one[value] for w, one in zip(weights, told, strict=True)) for value in values]


def at(values, chances, share):
    reached = 0.0
    for value, chance in zip(values, chances, strict=True):
        reached += chance
        if reached >= share - 1e-12:
            return value
    return values[-1]


@settings(max_examples=60, deadline=None)
@given(GAMES, FACTORS, st.integers(-60, 60))
def test_everything_agrees_with_every_combination_counted_out(games, factor, amount):
    told, weights = enumerated(games, factor)
    values, chances = mixed(told, weights)
    alone = [told[len(told) // 2][value] for value in values]
    found = sums(games, factor)
    assert mean(found) == pytest.approx(sum(v * c for v, c in zip(values, chances, strict=True)), abs=1e-9)
    assert point(found, 0.05) == min(at(values, chances, 0.05), at(values, alone, 0.05))
    assert point(found, 0.95) == max(at(values, chances, 0.95), at(values, alone, 0.95))
    under = [sum(c for v, c in zip(values, each, strict=True) if v < amount) for each in (chances, alone)]
    assert below(found, amount) == pytest.approx(max(under), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(GAMES, FACTORS)
def test_the_bad_case_with_a_common_error_is_never_better_than_without(games, factor):
    plain, common = sums(games), sums(games, factor)
    assert point(common, 0.05) <= point(plain, 0.05)
    assert point(common, 0.95) >= point(plain, 0.95)
    assert shortfall(common, 0.05) <= shortfall(plain, 0.05) + 1e-9
    assert below(common, -10) >= below(plain, -10) - 1e-12


def test_ten_coins_are_the_binomial_law():
    found = sums([COIN] * 10)
    reached = [sum(math.comb(10, k) for k in range(n + 1)) / 1024 for n in range(11)]
    assert mean(found) == pytest.approx(0, abs=1e-9)
    assert below(found, -59) == pytest.approx(reached[2])  # at most two wins
    assert point(found, 0.05) == -60 + 20 * (reached[2] < 0.05)
    # The worst twentieth: none, one and a part of two wins.
    worst = (1 * -100 + 10 * -80 + (0.05 * 1024 - 11) * -60) / (0.05 * 1024)
    assert shortfall(found, 0.05) == pytest.approx(worst)


def test_where_the_common_error_would_better_a_bad_case_the_plain_one_counts():
    # Lost whole with .051, lost in part with .899: pulled towards a half, the whole loss falls under a twentieth.
    game = ((51, 899, 50), (-100, -99, 1_000))
    mixed_alone = enumerated([game], 1.0)
    values, chances = mixed(*mixed_alone)
    assert at(values, chances, 0.05) == -99
    assert point(sums([game], 1.0), 0.05) == point(sums([game]), 0.05) == -100


def test_a_common_error_widens_what_many_games_come_to():
    many = [((6, 4), (800 + 37 * n, -1200 - 91 * n)) for n in range(20)]
    spread = [point(sums(many, s), 0.95) - point(sums(many, s), 0.05) for s in (0.0, 0.2, 0.5)]
    assert spread[0] < spread[1] < spread[2]
    assert shortfall(sums(many, 0.2), 0.05) < shortfall(sums(many), 0.05)


def test_the_common_error_pulls_chances_towards_a_half_as_documented():
    s, p = 0.2, 0.1
    shift = mean(sums([((1, 9), (1, 0))], s)) - p
    assert shift == pytest.approx(p * (1 - p) * (1 - 2 * p) * s * s / 2, rel=0.05)
    assert mean(sums([COIN], s)) == pytest.approx(0, abs=1e-12)


def test_one_standard_deviation_moves_log_odds_by_the_factor():
    chances = slates.tilted(np.array([0.3, 0.2, 0.5]), np.array([[9, -5, -5]]), np.array([0.4]))[0, 0]
    odds = chances[0] / (1 - chances[0])
    assert math.log(odds / (0.3 / 0.7)) == pytest.approx(0.4)
    assert chances[1] / chances[2] == pytest.approx(0.4)


def test_on_the_grid_the_mean_stays_and_the_bounds_come_close():
    games = [((50, 30, 20), (20_000 + 37 * n, -20_000, -19_000 - n)) for n in range(40)]
    exact_mean = sum(sum(c * v for c, v in zip(*game, strict=True)) / 100 for game in games)
    found = sums(games)
    assert mean(found) == pytest.approx(exact_mean, abs=1e-4 * 20_000)
    squares = [sum(c * v * v for c, v in zip(*game, strict=True)) / 100 for game in games]
    means = [sum(c * v for c, v in zip(*game, strict=True)) / 100 for game in games]
    sd = math.sqrt(sum(square - m * m for square, m in zip(squares, means, strict=True)))
    assert point(found, 0.05) == pytest.approx(exact_mean - 1.645 * sd, abs=0.06 * sd)
    assert point(found, 0.95) == pytest.approx(exact_mean + 1.645 * sd, abs=0.06 * sd)
    mixed_chances = np.diff(found.reached[0], prepend=0.0)
    variance = float(mixed_chances @ (found.values - mean(found)) ** 2)
    assert sd**2 <= variance * (1 + 1e-9)
    assert variance <= 1.01 * sd**2


@settings(max_examples=60, deadline=None)
@given(GAMES, GAME, FACTORS, st.integers(-120, 20), st.integers(-4, 4))
def test_a_game_fits_exactly_where_the_five_per_cent_point_of_everything_stays(
    games, more, factor, least, times
):
    cases = np.array([[n * value for value in more[1]] for n in (0, 1, times)])
    said = fits(sums(games, factor), (more[0], cases), factor, least=least, share=0.05)
    for n, fit in zip((0, 1, times), said, strict=True):
        game = (more[0], [n * value for value in more[1]])
        assert bool(fit) == (point(sums([*games, game], factor), 0.05) >= least)


def test_nothing_brings_nothing():
    nothing = sums([], 0.2)
    assert (mean(nothing), point(nothing, 0.05), point(nothing, 0.95), shortfall(nothing, 0.05)) == (
        0,
        0,
        0,
        0,
    )
    assert (below(nothing, 0), below(nothing, 1)) == (0, 1)


@pytest.mark.parametrize("game", [((1, 1), (1,)), ((), ()), ((0, 0), (1, 2)), ((-1, 2), (1, 2))])
def test_a_game_that_is_no_distribution_is_refused(game):
    with pytest.raises(ValueError, match="chances"):
        sums([game])


def test_a_factor_below_zero_is_refused():
    with pytest.raises(ValueError, match="common factor"):
        sums([COIN], -0.1)


def test_forty_games_cost_about_two_milliseconds():
    games = [((50, 30, 20), (20_000_000 + 37_000 * n, -20_000_000, -19_000_000 - n)) for n in range(40)]
    sums(games, 0.2)
    took = []
    for _ in range(9):
        began = time.process_time()
        sums(games, 0.2)
        took.append(time.process_time() - began)
    assert min(took) < 0.008, "four times the budget of 2 ms, for a loaded machine"
