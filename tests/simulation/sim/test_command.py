"""The command line: what a failure says, how it is replayed, what a run says at its end."""

import json
import re

import pytest

from engine.lab.simulator import tally
from engine.lab.simulator.__main__ import main
from engine.lab.simulator.mutants import BUGS
from engine.lab.simulator.seed import Seed
from engine.lab.simulator.teeth import Planted

BUG = "sent_before_commit"
SEED = 1


@pytest.fixture
def planted():
    bug = Planted()
    BUGS[BUG].plant(bug)
    yield
    bug.take_out()


@pytest.fixture(autouse=True)
def no_folder_of_the_machine(monkeypatch, tmp_path):
    monkeypatch.setattr(tally.tempfile, "gettempdir", lambda: str(tmp_path))


@pytest.mark.timeout(120)
def test_a_failure_says_seed_commit_step_and_invariant_and_how_to_see_it_again(planted, capsys, tmp_path):
    assert main(["--seeds", "1", "--from", str(SEED), "--jobs", "1"]) == 1
    said = capsys.readouterr().out
    found = re.search(rf"FAIL seed={SEED} commit=\w+ step=(\d+) invariant=(\w+): ", said)
    assert found
    step, invariant = int(found[1]), found[2]
    assert f"replay: python -m engine.lab.simulator --seed {SEED} --until {step}" in said
    kept = json.loads((tmp_path / "footbe-sim-failures" / f"{SEED}.json").read_text())
    assert (kept["step"], kept["invariant"]) == (step, invariant)
    again = Seed(SEED, until=step + 1).run().breach
    assert again is not None
    assert (again.step, again.invariant) == (step, invariant)


@pytest.mark.timeout(120)
def test_one_seed_is_shown_with_its_last_steps(capsys):
    assert main(["--seed", str(SEED), "--until", "80", "--notes", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert lines[4].split()[0] == "80"
    assert lines[-1].startswith(f"seed {SEED}: 80 steps")


@pytest.mark.timeout(120)
def test_a_run_ends_with_the_table_of_what_struck(capsys, monkeypatch):
    monkeypatch.setattr(tally, "regressions", lambda: [2])
    assert main(["--seeds", "2", "--from", "1", "--jobs", "1"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"^lost_request +\d+$", said, re.MULTILINE)
    assert re.search(r"2 seeds in \d+ s, [\d.]+ a second", said)
    assert "0 of 2 seeds failed" in said


def test_seeds_that_failed_once_come_first_and_not_twice(monkeypatch):
    ran = []
    monkeypatch.setattr(tally, "regressions", lambda: [5, 2])
    monkeypatch.setattr(tally, "run", lambda seeds, **_: ran.extend(seeds) or tally.Tally())
    assert main(["--seeds", "3", "--from", "1"]) == 0
    assert ran == [5, 2, 1, 3]


def test_the_list_of_regressions_can_be_read():
    assert all(isinstance(seed, int) for seed in tally.regressions())


def test_a_defect_of_the_simulator_itself_is_a_failure_with_its_seed(monkeypatch):
    def broken(_self):
        raise ValueError("oh")

    monkeypatch.setattr(Seed, "_live", broken)
    breach = tally.one(SEED).breach
    assert breach is not None
    assert breach.invariant == "simulator"
    assert "oh" in breach.text
