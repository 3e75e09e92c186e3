"""Recorded prices are read whole and strictly, and what ends a game stays sealed."""

import gzip

import pytest

from engine.domain.errors import Impossible, Malformed
from engine.domain.history import RecordedGame, Verdict
from engine.domain.moment import MINUTE
from engine.domain.scenario import QuoteRate, ScenarioName
from engine.domain.sport import Outcome
from engine.shell.feeds.candle_file import holds, read
from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.replay import ReplayFeed
from tests.support.candles import GAMES, MadeCandles, made
from tests.support.recordings import recorded


@pytest.fixture
def folder(tmp_path):
    return made().write(tmp_path / "prices")


def bent(tmp_path, bend):
    """What is said of a recording after this was done to its rows?"""
    rows = made()
    bend(rows)
    with pytest.raises(Malformed) as wrong:
        read(rows.write(tmp_path / "bent"))
    text = str(wrong.value)
    assert "\n" not in text
    return text


def change(which, **cells):
    def bend(rows: MadeCandles) -> None:
        (rows.index if which < 0 else rows.rows)[which].update(cells)

    return bend


def test_games_come_in_order_with_both_sides_named(folder):
    games = [game for game, _ in read(folder)]
    assert [(game.home, game.away) for game in games] == [("NYK", "DET"), ("DEN", "LAC"), ("MIN", "PHX")]
    assert [game.event for game in games] == [
        "KXNBAGAME-25MAY02DETNYK", "KXNBAGAME-25MAY02LACDEN", "KXNBAGAME-25NOV07PHXMIN",
    ]  # fmt: skip
    assert [game.recorded for game in games] == [Outcome.HOME, Outcome.AWAY, Outcome.AWAY]
    assert [game.season for game in games] == ["2024/25", "2024/25", "2025/26"]


def test_a_season_selects_a_part_and_an_unknown_one_names_those_there_are(folder):
    assert len(read(folder, "2025/26")) == 1
    with pytest.raises(Malformed, match=r"season in index.csv.gz: '2011/12'.*2024/25, 2025/26"):
        read(folder, "2011/12")


def test_minutes_are_as_in_the_file_and_blank_ones_have_no_price(folder):
    game = next(game for game, _ in read(folder) if game.home == "NYK")
    rows = [row for row in made().rows if row["ticker"] == "KXNBAGAME-25MAY02DETNYK-NYK"]
    assert [at // 1_000_000 for at in game.candles.at] == [row["timestamp"] for row in rows]
    assert list(game.candles.close) == [row.get("close", 0) for row in rows]
    assert list(game.candles.volume) == [row["volume"] for row in rows]


def test_how_a_game_ends_is_told_only_when_it_is_over(folder):
    for game, verdict in read(folder):
        over = game.candles.at[-1] + MINUTE
        with pytest.raises(Impossible, match="before it is over"):
            verdict.winner(over - 1)
        side, settle = next(row[3:] for row in GAMES if row[1] == game.home)
        other = {"home": "away", "away": "home"}
        assert verdict.winner(over) == (side if settle == "yes" else other[side])


def test_nothing_a_game_shows_tells_its_end(folder):
    """Two files that differ in every sealed column, the settlement included, give equal games."""
    rows = made()
    for row in rows.index:
        row.update(settle="no" if row["settle"] == "yes" else "yes", score_home=1, score_away=99, last_close=50,
                   winner_low_inplay=1, ts_last=0, ts_last_trade=0, n_rows=1, n_traded=1, volume=3)  # fmt: skip
    other = rows.write(folder.parent / "other")
    assert [game for game, _ in read(folder)] == [game for game, _ in read(other)]
    assert set(RecordedGame.__struct_fields__) == {
        "event", "league", "season", "day", "home", "away", "recorded", "candles",
    }  # fmt: skip
    assert "winner" not in repr(Verdict(Outcome.HOME, 0)).lower().replace("verdict", "")


CANDLES, INDEX = 40, -1
"""A traded row of the first game (the sheet's row 42), and the last row of the index (its row 4)."""


@pytest.mark.parametrize(
    ("bend", "said"),
    [
        (change(CANDLES, close="0"), ["candles_1m.csv.gz row 42 column close", "'0'", "1 to 99"]),
        (change(CANDLES, high="100"), ["row 42 column high", "'100'", "1 to 99"]),
        (change(CANDLES, open="nan"), ["row 42 column open", "'nan'", "1 to 99"]),
        (change(CANDLES, open="41.5"), ["row 42 column open", "whole cents"]),
        (change(CANDLES, close="-3"), ["row 42 column close", "whole cents"]),
        (change(CANDLES, close=""), ["row 42 column close", "all four prices empty"]),
        (change(CANDLES, open="", high="", low="", close=""), ["row 42 column volume", "0 where there are none"]),
        (change(CANDLES, high="39"), ["row 42 column high", "low <= open"]),
        (change(CANDLES, volume="0"), ["row 42 column volume", "above 0"]),
        (change(CANDLES, volume="-5"), ["row 42 column volume", "whole contracts"]),
        (change(CANDLES, volume="1e9999"), ["row 42 column volume", "whole contracts"]),
        (change(CANDLES, timestamp=""), ["row 42 column timestamp", "whole minute"]),
        (change(CANDLES, timestamp="1746208830"), ["row 42 column timestamp", "whole minute"]),
        (change(CANDLES, timestamp="1111111080"), ["row 42 column timestamp", "near 2025-05-02"]),
        (change(CANDLES, ticker="KXNBAGAME-X"), ["row 42 column ticker", "'KXNBAGAME-X'", "a ticker of index.csv.gz"]),
        (change(INDEX, settle="maybe"), ["index.csv.gz row 4 column settle", "yes or no"]),
        (change(INDEX, settle=""), ["row 4 column settle"]),
        (change(INDEX, yes_side="left"), ["row 4 column yes_side", "home or away"]),
        (change(INDEX, yes_team="MIN"), ["row 4 column yes_team", "PHX"]),
        (change(INDEX, home="Min"), ["row 4 column home", "capital"]),
        (change(INDEX, away="MIN"), ["row 4 column away", "another side"]),
        (change(INDEX, date="7.11.2025"), ["row 4 column date", "2025-04-19"]),
        (change(INDEX, ticker="KXNBAGAME-25NOV07PHXMIN-LAC"), ["row 4 column ticker", "ends in -PHX"]),
        (lambda rows: rows.rows.insert(30, rows.rows[40]), ["row 33 column timestamp", "sort the rows"]),
        (lambda rows: rows.rows.insert(41, rows.rows[40]), ["row 43 column timestamp", "sort the rows"]),
        (lambda rows: rows.index.append(rows.index[0]), ["index.csv.gz row 5 column ticker", "row 2 has it too"]),
        (lambda rows: rows.index.clear(), ["index.csv.gz", "at least one game"]),
        (lambda rows: rows.rows.clear(), ["index.csv.gz row 2 column ticker", "one with a trade in candles_1m.csv.gz"]),
    ],
)  # fmt: skip
def test_one_wrong_cell_is_named_with_its_row_and_what_is_allowed(tmp_path, bend, said):
    text = bent(tmp_path, bend)
    assert all(part in text for part in said), text


@pytest.mark.parametrize("name", ["index.csv.gz", "candles_1m.csv.gz"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(b"a,b\n1,2\n"), "row 1"),
        (gzip.compress(b"\xff\xfe\xfa"), "UTF-8"),
        (None, "No such file"),
    ],
    ids=["no such columns", "not text", "no file"],
)
def test_a_broken_file_is_named(folder, name, content, said):
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(Malformed, match=said) as wrong:
        read(folder)
    assert name in str(wrong.value)


@pytest.mark.parametrize("name", ["index.csv.gz", "candles_1m.csv.gz"])
def test_a_file_cut_short_is_named(folder, name):
    (folder / name).write_bytes((folder / name).read_bytes()[:-9])
    with pytest.raises(Malformed, match=f"file {name}.*whole gzip file"):
        read(folder)


def test_a_row_of_another_length_is_named(folder):
    text = gzip.decompress((folder / "candles_1m.csv.gz").read_bytes()).decode().splitlines()
    text[9] += ",7"
    (folder / "candles_1m.csv.gz").write_bytes(gzip.compress("\n".join(text).encode()))
    with pytest.raises(Malformed, match=r"candles_1m.csv.gz row 10 column count: 8 .* 7 cells"):
        read(folder)


def test_the_files_say_which_kind_a_path_is(folder, tmp_path):
    football = recorded().write(tmp_path / "football")
    assert [holds(path) for path in (folder, folder / "index.csv.gz", folder / "candles_1m.csv.gz")] == [True] * 3
    assert [holds(path) for path in (football, football / "matches.csv.gz", tmp_path)] == [False] * 3
    assert "traded prices are real" in ReplayFeed(FeedOptions(1, folder)).label
    assert "odds are real" in ReplayFeed(FeedOptions(1, football)).label


def test_the_label_says_what_is_inferred_and_what_is_modelled(folder):
    label = ReplayFeed(FeedOptions(1, folder)).label
    assert "NBA 2024/25 and 2025/26, 3 games" in label
    assert "start, phase and result are inferred" in label
    assert "spreads, depth and our fills are modelled" in label


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"league": "D1"}, "'D1' is not allowed; allowed: NBA"),
        ({"scenario": ScenarioName.MAKERS_GONE}, "scenario of recorded prices"),
        ({"quotes": QuoteRate.FULL}, "rate of recorded quotes"),
    ],
)
def test_what_a_recording_of_prices_cannot_do_is_refused(folder, asked, said):
    with pytest.raises(Malformed, match=said):
        ReplayFeed(FeedOptions(1, folder, **asked))


@pytest.mark.parametrize("name", ["nothing", None])
def test_a_folder_without_a_recording_says_what_is_looked_for(tmp_path, name):
    path = None if name is None else tmp_path / name
    if path is not None:
        path.mkdir()
    with pytest.raises(Malformed, match=r"matches.csv.gz and goals.csv.gz, or with index.csv.gz and candles_1m.csv.gz"):
        ReplayFeed(FeedOptions(1, path))
