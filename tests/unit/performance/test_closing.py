"""Closing-line value as its record grows: the last point is the figure of the report, each date counts once."""

from msgspec.structs import replace

from engine.core.performance.closing import running, teaching
from engine.core.performance.result import closing_line
from tests.support.ledgers import date, season


def test_the_last_point_is_what_the_report_says():
    entries = season(days=9, fixtures=4).entries
    points, whole = running(entries), closing_line(entries)
    assert [point.settles_on for point in points] == [date(day) for day in range(9)]
    last = points[-1].mean
    assert (last.n, last.dates, last.value) == (whole.n, whole.dates, whole.value)
    assert abs(last.low - whole.low) <= 1
    assert abs(last.high - whole.high) <= 1


def test_each_point_knows_only_the_dates_up_to_it():
    entries = season(days=6, fixtures=3).entries
    for day, point in enumerate(running(entries)):
        known = [entry for entry in entries if entry.settles_on <= date(day)]
        whole = closing_line(known)
        assert point.mean.value == whole.value
        assert (point.mean.low is None) == (whole.low is None)


def test_one_date_has_no_bounds():
    (point,) = running(season(days=1).entries)
    assert point.mean.low is point.mean.high is None


def test_entries_in_play_or_without_a_close_count_nowhere():
    entries = season(days=3).entries
    blind = [replace(entry, close_twice=None) for entry in entries]
    assert running(blind) == ()
    assert running([]) == ()


def test_a_shadow_speaks_only_where_its_arm_did_not_trade():
    entries = season(days=4).entries
    kept = teaching(entries)
    real = {(entry.strategy, entry.fixture) for entry in entries if not entry.shadow}
    assert all(not (entry.shadow and (entry.strategy, entry.fixture) in real) for entry in kept)
    assert len(kept) == len({(entry.strategy, entry.fixture) for entry in kept})
