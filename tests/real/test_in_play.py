"""The in-play model on real games: the close before, goal minutes or quarter scores since."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.core.forecasting.in_play import outcomes
from engine.domain.game import GameStatus
from engine.domain.identity import FixtureId
from engine.domain.sport import Phase, Sport
from engine.maths import margins, metrics

KEY = ("league", "season", "date", "home", "away")
Game = tuple[tuple[float, ...], int, list[tuple[int, str]]]


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def games(data_dir: Path) -> list[Game]:
    """What the close said, how it ended, and when which side scored."""
    goals: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for row in rows(data_dir / "football" / "goals.csv.gz"):
        goals.setdefault(tuple(row[name] for name in KEY), []).append((int(row["minute"]), row["side"]))
    found: list[Game] = []
    for row in rows(data_dir / "football" / "matches.csv.gz"):
        odds = [row["PSCH"], row["PSCD"], row["PSCA"]]
        if row["league"] in {"E0", "D1"} and row["has_goal_minutes"] == "1" and all(odds):
            before = tuple(float(part) for part in margins.power([float(quote) for quote in odds]))
            found.append((before, "HDA".index(row["FTR"]), goals.get(tuple(row[name] for name in KEY), [])))
    assert len(found) > 6_000
    return found


@pytest.mark.real
@pytest.mark.parametrize(("minute", "log_loss"), [(45, 0.8358), (60, 0.7085), (75, 0.5559)])
def test_it_is_as_good_as_the_table_and_calibrated(games, minute, log_loss):
    phase = Phase.BREAK if minute == 45 else Phase.IN_PLAY
    stated, results = [], []
    for before, result, goals in games:
        sides = [side for when, side in goals if when <= minute]
        status = GameStatus(FixtureId("x"), phase, minute, 0, sides.count("H"), sides.count("A"))
        stated.append(outcomes(Sport.FOOTBALL, before, status))
        results.append(result)
    assert metrics.log_losses(stated, results).mean() <= log_loss
    assert metrics.calibration_error(stated, results) <= 0.015
    assert 0.95 <= metrics.calibration_slope(stated, results) <= 1.05


Quarters = tuple[tuple[float, ...], int, list[int]]


def chance(moneyline: str) -> float:
    line = float(moneyline)
    return 100 / (line + 100) if line > 0 else -line / (100 - line)


@pytest.fixture(scope="module")
def nba(data_dir: Path) -> list[Quarters]:
    """What the close said, who won, and by how much home led in each quarter."""
    found: list[Quarters] = []
    for row in rows(data_dir / "nba" / "games.csv.gz"):
        lines = [row["ml_home_op"], row["ml_away_op"]]
        scores = [(row[f"q{quarter}_home"], row[f"q{quarter}_away"]) for quarter in (1, 2, 3)]
        if all(lines) and all(home and away for home, away in scores):
            won = 0 if float(row["score_home"]) > float(row["score_away"]) else 1
            leads = [int(float(home)) - int(float(away)) for home, away in scores]
            found.append((margins.power_prices([chance(line) for line in lines]), won, leads))
    assert len(found) > 18_000
    return found


@pytest.mark.real
@pytest.mark.parametrize(("quarters", "log_loss"), [(1, 0.555), (2, 0.491), (3, 0.381)])
def test_basketball_is_calibrated_after_every_quarter(nba, quarters, log_loss):
    """The bars are what was measured plus an interval's half width."""
    stated, results = [], []
    for before, result, leads in nba:
        lead = sum(leads[:quarters])
        status = GameStatus(FixtureId("x"), Phase.BREAK, 12 * quarters, 0, 100 + lead, 100)
        stated.append(outcomes(Sport.BASKETBALL, before, status))
        results.append(result)
    assert metrics.log_losses(stated, results).mean() <= log_loss
    assert metrics.calibration_error(stated, results) <= 0.015
    assert 0.95 <= metrics.calibration_slope(stated, results) <= 1.05
