"""What `export` writes of a journal: every row, exact, safe to open in a spreadsheet, and never over anything."""

import csv
import io
import itertools
import json
import os
import sqlite3
import tracemalloc
from pathlib import Path

import pytest

from engine.config.home import home_at
from engine.domain.moment import DAY
from engine.shell.store.exports import Stretch, tables
from footbe_tui.cli import main
from footbe_tui.commands import telling
from footbe_tui.reports import columns, exported
from tests.support.hostile import NAMES, drives
from tests.support.journals import traded, write

NAMES_OF = tuple(exported.TABLES)


@pytest.fixture(scope="module")
def desk():
    return traded()


@pytest.fixture(scope="module")
def root(tmp_path_factory, desk):
    home = home_at(str(tmp_path_factory.mktemp("run") / "home"))
    home.prepare()
    write(desk, home.journal)
    return home.root


@pytest.fixture
def told(capsys, root):
    def tell(*words):
        code = main(["export", "--home", str(root), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return tell


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_says_what_it_has_written(told, tmp_path):
    code, out, err = told("--what", "fills", "--out", str(tmp_path / "fills.csv"))
    assert (code, out, err) == (0, f"written: {tmp_path / 'fills.csv'} (fills)\n", "")


@pytest.mark.parametrize("name", NAMES_OF)
def test_csv_and_json_say_the_same_of_every_table(told, name):
    code, out, _ = told("--what", name)
    assert code == 0
    assert out.count("\r\n") == out.count("\n")
    rows = read(out)
    told_json = json.loads(told("--what", name, "--json")[1])
    assert [list(row) for row in told_json[name]] == [list(row) for row in rows]
    as_cells = [{key: columns.cell(value) for key, value in row.items()} for row in told_json[name]]
    assert [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in as_cells] == rows
    assert rows or name in {"approvals", "exits", "curve"}


def test_the_rows_are_those_of_the_journal(told, root):
    with sqlite3.connect(home_at(str(root)).journal) as journal:
        paid = journal.execute("SELECT position, pnl_micros, fees_micros FROM settlements").fetchall()
        sent = journal.execute("SELECT id, price, quantity FROM orders ORDER BY id").fetchall()
    journal.close()
    rows = read(told("--what", "settlements")[1])
    assert [(r["position"], micros(r["pnl_dollars"]), micros(r["fees_dollars"])) for r in rows] == paid
    rows = read(told("--what", "orders")[1])
    found = [(r["order"], micros(r["limit_dollars"]) // 100, micros(r["quantity_contracts"]) // 10_000) for r in rows]
    assert found == sent


def micros(decimal):
    whole, _, rest = decimal.partition(".")
    return int(whole + rest.ljust(6, "0"))


def test_every_line_that_was_said_is_exported_once(told, desk):
    said = [effect.text for _, effects in desk.lived for effect in effects if type(effect).__name__ == "Say"]
    assert [row["text"] for row in read(told("--what", "events")[1])] == [columns.cell(text) for text in said]


def test_an_event_has_the_name_that_it_has_in_the_console(told, desk):
    exported_keys = [row["event"] for row in read(told("--what", "events")[1])]
    shown = [row.key for row in desk.state.desk.events]
    assert exported_keys[-len(shown) :] == shown


@pytest.mark.parametrize("name", ["orders", "fills", "settlements", "choices", "events"])
def test_a_stretch_holds_its_first_moment_and_not_its_last(root, name):
    with tables(home_at(str(root)).journal) as found:
        read_them = getattr(found, name)
        row = next(iter(read_them(Stretch())))
        at = row.ticket.created_at if name == "orders" else row.at
        assert row in list(read_them(Stretch(at, at + 1)))
        assert row not in list(read_them(Stretch(0, at)))
        assert row not in list(read_them(Stretch(at + 1)))


def test_a_fill_names_what_its_order_was_for(told):
    fills, orders = read(told("--what", "fills")[1]), read(told("--what", "orders")[1])
    by_id = {row["order"]: row for row in orders}
    assert fills
    for fill in fills:
        order = by_id[fill["order"]]
        assert (fill["position"], fill["strategy"], fill["settles_on"]) == (
            order["position"], order["strategy"], order["settles_on"],
        )  # fmt: skip


def test_moments_are_utc_and_dates_are_the_venues(told):
    (first, *_) = read(told("--what", "events")[1])
    assert first["at_utc"].endswith("Z")
    assert len(first["venue_date"]) == 10


def test_a_document_says_whose_run_it_is_and_until_when(told, desk):
    document = json.loads(told("--json")[1])
    assert list(document)[:6] == ["run", "mode", "zone", "from_utc", "to_utc", "journal_ends_utc"]
    assert list(document)[6:] == list(NAMES_OF)
    assert document["journal_ends_utc"] == columns.utc(desk.at)


def test_today_is_the_venues_date_when_the_journal_ends(told, desk):
    today = columns.date_at(desk.at, desk.state.run.zone)
    document = json.loads(told("--json", "--today", "--what", "events")[1])
    assert document["events"]
    assert {row["venue_date"] for row in document["events"]} == {today}
    assert json.loads(told("--json", "--from", today, "--to", today, "--what", "events")[1]) == document


def test_days_together_give_everything_once(told, desk):
    whole = [row["event"] for row in read(told("--what", "events")[1])]
    first = json.loads(told("--json", "--what", "events")[1])["events"][0]["venue_date"]
    parts = told("--what", "events", "--to", first)[1], told("--what", "events", "--from", after(first))[1]
    assert [row["event"] for part in parts for row in read(part)] == whole


def after(date):
    from footbe_tui.commands.kinds import When, begins

    return columns.date_at(begins(When(date=date), "America/New_York", days=1) + DAY // 2, "America/New_York")


def test_a_position_belongs_to_every_day_on_which_it_was_held(told):
    (held,) = read(told("--what", "positions")[1])
    opened, closed = held["opened_utc"].split(".")[0], held["closed_utc"].split(".")[0]
    for words, is_there in (
        (("--from", opened), True),
        (("--from", closed), True),
        (("--to", opened), False),
        (("--from", "2099-01-01"), False),
        (("--to", "1999-01-01"), False),
    ):
        assert bool(read(told("--what", "positions", *words)[1])) is is_there


def test_all_tables_go_to_a_folder_that_is_made(told, tmp_path):
    code, out, _ = told("--out", str(tmp_path / "new"))
    assert (code, out) == (0, f"written: {tmp_path / 'new'} ({len(NAMES_OF)} tables)\n")
    assert sorted(path.stem for path in (tmp_path / "new").iterdir()) == sorted(NAMES_OF)
    assert read((tmp_path / "new" / "fills.csv").read_text(encoding="utf-8")) == read(told("--what", "fills")[1])


def test_nothing_is_written_over_without_force(told, tmp_path):
    place = tmp_path / "fills.csv"
    place.write_text("mine")
    code, _, error = told("--what", "fills", "--out", str(place))
    assert code == 2
    assert "is there already; allowed: a name that is free, or --force" in error
    assert place.read_text() == "mine"
    assert told("--what", "fills", "--out", str(place), "--force")[0] == 0
    assert place.read_text().startswith("trade,")


def test_one_file_in_the_way_keeps_all_tables_back(told, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "events.csv").write_text("mine")
    assert told("--out", str(tmp_path / "out"))[0] == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["events.csv"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "export --csv has several tables"),
        (["--out", "-"], "export --csv has several tables"),
        (["--what", "prices"], "invalid choice"),
        (["--csv", "--json"], "not allowed with"),
        (["--json", "--today", "--from", "2026-08-09"], "--today is not allowed with"),
        (["--json", "--from", "2026-08-09", "--to", "2026-08-08"], "--to is not after --from"),
        (["--json", "--from", "yesterday"], "a date at the venue such as 2026-08-09"),
        (["--json", "--from", "2026-02-30"], "a date at the venue"),
        (["--json", "--out", "{home}/data/journal.db"], "outside the home"),
        (["--json", "--out", "{home}/x.json"], "outside the home"),
        (["--csv", "--out", "{home}"], "outside the home"),
        (["--json", "--out", "{tmp}/gone/x.json"], "No such file"),
        (["--json", "--out", "{tmp}"], "a plain file"),
        (["--json", "--out", ""], "the name of a file"),
        (["--json", "--out", "{tmp}/pipe"], "a plain file"),
        (["--csv", "--out", "{tmp}/file"], "a folder"),
        (["--csv", "--out", "{tmp}/file/x"], "Not a directory"),
        (["--json", "--out", "{tmp}/" + "a" * 300], "name too long"),
        (["--json", "--out", "/dev/full"], "a plain file"),
    ],
)
def test_what_makes_no_sense_is_one_line_exit_2_and_no_file(capsys, root, tmp_path, words, says):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("kept")
    words = [word.format(tmp=tmp_path, home=root) for word in words]
    try:
        code = main(["export", "--home", str(root), *words])
    except SystemExit as left:
        code = left.code
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert says in said.err
    assert said.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "pipe"]


def test_a_home_without_a_run_is_exit_2(capsys, tmp_path):
    assert main(["export", "--json", "--home", str(tmp_path)]) == 2
    assert "no run has been begun here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ("UPDATE orders SET body = '{}'", 70),
        ("UPDATE positions SET body = 'nonsense'", 70),
        ("DROP TABLE settlements", 70),
        ("UPDATE batches SET body = x'00'", 70),
        ("DELETE FROM batches", 2),
        ("PRAGMA user_version = 99", 2),
    ],
)
def test_a_damaged_journal_is_one_line(capsys, tmp_path, root, spoil, code):
    home = home_at(str(tmp_path / "h"))
    home.prepare()
    home.journal.write_bytes(home_at(str(root)).journal.read_bytes())
    with sqlite3.connect(home.journal) as connection:
        connection.execute(spoil)
    connection.close()
    place = tmp_path / "out.json"
    assert main(["export", "--json", "--home", str(home.root), "--out", str(place)]) == code
    assert capsys.readouterr().err.count("\n") == 1
    assert not place.exists()


def test_no_journal_is_a_file_of_another_kind(capsys, tmp_path):
    home = home_at(str(tmp_path / "h"))
    home.prepare()
    home.journal.write_text("not a database")
    assert main(["export", "--json", "--home", str(home.root)]) == 70
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("table", NAMES_OF)
def test_a_hostile_name_drives_neither_terminal_nor_spreadsheet(table):
    words = [column for column in exported.TABLES[table]("UTC") if column.words]
    if table == "curve":
        assert not words
        return
    stream, names = io.StringIO(newline=""), io.StringIO()
    column_list = [columns.text(column.name, lambda row: row) for column in words]
    columns.write_csv(stream, column_list, NAMES)
    columns.write_json(names, column_list, NAMES)
    found = list(csv.reader(io.StringIO(stream.getvalue(), newline="")))
    assert len(found) == len(NAMES) + 1
    assert not [cell for row in found for cell in row if drives(cell) or cell.startswith(("=", "+", "-", "@", "\uff1d", "\uff0b"))]
    assert not drives(names.getvalue().replace("\n", ""))
    assert len(json.loads(names.getvalue())) == len(NAMES)


def test_a_name_in_the_journal_itself_comes_out_clean(tmp_path, capsys):
    home = home_at(str(tmp_path / "h"))
    home.prepare()
    write(traded(), home.journal)
    with sqlite3.connect(home.journal) as connection:
        connection.execute("UPDATE settlements SET body = json_set(body, '$.fixture', ?)", ("=\x1b]52;c;eA==\x07cmd",))
    connection.close()
    for shape in ("--csv", "--json"):
        assert main(["export", shape, "--what", "settlements", "--home", str(home.root)]) == 0
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert "\x07" not in out
        assert ("'=]52;c;eA==cmd" in out) == (shape == "--csv")


def test_json_for_a_terminal_says_the_same_as_other_json():
    for name in NAMES:
        if "\ud800" not in name:
            assert json.loads(columns.encoded({"x": name})) == {"x": name}
            assert not drives(columns.encoded(name))


@pytest.mark.parametrize(
    ("amount", "places", "written"),
    [(0, 6, "0.000000"), (-8_400_000, 6, "-8.400000"), (-1, 6, "-0.000001"), (5200, 4, "0.5200"), (10**20, 2, "1" + "0" * 18 + ".00")],
)
def test_amounts_are_written_to_the_last_digit(amount, places, written):
    assert columns.decimal(amount, places) == written


def test_the_parser_knows_every_table():
    assert telling.EXPORTS == NAMES_OF


def test_every_amount_has_its_unit_in_its_name():
    endings = ("_dollars", "_contracts", "_share", "_utc", "_seconds", "_date", "_return")
    plain = {"ordinal", "version", "chosen", "maker", "void", "in_play"}
    named = [column for name in NAMES_OF for column in exported.TABLES[name]("UTC") if not column.words]
    assert [column.name for column in named if not column.name.endswith(endings) and column.name not in plain] == []


def test_a_big_journal_takes_no_more_memory_than_a_small_one(tmp_path, root):
    home = home_at(str(tmp_path / "h"))
    home.prepare()
    home.journal.write_bytes(home_at(str(root)).journal.read_bytes())
    with sqlite3.connect(home.journal) as connection:
        (body,) = connection.execute("SELECT body FROM orders LIMIT 1").fetchone()
        row = connection.execute("SELECT * FROM orders LIMIT 1").fetchone()
        marks = ", ".join("?" * len(row))
        connection.executemany(
            f"INSERT INTO orders VALUES ({marks})", ((f"many-{n:06d}", *row[1:-1], body) for n in range(20_000))
        )
    connection.close()
    with tables(home.journal) as found, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        tracemalloc.start()
        rows = found.orders(Stretch())
        columns.write_csv(nowhere, exported.orders("UTC"), itertools.islice(rows, 2_000))
        _, few = tracemalloc.get_traced_memory()
        columns.write_csv(nowhere, exported.orders("UTC"), rows)
        _, many = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert many < 1.5 * few + 200_000
