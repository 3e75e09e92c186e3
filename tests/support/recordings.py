"""Small recordings of football in the real files' formats, made by rule, for tests that need no real data."""

import csv
import gzip
import io
from pathlib import Path
from typing import Any

from msgspec import Struct

CLUBS = ("Ashford", "Bexley", "Corby", "Dover")
MATCH_COLUMNS = (
    "league", "season", "date", "time", "home", "away", "FTHG", "FTAG", "FTR", "HTHG", "HTAG",
    "PSH", "PSD", "PSA", "PSCH", "PSCD", "PSCA", "has_goal_minutes", "source",
)  # fmt: skip
GOAL_COLUMNS = (
    "league", "season", "date", "home", "away", "seq", "minute", "stoppage", "side", "type", "scorer",
    "home_score", "away_score", "source",
)  # fmt: skip

Row = dict[str, Any]


class Recorded(Struct):
    """Rows of both files, to be bent by a test before they are written."""

    matches: list[Row]
    goals: list[Row]

    def write(self, folder: Path) -> Path:
        """Write both files into a folder and give it back."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "matches.csv.gz").write_bytes(packed(self.matches, MATCH_COLUMNS))
        (folder / "goals.csv.gz").write_bytes(packed(self.goals, GOAL_COLUMNS))
        return folder


def packed(rows: list[Row], columns: tuple[str, ...]) -> bytes:
    """Which gzip CSV holds these rows?"""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return gzip.compress(text.getvalue().encode(), mtime=0)


def recorded(
    league: str = "X1", seasons: tuple[str, ...] = ("2016/17", "2017/18"), clubs: tuple[str, ...] = CLUBS
) -> Recorded:
    """A double round robin a season, two matches a Saturday from August on; goals and odds follow a rule."""
    made = Recorded([], [])
    for season in seasons:
        pairs = [(home, away) for home in clubs for away in clubs if home != away]
        for number, (home, away) in enumerate(pairs):
            _add(made, league, season, number, home, away)
    return made


def _add(made: Recorded, league: str, season: str, number: int, home: str, away: str) -> None:
    week = number // 2
    date = f"{season[:4]}-{8 + week // 4:02d}-{5 + 7 * (week % 4):02d}"
    key = {"league": league, "season": season, "date": date, "home": home, "away": away}
    score = {"H": 0, "A": 0}
    first = [0, 0]
    for seq in range((number * 7 + int(season[3])) % 5):
        side = "H" if (number + seq) % 3 else "A"
        score[side] += 1
        minute, added = ((12, 0), (45, 1), (46, 0), (80, 0), (90, 1))[seq]
        first[side == "A"] += seq < 2
        made.goals.append(
            {**key, "seq": seq + 1, "minute": minute, "stoppage": added, "side": side, "type": "goal", "scorer": "N. N.",
             "home_score": score["H"], "away_score": score["A"], "source": "made"}
        )  # fmt: skip
    result = "H" if score["H"] > score["A"] else "A" if score["A"] > score["H"] else "D"
    made.matches.append(
        {**key, "time": "15:00" if number % 2 else "", "FTHG": score["H"], "FTAG": score["A"], "FTR": result,
         "HTHG": first[0], "HTAG": first[1], "PSH": 2.1, "PSD": 3.5, "PSA": 3.8, "PSCH": 1.95, "PSCD": 3.6, "PSCA": 4.3,
         "has_goal_minutes": 1, "source": "made"}
    )  # fmt: skip
