"""The files that come with the program: complete, commented, and what they promise."""

import re

import pytest

from engine.config.read import read_files
from engine.config.rules import rules_hash, to_rules
from engine.config.words import OnConsoleLost, RunMode
from engine.domain.approval import ExitPolicy
from engine.domain.moment import HOUR, MINUTE, SECOND
from engine.domain.money import DOLLAR, dollars
from engine.domain.rules import ChooseBy, DrawdownMode
from tests.support.source import ROOT

FILES = {name: ROOT / "configs" / f"{name}.yaml" for name in ("paper", "live", "strategy_config_aggressive")}
KEY = re.compile(r"\s*[\w-]+:")
ARMS = {
    "ultra_aggressive": ("value", "0.02", 500_000, 550_000, 250_000, 50, 250, 1000),
    "aggressive": ("value", "0.03", 350_000, 580_000, 150_000, 30, 150, 600),
    "balanced": ("value", "0.05", 250_000, 600_000, 100_000, 20, 100, 400),
    "opportunistic": ("value", "0.08", 400_000, 650_000, 200_000, 40, 200, 800),
    "in_game_specialist": ("in_game", "0.06", 200_000, 700_000, 100_000, 15, 75, 300),
}


def config(name):
    return read_files([str(FILES[name])])


def rules(name):
    return to_rules(config(name))


def uncommented(text):
    lines = text.splitlines()
    return [
        number + 1
        for number, line in enumerate(lines)
        if KEY.match(line) and "#" not in line and not lines[number - 1].lstrip().startswith("#")
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_complete_by_itself(name):
    assert rules(name).bankroll > 0


@pytest.mark.parametrize("name", FILES)
def test_every_key_has_a_comment_on_its_line_or_directly_above(name):
    assert uncommented(FILES[name].read_text(encoding="utf-8")) == []


def test_a_key_without_a_comment_is_seen():
    assert uncommented("# said\na: 1\nb: 2 # said\nc: 3") == [4]


@pytest.mark.parametrize("name", FILES)
def test_the_five_arms_have_the_figures_of_the_product(name):
    found = {
        arm.name: (
            arm.kind,
            arm.min_edge,
            arm.kelly_fraction,
            arm.min_confidence,
            arm.trade_share,
            arm.contracts_per_market // 100,
            arm.fixture_exposure // DOLLAR,
            arm.total_exposure // DOLLAR,
        )
        for arm in rules(name).arms
    }
    assert found == {arm: (kind, dollars(edge), *rest) for arm, (kind, edge, *rest) in ARMS.items()}


def policies(name):
    return {rule.name: (rule.policy_before, rule.policy_in_play) for rule in rules(name).triggers}


def test_triggers_ask_or_note_by_default():
    note, ask = ExitPolicy.NOTE, ExitPolicy.ASK
    assert policies("paper") == {
        "game_started": (note, note),
        "adverse_score": (ask, ask),
        "price_moved": (ask, note),
        "stale_position": (note, note),
        "closing_minutes": (note, note),
    }


def test_triggers_of_the_aggressive_file_act_by_themselves_as_in_the_seed():
    ask, leave, better = ExitPolicy.ASK, ExitPolicy.EXIT, ExitPolicy.EXIT_IF_BETTER
    assert policies("strategy_config_aggressive") == {
        "game_started": (ask, ask),
        "adverse_score": (leave, leave),
        "price_moved": (leave, leave),
        "stale_position": (better, better),
        "closing_minutes": (leave, leave),
    }


def test_trigger_thresholds_are_the_seeds():
    found = {
        rule.name: (rule.threshold, rule.ticks, rule.dwell, rule.span) for rule in rules("paper").triggers
    }
    assert found["adverse_score"] == (0, 0, 75 * SECOND, 0)
    assert found["price_moved"] == (250_000, 5, 30 * SECOND, 0)
    assert found["stale_position"] == (0, 0, 0, 48 * HOUR)
    assert found["closing_minutes"] == (0, 0, 0, 5 * MINUTE)


def test_the_default_guarantees_drawdown_and_the_aggressive_file_watches_it():
    paper, seed = rules("paper"), rules("strategy_config_aggressive")
    assert (paper.drawdown.mode, paper.bandit.choose_by) == (DrawdownMode.GUARANTEED, ChooseBy.CLV)
    assert (seed.drawdown.mode, seed.bandit.choose_by) == (DrawdownMode.WATCHED, ChooseBy.BETA)
    assert (paper.drawdown.warn, paper.drawdown.pause, paper.drawdown.stop) == (150_000, 180_000, 200_000)


def test_the_live_file_is_disabled_and_pauses_without_a_console():
    live = config("live")
    assert (live.mode, live.live.enabled) == (RunMode.LIVE, False)
    assert live.console.on_console_lost is OnConsoleLost.PAUSE


def test_the_hash_names_the_rules():
    assert rules_hash(rules("paper")) == rules_hash(rules("paper"))
    assert rules_hash(rules("paper")) != rules_hash(rules("strategy_config_aggressive"))
