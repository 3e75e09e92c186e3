"""Every hostile name through every way in which a run is told: text, JSON, tables, page, log, alerts."""

import csv
import io
import json
import re
from functools import cache

import msgspec
import pytest
from msgspec.structs import replace

from engine.core.conduct.turn import Turn
from engine.domain.clean import own, purified
from engine.domain.effects import RaiseAlarm, Say
from engine.domain.events import Record, Woke
from engine.domain.figures import AlertRow, RefusalRow
from engine.domain.states import Severity
from engine.shell.alerts.log import JsonLog
from footbe_tui.reports import as_csv, as_html, as_json, as_text
from tests.support.desk import Desk
from tests.support.hostile import NAMES, drives
from tests.unit.reports.test_as_html import read
from tests.unit.reports.test_as_rows import whole
from tests.unit.reports.test_as_text import report

CLEANED = [cleaned for cleaned in map(purified, NAMES) if cleaned]


@cache
def poisoned():
    """A report that holds every name, raw."""
    found = report()
    return replace(
        found,
        head=replace(found.head, source="\n".join(NAMES[:60]), notice=NAMES[40]),
        refusals=tuple(RefusalRow(name, 3, name) for name in NAMES),
        alerts=tuple(AlertRow(found.head.to_us, "critical", name) for name in NAMES),
        ledgers=tuple(replace(found.ledgers[0], strategy=name) for name in NAMES),
        triggers=tuple(replace(found.triggers[0], name=name) for name in NAMES),
        models=tuple(replace(row, league=NAMES[0]) for row in found.models),
    )


def test_the_text_shows_them_and_drives_no_terminal():
    told = as_text.lines(poisoned())
    assert not [line for line in told if drives(line)]
    assert any("Ajax [/]" in line for line in told)


def test_the_page_holds_them_as_words_only():
    written = as_html.page(poisoned())
    found = read(written)
    assert not {"script", "img", "iframe", "svg onload", "base", "math"} & set(found.tags)
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert {value[0] for name, value in found.attributes if name in {"href", "src"}} == {"#"}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", written)
    assert "<script>alert(1)</script>" in "".join(found.said)


def test_the_json_is_one_object_and_comes_back_whole():
    document = as_json.document(replace(report(), refusals=tuple(RefusalRow(name, 1, name) for name in CLEANED)))
    assert len(json.loads(document)["refusals"]) == len(CLEANED)
    assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", document)


@pytest.mark.parametrize("table", ["entries", "forks", "settlements"])
def test_a_spreadsheet_runs_none_of_them(table):
    rows = getattr(whole().rows, table)
    named = tuple(replace(rows[0], strategy=name, fixture=name) for name in NAMES if "\ud800" not in name)
    written = as_csv.written(replace(whole().rows, **{table: named}), table)
    found = list(csv.reader(io.StringIO(written, newline="")))
    assert len(found) == len(named) + 1
    assert len({len(row) for row in found}) == 1
    assert not [cell for row in found for cell in row if cell.startswith(("=", "@", "+", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff20"))]
    assert not [cell for row in found for cell in row if cell.startswith("-") and not cell[1:].isdigit()]


def test_the_log_is_one_line_of_json_for_each_and_holds_no_control(tmp_path):
    log = JsonLog(tmp_path / "engine.log", bytes_max=50_000_000)
    for name in NAMES:
        log.tell(Record(1, 2, Woke("", "")), (Say("x", name, {"who": name}), RaiseAlarm(name, Severity.HIGH, "feed", name)))
    log.close()
    data = (tmp_path / "engine.log").read_bytes()
    assert len([json.loads(line) for line in data.splitlines()]) == 2 * len(NAMES)
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f-\xff]", data)


@pytest.mark.parametrize("name", NAMES)
def test_events_alarms_alerts_and_refusals_are_written_down_clean(name):
    turn = Turn(Desk().state, 1, 1)
    turn.say("x", f"bought {name}")
    turn.alarm("a", Severity.HIGH, "feed", name)
    turn.refuse("balanced", "edge", name)
    state = turn.state
    texts = [row.text for row in (*state.desk.events, *state.desk.alarms.values(), *state.score.alerts)]
    texts += [row.last for row in state.score.funnel.values()]
    texts += [effect.text for effect in turn.effects if isinstance(effect, Say | RaiseAlarm)]
    assert len(texts) >= 6
    assert not [text for text in texts if drives(text)]
    assert own(name) in texts


def test_packed_as_msgpack_a_clean_name_is_plain_text():
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(CLEANED)) == CLEANED
