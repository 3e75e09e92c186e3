"""Five arms that lose stop betting money, and say when; their shadows go on. And the way out of the shadow."""

import pytest
from msgspec.structs import replace

from engine.config.rules import rules_hash
from engine.core.conduct import gating
from engine.core.conduct.turn import Turn
from engine.domain.commands import ResetArm, Resume
from engine.domain.events import RunResumed
from engine.domain.ledger import AlertKind
from engine.domain.moment import HOUR, MINUTE, Moment
from engine.domain.states import Mode
from tests.support import games
from tests.support.desk import Desk, of, rules, willing
from tests.support.shadows import MIDS, arrives, entry, prints

START = Moment(games.START - 70 * HOUR)


def five_arms(*, gate_on_paper):
    """Five arms that would all rest at the mids of the tests, and hope for more than any game gives."""
    given = willing(rules())
    arms = tuple(
        replace(arm, kind="value", min_edge=min(arm.min_edge, 40_000), min_confidence=0, shadow=False)
        for arm in given.arms
    )
    bandit = replace(given.bandit, gate_on_paper=gate_on_paper, prior_k=1_000.0)
    return replace(given, arms=arms, bandit=bandit)


def opened(mode):
    desk = Desk(five_arms(gate_on_paper=mode is not Mode.LIVE), start=START)
    if mode is Mode.LIVE:
        desk.state.run.mode = Mode.LIVE
        desk.commands(Resume())
    return desk


def lives(desk, number, rises):
    """A fixture from quote to payout, on which everybody who rests is filled: how many orders went out?"""
    fixture = desk.lists(games.fixture(name=f"F{number}"))
    placed = of(desk.quotes(fixture, *MIDS), "PlaceOrder")
    for order in placed:
        desk.fills(order)
    arrives(desk, fixture)
    for market in fixture.markets:
        prints(desk, market.id, 100, 5_000)
    desk.quotes(fixture, MIDS[0] + rises, *MIDS[1:], wait=61 * MINUTE)
    desk.settles(fixture, 10_000 if number % 2 else 0, 0, 0)
    return len(placed)


def season(desk, first, count, rises):
    return [lives(desk, first + number, rises) for number in range(count)]


def kept(desk, kind="KeepEntry"):
    return [effect.entry for effect in of(desk.asked, kind)]


def gate_alerts(desk):
    return [effect.alert for effect in of(desk.asked, "KeepAlert") if effect.alert.kind is AlertKind.GATE]


@pytest.mark.parametrize("mode", [Mode.LIVE, Mode.SIM])
def test_five_losing_arms_stop_betting_real_money_say_when_and_go_on_in_the_shadow(mode):
    desk = opened(mode)
    learning = season(desk, 1, 8, rises=300)
    assert learning[0] == 0, "nothing is known yet"
    assert desk.state.bandit.gate_open
    assert gating.standing(desk.state).startswith("P(closing-line value after fees > 0)")
    losing = season(desk, 20, 40, rises=-400)
    last = max(place for place, orders in enumerate(losing) if orders)
    assert sum(losing[: last + 1]) >= 2, "money was bet while the gate stood open"
    assert last < 20
    assert not any(losing[last + 1 :])
    shadows = {entry.fixture for entry in kept(desk) if entry.shadow}
    assert {f"F{20 + number}" for number in range(40)} <= shadows
    refused = {row.rule for row in desk.state.score.funnel.values()}
    assert gating.GATE in refused
    opens, closes = [alert for alert in gate_alerts(desk) if alert.at > START][-2:]
    assert ("open" in opens.text, "closed" in closes.text) == (True, True)
    assert closes.at == desk.state.bandit.gate_since
    said = [row for row in desk.state.desk.events if row.kind == gating.GATE]
    assert said[-1].at == closes.at


def test_on_paper_the_gate_is_told_but_holds_nothing_back():
    desk = Desk(five_arms(gate_on_paper=False), start=START)
    assert sum(season(desk, 1, 6, rises=-400)) == 6
    assert not desk.state.bandit.gate_open
    assert not gating.shut(desk.state)
    season(desk, 20, 40, rises=400)
    assert desk.state.bandit.gate_open


def test_what_rests_is_withdrawn_when_the_gate_closes_and_exits_are_left_alone():
    desk = opened(Mode.SIM)
    season(desk, 1, 8, rises=300)
    other = desk.lists(games.fixture(name="RESTING"))
    resting = of(desk.quotes(other, *MIDS), "PlaceOrder")
    assert len(resting) == 1
    desk.commands(ResetArm(None))
    assert [effect.order for effect in of(desk.asked, "CancelOrder")][-1:] == [resting[0].ticket.id]
    assert not desk.state.bandit.gate_open


def test_a_live_run_says_at_once_that_nothing_has_been_shown_yet():
    desk = Desk(five_arms(gate_on_paper=True), start=START)
    (alert,) = gate_alerts(desk)
    assert alert.at == START
    assert alert.text.startswith("gate for real money closed")
    assert gating.chance(desk.state) is None


def test_the_rehearsal_does_not_move_one_draw_of_the_bandit():
    free, held = Desk(five_arms(gate_on_paper=False), start=START), opened(Mode.SIM)
    for desk in (free, held):
        desk.quotes(desk.lists(games.fixture(name="F1")), *MIDS)
    assert of(free.asked, "KeepChoice") == of(held.asked, "KeepChoice")


def in_shadow(desk, name="in_game_specialist"):
    return gating.in_shadow(desk.state, next(arm for arm in desk.rules.arms if arm.name == name))


def proves(desk, cents):
    """The specialist leaves thirty entries with such mark-outs behind."""
    marks = (None, cents * 10_000, None)
    desk.state.score.entries = [entry(n, strategy="in_game_specialist", marks=marks) for n in range(30)]
    turn = Turn(desk.state, desk.seq, desk.at)
    gating.prove(turn, ["in_game_specialist", "balanced"])
    return [effect for effect in turn.effects if type(effect).__name__ == "Say"]


def test_an_arm_leaves_the_shadow_when_its_marks_are_above_zero_for_sure_and_goes_back_when_not():
    desk = Desk()
    assert in_shadow(desk)
    assert not in_shadow(desk, "balanced")
    (said,) = proves(desk, 1)
    assert "leaves the shadow" in said.text
    assert not in_shadow(desk)
    assert proves(desk, 1) == []
    (said,) = proves(desk, -1)
    assert "goes back" in said.text
    assert in_shadow(desk)


def test_an_arm_that_need_not_prove_itself_stays_where_the_settings_put_it():
    given = willing(rules())
    arms = tuple(replace(arm, until_marks=False) for arm in given.arms)
    desk = Desk(replace(given, arms=arms))
    assert proves(desk, 1) == []
    assert in_shadow(desk)


def test_a_run_that_is_taken_up_again_under_a_stricter_gate_sends_nothing_and_withdraws_what_rests():
    desk = opened(Mode.SIM)
    season(desk, 1, 8, rises=300)
    assert desk.state.bandit.gate_open
    other = desk.lists(games.fixture(name="RESTING"))
    (resting,) = of(desk.quotes(other, *MIDS), "PlaceOrder")
    stricter = replace(desk.rules, bandit=replace(desk.rules.bandit, gate=1_000_000))
    asked = desk.hear(RunResumed(stricter, rules_hash(stricter), "code"))
    assert not desk.state.bandit.gate_open
    assert [effect.order for effect in of(asked, "CancelOrder")] == [resting.ticket.id]
    assert gate_alerts(desk)[-1].at == desk.at


def test_a_gate_that_holds_from_a_restart_on_withdraws_what_rests():
    desk = Desk(five_arms(gate_on_paper=False), start=START)
    other = desk.lists(games.fixture(name="RESTING"))
    (resting,) = of(desk.quotes(other, *MIDS), "PlaceOrder")
    held = five_arms(gate_on_paper=True)
    asked = desk.hear(RunResumed(held, rules_hash(held), "code"))
    assert gating.shut(desk.state)
    assert [effect.order for effect in of(asked, "CancelOrder")] == [resting.ticket.id]


def test_a_fixture_that_was_traded_and_imagined_counts_once_on_the_way_out_of_the_shadow():
    desk = Desk()
    marks = (None, 10_000, None)
    said = {"strategy": "in_game_specialist", "marks": marks}
    desk.state.score.entries = [
        entry(number, key=f"{shadow}{number}", shadow=shadow, **said)
        for number in range(15)
        for shadow in (True, False)
    ]
    gating.prove(Turn(desk.state, desk.seq, desk.at), ["in_game_specialist"])
    assert in_shadow(desk), "fifteen fixtures are not thirty entries"


@pytest.mark.parametrize("which", ["in_game_specialist", None])
def test_an_arm_that_is_reset_has_to_prove_itself_anew(which):
    desk = Desk()
    proves(desk, 1)
    assert not in_shadow(desk)
    assert desk.commands(ResetArm(which))[0]
    assert in_shadow(desk)
    turn = Turn(desk.state, desk.seq, Moment(desk.at + 1))
    gating.prove(turn, ["in_game_specialist"])
    assert in_shadow(desk), "what it had shown before counts no more"
    fresh = [
        replace(each, key=f"new{each.key}", fixture=f"new{each.fixture}", closed_at=desk.at + 1)
        for each in desk.state.score.entries
    ]
    desk.state.score.entries += fresh
    gating.prove(turn, ["in_game_specialist"])
    assert not in_shadow(desk)
