"""The drawdown guarantee, driven through the core: at no step, whatever the venue and the games do, past 20.0000 %.

| promise | kept by | its wrong version in `tests/support/mutants.py` |
|---|---|---|
| worst case ≥ 80 % of max(mark, cash + positions at cost) | `risk.drawdown.floor`, `risk.stakes.DrawdownGuarantee` | cash + positions at cost left out of the floor; `drawdown_guarantee` |
| worst case = cash − what rests or is unknown, fees included | `domain.worst`, `risk.exposure`, `sums.context` | resting, unanswered, unknown not counted; each fixture counted by itself |
| a cancel that was only asked for releases nothing | `domain.worst`, `execution.orders.ended` | exposure released when the cancel is asked for; an end believed before its trades are told |
| fees are reserved at the highest rate | `domain.fees.fee_at_most` | fees not reserved; at the maker's rate; fees of exits forgotten |
| a withdrawal passes the same gate | `risk.drawdown.withdrawable` | withdrawals past the gate |
| deposit and withdrawal scale the mark | `risk.drawdown.deposited`, `.withdrawn` | a deposit that leaves, that resets the mark; a withdrawal that leaves it |
| equity: cash + the lower of cost and trusted bid | `risk.drawdown.equity`, `guarding.trusted_bids` | unrealised gains counted; losses not counted; equity at the mid |
| vanished quotes neither latch nor release | `listening._trust` | vanished quotes release |
| the mark is the highest equity so far | `listening.on_book`, `guarding.check_if_moved` | peaks between two looks missed |
| settlement cash counts when final | `settling.on_settled` | a settlement that is not final lifts the mark |
| ... and when no sale can have sold before | `settling._pay_certain` | a settlement paid over a live sale |
| fair-price settlements pay between 0 and 1 | `execution.positions.settled` | a fair price paid like a win |
| no exit opens anything | `exiting.carry_out` | an exit that sells more than is held |
| never NO on two outcomes, never both legs | `risk.gates` | `no_leg_of_one_event`, `opposite_leg` |
| every entry opens a position of its own | `opening.open_ticket` | in `tests/support/walks.py` |

Beside the core stand the venue's own books (`tests/support/counter.py`) and what its quotes make trustworthy
(`tests/support/trusted.py`): cash, equity and mark have to agree with them to the last micro-dollar.
`FOOTBE_WALKS=3000 FOOTBE_STEPS=200` makes the run long.
"""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.fees import QUADRATIC, QUADRATIC_WITH_MAKER, FeeSchedule
from engine.domain.rules import DrawdownMode
from tests.support.guarantee import walked
from tests.support.measured import STOP
from tests.support.mutants import MUTANTS, UNBARRED, mutated

WALKS = int(os.environ.get("FOOTBE_WALKS", "40"))
STEPS = int(os.environ.get("FOOTBE_STEPS", "120"))
BROKER = FeeSchedule(taker_ppm=70_000, maker_ppm=17_500, precision=10_000)
SEEDS = 100
"""Within so many walks every wrong version has to be noticed; most are in the first, the last at the 61st."""


@pytest.mark.parametrize(
    "fees", [QUADRATIC, QUADRATIC_WITH_MAKER, BROKER], ids=["plain", "maker fees", "broker"]
)
def test_no_walk_through_the_core_takes_drawdown_past_the_stop(fees):
    near = sent = fills = settled = 0
    for seed in range(WALKS):
        run = walked(seed, STEPS, fees=fees)
        assert (seed, run.fault) == (seed, "")
        assert run.deepest <= STOP
        near, sent = near + (run.deepest > 190_000), sent + run.passed
        fills, settled = fills + run.state.score.fills, settled + run.state.score.fixtures_settled
    # The walks lean on the limit, trade and settle; otherwise they would prove nothing. (A broker's rounding may take
    # a cent for every hundredth of a contract: what is reserved for it is nearly always left.)
    assert near > (WALKS // 2 if fees is not BROKER else 0)
    assert min(sent, fills) > 2 * WALKS
    assert settled > WALKS


@settings(max_examples=60, deadline=None)
@given(st.integers(10_000, 2**63))
def test_nor_does_any_walk_hypothesis_asks_for(seed):
    assert walked(seed, steps=50).fault == ""


def test_where_drawdown_is_only_watched_a_goal_overshoots_and_nothing_else_breaks():
    runs = [walked(seed, mode=DrawdownMode.WATCHED) for seed in range(10)]
    assert [run.fault for run in runs if run.fault] == []
    assert max(run.state.purse.worst_drawdown for run in runs) > 2 * STOP


@pytest.mark.parametrize("name", [*MUTANTS, *UNBARRED])
def test_a_wrong_version_of_one_promise_is_noticed(name):
    with mutated(name):
        assert any(walked(seed).fault for seed in range(SEEDS)), f"nothing noticed: {name}"
