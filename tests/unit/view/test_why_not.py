"""Why was a fixture not traded: the last word of every rule on it, with its figures, and none from elsewhere."""

import pytest
from msgspec.structs import replace

from engine.core.conduct import gates
from engine.core.strategies.offer import _too_little
from engine.core.view.fixture import GATES_SAY
from engine.domain.commands import Pause
from engine.domain.moment import MINUTE, SECOND
from engine.domain.queries import Topic
from tests.support import games
from tests.support.desk import Desk, rules
from tests.support.told import asked, cell, ranked, sheet


def shy():
    """A desk whose model is no better than the market, and a fixture nobody wants anything of."""
    desk = Desk(rules())
    fixture = desk.lists()
    desk.quotes(fixture, 4600, 2750, 2650)
    desk.quotes(fixture, 4600, 2750, 2650, wait=20 * MINUTE)
    return desk, fixture


def test_an_untraded_fixture_stands_with_the_rule_that_kept_us_out_and_leads_to_its_page():
    desk, fixture = shy()
    found = sheet(asked(desk, Topic.FUNNEL), "Fixtures not traded")
    assert len(found.rows) == 1
    assert cell(found, 0, "FIXTURE") == "ASH–ELM"
    assert cell(found, 0, "RULE") == "edge"
    assert cell(found, 0, "SAID LAST").startswith("ASH: needs ."), "of the outcome with the largest edge"
    assert ranked(found, "EDGE NOW")[0] is not None
    page = desk.core.answer(found.rows[0].leads_to)
    assert page.title == "ASH–ELM · Ash v Elm"
    assert fixture.id == found.rows[0].leads_to.entity


def test_an_order_that_never_filled_is_told_before_what_was_refused_earlier():
    desk = Desk()
    fixture = desk.lists()
    desk.quotes(fixture, 4600, 2750, 2650)
    assert sheet(asked(desk, Topic.FUNNEL), "Fixtures not traded").rows == (), "its order lives"
    desk.ends()
    found = sheet(asked(desk, Topic.FUNNEL), "Fixtures not traded")
    assert cell(found, 0, "RULE") == "not filled"
    assert cell(found, 0, "SAID LAST").startswith("ASH: cancelled, ")
    assert fixture.id == found.rows[0].leads_to.entity


def test_every_arm_has_its_line_on_the_page_of_a_fixture_and_every_outcome_its_own():
    desk, fixture = shy()
    found = sheet(asked(desk, Topic.FIXTURE, fixture.id), "What kept every arm out")
    arms = [row.cells[0] for row in found.rows]
    assert dict.fromkeys(arms).keys() == {arm.name for arm in desk.rules.arms}
    balanced = [row.cells[1:4] for row in found.rows if row.cells[0] == "balanced"]
    assert {outcome for outcome, _, _ in balanced} == {"ASH", "TIE", "ELM"}
    assert all(rule == "edge" and said.startswith("needs ") for _, rule, said in balanced)


def test_the_times_of_a_fixture_are_those_of_this_fixture_alone():
    desk, fixture = shy()
    other = replace(games.fixture(), id="other", markets=tuple(
        replace(m, id=f"other-{m.outcome}", fixture="other") for m in games.fixture().markets
    ))  # fmt: skip
    desk.lists(other)
    desk.quotes(other, 4600, 2750, 2650, wait=SECOND)
    counted = sum(row.count for row in desk.state.score.funnel.values())
    found = sheet(asked(desk, Topic.FUNNEL), "Fixtures not traded")
    assert sum(ranked(found, "TIMES")) == counted
    assert fixture.id in desk.state.trail.refused
    assert min(ranked(found, "TIMES")) > 0


def test_a_gate_for_all_is_told_as_the_desks():
    desk = Desk(rules())
    fixture = desk.lists()
    desk.commands(Pause())
    desk.quotes(fixture, 4600, 2750, 2650)
    found = sheet(asked(desk, Topic.FIXTURE, fixture.id), "What kept every arm out")
    assert found.rows[0].cells[:3] == ("desk", "all", "not_running")


def test_a_fixture_that_is_far_away_says_when_it_will_be_looked_at():
    desk = Desk(rules(), start=games.START - 90 * 24 * 60 * MINUTE)
    desk.lists()
    found = sheet(asked(desk, Topic.FUNNEL), "Fixtures not traded")
    assert cell(found, 0, "RULE") == "too_early"
    assert "before the start" in cell(found, 0, "SAID LAST")
    assert cell(found, 0, "EDGE NOW") == "--"


def test_what_is_traded_is_not_among_what_is_not():
    desk = Desk()
    desk.holds()
    found = sheet(asked(desk, Topic.FUNNEL), "Fixtures not traded")
    assert found.rows == ()
    assert found.note == "every fixture that is listed is traded"


def test_prices_and_beliefs_add_up_to_the_edge_that_is_shown():
    desk, fixture = shy()
    belief = desk.state.convictions.forecasts[fixture.id]
    found = sheet(asked(desk, Topic.FIXTURE, fixture.id), "Prices and beliefs")
    assert [row.cells[0] for row in found.rows] == ["ASH", "TIE", "ELM"]
    for place, row in enumerate(found.rows):
        ask = desk.state.quotes.books[fixture.markets[place].id].asks[0][0]
        taking = float(row.cells[8].replace("+.", "+0.").replace("-.", "-0."))
        assert taking == pytest.approx((belief.fair[place] - ask * 100) / 1e6, abs=0.02)
        assert taking <= (belief.fair[place] - ask * 100) / 1e6 + 0.001, "fees only take away"


def test_without_books_there_is_no_edge():
    desk = Desk(rules())
    fixture = desk.lists()
    found = sheet(asked(desk, Topic.FIXTURE, fixture.id), "Prices and beliefs")
    assert {row.cells[8] for row in found.rows} == {"--"}


def test_every_gate_is_explained_in_words():
    known = gates.GATES | gates.GATES_BEFORE | gates.GATES_IN_PLAY
    assert GATES_SAY.keys() == known.keys()


def test_a_bar_missed_by_less_than_a_tenth_of_a_cent_is_told_with_another_digit():
    assert _too_little(29_600, 30_000, 4500).detail == "needs .0300, has .0296 at .45"
    assert _too_little(29_400, 30_000, 4500).detail == "needs .030, has .029 at .45"
