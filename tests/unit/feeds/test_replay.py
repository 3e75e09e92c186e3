"""The replay feed: which season it takes, what it says of itself, and what it refuses."""

import pytest

from engine.domain.errors import Malformed
from engine.domain.events import FeedEnded, FixtureListed
from engine.domain.moment import DAY, Moment
from engine.domain.sport import Sport
from engine.shell.feeds.options import FeedOptions
from engine.shell.feeds.replay import ReplayFeed
from tests.support.recordings import recorded

SEASONS = ("2013/14", "2014/15", "2015/16", "2016/17", "2017/18")


@pytest.fixture
def folder(tmp_path):
    made = recorded("X1", SEASONS)
    other = recorded("Y1", ("2017/18",))
    made.matches += other.matches
    made.goals += other.goals
    return made.write(tmp_path)


def listed(feed):
    found = []
    while feed.next_at() is not None:
        found += [event.fixture for event in feed.step().events if isinstance(event, FixtureListed)]
    return found


def test_without_a_wish_the_last_season_of_every_league_is_told(folder):
    fixtures = listed(ReplayFeed(FeedOptions(1, folder)))
    assert {(fixture.league, fixture.season) for fixture in fixtures} == {
        ("X1", "2017/18"),
        ("Y1", "2017/18"),
    }
    assert len({fixture.id for fixture in fixtures}) == 24


def test_a_league_and_a_season_can_be_asked_for(folder):
    fixtures = listed(ReplayFeed(FeedOptions(1, folder, league="X1", season="2015/16")))
    assert {(fixture.league, fixture.season) for fixture in fixtures} == {("X1", "2015/16")}
    assert len(fixtures) == 12


def test_three_earlier_seasons_are_known_at_the_start_and_no_later_one(folder):
    feed = ReplayFeed(FeedOptions(1, folder, league="X1", season="2016/17"))
    known = feed.results(Sport.FOOTBALL, "X1", feed.next_at())
    assert {result.season for result in known} == {"2013/14", "2014/15", "2015/16"}
    whole = feed.results(Sport.FOOTBALL, "X1", Moment(feed.next_at() + 900 * DAY))
    assert {result.season for result in whole} == set(SEASONS) - {"2017/18"}


def test_a_fourth_earlier_season_is_left_out(folder):
    feed = ReplayFeed(FeedOptions(1, folder, league="X1", season="2017/18"))
    assert "2013/14" not in {result.season for result in feed.results(Sport.FOOTBALL, "X1", feed.next_at())}


def test_the_label_says_what_is_real_what_is_modelled_and_what_is_missing(folder):
    label = ReplayFeed(FeedOptions(1, folder, league="X1", season="2017/18")).label
    assert "X1 2017/18, 12 matches" in label
    assert "real" in label
    assert "modelled" in label
    assert "6 without kick-off times (15:00 UK taken)" in label


def test_the_end_is_told_once(folder):
    feed = ReplayFeed(FeedOptions(1, folder, league="X1"))
    ends = []
    while feed.next_at() is not None:
        ends += [event for event in feed.step().events if isinstance(event, FeedEnded)]
    assert ends == [FeedEnded("replay")]


@pytest.mark.parametrize(
    ("wish", "named"),
    [
        ({"league": "E9"}, "column league"),
        ({"season": "1999/00"}, "column season"),
        ({"path": None}, "folder"),
    ],
)
def test_what_the_file_does_not_have_is_refused_by_name(folder, wish, named):
    with pytest.raises(Malformed, match=named):
        ReplayFeed(FeedOptions(**({"seed": 1, "path": folder} | wish)))
