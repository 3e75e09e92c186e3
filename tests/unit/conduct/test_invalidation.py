"""Leaving, sentence by sentence: when it is better, what is waited for, what an approval binds, what never comes back."""

import pytest
from msgspec.structs import replace

from engine.core.conduct import exiting
from engine.core.conduct.turn import Turn
from engine.core.invalidation.registry import TRIGGERS
from engine.domain.approval import ApprovalState, ExitPolicy
from engine.domain.commands import Approve, Exit
from engine.domain.events import (
    BookSeen,
    FeedSilent,
    FixtureListed,
    OrderAccepted,
    OrderEnded,
    OrderUnknown,
    Woke,
)
from engine.domain.ledger import Deed
from engine.domain.moment import HOUR, MINUTE, SECOND, Moment
from engine.domain.money import CONTRACT
from engine.domain.order import OrderState, Purpose
from engine.domain.sport import Phase
from tests.support.desk import Desk, of, rules, willing

FALLEN = (2800, 2900, 4300)


def with_rule(name, **changes):
    """A desk on which one trigger has other settings."""
    given = willing(rules())
    return Desk(
        replace(given, triggers=tuple(replace(t, **changes) if t.name == name else t for t in given.triggers))
    )


def exits(desk):
    return [p.ticket for p in of(desk.asked, "PlaceOrder") if p.ticket.purpose is Purpose.EXIT]


def kicked_off(desk):
    """The position's game is ten minutes old and level, market and score agree."""
    fixture, position = desk.holds()
    desk.at = Moment(fixture.starts_at + 10 * MINUTE)
    desk.scores(fixture, 10, 0, 0)
    return fixture, position


def conceded(desk):
    """The home side has conceded, and a request to leave is waiting."""
    fixture, position = kicked_off(desk)
    desk.scores(fixture, 12, 0, 1, wait=2 * MINUTE)
    for _ in range(30):
        desk.quotes(fixture, *FALLEN, wait=10 * SECOND)
        if desk.state.doubts.pending:
            break
    return fixture, position, next(iter(desk.state.doubts.pending.values()))


def worth(desk, fixture, position, *, bids, fair, monkeypatch):
    """Is leaving whole better than holding at `fair`, when these are the bids?"""
    monkeypatch.setattr(exiting, "holding", lambda *_: fair)
    for market in fixture.markets:
        desk.hear(BookSeen(market.id, bids, ((9900, 50_000),)))
    return exiting.better(Turn(desk.state, desk.seq, desk.at), fixture, position, position.quantity)


# Leaving is better when the bids down to our size, after the fee, beat holding by a cent.


def test_leaving_is_better_from_exactly_a_cent_on(monkeypatch):
    desk = Desk()
    fixture, position = desk.holds()
    assert desk.rules.approvals.better_by == 10_000
    bids = ((4000, position.quantity),)
    nets = 400_000 - 16_800
    assert worth(desk, fixture, position, bids=bids, fair=nets - 10_000, monkeypatch=monkeypatch)
    assert not worth(desk, fixture, position, bids=bids, fair=nets - 9_999, monkeypatch=monkeypatch)


def test_a_fine_best_bid_with_nothing_behind_it_does_not_make_leaving_better(monkeypatch):
    desk = Desk()
    fixture, position = desk.holds()
    deep, thin = ((4000, position.quantity),), ((4000, CONTRACT), (2000, 50_000))
    assert worth(desk, fixture, position, bids=deep, fair=350_000, monkeypatch=monkeypatch)
    assert not worth(desk, fixture, position, bids=thin, fair=350_000, monkeypatch=monkeypatch)


def test_what_is_asked_of_the_depth_is_the_share_that_would_go(monkeypatch):
    desk = Desk()
    fixture, position = desk.holds()
    bids = ((4000, CONTRACT), (2000, 50_000))
    assert not worth(desk, fixture, position, bids=bids, fair=350_000, monkeypatch=monkeypatch)
    turn = Turn(desk.state, desk.seq, desk.at)
    assert exiting.better(turn, fixture, position, CONTRACT)


@pytest.mark.parametrize(("minutes", "phase", "leaves"), [(14, 1, False), (16, 1, True), (16, 0, False)])
def test_exit_if_better_leaves_when_the_data_of_a_running_game_is_broken(minutes, phase, leaves, monkeypatch):
    desk = with_rule(
        "price_moved",
        policy_before=ExitPolicy.EXIT_IF_BETTER,
        policy_in_play=ExitPolicy.EXIT_IF_BETTER,
        dwell=0,
    )
    always = replace(TRIGGERS["price_moved"], check=lambda *_: "always")
    monkeypatch.setitem(TRIGGERS, "price_moved", always)
    fixture, _position = desk.holds()
    if phase:
        desk.at = Moment(fixture.starts_at + 10 * MINUTE)
        desk.scores(fixture, 10, 0, 0)
    desk.hear(FeedSilent("scores", fixture.id))
    desk.quotes(fixture, 4600, 2750, 2650, wait=minutes * MINUTE)
    desk.quotes(fixture, 4600, 2750, 2650, wait=6 * SECOND)
    assert bool(exits(desk)) is leaves


@pytest.mark.parametrize(("policy", "leaves"), [(ExitPolicy.EXIT_IF_BETTER, True), (ExitPolicy.NOTE, False)])
def test_two_days_without_a_forecast_are_broken_data_and_exit_if_better_leaves(policy, leaves):
    desk = with_rule("stale_position", policy_before=policy)
    fixture, position = desk.holds()
    desk.hear(FixtureListed(replace(fixture, starts_at=Moment(fixture.starts_at + 96 * HOUR))))
    desk.state.convictions.models.clear()
    desk.at = Moment(desk.at + 49 * HOUR)
    for market in fixture.markets:
        ours = market.id == position.market
        desk.hear(BookSeen(market.id, ((4000, 50_000),) if ours else (), ()))
    desk.hear(Woke("scan", ""), SECOND)
    assert desk.state.doubts.fired["stale_position"] == 1
    assert [ticket.price for ticket in exits(desk)] == ([4000] if leaves else [])


# The score is believed after the market has agreed with it for 60 to 90 s.


def test_a_score_counts_after_75_seconds_of_agreement_and_disagreement_begins_anew():
    desk = Desk()
    fixture, _ = kicked_off(desk)
    dwell = next(t.dwell for t in desk.rules.triggers if t.name == "adverse_score")
    assert 60 * SECOND <= dwell <= 90 * SECOND
    desk.scores(fixture, 12, 0, 1)
    desk.quotes(fixture, *FALLEN, wait=6 * SECOND)
    first = desk.state.games.agrees_since[fixture.id]
    desk.quotes(fixture, *FALLEN, wait=60 * SECOND)
    desk.quotes(fixture, 4600, 2750, 2650, wait=6 * SECOND)
    assert fixture.id not in desk.state.games.agrees_since, "the market does not believe it"
    desk.quotes(fixture, *FALLEN, wait=6 * SECOND)
    again = desk.state.games.agrees_since[fixture.id]
    assert again > first
    desk.quotes(fixture, *FALLEN, wait=int(dwell) - 6 * SECOND)
    assert "adverse_score" not in desk.state.doubts.fired
    desk.hear(Woke("doubt", fixture.id), 6 * SECOND)
    assert desk.state.doubts.fired["adverse_score"] == 1


def test_a_goal_the_market_never_believes_is_not_adverse():
    desk = Desk()
    fixture, _ = kicked_off(desk)
    desk.scores(fixture, 12, 0, 1)
    for _ in range(30):
        desk.quotes(fixture, 5400, 2600, 2000, wait=10 * SECOND)
    assert "adverse_score" not in desk.state.doubts.fired


# The mid must have fallen by more than a quarter and five ticks, for 30 s.


@pytest.mark.parametrize(("dip", "fires"), [(29, False), (30, True)])
def test_a_price_that_comes_back_within_thirty_seconds_has_not_moved(dip, fires):
    desk = Desk()
    fixture, _ = desk.holds()
    desk.quotes(fixture, 2700, 3600, 3700, wait=61 * SECOND)
    (wake,) = [w for w in of(desk.asked, "WakeAt") if w.kind == "doubt"]
    assert wake.at == desk.at + 30 * SECOND, "it asks to be woken when it will have held long enough"
    desk.hear(Woke("doubt", fixture.id), dip * SECOND)
    assert ("price_moved" in desk.state.doubts.fired) is fires


def test_it_is_the_mid_that_moves_not_the_bid():
    desk = Desk()
    fixture, position = desk.holds()
    mid = position.thesis.mid_twice // 2
    for _ in range(4):
        desk.quotes(fixture, mid, 2750, 2650, half=1900, wait=61 * SECOND)
    assert "price_moved" not in desk.state.doubts.fired, "the bid is 40 % lower, the mid where it was"


# Nobody answers for longer than a minute in play, ten before the game.


def test_there_is_a_minute_to_answer_in_play_and_ten_before():
    desk = Desk()
    _fixture, position = desk.holds()
    desk.commands(Exit(position.id))
    before = next(iter(desk.state.doubts.pending.values()))
    assert before.deadline_at - before.asked_at == 10 * MINUTE
    _, _, playing = conceded(Desk())
    assert playing.deadline_at - playing.asked_at == MINUTE


# An answer is bound to score, game status and quantity, not to each quote.


def test_another_quote_changes_the_figures_but_not_what_is_asked():
    desk = Desk()
    fixture, _, request = conceded(desk)
    desk.quotes(fixture, 2700, 2900, 4400, wait=6 * SECOND)
    now = next(iter(desk.state.doubts.pending.values()))
    assert (now.version, now.mandate, now.deadline_at) == (1, request.mandate, request.deadline_at)
    assert now.nets < request.nets
    assert desk.commands(Approve(request.id, 1))[0]
    assert exits(desk)[0].price == request.mandate.price


def test_a_fill_that_changes_what_is_held_is_asked_anew_at_once():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0]
    desk.fills(placed, quantity=300)
    position = next(iter(desk.state.trading.positions.values()))
    desk.commands(Exit(position.id))
    seen = next(iter(desk.state.doubts.pending.values()))
    desk.fills(placed, quantity=200)
    accepted, words = desk.commands(Approve(seen.id, seen.version))
    assert not accepted
    assert "version 2 is asked" in words
    now = next(iter(desk.state.doubts.pending.values()))
    assert (now.mandate.quantity, now.version) == (500, 2)


def test_a_game_that_begins_changes_what_is_asked():
    desk = Desk()
    fixture, position = desk.holds()
    desk.commands(Exit(position.id))
    seen = next(iter(desk.state.doubts.pending.values()))
    desk.scores(fixture, None, 0, 0, phase=Phase.SCHEDULED)
    assert next(iter(desk.state.doubts.pending.values())).version == 1, "it was not on before either"
    desk.scores(fixture, 1, 0, 0)
    now = next(iter(desk.state.doubts.pending.values()))
    assert now.version == seen.version + 1
    assert now.deadline_at == desk.at + MINUTE


def test_a_sale_that_was_approved_before_a_goal_is_taken_back_and_asked_anew():
    desk = Desk()
    fixture, position, request = conceded(desk)
    desk.commands(Approve(request.id, request.version))
    sale = exits(desk)[0]
    desk.hear(OrderAccepted(sale.id, 0))
    desk.quotes(fixture, *FALLEN, wait=6 * SECOND)
    assert desk.state.trading.orders[sale.id].state is OrderState.RESTING, "quotes do not matter"
    desk.fills(of(desk.asked, "PlaceOrder")[-1], quantity=CONTRACT, maker=False)
    desk.quotes(fixture, *FALLEN, wait=6 * SECOND)
    assert desk.state.trading.orders[sale.id].state is OrderState.RESTING, "nor what it sold itself"
    asked = desk.scores(fixture, 17, 1, 1)
    assert [(c.order, c.reason) for c in of(asked, "CancelOrder")] == [(sale.id, "approved at another score")]
    desk.hear(OrderEnded(sale.id, False, sale.quantity - CONTRACT, "cancelled"))
    desk.scores(fixture, 20, 1, 2)
    for _ in range(20):
        desk.quotes(fixture, *FALLEN, wait=10 * SECOND)
    newer = next(iter(desk.state.doubts.pending.values()))
    assert newer.id != request.id
    assert newer.mandate.quantity == position.quantity - CONTRACT


# At the deadline: leave if that is better, hold when the data is stale.


@pytest.mark.parametrize(("stale", "deed"), [(False, Deed.LAPSED_LEFT), (True, Deed.LAPSED_HELD)])
def test_stale_data_holds_at_the_deadline_however_good_the_bids_look(stale, deed, monkeypatch):
    desk = Desk()
    fixture, position, request = conceded(desk)
    monkeypatch.setattr(exiting, "holding", lambda *_: 0)
    desk.at = Moment(request.deadline_at - SECOND)
    if stale:
        desk.hear(FeedSilent("scores", fixture.id))
    else:
        desk.scores(fixture, 14, 0, 1, wait=0)
    desk.hear(Woke("deadline", request.id), SECOND)
    assert desk.state.doubts.forks[position.id][-1].fork.deed is deed
    assert of(desk.asked, "KeepApproval")[-1].approval.state is ApprovalState.LAPSED


# No re-entry into a fixture that was left; at most one live exit.


def test_a_fixture_that_was_left_is_not_entered_again_at_any_price():
    desk = Desk()
    fixture, position = desk.holds()
    desk.commands(Exit(position.id))
    request = next(iter(desk.state.doubts.pending.values()))
    desk.commands(Approve(request.id, request.version))
    desk.fills(of(desk.asked, "PlaceOrder")[-1], maker=False)
    assert not desk.state.trading.positions[position.id].open
    before = len(desk.asked)
    for mids in ((4600, 2750, 2650), (4500, 2800, 2700), (4400, 2850, 2750)):
        desk.quotes(fixture, *mids, wait=31 * MINUTE)
    assert not of(desk.asked[before:], "PlaceOrder")
    assert desk.state.score.funnel["desk/no_reentry"].count >= 3


def test_an_exit_whose_fate_is_unknown_is_the_one_live_exit():
    desk = with_rule("adverse_score", policy_in_play=ExitPolicy.EXIT)
    fixture, position = kicked_off(desk)
    desk.scores(fixture, 12, 0, 1)
    for _ in range(12):
        desk.quotes(fixture, *FALLEN, wait=10 * SECOND)
    desk.hear(OrderUnknown(exits(desk)[0].id, "time-out"))
    for _ in range(12):
        desk.quotes(fixture, *FALLEN, wait=10 * SECOND)
    assert not desk.commands(Exit(position.id))[0]
    assert len(exits(desk)) == 1


def test_what_did_not_sell_is_tried_again_one_order_at_a_time():
    desk = with_rule("adverse_score", policy_in_play=ExitPolicy.EXIT)
    fixture, position = kicked_off(desk)
    desk.scores(fixture, 12, 0, 1)
    for _ in range(12):
        desk.quotes(fixture, *FALLEN, wait=10 * SECOND)
        for order in list(desk.state.trading.orders.values()):
            desk.hear(OrderEnded(order.ticket.id, False, order.left, "nothing there"))
    assert len(exits(desk)) > 1
    assert all(ticket.quantity <= position.quantity and ticket.take_only for ticket in exits(desk))
