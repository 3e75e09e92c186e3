import pytest
from msgspec.structs import replace

from engine.core.execution import approvals
from engine.domain.approval import Approval, ApprovalState, ExitPolicy, Mandate, Withdrawal
from engine.domain.fees import QUADRATIC
from engine.domain.moment import SECOND
from engine.domain.money import CENT, CONTRACT, DOLLAR
from engine.domain.order import Refused
from tests.support.words import NOW, position

MANDATE = Mandate(quantity=10 * CONTRACT, price=2900, span=20 * SECOND)
DEADLINE = NOW + 60 * SECOND


def request():
    return approvals.ask(
        id="r-a0001",
        position=position(),
        withdrawal=Withdrawal("adverse_score", "r-p0001", "behind 0-1", broken=True),
        mandate=MANDATE,
        bound_to="0-1 in_play",
        at=NOW,
        deadline_at=DEADLINE,
        at_deadline=ExitPolicy.EXIT_IF_BETTER,
        holding=290_000,
        nets=295_000,
    )


def refreshed(approval, **said):
    plain = {
        "mandate": approval.mandate,
        "bound_to": approval.bound_to,
        "holding": approval.holding,
        "nets": approval.nets,
        "reason": approval.reason,
    }
    return approvals.refreshed(approval, **(plain | said))


def answer(approval, **said):
    return approvals.answered(
        approval, **({"approve": True, "version": 1, "at": NOW + 1, "by": "console"} | said)
    )


def test_a_request_begins_pending_in_version_one_and_keeps_its_first_net():
    asked = request()
    assert (asked.version, asked.state, asked.first_nets) == (1, ApprovalState.PENDING, 295_000)
    assert (asked.position, asked.market, asked.trigger) == ("r-p0001", "m1", "adverse_score")


def test_nothing_new_is_the_same_object():
    asked = request()
    assert refreshed(asked) is asked


def test_figures_follow_the_market_but_neither_version_nor_mandate_does():
    asked = request()
    moved = refreshed(asked, nets=250_000, holding=None, reason="worse", mandate=replace(MANDATE, price=2500))
    assert (moved.nets, moved.holding, moved.reason, moved.first_nets) == (250_000, None, "worse", 295_000)
    assert (moved.version, moved.mandate) == (1, MANDATE)


@pytest.mark.parametrize(
    "change",
    [{"bound_to": "0-2 in_play"}, {"mandate": replace(MANDATE, quantity=9 * CONTRACT, price=2500)}],
)
def test_a_new_score_or_quantity_is_asked_anew_and_voids_the_answer_on_its_way(change):
    anew = refreshed(request(), **change)
    assert anew.version == 2
    assert anew.mandate == change.get("mandate", MANDATE)
    refusal = answer(anew, version=1)
    assert isinstance(refusal, Refused)
    assert "version 1 was seen, version 2 is asked" in refusal.detail
    assert answer(anew, version=2).state is ApprovalState.APPROVED


@pytest.mark.parametrize(
    ("approve", "state"), [(True, ApprovalState.APPROVED), (False, ApprovalState.REJECTED)]
)
def test_an_answer_in_time_on_what_was_seen_counts(approve, state):
    given = answer(request(), approve=approve)
    assert (given.state, given.answered_at, given.answered_by) == (state, NOW + 1, "console")


@pytest.mark.parametrize("approve", [True, False])
def test_an_answer_counts_once(approve):
    given = answer(request(), approve=approve)
    second = answer(given)
    assert isinstance(second, Refused)
    assert second.rule == "approval"
    assert f"already {given.state} by console" in second.detail


@pytest.mark.parametrize(("at", "counts"), [(DEADLINE - 1, True), (DEADLINE, False), (DEADLINE + 1, False)])
def test_the_deadline_itself_is_too_late(at, counts):
    assert isinstance(answer(request(), at=at), Approval) is counts
    assert (approvals.lapsed(request(), at).state is ApprovalState.LAPSED) is not counts


@pytest.mark.parametrize("version", [0, 2, -1])
def test_a_version_that_was_never_shown_is_refused(version):
    assert isinstance(answer(request(), version=version), Refused)


def test_a_request_that_is_over_neither_lapses_nor_changes_nor_is_replaced():
    over = answer(request())
    assert approvals.lapsed(over, DEADLINE) is over
    assert refreshed(over, bound_to="9-9") is over
    assert approvals.superseded(over, DEADLINE) is over


@pytest.mark.parametrize("end", [approvals.lapsed, approvals.superseded])
def test_a_request_that_ended_unanswered_takes_no_answer(end):
    over = end(request(), DEADLINE)
    assert over.answered_at == DEADLINE
    assert isinstance(answer(over), Refused)


@pytest.mark.parametrize(
    ("nets", "holding", "better"),
    [
        (300_000, 290_000, True),
        (299_999, 290_000, False),
        (None, 290_000, False),
        (300_000, None, False),
        (None, None, False),
        (0, -10_000, True),
    ],
)
def test_leaving_is_better_only_by_the_margin_and_with_both_figures(nets, holding, better):
    assert approvals.exit_better(nets, holding, 10_000) is better


def test_the_net_is_after_depth_and_fee_rounded_down():
    ladder = ((5000, 400), (4000, 300), (3000, 900))
    sells, net, worst = approvals.net_per_contract(ladder, 1000, QUADRATIC)
    gross = 400 * 5000 + 300 * 4000 + 300 * 3000
    # 7 % of C·P·(1 − P) on each level; at whole cents no rounding is left.
    fee = 70_000 + 50_400 + 44_100
    assert (sells, worst) == (1000, 3000)
    assert net == (gross - fee) // 10


def test_a_thin_book_sells_what_it_can():
    assert approvals.net_per_contract(((5000, 250),), 1000, QUADRATIC)[0] == 250


@pytest.mark.parametrize(("ladder", "quantity"), [((), 1000), (((5000, 100),), 0)])
def test_nothing_to_sell_or_nobody_to_buy_has_no_net(ladder, quantity):
    assert approvals.net_per_contract(ladder, quantity, QUADRATIC) is None


def test_the_net_is_never_above_the_best_bid():
    _, net, worst = approvals.net_per_contract(((9900, 1),), CONTRACT, QUADRATIC)
    assert net < 99 * CENT * DOLLAR // 10_000
    assert worst == 9900
