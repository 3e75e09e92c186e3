"""The same seed is the same story, to the microsecond, in any process."""

import os
import subprocess
import sys

import pytest

from engine.lab.simulator.seed import Seed
from tests.support.source import ROOT

SEEDS = (7, 31)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_run_twice_leaves_the_same_trace(seed):
    first, second = Seed(seed).run(), Seed(seed).run()
    assert (first.trace, first.steps, first.struck) == (second.trace, second.steps, second.struck)
    assert first.notes == second.notes


@pytest.mark.timeout(120)
def test_another_process_with_other_hashes_tells_the_same_story():
    told = [_told_by_another_process(hash_seed) for hash_seed in ("1", "2")]
    assert told[0] == told[1]
    assert Seed(SEEDS[0]).run().trace in told[0]


def _told_by_another_process(hash_seed):
    ran = subprocess.run(
        [sys.executable, "-m", "engine.lab.simulator", "--seed", str(SEEDS[0]), "--notes", "5"],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


@pytest.mark.timeout(120)
def test_a_replay_ends_at_the_step_it_is_told():
    outcome = Seed(SEEDS[0], until=500).run()
    assert outcome.steps == 500
    assert outcome.breach is None
    whole = Seed(SEEDS[0], notes=None).run()
    assert whole.notes[499] == outcome.notes[-1]


def test_two_seeds_tell_two_stories():
    assert Seed(2, until=200).run().trace != Seed(3, until=200).run().trace
