"""A simulated week shows every part of the desk at work."""

import json
import subprocess
import sys

import pytest

ARMS = ("ultra_aggressive", "aggressive", "balanced", "opportunistic", "in_game_specialist")


@pytest.fixture(scope="module")
def sections(tmp_path_factory):
    """The report of a week with seed 7, section by section, label to value."""
    home = tmp_path_factory.mktemp("week")
    command = [sys.executable, "-m", "footbe_tui", "--paper", "--headless", "--feed", "sim", "--seed", "7"]
    flags = ["--for", "7d", "--speed", "max", "--home", str(home)]
    done = subprocess.run([*command, *flags], capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads((home / "data" / "report.json").read_text())
    return {section["title"]: dict(section["lines"]) for section in told["sections"]}


def counts(sections):
    arms = next(lines for title, lines in sections.items() if title.startswith("Arms"))
    return {arm: [int(word) for word in arms[arm].split()[:4]] for arm in ARMS}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_strategy_proposes_and_at_least_three_trade(sections):
    proposed = {arm: numbers[0] for arm, numbers in counts(sections).items()}
    opened = [arm for arm, numbers in counts(sections).items() if numbers[3]]
    assert all(proposed.values()), proposed
    assert len(opened) >= 3, opened


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_specialist_stays_in_shadow(sections):
    _, chosen, sent, opened = counts(sections)["in_game_specialist"]
    assert (chosen, sent, opened) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_triggers_fire_and_drawdown_keeps_its_promise(sections):
    assert set(sections["Triggers"]) >= {"game_started", "adverse_score", "price_moved", "closing_minutes"}
    assert float(sections["Run"]["drawdown"].split("%")[0]) <= 20


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_simulated_is_called_an_edge(sections):
    verdict = next(line for line in sections["Result"] if line.startswith("Verdict"))
    assert "never an edge" in verdict
    gate = next(lines["gate for real money"] for lines in sections.values() if "gate for real money" in lines)
    assert gate.endswith("closed (simulated)")
