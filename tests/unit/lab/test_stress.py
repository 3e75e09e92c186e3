"""How far drawdown may go under the shipped settings, and that what is said of it is what comes out."""

import pytest
from msgspec.structs import replace

from engine.core.risk.limits import LIMITS
from engine.domain.money import DOLLAR
from engine.domain.rules import DrawdownMode
from engine.lab.stress import SCENARIOS, deepest, main, sentence, stress
from tests.support.desk import AGGRESSIVE, CONFIG, rules

STOP = 200_000
BOTH = [CONFIG, AGGRESSIVE]


def watched(given):
    return replace(given, drawdown=replace(given.drawdown, mode=DrawdownMode.WATCHED))


@pytest.mark.parametrize("config", BOTH)
def test_guaranteed_no_scenario_goes_past_the_stop_and_the_full_book_comes_close(config):
    found = stress(rules(config), DrawdownMode.GUARANTEED)
    assert [each.scenario for each in found.outcomes] == list(SCENARIOS)
    assert 0.95 * STOP < found.worst.drawdown <= STOP
    assert found.worst.scenario == "all positions lose"


@pytest.mark.parametrize("config", BOTH)
def test_watched_the_same_settings_lose_everything_they_let_be_at_stake(config):
    found = stress(rules(config), DrawdownMode.WATCHED)
    every = {each.scenario: each for each in found.outcomes}
    assert every["all positions lose"].equity < found.bankroll - found.at_stake
    assert every["all positions lose"].drawdown > 990_000
    assert STOP < every["one slate all lose"].drawdown < every["all positions lose"].drawdown
    assert STOP < every["every favourite loses"].drawdown < every["all positions lose"].drawdown


def test_a_full_book_without_the_guarantee_is_fuller(monkeypatch):
    given = rules()
    kept = stress(given, DrawdownMode.GUARANTEED)
    for name in ("drawdown_guarantee", "fixture_budget", "slate_budget", "slate_bad_case"):
        monkeypatch.delitem(LIMITS, name)
    assert stress(given, DrawdownMode.GUARANTEED).worst.drawdown > 2 * kept.worst.drawdown


def test_the_overshoot_follows_the_limits():
    given = rules()
    assert deepest(given) == STOP
    assert deepest(watched(given)) == 1_000_000
    small = replace(given, limits=replace(given.limits, global_exposure=400 * DOLLAR))
    # 400 dollars and at most 28 of fees, lost from just above the stop.
    assert deepest(watched(small)) == STOP + 428_000
    assert stress(small, DrawdownMode.WATCHED).worst.drawdown < 428_000


def test_what_is_said_of_it_is_honest():
    small = replace(rules(), limits=replace(rules().limits, global_exposure=400 * DOLLAR))
    said = sentence(watched(small))
    worst = stress(small, DrawdownMode.WATCHED).worst.drawdown
    assert said.startswith("watched: a goal can overshoot; up to 400.00 at stake on 1 000.00, worst case -4")
    assert f"-{worst / 10_000:.1f}% (all positions lose)" in said
    assert said.endswith("by up to 42.8% of the mark past the 20.0% stop")
    assert "no outcome of the games takes drawdown past 20.0%" in sentence(rules())


def test_the_command_prints_both_modes_with_amounts(capsys):
    assert main([CONFIG]) == 0
    printed = capsys.readouterr().out
    assert printed.count("all positions lose") == 4
    assert "guaranteed: 19" in printed
    assert "watched: 96" in printed


def test_wrong_settings_are_named(tmp_path, capsys):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("bankroll: lots\n")
    assert main([CONFIG, str(wrong)]) == 2
    assert "bankroll" in capsys.readouterr().err
