"""Positions, settlements, approvals and alarms on the command line: for people, for readers, for programs, never for a terminal to obey."""

import csv
import io
import json
from functools import cache

import pytest
from msgspec.structs import replace

from engine.domain.commands import Acknowledge, Approve
from engine.domain.identity import ApprovalId
from engine.domain.moment import SECOND, Moment
from engine.domain.snapshot import AlarmRow, HealthRow
from engine.domain.states import Severity
from footbe_tui.cli import main
from footbe_tui.commands import alarms, approvals, plain, positions, settlements
from footbe_tui.commands import events as telling
from footbe_tui.commands.arguments import build_parser
from footbe_tui.commands.listing import tell
from footbe_tui.commands.output import show
from footbe_tui.reports import listed
from tests.console.pictures import BUSY, EMPTY
from tests.console.poisoned import filled
from tests.support.hostile import NAMES, drives
from tests.support.snapshots import snapshot, status

LISTS = (
    ("positions", ["positions"], "positions"),
    ("settlements", ["settlements"], "slates"),
    ("approvals", ["approvals", "list"], "approvals"),
    ("alarms", ["alarms", "list"], "alarms"),
)


@pytest.fixture
def told(engine, capsys):
    def ask(*words, picture=BUSY):
        engine.picture = picture
        try:
            code = main([*words, "--home", str(engine.home.root)])
        except SystemExit as left:
            code = left.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return ask


@pytest.mark.parametrize(("name", "words", "slice_"), LISTS)
def test_every_row_is_told_in_each_shape_in_the_consoles_order(told, name, words, slice_):
    keys = [row.key for row in getattr(BUSY, slice_)]
    assert keys
    code, out, error = told(*words)
    assert (code, error) == (0, "")
    assert len(out.splitlines()) == len(keys)
    document = json.loads(told(*words, "--json")[1])
    assert list(document) == ["as_of_utc", "mode", "state", name]
    assert [next(iter(row.values())) for row in document[name]] == keys
    rows = list(csv.DictReader(io.StringIO(told(*words, "--csv")[1], newline="")))
    assert [next(iter(row.values())) for row in rows] == keys
    assert list(rows[0]) == list(document[name][0])


@pytest.mark.parametrize(("name", "words", "slice_"), LISTS)
def test_where_there_is_nothing_a_program_gets_an_empty_table_and_a_person_a_word(told, name, words, slice_):
    nothing = snapshot()
    code, out, error = told(*words, picture=nothing)
    assert (code, out) == (0, "")
    assert error.count("\n") == 1
    assert json.loads(told(*words, "--json", picture=nothing)[1])[name] == []
    assert told(*words, "--csv", picture=nothing)[1].count("\r\n") == 1


@pytest.mark.parametrize(("name", "words", "slice_"), LISTS)
@pytest.mark.parametrize("wrong", [["--json", "--csv"], ["--xml"], ["--plain"]])
def test_a_wrong_shape_is_one_line_and_exit_2(told, name, words, slice_, wrong):
    code, out, error = told(*words, *wrong)
    assert (code, out, error.count("\n")) == (2, "", 1)


def test_a_position_reads_with_units_age_and_settlement():
    row = BUSY.positions[0]
    line = positions.line(row, BUSY.status.at, BUSY.status.zone)
    assert line.startswith(f"{row.label}  {row.thesis}")
    assert " old), fair " in line
    assert " dollars, settles " in line


def test_a_date_without_open_positions_projects_nothing():
    closed = next(row for row in BUSY.slates if row.projected is not None)
    assert "projected +" in settlements.line(closed) or "projected -" in settlements.line(closed)


def alarm(key="feed-scores", **changes):
    figures = {
        "key": key, "severity": Severity.HIGH, "since": Moment(0), "page": "feed", "text": "scores stale 46 s",
        "acked": False, "cleared": False,
    }  # fmt: skip
    return AlarmRow(**{**figures, **changes})


def test_an_alarm_names_its_age_and_its_page(told):
    picture = snapshot(status=status(at=Moment(46 * SECOND)), alarms=(alarm(), alarm("b", acked=True, cleared=True)))
    assert told("alarms", "list", picture=picture)[1].splitlines() == [
        "feed-scores  HIGH  scores stale 46 s  (46 s ago, not acknowledged; docs/operating/feed.md)",
        "b  HIGH  scores stale 46 s  (46 s ago, acknowledged, over; docs/operating/feed.md)",
    ]


@pytest.mark.parametrize(("words", "wanted"), [([], None), (["feed-scores"], "feed-scores")])
def test_an_alarm_is_acknowledged_by_name_or_the_top_one(engine, told, words, wanted):
    code, out, _ = told("alarms", "ack", *words, picture=snapshot(alarms=(alarm(),)))
    assert (code, out) == (0, "done\n")
    assert engine.commands == [Acknowledge(wanted)]


def test_an_alarm_that_does_not_stand_is_told_with_those_that_do(told):
    code, _, error = told("alarms", "ack", "x", picture=snapshot(alarms=(alarm(),)))
    assert code == 2
    assert error == "footbe-tui: alarms: 'x' does not stand; allowed: feed-scores\n"


def test_an_answer_says_which_version_at_which_price_it_was_given_to(engine, told):
    row = BUSY.approvals[0]
    code, out, _ = told("approvals", "approve", row.label)
    assert (code, out.splitlines()) == (0, [f"approve {approvals.mandate(row)}", "done"])
    assert f"version {row.version}" in out
    assert engine.commands == [Approve(ApprovalId(row.key), row.version)]


@pytest.mark.parametrize(("accepted", "code"), [(True, 0), (False, 2)])
def test_an_answer_for_a_program_is_one_object_and_an_honest_code(engine, told, accepted, code):
    engine.answer = lambda command: (accepted, "it changed: version 4 stands")
    got, out, error = told("approvals", "approve", BUSY.approvals[0].label, "--json")
    assert (got, error) == (code, "")
    assert json.loads(out) == {
        "accepted": accepted, "about": f"approve {approvals.mandate(BUSY.approvals[0])}", "text": "it changed: version 4 stands",
    }  # fmt: skip


def test_the_plain_status_has_the_same_lines_in_the_same_order_whatever_happens():
    def fixed(picture):
        return [label for label, _ in plain.facts(picture) if not label.startswith(("alarm ", "health of "))]

    assert fixed(BUSY) == fixed(EMPTY) == fixed(snapshot())
    assert len(set(fixed(BUSY))) == len(fixed(BUSY))


def test_the_plain_status_is_drawn_with_nothing(told):
    out = told("status", "--plain")[1]
    assert all(line.partition(": ")[1] for line in out.splitlines())
    assert not set(out) & set("│┃─━┌┐└┘█▌▏·▲●\x1b\t")
    assert "--" not in out.replace("footbe-tui stop --drill", "")


@pytest.mark.parametrize(
    ("length", "written"),
    [(None, "unknown"), (-5, "0.0 seconds"), (400_000, "0.4 seconds"), (46 * SECOND, "46 seconds"), (119 * SECOND, "119 seconds"),
     (120 * SECOND, "2 minutes"), (7300 * SECOND, "2 hours"), (172_800 * SECOND, "2 days")],
)  # fmt: skip
def test_ages_are_written_out(length, written):
    assert plain.span(length) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [(None, "unknown"), (0, "0.00 dollars"), (-8_400_000, "-8.40 dollars"), (-1, "0.00 dollars"), (1_021_030_000, "1021.03 dollars")],
)
def test_amounts_are_written_without_groups_and_with_their_unit(amount, written):
    assert plain.dollars(amount) == written


def test_a_part_of_the_machine_is_said_with_state_age_limit_and_detail():
    sick = HealthRow("scores", "STALE", 46 * SECOND, 30 * SECOND, "no answer")
    assert plain.facts(snapshot(health=(sick,)))[-1] == (
        "health of scores",
        "stale, 46 seconds old, limit 30 seconds, no answer",
    )


def test_status_for_programs_escapes_what_a_terminal_would_obey(told):
    picture = snapshot(status=status(feed="a\x9b31m\x1b[2J\u202eb"))
    out = told("status", "--json", picture=picture)[1]
    assert not drives(out.strip())
    assert json.loads(out)["status"]["feed"] == "a\x9b31m\x1b[2J\u202eb"


def asked(*words):
    return build_parser().parse_args(words)


@cache
def hostile():
    """A picture in which every list has a row for each hostile name, which stands in it wherever foreign text may."""
    rows = {
        table: tuple(filled(getattr(BUSY, table)[0], name) for name in NAMES)
        for table in ("positions", "slates", "approvals", "alarms", "health", "events")
    }
    rows["events"] = tuple(replace(row, key=f"{number}.1") for number, row in enumerate(rows["events"]))[::-1]
    return replace(BUSY, **rows, status=replace(BUSY.status, feed=NAMES[30], causes=tuple(NAMES)))


def listings(picture, shape):
    """Every list of a picture in one shape."""
    now, state = picture.status.at, picture.status
    lists = (
        (("positions",), picture.positions, listed.positions(now), lambda row: positions.line(row, now, state.zone)),
        (("settlements",), picture.slates, listed.SLATES, settlements.line),
        (("approvals", "list"), picture.approvals, listed.approvals(now), lambda row: approvals.line(row, now)),
        (("alarms", "list"), picture.alarms, listed.alarms(now), lambda row: alarms.line(row, now)),
    )
    for words, rows, columns, line in lists:
        tell(asked(*words, *shape), state, rows, name=words[0], columns=columns, line=line, nothing="x")


def test_hostile_names_are_words_for_people(capsys):
    listings(hostile(), ())
    telling.Said(asked("events", "--last", "300")).take("r", hostile())
    show(f"{label}: {value}" for label, value in plain.facts(hostile()))
    lines = capsys.readouterr().out.split("\n")
    assert len(lines) > 6 * len(NAMES)
    assert not [line for line in lines if drives(line)]


def test_hostile_names_are_cells_in_tables(capsys):
    listings(hostile(), ("--csv",))
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out, newline="")))
    assert len(rows) == 4 * (len(NAMES) + 1)
    assert not [cell for row in rows for cell in row if drives(cell) or cell.startswith(("=", "@", "+", "\uff1d"))]
    assert not [cell for row in rows for cell in row if cell.startswith("-") and not cell[1:].replace(".", "").isdigit()]


def test_hostile_names_are_strings_in_objects(capsys):
    listings(hostile(), ("--json",))
    telling.Said(asked("events", "--json", "--last", "300")).take("r", hostile())
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4 + 300
    assert not [line for line in lines if drives(line)]
    assert all(json.loads(line) for line in lines)
