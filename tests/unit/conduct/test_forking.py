"""Every decision beside its alternative: what was done, on whose word, and what the other way made."""

import pytest
from msgspec.structs import replace

from engine.domain.approval import ExitPolicy
from engine.domain.commands import Approve, Exit, Reject
from engine.domain.events import BookSeen, MarketSettled, OrderAccepted, OrderEnded, Woke
from engine.domain.fees import QUADRATIC, charge
from engine.domain.ledger import Deed
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import CONTRACT, cost
from tests.support.desk import Desk, of, rules, willing

FALLEN = (2800, 2900, 4300)


def with_policy(policy, *, share=1_000_000, **changes):
    """A desk whose `adverse_score` follows this policy in play."""
    given = willing(rules())
    triggers = tuple(
        replace(t, policy_in_play=policy, share=share, **changes) if t.name == "adverse_score" else t
        for t in given.triggers
    )
    return Desk(replace(given, triggers=triggers))


def adverse(desk):
    """Open forks of the score."""
    several = desk.state.doubts.forks.values()
    return [each.fork for forks in several for each in forks if each.fork.trigger == "adverse_score"]


def behind(desk):
    """Hold the home side and see it concede; quotes agree with the score until something follows."""
    fixture, position = desk.holds()
    desk.at = Moment(fixture.starts_at + 10 * MINUTE)
    desk.hear(Woke("kick_off", fixture.id))
    desk.scores(fixture, 12, 0, 1)
    for _ in range(30):
        desk.quotes(fixture, *FALLEN, wait=10 * SECOND)
        if adverse(desk) or desk.state.doubts.pending:
            break
    return fixture, position


def requested(desk):
    fixture, position = behind(desk)
    return fixture, position, next(iter(desk.state.doubts.pending.values()))


def forks(desk, trigger="adverse_score"):
    """Forks of one trigger that are done."""
    return [fork for fork in desk.state.score.forks if fork.trigger == trigger]


def settles_for(desk, fixture, position, value):
    """The position's own market pays `value`, the next one the rest."""
    own = [market.id for market in fixture.markets].index(position.market)
    desk.settles(fixture, *(value if place == own else 0 for place in range(3)))


def net(price, quantity):
    """What does a sale at this price bring after the taker's fee?"""
    return cost(price, quantity) - charge(QUADRATIC, price, quantity, maker=False, buy=False).net


def bid_for(desk, position):
    return desk.state.quotes.books[position.market].bids[0][0]


def test_a_policy_to_note_is_held_beside_what_selling_would_have_brought_then():
    desk = with_policy(ExitPolicy.NOTE)
    fixture, position = behind(desk)
    price = bid_for(desk, position)
    desk.quotes(fixture, *FALLEN, wait=30 * SECOND)
    settles_for(desk, fixture, position, 10_000)
    (fork,) = forks(desk)
    assert (fork.deed, fork.by, fork.in_play) == (Deed.NOTED, "adverse_score", True)
    assert fork.quantity == position.quantity
    assert fork.leaving == net(price, position.quantity)
    assert fork.holding == cost(10_000, position.quantity)
    assert fork.regret == fork.leaving - fork.holding < 0, "holding was right"
    assert (fork.settles_on, fork.closed_at) == (fixture.settles_on, desk.at)


def test_a_fork_is_written_when_it_is_made_and_again_when_it_is_known():
    desk = with_policy(ExitPolicy.NOTE)
    fixture, position = behind(desk)
    settles_for(desk, fixture, position, 0)
    rows = [kept.fork for kept in of(desk.asked, "KeepFork") if kept.fork.trigger == "adverse_score"]
    assert [row.closed_at is None for row in rows] == [True, False]
    assert rows[0].key == rows[1].key
    assert rows[1].regret > 0, "it paid nothing: leaving would have been right"
    assert desk.state.doubts.forks == {}


def test_half_a_position_is_noted_as_half():
    desk = with_policy(ExitPolicy.NOTE, share=500_000)
    _fixture, position = behind(desk)
    (fork,) = adverse(desk)
    assert fork.quantity == position.quantity // 2


def test_where_nobody_bids_the_alternative_is_not_known():
    desk = with_policy(ExitPolicy.NOTE)
    fixture, position = desk.holds()
    desk.at = Moment(fixture.starts_at + 70 * MINUTE)
    desk.scores(fixture, 73, 0, 3)
    home, draw, away = (market.id for market in fixture.markets)
    for _ in range(12):
        desk.hear(BookSeen(home, (), ((100, 50_000),)), 10 * SECOND)
        desk.hear(BookSeen(draw, (), ((100, 50_000),)))
        desk.hear(BookSeen(away, ((9900, 50_000),), ()))
    settles_for(desk, fixture, position, 0)
    (fork,) = forks(desk)
    assert (fork.leaving, fork.regret) == (None, None)
    assert fork.holding == 0


def test_only_what_the_bids_take_is_beside_what_was_held():
    desk = with_policy(ExitPolicy.NOTE)
    fixture, position = desk.holds()
    desk.at = Moment(fixture.starts_at + 10 * MINUTE)
    desk.scores(fixture, 12, 0, 1)
    for _ in range(12):
        desk.quotes(fixture, *FALLEN, size=1, wait=10 * SECOND)
    (fork,) = adverse(desk)
    assert position.quantity > CONTRACT
    assert fork.quantity == CONTRACT
    assert fork.leaving == net(bid_for(desk, position), CONTRACT)


def test_an_automatic_exit_counts_what_its_sale_really_brought():
    desk = with_policy(ExitPolicy.EXIT)
    fixture, position = behind(desk)
    placed = of(desk.asked, "PlaceOrder")[-1]
    asked, sold = placed.ticket.quantity, 2 * CONTRACT
    better = placed.ticket.price + 100
    desk.fills(placed, quantity=sold, price=better, maker=False)
    desk.hear(OrderEnded(placed.ticket.id, False, asked - sold, "the rest did not fill"))
    settles_for(desk, fixture, position, 10_000)
    first = forks(desk)[0]
    assert (first.deed, first.by) == (Deed.LEFT, "adverse_score")
    assert (first.quantity, first.leaving) == (sold, net(better, sold))
    assert first.holding == cost(10_000, sold)
    assert desk.state.score.by_exit["adverse_score"] == first.leaving - first.holding


def test_a_decision_to_leave_that_sold_nothing_has_no_regret():
    desk = with_policy(ExitPolicy.EXIT)
    fixture, position = behind(desk)
    placed = of(desk.asked, "PlaceOrder")[-1]
    desk.hear(OrderEnded(placed.ticket.id, False, placed.ticket.quantity, "nothing there"))
    settles_for(desk, fixture, position, 10_000)
    first = forks(desk)[0]
    assert (first.quantity, first.leaving, first.regret) == (0, None, None)
    assert "adverse_score" not in desk.state.score.by_exit


def test_an_approved_request_is_the_operators():
    desk = with_policy(ExitPolicy.ASK)
    fixture, position, request = requested(desk)
    assert desk.commands(Approve(request.id, request.version))[0]
    desk.fills(of(desk.asked, "PlaceOrder")[-1], maker=False)
    settles_for(desk, fixture, position, 0)
    (fork,) = forks(desk)
    assert (fork.deed, fork.by, fork.trigger) == (Deed.APPROVED, "operator", "adverse_score")
    assert fork.holding == 0
    assert fork.regret == -fork.leaving < 0, "leaving was right"
    assert desk.state.score.by_exit == {"adverse_score": fork.leaving}


def test_a_wish_of_the_operators_own_is_the_operators_too():
    desk = Desk()
    fixture, position = desk.holds()
    desk.commands(Exit(position.id))
    request = next(iter(desk.state.doubts.pending.values()))
    desk.commands(Approve(request.id, request.version))
    desk.fills(of(desk.asked, "PlaceOrder")[-1], maker=False)
    settles_for(desk, fixture, position, 10_000)
    (fork,) = forks(desk, "operator")
    assert (fork.deed, fork.by, fork.in_play) == (Deed.APPROVED, "operator", False)


def test_a_rejection_is_held_beside_the_sale_it_refused():
    desk = with_policy(ExitPolicy.ASK)
    fixture, position, request = requested(desk)
    price = bid_for(desk, position)
    assert desk.commands(Reject(request.id, request.version))[0]
    settles_for(desk, fixture, position, 0)
    (fork,) = forks(desk)
    assert (fork.deed, fork.by) == (Deed.REJECTED, "operator")
    assert fork.regret == net(price, position.quantity)
    assert desk.state.score.by_exit == {}, "nothing was left"


def test_a_deadline_that_holds_is_the_deadlines():
    desk = with_policy(ExitPolicy.ASK)
    fixture, position, request = requested(desk)
    desk.at = request.deadline_at
    desk.hear(Woke("deadline", request.id))
    settles_for(desk, fixture, position, 10_000)
    (fork,) = forks(desk)
    assert (fork.deed, fork.by) == (Deed.LAPSED_HELD, "deadline")


def test_a_deadline_that_leaves_is_the_deadlines_even_when_the_sale_comes_later():
    given = willing(rules())
    given = replace(given, approvals=replace(given.approvals, at_deadline=ExitPolicy.EXIT))
    desk = Desk(given)
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0]
    desk.fills(placed, quantity=300)
    position = next(iter(desk.state.trading.positions.values()))
    desk.commands(Exit(position.id))
    request = next(iter(desk.state.doubts.pending.values()))
    desk.hear(Woke("deadline", request.id), request.deadline_at - desk.at)
    assert desk.state.doubts.forks == {}, "our own bid is still in the way"
    left = placed.ticket.quantity - 300
    desk.hear(OrderEnded(placed.ticket.id, False, left, "cancelled"), SECOND)
    desk.quotes(fixture, 2600, 3750, 3650, wait=61 * SECOND)
    made = desk.state.doubts.forks[position.id][0].fork
    assert (made.deed, made.by) == (Deed.LAPSED_LEFT, "deadline")


def test_holding_and_selling_later_came_to_what_the_later_sale_brought():
    desk = with_policy(ExitPolicy.ASK)
    fixture, position, request = requested(desk)
    desk.commands(Reject(request.id, request.version))
    desk.commands(Exit(position.id))
    wish = next(iter(desk.state.doubts.pending.values()))
    desk.commands(Approve(wish.id, wish.version))
    sale = of(desk.asked, "PlaceOrder")[-1]
    desk.fills(sale, price=sale.ticket.price + 200, maker=False)
    settles_for(desk, fixture, position, 10_000)
    (rejected,) = forks(desk)
    (left,) = forks(desk, "operator")
    assert rejected.holding == left.leaving == net(sale.ticket.price + 200, position.quantity)
    assert rejected.regret < 0, "the later sale was the better one"


def test_what_was_held_and_partly_sold_later_came_to_the_mean_of_both():
    desk = with_policy(ExitPolicy.ASK)
    fixture, position, request = requested(desk)
    desk.commands(Reject(request.id, request.version))
    desk.commands(Exit(position.id))
    wish = next(iter(desk.state.doubts.pending.values()))
    desk.commands(Approve(wish.id, wish.version))
    sale = of(desk.asked, "PlaceOrder")[-1]
    part = position.quantity // 2
    desk.fills(sale, quantity=part, maker=False)
    desk.hear(OrderEnded(sale.ticket.id, True, position.quantity - part, "expired"), 20 * SECOND)
    settles_for(desk, fixture, position, 10_000)
    (rejected,) = forks(desk)
    assert rejected.holding == net(sale.ticket.price, part) + cost(10_000, position.quantity - part)


def test_a_void_market_closes_its_forks_without_figures():
    desk = with_policy(ExitPolicy.ASK)
    fixture, _position, request = requested(desk)
    desk.commands(Reject(request.id, request.version))
    for market in fixture.markets:
        desk.hear(MarketSettled(market.id, 3300, fixture.settles_on, final=True, void=True))
    (fork,) = forks(desk)
    assert (fork.holding, fork.regret) == (None, None)
    assert fork.closed_at == desk.at


def test_forks_survive_a_checkpoint():
    desk = with_policy(ExitPolicy.ASK)
    fixture, position, request = requested(desk)
    desk.commands(Reject(request.id, request.version))
    desk.core.thaw(desk.core.freeze())
    settles_for(desk, fixture, position, 0)
    assert len(forks(desk)) == 1
    desk.core.thaw(desk.core.freeze())
    assert len(forks(desk)) == 1


@pytest.mark.parametrize(("fair", "deed"), [(600_000, Deed.NOTED), (100_000, Deed.LEFT)])
def test_exit_if_better_notes_when_holding_is_worth_more_and_leaves_when_it_is_not(fair, deed, monkeypatch):
    desk = with_policy(ExitPolicy.EXIT_IF_BETTER)
    monkeypatch.setattr("engine.core.conduct.exiting.holding", lambda *_: fair)
    _fixture, position = behind(desk)
    (fork,) = adverse(desk)
    assert (fork.deed, fork.by, fork.position) == (deed, "adverse_score", position.id)


def test_an_order_that_rests_for_its_mandate_counts_all_its_trades():
    desk = with_policy(ExitPolicy.ASK)
    fixture, position, request = requested(desk)
    desk.commands(Approve(request.id, request.version))
    sale = of(desk.asked, "PlaceOrder")[-1]
    desk.hear(OrderAccepted(sale.ticket.id, 0))
    desk.fills(sale, quantity=CONTRACT, price=sale.ticket.price + 100, maker=False)
    desk.fills(sale, quantity=position.quantity - CONTRACT, maker=True)
    fees = sum(kept.fill.fee for kept in of(desk.asked, "KeepFill") if kept.fill.side == "sell")
    settles_for(desk, fixture, position, 0)
    (fork,) = forks(desk)
    paid = cost(sale.ticket.price, position.quantity) + cost(100, CONTRACT)
    assert (fork.quantity, fork.leaving) == (position.quantity, paid - fees)
