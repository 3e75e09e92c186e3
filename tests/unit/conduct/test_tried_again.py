"""A decision to leave that sold nothing has not been carried out: it is taken again."""

from msgspec.structs import replace

from engine.domain.approval import ExitPolicy
from engine.domain.commands import Approve
from engine.domain.events import OrderAccepted, OrderEnded, Woke
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.order import Purpose
from tests.support.desk import Desk, of, rules, willing

HALF = 500_000


def losing(policy, *, share=1_000_000):
    """A desk with such a policy for a score against us, just after the goal."""
    given = willing(rules())
    triggers = tuple(
        replace(t, policy_in_play=policy, share=share)
        if t.name == "adverse_score"
        else replace(t, policy_in_play=ExitPolicy.NOTE)
        for t in given.triggers
    )
    approvals = replace(given.approvals, at_deadline=ExitPolicy.EXIT)
    desk = Desk(replace(given, triggers=triggers, approvals=approvals))
    fixture, position = desk.holds()
    desk.at = Moment(fixture.starts_at + 10 * MINUTE)
    desk.scores(fixture, 12, 0, 1)
    return desk, fixture, position


def until(desk, fixture, found):
    for turn in range(30):
        if found():
            return
        desk.quotes(fixture, 2800, 2900, 4300, size=500 + turn, wait=10 * SECOND)
    raise AssertionError("the scenario needs it")


def exits(desk):
    return [p.ticket for p in of(desk.asked, "PlaceOrder") if p.ticket.purpose is Purpose.EXIT]


def sells_nothing(desk, ticket):
    desk.hear(OrderAccepted(ticket.id, 0))
    desk.hear(OrderEnded(ticket.id, False, ticket.quantity, "nothing more to take at the limit"))


def test_a_share_that_could_not_be_sold_is_not_done_with():
    desk, fixture, position = losing(ExitPolicy.EXIT, share=HALF)
    until(desk, fixture, lambda: exits(desk))
    sells_nothing(desk, exits(desk)[0])
    desk.quotes(fixture, 2800, 2900, 4300, size=400, wait=10 * SECOND)
    assert [ticket.quantity for ticket in exits(desk)] == [position.quantity // 2] * 2


def test_a_share_that_was_sold_is_done_with():
    desk, fixture, _ = losing(ExitPolicy.EXIT, share=HALF)
    until(desk, fixture, lambda: exits(desk))
    desk.fills(of(desk.asked, "PlaceOrder")[-1], maker=False)
    for turn in range(5):
        desk.quotes(fixture, 2800, 2900, 4300, size=400 + turn, wait=10 * SECOND)
    assert len(exits(desk)) == 1


def test_an_approved_share_that_could_not_be_sold_is_asked_for_again():
    desk, fixture, _ = losing(ExitPolicy.ASK, share=HALF)
    until(desk, fixture, lambda: desk.state.doubts.pending)
    (request,) = desk.state.doubts.pending.values()
    assert desk.commands(Approve(request.id, request.version))[0]
    sells_nothing(desk, exits(desk)[0])
    until(desk, fixture, lambda: desk.state.doubts.pending)


def test_a_sale_at_the_deadline_that_met_nobody_is_asked_for_again():
    desk, fixture, _ = losing(ExitPolicy.ASK)
    until(desk, fixture, lambda: desk.state.doubts.pending)
    (request,) = desk.state.doubts.pending.values()
    desk.at = request.deadline_at
    desk.hear(Woke("deadline", request.id))
    sells_nothing(desk, exits(desk)[0])
    until(desk, fixture, lambda: desk.state.doubts.pending)
