"""Small recordings of traded prices in the real files' formats, made by rule, for tests that need no real data."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.support.recordings import packed

INDEX_COLUMNS = (
    "game_id", "date", "away", "home", "ticker", "yes_team", "yes_side", "score_home", "score_away", "n_rows", "volume",
    "ts_first", "ts_last", "n_traded", "first_close", "last_close", "ts_last_trade", "settle", "winner_low_inplay",
    "traded_min_last3h",
)  # fmt: skip
COLUMNS = ("ticker", "timestamp", "open", "high", "low", "close", "volume")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
GAMES = (("2025-05-02", "NYK", "DET", "home", "yes"), ("2025-05-02", "DEN", "LAC", "away", "no"),
         ("2025-11-07", "MIN", "PHX", "away", "yes"))  # fmt: skip
"""Day, home, away, whose YES is recorded, how it ended."""
START_MINUTE = 300
"""So many minutes after its first row a made game begins."""

Row = dict[str, Any]


class MadeCandles(Struct):
    """Rows of both files, to be bent by a test before they are written."""

    index: list[Row]
    rows: list[Row]

    def write(self, folder: Path) -> Path:
        """Write both files into a folder and give it back."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.csv.gz").write_bytes(packed(self.index, INDEX_COLUMNS))
        (folder / "candles_1m.csv.gz").write_bytes(packed(self.rows, COLUMNS))
        return folder


def made(games: tuple[tuple[str, str, str, str, str], ...] = GAMES) -> MadeCandles:
    """A quiet afternoon, then a busy game of 150 minutes that ends at 99 or 1; every eighth quiet minute is missing."""
    found = MadeCandles([], [])
    for number, (day, home, away, side, settle) in enumerate(games):
        year, month, date = day.split("-")
        team = home if side == "home" else away
        ticker = f"KXNBAGAME-{year[2:]}{MONTHS[int(month) - 1]}{date}{away}{home}-{team}"
        rows = _rows(ticker, day, number, settle)
        found.rows += rows
        found.index.append(
            {"game_id": f"00{number}", "date": day, "away": away, "home": home, "ticker": ticker, "yes_team": team,
             "yes_side": side, "n_rows": len(rows), "settle": settle, "last_close": rows[-1]["close"],
             "ts_last": rows[-1]["timestamp"]}
        )  # fmt: skip
    return found


def evenings(count: int) -> tuple[tuple[str, str, str, str, str], ...]:
    """A game an evening from the first of November on, home and away recorded and won in turn."""
    return tuple(
        (f"2025-11-{day:02d}", "NYK", "DET", ("home", "away")[day % 2], ("yes", "no")[day // 2 % 2])
        for day in range(1, count + 1)
    )


def _rows(ticker: str, day: str, number: int, settle: str) -> list[Row]:
    # From 14:00 in the east (18:00 UTC, an hour later in winter), so that a game begins five hours later.
    first = int(datetime.fromisoformat(f"{day}T18:00").replace(tzinfo=UTC).timestamp())
    price, found = 40 + 7 * number, []
    for minute in range(START_MINUTE + 150):
        row: Row = {"ticker": ticker, "timestamp": first + 60 * minute, "volume": 0}
        if minute < START_MINUTE:
            if minute % 8 == 7:
                continue
            traded, swing, volume = minute % 3 != 2 and minute > 4, 0, 20 + minute % 5
        else:
            step = (5, -3, 4, -6, 2, -2, 3, -3)[(minute + number) % 8]
            price = max(4, min(96, price + step))
            traded, swing, volume = True, 2, 3_000 + 100 * (minute % 7)
        if minute >= START_MINUTE + 145:
            price, swing = 99 if settle == "yes" else 1, 0
        if traded:
            low, high = max(1, price - swing), min(99, price + swing)
            row |= {"open": price, "high": high, "low": low, "close": price, "volume": volume}
        found.append(row)
    return found
