"""Bugs planted in real functions are found; those that take many seeds are left to `make teeth`."""

import pytest

from engine.lab.simulator.mutants import BUGS
from engine.lab.simulator.seed import Seed
from engine.lab.simulator.teeth import Planted, hunt

QUICK = (
    "approvals_reusable",
    "differences_untold",
    "late_fills_dropped",
    "reconcile_never_latches",
    "resend",
    "sent_before_commit",
    "stop_not_repeated",
    "strangers_obeyed",
    "unknown_untold",
    "unsettled_money",
)
SEEDS_MAX = 20


@pytest.mark.timeout(240)
@pytest.mark.parametrize("bug", QUICK)
def test_a_planted_bug_is_found_within_a_few_seeds(bug):
    caught = hunt(bug, SEEDS_MAX)
    assert caught.seed is not None, f"{bug} was not found in {SEEDS_MAX} seeds"


@pytest.mark.timeout(60)
def test_what_is_planted_is_taken_out_again():
    before = Seed(5, until=300).run().trace
    for bug in BUGS.values():
        planted = Planted()
        bug.plant(planted)
        planted.take_out()
    assert Seed(5, until=300).run().trace == before


def test_there_are_at_least_twelve():
    assert len(BUGS) >= 12
    assert all(bug.text.endswith(".") for bug in BUGS.values())
