"""JSON and tables: units in the names, the same figures as in the text, nothing a spreadsheet would run."""

import csv
import io
from functools import cache

import msgspec
import pytest
from msgspec.structs import replace

from engine.core.view.report import told
from engine.domain.report import LAYOUT, UNITS, Report
from footbe_tui.reports import as_csv, as_json, as_text, words
from tests.support import ledgers

MADE = ledgers.season(6, 5)


@cache
def whole():
    return told(ledgers.state(MADE), ledgers.past(MADE))


def read(written):
    return list(csv.DictReader(io.StringIO(written, newline="")))


def test_a_report_comes_back_from_its_json_as_it_was():
    report = whole().report
    assert as_json.read(as_json.document(report)) == report


def test_the_json_explains_its_units_and_every_number_has_one():
    found = msgspec.json.decode(as_json.document(whole().report))
    assert found["units"] == UNITS
    assert found["head"]["layout"] == LAYOUT
    counted = {
        "n",
        "dates",
        "layout",
        "seed",
        "count",
        "fired",
        "games",
        "below",
        "above",
        "value",
        "low",
        "high",
    }

    def check(value, key, above):
        if isinstance(value, dict):
            for name, part in value.items():
                check(part, name, key)
        elif isinstance(value, list):
            for part in value:
                check(part, key, above)
        elif isinstance(value, float):
            pytest.fail(f"{key} is a float")
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10_000:
            named = above if key in {"value", "low", "high"} else key
            assert named in counted or named.endswith(tuple(UNITS)), f"{above}.{key} = {value}"

    check(found, "", "")


def test_names_of_the_json_are_a_promise():
    assert Report.__struct_fields__ == (
        "head", "result", "expectations", "checklist", "account", "curve", "slates", "waterfalls", "ledgers", "pairs",
        "twins", "arms", "bandit", "gate", "triggers", "deciders", "refusals", "models", "alerts", "units",
    )  # fmt: skip


@pytest.mark.parametrize("table", as_csv.TABLES)
def test_every_row_stands_in_its_table(table):
    rows = whole().rows
    written = as_csv.written(rows, table)
    found = read(written)
    assert len(found) == len(getattr(rows, table)) > 0
    assert written.count("\r\n") == len(found) + 1
    assert list(found[0]) == list(as_csv.TABLES[table][1])


def test_tables_add_up_to_the_figures_of_text_and_json():
    made = whole()
    settled, entries = (
        read(as_csv.written(made.rows, "settlements")),
        read(as_csv.written(made.rows, "entries")),
    )
    pnl = sum(int(row["pnl_micros"]) for row in settled)
    document = msgspec.json.decode(as_json.document(made.report))
    assert pnl == document["result"]["pnl_micros"] == made.report.result.pnl_micros
    assert any(
        line.startswith("in all") and words.dollars(pnl) in line for line in as_text.lines(made.report)
    )
    shadows = [row for row in entries if row["shadow"] == "true"]
    ledger = next(row for row in document["ledgers"] if row["shadow"] and row["strategy"] == "all")
    assert (len(shadows), sum(int(row["pnl_micros"]) for row in shadows)) == (
        ledger["entries"],
        ledger["pnl_micros"],
    )
    forks = read(as_csv.written(made.rows, "forks"))
    assert sum(int(row["regret_micros"]) for row in forks) == sum(
        r["regret_total_micros"] for r in document["triggers"]
    )


@pytest.mark.parametrize("word", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_foreign_word_is_no_formula(word):
    rows = whole().rows
    made = replace(rows, entries=(replace(rows.entries[0], league=word, claimed=None),))
    (row,) = read(as_csv.written(made, "entries"))
    assert row["league"] == f"'{word}"
    assert row["claimed_ppm"] == ""
    assert int(row["pnl_micros"]) == rows.entries[0].pnl


def test_quotes_commas_and_line_ends_come_back_whole():
    rows = whole().rows
    made = replace(rows, entries=(replace(rows.entries[0], league='a "b", c\r\nd'),))
    (row,) = read(as_csv.written(made, "entries"))
    assert row["league"] == 'a "b", c\r\nd'


def test_a_loss_is_a_number_and_no_word():
    rows = whole().rows
    losses = [row for row in read(as_csv.written(rows, "settlements")) if row["pnl_micros"].startswith("-")]
    assert losses
