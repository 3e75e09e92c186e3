"""An approval is used once, in time, for what was seen."""

from hypothesis import given
from hypothesis import strategies as st

from engine.core.execution import approvals
from engine.domain.approval import Approval, ApprovalState, ExitPolicy, Mandate, Withdrawal
from engine.domain.order import Refused
from tests.support.words import position

DEADLINE = 50
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("refresh"), st.sampled_from(["0-1", "0-2"]), st.integers(1, 3), st.integers(1, 9)),
        st.tuples(st.just("answer"), st.booleans(), st.integers(0, 4), st.just(0)),
        st.tuples(st.just("lapse"), st.none(), st.none(), st.none()),
        st.tuples(st.just("supersede"), st.none(), st.none(), st.none()),
    ),
    max_size=30,
)


def asked():
    return approvals.ask(
        id="a",
        position=position(),
        withdrawal=Withdrawal("adverse_score", "r-p0001", "behind", broken=True),
        mandate=Mandate(1, 5, 20),
        bound_to="0-1",
        at=0,
        deadline_at=DEADLINE,
        at_deadline=ExitPolicy.NOTE,
        holding=None,
        nets=None,
    )


def step(approval, at, kind, first, second, third):
    if kind == "refresh":
        mandate = Mandate(second, third, 20)
        return approvals.refreshed(
            approval, mandate=mandate, bound_to=first, holding=None, nets=third, reason="behind"
        )
    if kind == "answer":
        return approvals.answered(approval, approve=first, version=second, at=at, by="console")
    return approvals.lapsed(approval, at) if kind == "lapse" else approvals.superseded(approval, at)


@given(STEPS, st.lists(st.integers(0, 4), min_size=30, max_size=30))
def test_on_every_road_one_answer_counts_in_time_and_for_the_version_that_stood(steps, gaps):
    now, at = asked(), 0
    seen = {1: (now.mandate, now.bound_to)}
    counted = 0
    for (kind, first, second, third), gap in zip(steps, gaps, strict=False):
        at += gap
        after = step(now, at, kind, first, second, third)
        if isinstance(after, Refused):
            assert kind == "answer"
            assert now.state is not ApprovalState.PENDING or second != now.version or at >= DEADLINE
            continue
        assert isinstance(after, Approval)
        if kind == "answer":
            counted += 1
            assert at < DEADLINE
            assert (after.mandate, after.bound_to) == seen[second]
        # A version never says two things.
        assert seen.setdefault(after.version, (after.mandate, after.bound_to)) == (
            after.mandate,
            after.bound_to,
        )
        assert after.version in {now.version, now.version + 1}
        assert now.state is ApprovalState.PENDING or after is now
        now = after
    assert counted <= 1
