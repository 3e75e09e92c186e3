"""A hostile club or league in a recording: refused in one harmless line, or clean from the border on."""

import pytest

from engine.domain.clean import purified
from engine.domain.errors import Malformed
from engine.shell.feeds.football_file import read
from engine.world.history import History
from tests.support.hostile import NAMES, drives
from tests.support.recordings import CLUBS, recorded

WRITABLE = [name for name in NAMES if "\ud800" not in name]


def listed(folder):
    """Which matches does the file give, and which fixtures are listed of them? None when it is refused."""
    try:
        matches = read(folder).matches
    except Malformed as refused:
        line = str(refused)
        assert not drives(line)
        assert len(line) < 400
        return None
    history = History(1, matches, ())
    return matches, [history.fixture(match) for match in matches]


@pytest.mark.parametrize("name", WRITABLE)
def test_a_club_of_this_name(tmp_path, name):
    found = listed(recorded(seasons=("2016/17",), clubs=(name, *CLUBS[1:])).write(tmp_path))
    if found is None:
        return
    matches, fixtures = found
    assert {match.home for match in matches} == {purified(name), *CLUBS[1:]}
    for fixture in fixtures:
        assert fixture.home_code.isascii()
        assert fixture.home_code.isalpha()
        assert len(fixture.home_code) <= 4
        assert not drives(f"{fixture.id}{fixture.home}{fixture.away}{fixture.markets}")


@pytest.mark.parametrize("name", WRITABLE[::5])
def test_a_league_of_this_name(tmp_path, name):
    found = listed(recorded(league=name, seasons=("2016/17",)).write(tmp_path))
    if found is not None:
        assert not [fixture for fixture in found[1] if drives(f"{fixture.id}{fixture.league}{fixture.markets}")]


def test_two_names_that_clean_to_one_are_two_rows_of_one_match(tmp_path):
    made = recorded(seasons=("2016/17",), clubs=("Ajax", "Bexley", "Corby"))
    made.matches.append({**made.matches[0], "home": "Ajax "})
    with pytest.raises(Malformed, match="one row per match"):
        read(made.write(tmp_path))


@pytest.mark.parametrize("name", ["Besiktas\u0327", "Mu\u0308nchen", "A" + "\u0323\u0301" * 20, "\u1112\u1161\u11ab FC"])
def test_a_decomposed_name_is_read_and_composed(tmp_path, name):
    matches, _ = listed(recorded(seasons=("2016/17",), clubs=(name, *CLUBS[1:])).write(tmp_path))
    assert purified(name) in {match.home for match in matches}
    assert name not in {match.home for match in matches}
