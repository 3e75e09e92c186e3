"""Events read and followed on the command line: which lines, in which order, and what is said of those that are missing."""

import ast
import json

import pytest
from msgspec.structs import replace

from engine.domain.moment import SECOND, Moment
from footbe_tui.cli import main
from footbe_tui.commands import kinds
from footbe_tui.commands.arguments import build_parser
from footbe_tui.commands.events import Said
from tests.support.snapshots import event, snapshot
from tests.support.source import python_files, tree


def rows(*numbers, kind="fill"):
    """Events of these records, the newest first, one a second."""
    return tuple(
        replace(event(f"{number}.1", f"event {number}", number * SECOND), kind=kind) for number in reversed(numbers)
    )


def asked(*words):
    return build_parser().parse_args(["events", *words])


@pytest.fixture
def told(engine, capsys):
    """What does the command say to these events?"""

    def tell(*words, events=None):
        engine.picture = snapshot(events=rows(1, 2, 3) if events is None else events)
        code = main(["events", "--home", str(engine.home.root), *words])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return tell


def test_the_newest_stand_last_with_date_zone_and_kind(told):
    code, lines, _ = told()
    assert code == 0
    assert lines[-1] == "1970-01-01 00:00:03 UTC  fill  event 3"
    assert len(lines) == 3


def test_so_many_as_are_asked_for_are_said(told):
    assert [line[-7:] for line in told("--last", "2")[1]] == ["event 2", "event 3"]
    assert told("--last", "0")[1] == []


def test_one_kind_alone_is_counted_alone(told):
    mixed = rows(8, 9, kind="alarm") + rows(1, 2, 3)
    assert [line[-7:] for line in told("--kind", "fill", "--last", "2", events=mixed)[1]] == ["event 2", "event 3"]


def test_from_a_moment_on_all_are_said(told):
    assert len(told("--since", "1970-01-01T00:00:02Z", "--last", "1", events=rows(*range(1, 50)))[1]) == 48


def test_what_the_engine_no_longer_has_is_pointed_at(told):
    _, lines, error = told("--since", "1970-01-01T00:00:00Z", events=rows(5, 6))
    assert len(lines) == 2
    assert "keeps events from 1970-01-01 00:00:05 UTC on; export --what events" in error


def test_for_programs_each_line_is_an_object(told):
    (first, *_), *_ = told("--json")[1:]
    assert json.loads(first) == {
        "event": "1.1", "at_utc": "1970-01-01T00:00:01.000000Z", "venue_date": "1970-01-01", "kind": "fill", "text": "event 1",
    }  # fmt: skip


def follow(capsys, *pictures):
    """What is said of pictures that come one after the other, each of a run?"""
    said = Said(asked("--follow"))
    for run, events in pictures:
        said.take(run, snapshot(events=events))
    heard = capsys.readouterr()
    return [int(line.rsplit(" ", 1)[1]) for line in heard.out.splitlines()], heard.err


def test_no_event_is_said_twice_and_none_is_left_out(capsys):
    assert follow(capsys, ("r", rows(1, 2)), ("r", rows(1, 2)), ("r", rows(1, 2, 3, 4)), ("r", rows(3, 4, 5))) == (
        [1, 2, 3, 4, 5],
        "",
    )


def test_records_are_counted_not_spelt(capsys):
    assert follow(capsys, ("r", rows(9)), ("r", rows(9, 10, 11)))[0] == [9, 10, 11]


def test_a_gap_is_said(capsys):
    numbers, error = follow(capsys, ("r", rows(1, 2)), ("r", rows(7, 8)))
    assert numbers == [1, 2, 7, 8]
    assert "faster than they could be shown" in error


def test_another_run_begins_from_its_beginning_without_a_gap(capsys):
    assert follow(capsys, ("r", rows(1, 2)), ("s", rows(1)), ("s", rows(1, 2))) == ([1, 2, 1, 2], "")


def test_an_engine_that_comes_back_to_an_earlier_place_is_followed_from_there(capsys):
    assert follow(capsys, ("r", rows(1, 2, 3)), ("r", rows(1, 2)), ("r", rows(1, 2, 4)))[0] == [1, 2, 3, 4]


def test_an_engine_without_events_is_followed_until_it_has_some(capsys):
    assert follow(capsys, ("r", ()), ("r", rows(1)))[0] == [1]


def test_nothing_but_the_place_of_the_last_line_is_kept():
    said = Said(asked("--follow"))
    said.take("r", snapshot(events=rows(*range(1, 300))))
    assert not [value for value in vars(said).values() if isinstance(value, list | dict | set)]
    assert said._place == (299, 1)


def test_every_kind_the_engine_says_may_be_asked_for():
    calls = [
        call.args[0]
        for path in python_files("engine/core")
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "say" and call.args
    ]
    said = {found.value for name in calls for found in ast.walk(name) if isinstance(found, ast.Constant)}
    assert said <= set(kinds.EVENTS)
    assert set(kinds.EVENTS) - said <= {"gate"}  # said by its name


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--since", "soon"], "a date at the venue such as 2026-08-09, or a moment in UTC"),
        (["--since", "2026-13-01"], "a date at the venue"),
        (["--since", "2026-08-09T25:00Z"], "a date at the venue"),
        (["--kind", "rumour"], "invalid choice"),
        (["--last", "301"], "a whole number up to 300"),
        (["--last", "-1"], "up to 300"),
        (["--lst", "3"], "unrecognized"),
    ],
)
def test_a_wrong_word_is_one_line_and_exit_2(capsys, words, says):
    with pytest.raises(SystemExit) as left:
        main(["events", *words])
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_following_nobody_is_exit_6(home, capsys):
    assert main(["events", "--follow", "--home", str(home.root)]) == 6
    assert "no engine is running here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "zone", "days", "is_at"),
    [
        ("2026-03-08", "America/New_York", 0, 1772946000),
        ("2026-03-08", "America/New_York", 1, 1772946000 + 23 * 3600),
        ("2026-11-01", "America/New_York", 1, 1793505600 + 25 * 3600),
        ("2026-08-09T14:30Z", "America/New_York", 1, 1786285800),
        ("2026-08-09T14:30:05", "UTC", 0, 1786285805),
        ("0001-01-01", "Asia/Tokyo", 0, 0),
    ],
)
def test_a_day_begins_and_ends_at_the_venues_midnight(typed, zone, days, is_at):
    assert kinds.begins(kinds.when(typed), zone, days) == Moment(is_at * SECOND)


def test_the_last_day_there_is_ends_later_than_anything():
    assert kinds.begins(kinds.when("9999-12-31"), "UTC", days=1) > kinds.begins(kinds.when("9999-12-31"), "UTC")
