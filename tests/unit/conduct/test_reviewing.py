"""The pause at 18 %: a note opens it, stakes are halved, and full size comes back with equity."""

import pytest
from msgspec.structs import replace

from engine.config.rules import rules_hash
from engine.core.core import Core
from engine.domain.commands import Deposit, Resume
from engine.domain.events import RunResumed
from engine.domain.ledger import AlertKind
from engine.domain.moment import SECOND
from engine.domain.probability import MILLION
from engine.domain.states import Cause, EngineState
from tests.support.desk import Desk, of, rules, willing

GIVEN = willing(rules())
HALF, FLOOR = 500_000, GIVEN.drawdown.floor


def fallen(desk: Desk, ppm: int) -> None:
    """Drawdown stands at this (or a hair above), and is looked at."""
    purse = desk.state.purse
    purse.account = replace(purse.account, mark=purse.equity * MILLION // (MILLION - ppm))
    assert desk.commands(Deposit(1))[0] or desk.state.desk.state is EngineState.HALTING


def paused(ppm: int = 185_000) -> Desk:
    desk = Desk(GIVEN)
    fallen(desk, ppm)
    assert desk.state.desk.state is EngineState.PAUSED
    return desk


def factor(desk: Desk) -> int:
    return desk.state.purse.account.size_factor


@pytest.mark.parametrize("note", ["", "   ", "\n"])
def test_without_a_written_note_it_stays_paused_at_full_size(note):
    desk = paused()
    accepted, text = desk.commands(Resume(note))
    assert not accepted
    assert "note" in text
    assert factor(desk) == MILLION
    assert Cause.DRAWDOWN_PAUSE in desk.state.desk.causes


def test_a_note_resumes_at_half_the_size_and_is_written_down():
    desk = paused()
    assert desk.commands(Resume("three red cards"))[0]
    assert desk.state.desk.state is EngineState.RUNNING
    assert factor(desk) == HALF
    assert any("three red cards" in said.text for said in of(desk.asked, "Say"))


def test_each_pause_halves_again_and_never_goes_below_the_floor():
    desk, seen = Desk(GIVEN), []
    for step in range(5):
        fallen(desk, 180_000 + step * 4_000)
        desk.state.purse.reviewed = None
        fallen(desk, 180_000 + step * 4_000)
        assert desk.commands(Resume("again"))[0]
        seen.append(factor(desk))
    assert seen == [max(FLOOR, MILLION >> step) for step in range(1, 6)]
    assert seen[-1] == FLOOR > 0


def test_full_size_comes_back_under_the_level_and_not_before():
    desk = paused()
    desk.commands(Resume("looked"))
    fallen(desk, GIVEN.drawdown.restore_under)
    assert factor(desk) == HALF
    fallen(desk, GIVEN.drawdown.restore_under - 2)
    assert factor(desk) == MILLION
    assert [said.name for said in of(desk.asked, "Say")].count("size_restored") == 1


def test_full_size_comes_back_at_a_level_above_the_warning_too():
    given = replace(GIVEN, drawdown=replace(GIVEN.drawdown, restore_under=170_000))
    desk = Desk(given)
    fallen(desk, 185_000)
    desk.commands(Resume("looked"))
    fallen(desk, 160_000)
    assert factor(desk) == MILLION


def test_a_pause_that_nobody_reviewed_keeps_the_size_as_it_is():
    desk = paused()
    desk.commands(Resume("looked"))
    fallen(desk, 192_000)
    assert Cause.DRAWDOWN_PAUSE in desk.state.desk.causes
    fallen(desk, 10_000)
    assert factor(desk) == HALF, "equity came back, but the pause still waits for a review"
    assert Cause.DRAWDOWN_PAUSE in desk.state.desk.causes, "a latch does not open by itself"


@pytest.mark.parametrize(("deeper", "again"), [(3_000, False), (6_000, True)])
def test_it_pauses_again_when_it_is_half_a_point_deeper_than_at_the_review(deeper, again):
    desk = paused()
    desk.commands(Resume("looked"))
    fallen(desk, 185_000 + deeper)
    assert (Cause.DRAWDOWN_PAUSE in desk.state.desk.causes) is again


def test_after_full_recovery_the_old_review_is_worth_nothing():
    desk = paused(189_000)
    desk.commands(Resume("looked"))
    fallen(desk, 50_000)
    fallen(desk, 181_000)
    assert Cause.DRAWDOWN_PAUSE in desk.state.desk.causes


def test_each_line_that_is_crossed_is_one_alert():
    desk = Desk(GIVEN)
    for ppm in (151_000, 155_000, 181_000, 183_000, 201_000, 205_000):
        fallen(desk, ppm)
    told = [each.alert.text for each in of(desk.asked, "KeepAlert") if each.alert.kind is AlertKind.CRITICAL]
    assert len(told) == 3, told
    assert ["warning" in told[0], "paused" in told[1], "stopped" in told[2]] == [True] * 3
    assert desk.state.desk.state is EngineState.HALTING


def test_latch_factor_and_review_survive_a_restart():
    desk = paused()
    desk.commands(Resume("looked"))
    fallen(desk, 191_000)
    before = (factor(desk), desk.state.purse.reviewed)
    frozen = desk.core.freeze()
    desk.core = Core()
    desk.core.thaw(frozen)
    desk.hear(RunResumed(GIVEN, rules_hash(GIVEN), "code"), SECOND)
    desk.stands(SECOND)
    assert desk.state.desk.state is EngineState.PAUSED
    assert Cause.DRAWDOWN_PAUSE in desk.state.desk.causes
    assert (factor(desk), desk.state.purse.reviewed) == before
