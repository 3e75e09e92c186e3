"""Published numbers on real seasons."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import process_time

import pytest

from engine.core.learning import dixon_coles as dc
from engine.core.learning import elo
from engine.maths import hazard, margins, metrics

LEAGUES = ("E0", "D1", "I1", "SP1", "F1")


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def matches(data_dir: Path) -> list[dict[str, str]]:
    kept = [row for row in rows(data_dir / "football" / "matches.csv.gz") if row["league"] in LEAGUES]
    assert len(kept) > 30_000
    return kept


def played(matches: list[dict[str, str]], league: str, *seasons: str) -> dc.Matches:
    chosen = [row for row in matches if row["league"] == league and row["season"] in seasons]
    clubs = {club: place for place, club in enumerate(sorted({row["home"] for row in chosen}))}
    last = max(date.fromisoformat(row["date"]) for row in chosen)
    return dc.matches(
        [
            (
                clubs[row["home"]],
                clubs[row["away"]],
                int(row["FTHG"]),
                int(row["FTAG"]),
                float((last - date.fromisoformat(row["date"])).days),
            )
            for row in chosen
        ],
        len(clubs),
    )


def test_poisson_goals_of_2011_have_the_published_likelihood(matches: list[dict[str, str]]) -> None:
    fitted = dc.fit(played(matches, "E0", "2011/12"), rho=False)
    assert fitted.log_likelihood == pytest.approx(-1088.991, abs=5e-4)
    assert fitted.home == pytest.approx(0.2680, abs=5e-5)


@pytest.mark.parametrize(
    ("season", "likelihood", "rho"), [("2011/12", -1087.359, -0.1336), ("2017/18", -1050.801, -0.1285)]
)
def test_dixon_coles_reaches_the_published_likelihood(
    matches: list[dict[str, str]], season: str, likelihood: float, rho: float
) -> None:
    fitted = dc.fit(played(matches, "E0", season))
    assert fitted.log_likelihood >= likelihood - 5e-4
    assert fitted.rho == pytest.approx(rho, abs=1e-4)


def _seconds_of_a_fit(history: dc.Matches) -> float:
    start = process_time()
    dc.fit(history, xi=0.0018, ridge=6.0)
    return process_time() - start


def test_five_seasons_of_a_league_fit_in_half_a_second(matches: list[dict[str, str]]) -> None:
    history = played(matches, "E0", *(f"{year}/{year - 1999}" for year in range(2011, 2016)))
    assert len(history.home) == 1900
    assert min(_seconds_of_a_fit(history) for _ in range(3)) < 0.5


def test_closing_odds_lose_less_by_power_than_by_proportion(matches: list[dict[str, str]]) -> None:
    quoted = [row for row in matches if row["PSCH"] and row["PSCD"] and row["PSCA"]]
    odds = [[float(row[key]) for key in ("PSCH", "PSCD", "PSCA")] for row in quoted]
    results = ["HDA".index(row["FTR"]) for row in quoted]
    power = metrics.log_losses(margins.power(odds), results)
    plain = metrics.log_losses(margins.multiplicative(odds), results)
    shin = metrics.log_losses(margins.shin(odds)[0], results)
    assert metrics.paired_difference(power, plain).mean < 0
    assert abs(metrics.paired_difference(power, shin).mean) < 0.001
    assert metrics.calibration_error(margins.power(odds), results) < 0.015
    assert metrics.calibration_slope(margins.power(odds), results) == pytest.approx(1.0, abs=0.05)


def test_the_default_hazard_is_the_one_of_the_recorded_goals(data_dir: Path) -> None:
    goals = list(rows(data_dir / "football" / "goals.csv.gz"))
    minutes = [int(row["minute"]) for row in goals]
    fitted = hazard.fit_hazard(minutes, [row["stoppage"] == "1" for row in goals])
    assert fitted == pytest.approx(hazard.DEFAULT_HAZARD, abs=6e-4)
    for minute in (15, 30, 60, 75):
        seen = sum(when > minute for when in minutes) / len(minutes)
        assert hazard.share_left(hazard.DEFAULT_BEFORE, minute) == pytest.approx(seen, abs=0.005)


def test_nba_ratings_beat_the_home_share_and_not_the_market(data_dir: Path) -> None:
    games = [
        row
        for row in rows(data_dir / "nba" / "games.csv.gz")
        if row["season"] >= "2013" and row["score_home"]
    ]
    last = max(date.fromisoformat(row["date"]) for row in games)
    fitted = elo.fit(
        [
            elo.Game(
                row["home"],
                row["away"],
                int(row["score_home"]),
                int(row["score_away"]),
                float((last - date.fromisoformat(row["date"])).days),
            )
            for row in games
        ]
    )
    assert 0.59 < fitted.log_loss < 0.64
    assert 12.0 < fitted.spread < 14.5
    assert 1.5 < fitted.points_per_elo * fitted.home < 3.5
