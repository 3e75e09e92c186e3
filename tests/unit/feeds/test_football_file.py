"""Recorded football is read strictly: whole, or not at all and with one clear line."""

import gzip

import pytest

from engine.domain.errors import Malformed
from engine.shell.feeds.football_file import describe, read
from tests.support.recordings import MATCH_COLUMNS, packed, recorded


def refused(folder) -> str:
    with pytest.raises(Malformed) as caught:
        read(folder)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_a_folder_and_its_file_of_matches_mean_the_same(tmp_path):
    folder = recorded().write(tmp_path)
    assert read(folder) == read(folder / "matches.csv.gz")
    assert len(read(folder).matches) == 24


def test_a_blank_time_is_three_in_the_afternoon_and_says_so(tmp_path):
    match = read(recorded().write(tmp_path)).matches[0]
    assert match.time_assumed
    assert match.starts_at % 86_400_000_000 == 14 * 3_600_000_000  # British summer time


def test_leagues_and_seasons_can_be_chosen(tmp_path):
    made = recorded()
    made.matches += recorded("Y1").matches
    made.goals += recorded("Y1").goals
    found = read(made.write(tmp_path), frozenset({"Y1"}), frozenset({"2016/17"})).matches
    assert {(match.league, match.season) for match in found} == {("Y1", "2016/17")}


def test_missing_closing_odds_and_goal_minutes_are_none(tmp_path):
    made = recorded()
    made.matches[3]["PSCD"] = ""
    made.matches[3]["has_goal_minutes"] = 0
    home = made.matches[3]["home"], made.matches[3]["away"], made.matches[3]["season"]
    match = next(m for m in read(made.write(tmp_path)).matches if (m.home, m.away, m.season) == home)
    assert match.closing is None
    assert match.goals is None
    assert match.opening == (2.1, 3.5, 3.8)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("FTHG", "two"), ("FTHG", "-1"), ("FTHG", "99"), ("FTHG", ""), ("FTHG", "1.0"), ("FTAG", "٣"),
        ("date", "2016-13-01"), ("date", "5/8/16"), ("time", "25:00"), ("time", "noon"),
        ("PSH", "evens"), ("PSH", "0.9"), ("PSCA", "nan"), ("PSCA", "inf"),
        ("season", "2016"), ("has_goal_minutes", "yes"), ("HTHG", "9"), ("home", ""), ("home", "A\x1b[31m"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_file_row_column_and_remedy(tmp_path, column, value):
    made = recorded()
    made.matches[4][column] = value
    line = refused(made.write(tmp_path))
    assert "matches.csv.gz row 6 column" in line
    assert column in line
    assert "allowed:" in line


def test_a_result_that_the_goals_contradict_is_refused(tmp_path):
    made = recorded()
    made.matches[1]["FTR"] = {"H": "A", "A": "H", "D": "H"}[made.matches[1]["FTR"]]
    assert "row 3 column FTR" in refused(made.write(tmp_path))


def test_a_club_cannot_play_itself(tmp_path):
    made = recorded()
    made.matches[0]["away"] = made.matches[0]["home"]
    assert "row 2 column away" in refused(made.write(tmp_path))


def test_a_match_told_twice_is_refused_with_both_rows(tmp_path):
    made = recorded()
    made.matches.append(made.matches[2])
    line = refused(made.write(tmp_path))
    assert "row 26" in line
    assert "row 4" in line


def test_a_lost_goal_is_found_by_counting(tmp_path):
    made = recorded()
    place = next(i for i, goal in enumerate(made.goals) if goal["seq"] == 1)
    del made.goals[place]
    assert "goals.csv.gz row" in refused(made.write(tmp_path)) or "FTHG" in refused(tmp_path)


def test_the_last_goal_lost_is_found_at_the_match(tmp_path):
    made = recorded()
    del made.goals[-1]
    assert "restore its rows or set has_goal_minutes to 0" in refused(made.write(tmp_path))


def test_a_goal_for_nobody_is_refused(tmp_path):
    made = recorded()
    made.goals[0]["side"] = "X"
    assert "goals.csv.gz row 2 column side" in refused(made.write(tmp_path))


def test_a_missing_file_says_which(tmp_path):
    folder = recorded().write(tmp_path)
    (folder / "goals.csv.gz").unlink()
    assert "goals.csv.gz" in refused(folder)


def test_a_truncated_gzip_is_never_half_read(tmp_path):
    folder = recorded().write(tmp_path)
    whole = (folder / "matches.csv.gz").read_bytes()
    for length in (3, 20, len(whole) // 2, len(whole) - 1):
        (folder / "matches.csv.gz").write_bytes(whole[:length])
        assert "whole gzip file" in refused(folder)


def test_a_missing_column_is_named(tmp_path):
    folder = recorded().write(tmp_path)
    columns = tuple(column for column in MATCH_COLUMNS if column != "FTAG")
    rows = [{name: row[name] for name in columns} for row in recorded().matches]
    (folder / "matches.csv.gz").write_bytes(packed(rows, columns))
    assert "a header with FTAG" in refused(folder)


def test_a_row_of_another_length_is_named(tmp_path):
    folder = recorded().write(tmp_path)
    text = gzip.decompress((folder / "matches.csv.gz").read_bytes()).decode().splitlines()
    text[7] += ",1"
    (folder / "matches.csv.gz").write_bytes(gzip.compress("\n".join(text).encode()))
    assert "matches.csv.gz row 8 column count" in refused(folder)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    folder = recorded().write(tmp_path)
    (folder / "goals.csv.gz").write_bytes(gzip.compress(b"\xff\xfe\x00league"))
    assert "UTF-8" in refused(folder)


def test_an_uncompressed_file_is_read_as_well(tmp_path):
    folder = recorded().write(tmp_path)
    before = read(folder)
    plain = gzip.decompress((folder / "matches.csv.gz").read_bytes())
    (folder / "matches.csv.gz").write_bytes(plain)
    assert read(folder) == before


def test_a_description_counts_what_is_there_and_says_what_is_not(tmp_path):
    made = recorded()
    made.matches[0]["PSCH"] = ""
    found = describe(made.write(tmp_path))
    assert (found.rows, found.leagues, found.seasons) == (24, ("X1",), ("2016/17", "2017/18"))
    assert found.goals == len(made.goals)
    first = found.coverage[0]
    assert (first.rows, first.opening, first.closing, first.goal_minutes, first.times) == (12, 12, 11, 12, 6)
    assert first.first == "2016-08-05"
    assert "X1 2016/17: 1 of 12 without closing odds" in found.missing


def test_an_empty_file_is_no_recording(tmp_path):
    made = recorded()
    made.matches.clear()
    made.goals.clear()
    with pytest.raises(Malformed, match="at least one match"):
        describe(made.write(tmp_path))
