"""A simulated week shows every part of the desk at work."""

import json
import subprocess
import sys

import pytest

ARMS = ("ultra_aggressive", "aggressive", "balanced", "opportunistic", "in_game_specialist")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The report of a week with seed 7, as figures."""
    home = tmp_path_factory.mktemp("week")
    command = [sys.executable, "-m", "footbe_tui", "--paper", "--headless", "--feed", "sim", "--seed", "7"]
    flags = ["--for", "7d", "--speed", "max", "--home", str(home)]
    done = subprocess.run([*command, *flags], capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode() == (home / "data" / "report.txt").read_text()
    return json.loads((home / "data" / "report.json").read_text())


def counts(told, name):
    return {arm["strategy"]: arm[name] for arm in told["arms"]}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_strategy_proposes_and_at_least_three_trade(told):
    proposed, opened = counts(told, "proposed"), counts(told, "positions")
    assert set(proposed) == set(ARMS)
    assert all(proposed.values()), proposed
    assert sum(positions > 0 for positions in opened.values()) >= 3, opened


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_specialist_stays_in_shadow(told):
    specialist = next(arm for arm in told["arms"] if arm["strategy"] == "in_game_specialist")
    assert (specialist["chosen"], specialist["orders"], specialist["positions"]) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_triggers_fire_are_decided_and_drawdown_keeps_its_promise(told):
    fired = {row["name"] for row in told["triggers"] if row["fired"]}
    assert fired >= {"game_started", "adverse_score", "price_moved", "closing_minutes"}
    assert next(each for each in told["checklist"] if each["name"] == "invalidation")["verdict"] == "yes"
    assert told["account"]["worst_ppm"] <= 200_000


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_dates_and_arms_add_up_to_what_was_made(told):
    made = told["result"]["pnl_micros"]
    assert sum(date["pnl_micros"] for date in told["result"]["dates"]) == made
    assert sum(arm["pnl_micros"] for arm in told["arms"]) == made


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_simulated_is_called_an_edge(told):
    assert told["head"]["notice"] == "simulated: proves machinery, not an edge"
    assert told["gate"]["open"] is False
