"""What choosing by posterior draws earns on a known test bed, averaged over many runs side by side."""

from collections.abc import Callable

import numpy as np
import pytest

from engine.maths.posteriors import Beta, Nig, beta_discount, beta_update, nig_update

RUNS = 500
PRICES = np.array([0.90, 0.10, 0.50])
CHANCES = np.array([0.87, 0.13, 0.51])
COSTS = PRICES + 0.07 * PRICES * (1 - PRICES)
PRIOR = Nig(0.0, 1.0, 1.0, 1.0)
EVERY = np.arange(RUNS)

Generator = np.random.Generator  # noqa: TID251 - 500 runs side by side need arrays of chance


def fresh(seed: int) -> Generator:
    return np.random.Generator(np.random.PCG64(seed))  # noqa: TID251 - as above


class Wins:
    """Beta beliefs about winning, one per run and arm; the rule of the textbook and of the seed."""

    def __init__(self, arms: int, gamma: float = 1.0) -> None:
        self.wins, self.losses, self.gamma = np.ones((RUNS, arms)), np.ones((RUNS, arms)), gamma

    def choose(self, chance: Generator) -> np.ndarray:
        return np.asarray(chance.beta(self.wins, self.losses).argmax(axis=1))

    def learn(self, arm: np.ndarray, won: np.ndarray) -> None:
        if self.gamma < 1.0:
            self.wins, self.losses = 1 + self.gamma * (self.wins - 1), 1 + self.gamma * (self.losses - 1)
        self.wins[EVERY, arm] += won
        self.losses[EVERY, arm] += ~won


class Returns:
    """Normal-inverse-gamma beliefs about the return per dollar, as running sums per run and arm."""

    def __init__(self) -> None:
        self.count, self.total, self.squares = (np.zeros((RUNS, 3)) for _ in range(3))

    def beliefs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        k, mean = PRIOR.k + self.count, self.total / np.maximum(self.count, 1)
        scatter = np.maximum(self.squares - self.count * mean**2, 0)
        b = PRIOR.b + scatter / 2 + PRIOR.k * self.count * (mean - PRIOR.m) ** 2 / (2 * k)
        return (PRIOR.k * PRIOR.m + self.total) / k, k, PRIOR.a + self.count / 2, b

    def choose(self, chance: Generator) -> np.ndarray:
        m, k, a, b = self.beliefs()
        return np.asarray((m + chance.standard_t(2 * a) * np.sqrt(b / (a * k))).argmax(axis=1))

    def learn(self, arm: np.ndarray, won: np.ndarray) -> None:
        result = won / COSTS[arm] - 1
        self.count[EVERY, arm] += 1
        self.total[EVERY, arm] += result
        self.squares[EVERY, arm] += result**2


def on_the_bed(belief: Wins | Returns, pulls: int = 1500) -> tuple[float, float]:
    """Share of pulls on the 90-cent loser, and mean return per dollar (one dollar a pull)."""
    chance, earned, on_loser = fresh(11), 0.0, 0.0
    for _ in range(pulls):
        arm = belief.choose(chance)
        won = chance.random(RUNS) < CHANCES[arm]
        belief.learn(arm, won)
        earned += float((won / COSTS[arm] - 1).mean())
        on_loser += float((arm == 0).mean())
    return on_loser / pulls, earned / pulls


def regret(arms: Callable[[int], np.ndarray], pulls: int, gamma: float = 1.0) -> float:
    """Mean wins given away against always pulling the best arm of the moment."""
    chance, lost = fresh(7), 0.0
    belief = Wins(len(arms(0)), gamma)
    for pull in range(pulls):
        chances = arms(pull)
        arm = belief.choose(chance)
        belief.learn(arm, chance.random(RUNS) < chances[arm])
        lost += float((chances.max() - chances[arm]).mean())
    return lost


def swapped(pull: int) -> np.ndarray:
    return np.array([0.9, 0.1] if pull < 500 else [0.1, 0.9])


def test_choosing_by_how_often_a_bet_wins_falls_for_the_favourite_that_loses() -> None:
    on_loser, earned = on_the_bed(Wins(3))
    assert on_loser == pytest.approx(0.989, abs=0.003)
    assert earned == pytest.approx(-0.039, abs=0.003)


def test_choosing_by_return_per_dollar_earns() -> None:
    on_loser, earned = on_the_bed(Returns())  # prior NIG(0, 1, 1, 1)
    assert 0.05 <= earned <= 0.12
    assert on_loser < 0.35


def test_the_regret_of_two_close_arms_is_the_published_one() -> None:
    assert regret(lambda _: np.array([0.9, 0.8]), 1000) == pytest.approx(6.3, rel=0.15)


def test_the_regret_of_ten_arms_is_the_published_one() -> None:
    arms = np.array([0.5] + [0.4] * 9)
    assert regret(lambda _: arms, 2000) == pytest.approx(101, rel=0.15)


def test_after_a_swap_only_a_discounting_belief_recovers() -> None:
    assert regret(swapped, 1000) == pytest.approx(182, rel=0.15)
    assert regret(swapped, 1000, gamma=0.98) == pytest.approx(37, rel=0.15)


def test_the_beds_arrays_believe_what_the_posteriors_say() -> None:
    chance, wins, returns = fresh(3), Wins(3, gamma=0.9), Returns()
    beta, results = Beta(1, 1), []
    for _ in range(6):
        won = chance.random(RUNS) < 0.5
        arm = np.zeros(RUNS, dtype=int)
        wins.learn(arm, won)
        returns.learn(arm, won)
        beta = beta_update(beta_discount(beta, 0.9), int(won[0]), int(not won[0]))
        results.append(float(won[0] / COSTS[0] - 1))
    assert (wins.wins[0, 0], wins.losses[0, 0]) == pytest.approx(tuple(beta))
    assert tuple(part[0, 0] if np.ndim(part) else part for part in returns.beliefs()) == pytest.approx(
        tuple(nig_update(PRIOR, results))
    )
