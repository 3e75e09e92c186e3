"""Words of the command line that mend: differences, flatten, tighten."""

import pytest

from engine.core.conduct.tightening import DRAWDOWN
from engine.core.conduct.tightening import LIMITS as CORE_LIMITS
from engine.domain.commands import Adopt, CancelForeign, Ignore
from engine.domain.difference import DifferenceRow, Remedy
from engine.domain.errors import FootbeError
from engine.domain.moment import SECOND, Moment
from engine.domain.queries import Answer, Query, Section, Topic
from footbe_tui.cli import main
from footbe_tui.commands import differences, flatten, tighten
from footbe_tui.limits import LIMITS


def row(key, *remedies, ignored=""):
    return DifferenceRow(key, "foreign_order", "x1 buy 5", "--", "5", Moment(0), remedies, ignored)


ROWS = (row("foreign_order:x1", "adopt", "cancel", "ignore"), row("foreign_order:x2", "cancel"), row("cash", "adopt"))


def test_a_difference_is_found_by_its_id_or_by_how_it_begins():
    assert differences.found(ROWS, "cash").key == "cash"
    assert differences.found(ROWS, "foreign_order:x2").key == "foreign_order:x2"
    assert differences.found((row("a"), row("ab")), "a").key == "a"


@pytest.mark.parametrize(("wanted", "says"), [("foreign", "names 2 of them"), ("z", "names none of them")])
def test_an_id_that_names_none_or_several_is_said_with_what_is_allowed(wanted, says):
    with pytest.raises(FootbeError, match=f"{says}; allowed: foreign_order:x1, foreign_order:x2, cash"):
        differences.found(ROWS, wanted)


def test_each_way_out_is_its_own_command():
    assert differences.remedy(ROWS[0], Remedy.ADOPT, "") == Adopt("foreign_order:x1")
    assert differences.remedy(ROWS[0], Remedy.CANCEL, "") == CancelForeign("foreign_order:x1")
    assert differences.remedy(ROWS[0], Remedy.IGNORE, " why ") == Ignore("foreign_order:x1", "why")


def test_a_way_that_is_not_offered_and_a_missing_reason_are_refused():
    with pytest.raises(FootbeError, match="cannot be cancelled; allowed: adopt"):
        differences.remedy(ROWS[2], Remedy.CANCEL, "")
    with pytest.raises(FootbeError, match="--reason is missing"):
        differences.remedy(ROWS[0], Remedy.IGNORE, "  ")


def test_a_difference_reads_in_one_line():
    assert differences.line(ROWS[0], Moment(40 * SECOND)) == (
        "foreign_order:x1  foreign order x1 buy 5: ours --, the venue's 5, for 40 s  [adopt, cancel, ignore]"
    )
    assert differences.line(row("k", "ignore", ignored="known"), Moment(0)).endswith("(ignored: known)")


def test_a_preview_reads_line_by_line():
    preview = Answer(Query(Topic.FLATTEN), "Selling brings 3", (Section("Sells", (("ARS", "5 at .4"),)),), "t")
    assert flatten.lines(preview) == ["Selling brings 3", "Sells", "  ARS: 5 at .4"]


def test_every_limit_of_the_engine_has_a_key_of_the_settings():
    assert {limit.name for limit in LIMITS.values()} == {*CORE_LIMITS, *DRAWDOWN}


@pytest.mark.parametrize(
    ("key", "value", "amount"),
    [
        ("limits.max_exposure_per_fixture", "100", 100_000_000),
        ("limits.price_collar", "0.03", 300),
        ("limits.max_quote_age", "1 min", 60_000_000),
        ("limits.max_order_contracts", "20", 2_000),
        ("drawdown.stop", "0.19", 190_000),
    ],
)
def test_a_value_is_read_as_in_the_settings(key, value, amount):
    assert tighten.amount(key, value) == amount


@pytest.mark.parametrize("value", ["-5", "x", "nan", "1e400", "", "[1]", "{a: b}", "&a 1", "251", "1\nbankroll: 9"])
def test_a_value_that_may_not_stand_in_the_settings_is_refused_in_one_line(value):
    with pytest.raises(FootbeError) as error:
        tighten.amount("limits.max_exposure_per_fixture", value)
    assert "\n" not in str(error.value)


def test_a_key_that_is_no_limit_is_refused():
    with pytest.raises(FootbeError, match=r"is no limit; allowed: limits\.max_global_exposure"):
        tighten.named("bankroll")


def test_tighten_answers_in_the_words_of_the_settings(engine, capsys):
    engine.answer = lambda command: (True, f"{command.limit}: 5 contracts instead of 50 contracts")
    words = ["tighten", "limits.max_order_contracts", "5", "--home", str(engine.home.root)]
    assert main(words) == 0
    assert capsys.readouterr().out == "limits.max_order_contracts: 5 contracts instead of 50 contracts\n"
