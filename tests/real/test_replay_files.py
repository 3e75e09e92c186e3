"""A whole recorded season told again, and every file read strictly."""

from collections import Counter

import pytest

from engine.domain.events import BookSeen, FeedEnded, FixtureListed, GameSeen, MarketSettled
from engine.domain.money import ONE
from engine.domain.sport import Phase
from engine.shell.feeds import FEEDS
from engine.shell.feeds.football_file import describe, read
from engine.shell.feeds.options import FeedOptions

pytestmark = [pytest.mark.real, pytest.mark.timeout(180)]
WANTED = {"league": "D1", "season": "2018/19"}


@pytest.fixture(scope="module")
def season(data_dir):
    """Fixtures, last heard scores, settlements and counts of one whole season."""
    feed = FEEDS["replay"](FeedOptions(seed=1, path=data_dir / "football", **WANTED))
    fixtures, finals, paid, counts = {}, {}, {}, Counter()
    while feed.next_at() is not None:
        for event in feed.step().events:
            counts[type(event)] += 1
            if isinstance(event, FixtureListed):
                fixtures[event.fixture.id] = event.fixture
            elif isinstance(event, GameSeen) and event.status.phase is Phase.FINISHED:
                finals[event.status.fixture] = event.status
            elif isinstance(event, MarketSettled):
                paid[event.market] = event.value
    return feed, fixtures, finals, paid, counts


def test_the_whole_file_is_sound_and_described(data_dir):
    found = describe(data_dir / "football")
    assert (found.rows, found.goals, len(found.leagues), len(found.seasons)) == (70_288, 22_336, 12, 19)
    part = next(one for one in found.coverage if (one.league, one.season) == ("D1", "2018/19"))
    assert (part.rows, part.goal_minutes, part.closing, part.times) == (306, 305, 305, 0)


def test_every_fixture_is_listed_and_settled_by_the_real_result(data_dir, season):
    _, fixtures, _, paid, _ = season
    real = {
        (m.home, m.away): m
        for m in read(data_dir / "football", frozenset({"D1"}), frozenset({"2018/19"})).matches
    }
    assert len(fixtures) == len(real) == 306
    for fixture in fixtures.values():
        home, away = real[fixture.home, fixture.away].score
        values = [paid[market.id] for market in fixture.markets]
        assert values == [ONE * (home > away), ONE * (home == away), ONE * (home < away)]


def test_heard_scores_are_the_real_ones(data_dir, season):
    _, fixtures, finals, _, _ = season
    real = {
        (m.home, m.away): m.score
        for m in read(data_dir / "football", frozenset({"D1"}), frozenset({"2018/19"})).matches
    }
    assert len(finals) == 305
    for name, status in finals.items():
        assert (status.home, status.away) == real[fixtures[name].home, fixtures[name].away]


def test_what_is_missing_is_said(season):
    feed, fixtures, *_ = season
    unseen = [f for f in fixtures.values() if not f.scored_live]
    unclosed = [f for f in fixtures.values() if not f.closing_known]
    assert [(f.home, f.away) for f in unseen] == [("Hannover", "Fortuna Dusseldorf")]
    assert [(f.home, f.away) for f in unclosed] == [("Bayern Munich", "Hannover")]
    assert "306 without kick-off times" in feed.label


def test_a_season_is_told_in_at_most_half_a_million_quotes(season):
    counts = season[-1]
    assert 250_000 <= counts[BookSeen] <= 500_000
    assert counts[FeedEnded] == 1
