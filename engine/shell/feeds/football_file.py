"""Recorded football: `matches.csv.gz` and `goals.csv.gz` read whole and strictly, or not at all."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.errors import Malformed
from engine.domain.history import Odds, RecordedGoal, RecordedMatch
from engine.domain.moment import Moment
from engine.shell.clean import clean
from engine.shell.feeds.sheet import Cells, rows

MATCHES, GOALS = "matches.csv.gz", "goals.csv.gz"
ASSUMED_TIME = "15:00"
"""UK time of day taken for a match whose time the file does not know."""

_UK = ZoneInfo("Europe/London")
_MATCH_COLUMNS = ("league", "season", "date", "time", "home", "away", "FTHG", "FTAG", "FTR", "has_goal_minutes")
_GOAL_COLUMNS = ("league", "season", "date", "home", "away", "seq", "minute", "stoppage", "side", "home_score", "away_score")
_GOALS_MAX = 30
_MINUTE_MAX = 130
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

OPENING = (("PSH", "PSD", "PSA"), ("AvgH", "AvgD", "AvgA"), ("BbAvH", "BbAvD", "BbAvA"), ("B365H", "B365D", "B365A"),
           ("FS_H", "FS_D", "FS_A"))  # fmt: skip
"""Columns of odds from days before, the sharpest first."""
CLOSING = (("PSCH", "PSCD", "PSCA"), ("AvgCH", "AvgCD", "AvgCA"), ("B365CH", "B365CD", "B365CA"))
"""Columns of closing odds, the sharpest first."""

_WELCOME = ("HTHG", "HTAG", *(column for columns in OPENING + CLOSING for column in columns))

Key = tuple[Clean, Clean, Clean, Clean, Clean]
"""League, season, date, home, away: one match."""


class Recording(Struct, frozen=True):
    """What a folder of recorded football holds: every match wanted, in order of league, season and start."""

    matches: tuple[RecordedMatch, ...]


def files(path: Path) -> tuple[Path, Path]:
    """Which two files does a path mean: a folder, or the file of matches beside the file of goals?"""
    folder, name = (path, MATCHES) if path.is_dir() else (path.parent, path.name)
    return folder / name, folder / GOALS


def read(path: Path, leagues: frozenset[str] | None = None, seasons: frozenset[str] | None = None) -> Recording:
    """Which matches does a path hold, of these leagues and seasons (None: all)?

    Raises:
        Malformed: in one line, naming file, row, column and remedy. Nothing half read is ever given.
    """
    matches_file, goals_file = files(path)
    cells = _matches(matches_file, leagues, seasons)
    goals = _goals(goals_file, cells)
    found = [_match(key, row, goals.get(key, [])) for key, row in cells.items()]
    return Recording(tuple(sorted(found, key=lambda one: (one.league, one.season, one.starts_at, one.home))))


def _matches(path: Path, leagues: frozenset[str] | None, seasons: frozenset[str] | None) -> dict[Key, Cells]:
    found: dict[Key, Cells] = {}
    for row in rows(path, _MATCH_COLUMNS, _WELCOME):
        if (leagues is None or row.values["league"] in leagues) and (seasons is None or row.values["season"] in seasons):
            key = _key(row)
            if key in found:
                raise row.wrong("league..away", "/".join(key), f"one row per match; row {found[key].row} has it too")
            found[key] = row
    return found


def _goals(path: Path, matches: dict[Key, Cells]) -> dict[Key, list[Cells]]:
    found: dict[Key, list[Cells]] = {}
    for row in rows(path, _GOAL_COLUMNS):
        league, season, date, home, away = (clean(row.values[column]) for column in _GOAL_COLUMNS[:5])
        key = (league, season, date, home, away)
        if key in matches:
            found.setdefault(key, []).append(row)
    return found


def _key(row: Cells) -> Key:
    date = row.text("date")
    try:
        datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise row.wrong("date", date, "a date such as 2018-08-24; correct the cell") from None
    season = row.text("season")
    if not (len(season) == 7 and season[:4].isdigit() and season[4] == "/" and season[5:].isdigit()):
        raise row.wrong("season", season, "a season such as 2018/19; correct the cell")
    home, away = row.text("home"), row.text("away")
    if home == away:
        raise row.wrong("away", away, "another club than home; correct the cell")
    return row.text("league"), season, date, home, away


def _match(key: Key, row: Cells, goals: list[Cells]) -> RecordedMatch:
    score = row.whole("FTHG", 0, _GOALS_MAX), row.whole("FTAG", 0, _GOALS_MAX)
    result = "H" if score[0] > score[1] else "A" if score[1] > score[0] else "D"
    if row.values["FTR"] != result:
        raise row.wrong("FTR", row.values["FTR"], f"{result}, as the goals say; correct FTR, FTHG or FTAG")
    at, assumed = _starts_at(row, key[2])
    return RecordedMatch(
        league=key[0],
        season=key[1],
        home=key[3],
        away=key[4],
        starts_at=at,
        time_assumed=assumed,
        score=score,
        half=_half(row, score),
        goals=_timed(row, goals, score),
        opening=_first(row, OPENING),
        closing=_first(row, CLOSING),
    )


def _starts_at(row: Cells, date: str) -> tuple[Moment, bool]:
    given = row.values["time"].strip()
    try:
        local = datetime.strptime(f"{date} {given or ASSUMED_TIME}", "%Y-%m-%d %H:%M").replace(tzinfo=_UK)
    except ValueError:
        raise row.wrong("time", given, "HH:MM or nothing; correct the cell") from None
    return Moment((local - _EPOCH) // timedelta(microseconds=1)), not given


def _half(row: Cells, score: tuple[int, int]) -> tuple[int, int] | None:
    home, away = row.whole_or_none("HTHG", 0, _GOALS_MAX), row.whole_or_none("HTAG", 0, _GOALS_MAX)
    if home is None or away is None:
        return None
    if home > score[0] or away > score[1]:
        raise row.wrong("HTHG", (home, away), f"no more goals than at the end, {score}; correct HTHG or HTAG")
    return home, away


def _first(row: Cells, choices: tuple[tuple[str, str, str], ...]) -> Odds | None:
    for columns in choices:
        odds = row.odds(columns)
        if odds is not None:
            return odds[0], odds[1], odds[2]
    return None


def _timed(row: Cells, goals: list[Cells], score: tuple[int, int]) -> tuple[RecordedGoal, ...] | None:
    """Which goals with minutes has a match? None when the file says that it does not have them all."""
    if not row.whole("has_goal_minutes", 0, 1):
        return None
    home = away = 0
    found = []
    for goal in sorted(goals, key=lambda cells: cells.whole("seq", 1, _GOALS_MAX)):
        side = goal.text("side")
        if side not in {"H", "A"}:
            raise goal.wrong("side", side, "H or A; correct the cell")
        home, away = (home + 1, away) if side == "H" else (home, away + 1)
        said = goal.whole("home_score", 0, _GOALS_MAX), goal.whole("away_score", 0, _GOALS_MAX)
        if said != (home, away):
            raise goal.wrong("home_score", said, f"{home}:{away}, counting the goals so far; restore the missing row")
        minute = goal.whole("minute", 0, _MINUTE_MAX)
        found.append(RecordedGoal(max(minute, 1), bool(goal.whole("stoppage", 0, 1)), side == "H"))
    if (home, away) != score:
        allowed = f"the goals of {GOALS}, {home}:{away}; restore its rows or set has_goal_minutes to 0"
        raise row.wrong("FTHG", score, allowed)
    return tuple(found)


class Coverage(Struct, frozen=True):
    """What is known of one league's season: rows, and how many of them have what."""

    league: str
    season: str
    rows: int
    first: str
    last: str
    times: int
    opening: int
    closing: int
    goal_minutes: int


class Description(Struct, frozen=True):
    """What does a folder of recorded football hold, and what is missing? Seasons in order."""

    file: str
    rows: int
    goals: int
    leagues: tuple[str, ...]
    seasons: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    missing: tuple[str, ...]


def describe(path: Path) -> Description:
    """What does a path hold? The whole of it is read and checked.

    Raises:
        Malformed: as `read`.
    """
    matches = read(path).matches
    if not matches:
        raise Malformed(f"file {files(path)[0].name}", "no rows", "at least one match")
    parts: dict[tuple[str, str], list[RecordedMatch]] = {}
    for match in matches:
        parts.setdefault((match.league, match.season), []).append(match)
    coverage = tuple(_coverage(league, season, found) for (league, season), found in parts.items())
    return Description(
        file=files(path)[0].name,
        rows=len(matches),
        goals=sum(len(match.goals or ()) for match in matches),
        leagues=tuple(sorted({match.league for match in matches})),
        seasons=tuple(sorted({match.season for match in matches})),
        coverage=coverage,
        missing=tuple(line for part in coverage for line in _missing(part)),
    )


def _coverage(league: str, season: str, matches: list[RecordedMatch]) -> Coverage:
    days = sorted(_day(match.starts_at) for match in matches)
    known = Counter[str]()
    for match in matches:
        known["times"] += not match.time_assumed
        known["opening"] += match.opening is not None
        known["closing"] += match.closing is not None
        known["goal_minutes"] += match.goals is not None
    return Coverage(
        league=league, season=season, rows=len(matches), first=days[0], last=days[-1],
        times=known["times"], opening=known["opening"], closing=known["closing"], goal_minutes=known["goal_minutes"],
    )  # fmt: skip


def _day(at: Moment) -> str:
    return f"{datetime.fromtimestamp(at // 1_000_000, UTC).astimezone(_UK):%Y-%m-%d}"


def _missing(part: Coverage) -> list[str]:
    """Which lines say what a season lacks?"""
    lacks = {
        f"kick-off times (taken as {ASSUMED_TIME} UK)": part.rows - part.times,
        "odds from before the day": part.rows - part.opening,
        "closing odds": part.rows - part.closing,
        "goal minutes (traded before the start only)": part.rows - part.goal_minutes,
    }
    return [f"{part.league} {part.season}: {count} of {part.rows} without {what}" for what, count in lacks.items() if count]
