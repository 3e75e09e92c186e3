"""Seeds that failed once hold now; and over many seeds every fault of the menu strikes."""

from collections import Counter

import pytest

from engine.lab.simulator.tally import ENOUGH, Tally, regressions
from engine.lab.simulator.weather import MENU
from tests.support.seeds import BLOCK, all_hold

KNOWN = regressions()
WANTED = [*KNOWN, *range(1001, 1001 + max(0, ENOUGH - len(KNOWN)))]
BLOCKS = [WANTED[start : start + BLOCK] for start in range(0, len(WANTED), BLOCK)]
STRUCK: Counter[str] = Counter()
DONE: set[int] = set()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block[0]}-{block[-1]}")
def test_every_invariant_holds(block):
    STRUCK.update(all_hold(block))
    DONE.update(block)


@pytest.mark.timeout(600)
def test_every_fault_of_the_menu_strikes():
    for block in BLOCKS:
        if not DONE.issuperset(block):
            STRUCK.update(all_hold(block))
    assert not [fault for fault in MENU if not STRUCK[fault]]


def test_a_run_in_which_a_fault_never_struck_is_no_good_run():
    tally = Tally()
    tally.seeds = ENOUGH
    tally.struck.update(dict.fromkeys(MENU, 1))
    assert tally.good
    tally.struck["lost_request"] = 0
    assert tally.never == ["lost_request"]
    assert not tally.good
    assert any("never struck: lost_request" in line for line in tally.table())
