"""The core as a whole: sameness, checkpoints, completeness, and what the operator sees."""

from typing import get_args

import pytest

from engine.core.core import Core
from engine.core.decide import _ON
from engine.core.sizing.beliefs import pooled_with
from engine.domain.errors import Impossible, Malformed
from engine.domain.events import Event, Record, Woke
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import ONE
from engine.domain.queries import Query, Topic
from engine.domain.states import Mode
from tests.support.desk import Desk
from tests.unit.conduct.test_leaving import asked_to_leave


def test_every_kind_of_event_has_one_place_where_it_is_handled():
    assert set(_ON) == set(get_args(Event))


def test_a_journal_begins_with_its_run_and_has_no_holes():
    with pytest.raises(Impossible, match="begins with"):
        Core().decide(Record(1, Moment(0), Woke("scan", "")))
    desk = Desk()
    with pytest.raises(Impossible):
        desk.core.decide(Record(desk.seq + 2, desk.at, Woke("scan", "")))
    with pytest.raises(Impossible):
        desk.core.decide(Record(desk.seq + 1, Moment(desk.at - 1), Woke("scan", "")))


def test_a_core_thawed_in_the_middle_goes_on_as_if_it_had_never_slept():
    awake, asleep = Desk(), Desk()
    fixture, _, request = asked_to_leave(awake)
    asked_to_leave(asleep)
    thawed = Core()
    thawed.thaw(asleep.core.freeze())
    asleep.core = thawed
    assert awake.core.state_hash() == asleep.core.state_hash()
    for desk in (awake, asleep):
        desk.at = request.deadline_at
        desk.hear(Woke("deadline", request.id))
        desk.quotes(fixture, 1000, 2000, 7000, wait=10 * SECOND)
        desk.settles(fixture, 0, 0, ONE)
    assert awake.asked == asleep.asked
    assert awake.core.state_hash() == asleep.core.state_hash()


def test_foreign_bytes_are_no_checkpoint():
    with pytest.raises(Malformed, match="checkpoint"):
        Core().thaw(b"\x93\x01\x02\x03")


def test_what_has_not_changed_is_the_same_object():
    desk = Desk()
    fixture, _ = desk.holds()
    before = desk.core.snapshot()
    desk.hear(Woke("nothing", ""), SECOND)
    after = desk.core.snapshot()
    assert after.status is not before.status
    for name in ("positions", "slates", "strategies", "approvals", "events", "orders", "funnel", "risk"):
        assert getattr(after, name) is getattr(before, name), name
    assert fixture.id


def test_the_figures_on_the_risk_pane_add_up():
    desk = Desk()
    desk.holds()
    snapshot = desk.core.snapshot()
    risk, status = snapshot.risk, snapshot.status
    assert status.at_stake == risk.at_stake <= risk.budget
    assert risk.cash - risk.reserved == risk.free == risk.if_all_lose
    assert sum(row.open_positions for row in snapshot.slates if row.key != "open") == len(snapshot.positions)
    opened = next(row for row in snapshot.slates if row.key == "open")
    assert status.projected_open == opened.projected


def test_a_position_can_be_asked_about_whole():
    desk = Desk()
    _, position, _ = asked_to_leave(desk)
    answer = desk.core.answer(Query(Topic.POSITION, position.id))
    titles = [sheet.title for sheet in answer.sheets]
    assert titles == [
        "Waits for your answer",
        "Thesis at entry, facts now",
        "What an exit would bring",
        "Triggers",
        "Orders",
        "Fills",
        "Decisions about it",
        "Money",
        "Price since entry",
        "Requests so far",
    ]
    facts = {row.cells[0]: row.cells[1:] for row in answer.sheets[1].rows}
    assert facts["score"][1].startswith("0-1")


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_answers_on_an_empty_and_on_a_busy_desk(topic):
    empty, busy = Desk(), Desk()
    fixture, _ = busy.holds()
    assert empty.core.answer(Query(topic, "nothing")).query.topic is topic
    assert busy.core.answer(Query(topic, fixture.id)).title


@pytest.mark.parametrize(
    ("paid", "told"), [(None, "-- of .90 needed: closed"), (60_000, ".9"), (-60_000, ".0")]
)
def test_the_report_says_whether_closing_lines_would_carry_real_money(paid, told):
    desk = Desk()
    desk.state.run.mode = Mode.PAPER
    for _ in range(0 if paid is None else 30):
        desk.state.bandit.pooled = pooled_with(desk.state.bandit.pooled, desk.rules.bandit, [paid])
    gate = _reported(desk)["gate for real money"]
    assert gate.startswith("P(closing-line value after fees > 0) ")
    assert told in gate
    assert gate.endswith("open" if paid and paid > 0 else "closed")
    desk.state.run.mode = Mode.SIM
    assert _reported(desk)["gate for real money"].endswith("closed (simulated)")


def _reported(desk):
    sections = desk.core.answer(Query(Topic.REPORT)).sections
    return {key: text for section in sections for key, text in section.lines}


def test_quotes_of_a_market_we_do_not_follow_change_nothing():
    desk = Desk()
    fixture = desk.lists()
    desk.quotes(fixture, 5220, 2600, 2180)
    hashed = desk.state.quotes.books.copy()
    from engine.domain.events import BookSeen

    assert desk.hear(BookSeen("elsewhere", ((100, 100),), ((200, 100),)), MINUTE) == []
    assert desk.state.quotes.books == hashed
