"""Leaving a position: triggers, requests, answers, deadlines, and the one reduce-only order."""

from msgspec.structs import replace

from engine.domain.approval import ApprovalState, ExitPolicy
from engine.domain.commands import Approve, Exit, Reject, Source
from engine.domain.events import Woke
from engine.domain.moment import HOUR, MINUTE, SECOND, Moment
from engine.domain.order import Purpose
from tests.support.desk import Desk, of, rules, willing


def asked_to_leave(desk: Desk):
    """Hold the home side, then see it concede and the market agree: a request comes."""
    fixture, position = desk.holds()
    desk.at = Moment(fixture.starts_at + 10 * MINUTE)
    desk.hear(Woke("kick_off", fixture.id))
    desk.scores(fixture, 10, 0, 0)
    desk.scores(fixture, 12, 0, 1, wait=2 * MINUTE)
    for _ in range(30):
        desk.quotes(fixture, 2800, 2900, 4300, wait=10 * SECOND)
        if desk.state.doubts.pending:
            break
    request = next(iter(desk.state.doubts.pending.values()), None)
    assert request is not None, desk.state.doubts
    return fixture, position, request


def test_a_goal_against_us_asks_once_after_the_market_agrees():
    desk = Desk()
    fixture, position, request = asked_to_leave(desk)
    assert request.trigger == "adverse_score"
    assert request.mandate.quantity == position.quantity
    desk.quotes(fixture, 2800, 2900, 4300, wait=10 * SECOND)
    assert len(of(desk.asked, "KeepApproval")) == 1


def test_an_approved_request_becomes_one_reduce_only_order_at_the_mandate():
    desk = Desk()
    _fixture, position, request = asked_to_leave(desk)
    assert desk.commands(Approve(request.id, request.version))[0]
    sold = [p.ticket for p in of(desk.asked, "PlaceOrder") if p.ticket.purpose is Purpose.EXIT]
    assert len(sold) == 1
    assert (sold[0].quantity, sold[0].price, sold[0].approval) == (
        position.quantity,
        request.mandate.price,
        request.id,
    )
    desk.fills(of(desk.asked, "PlaceOrder")[-1], maker=False)
    assert not desk.state.trading.positions[position.id].open
    assert desk.state.trading.positions[position.id].exit_trigger == "adverse_score"


def test_an_answer_counts_once_and_only_for_what_was_seen():
    desk = Desk()
    _, _, request = asked_to_leave(desk)
    assert not desk.commands(Approve(request.id, request.version + 1))[0]
    assert desk.commands(Reject(request.id, request.version))[0]
    assert not desk.commands(Approve(request.id, request.version))[0]


def test_a_rejected_request_is_not_asked_again_until_the_score_changes():
    desk = Desk()
    fixture, position, request = asked_to_leave(desk)
    desk.commands(Reject(request.id, request.version))
    for _ in range(12):
        desk.quotes(fixture, 2800, 2900, 4300, wait=10 * SECOND)
    assert not desk.state.doubts.pending
    desk.scores(fixture, 30, 0, 2)
    for _ in range(30):
        desk.quotes(fixture, 700, 1500, 7800, wait=10 * SECOND)
    assert desk.state.doubts.pending or of(desk.asked, "KeepApproval")[-1].approval.id != request.id
    assert desk.state.trading.positions[position.id].open


def test_a_new_goal_withdraws_the_question_and_asks_anew_when_the_market_agrees():
    desk = Desk()
    fixture, _, request = asked_to_leave(desk)
    desk.scores(fixture, 20, 0, 2)
    assert not desk.state.doubts.pending
    done, words = desk.commands(Approve(request.id, request.version))
    assert not done
    assert "waiting" in words
    for _ in range(20):
        desk.quotes(fixture, 1200, 2100, 6700, wait=10 * SECOND)
    newer = next(iter(desk.state.doubts.pending.values()))
    assert newer.id != request.id


def test_at_the_deadline_the_desk_holds_when_leaving_is_not_better():
    desk = Desk()
    _fixture, position, request = asked_to_leave(desk)
    desk.at = request.deadline_at
    desk.hear(Woke("deadline", request.id))
    assert desk.state.trading.positions[position.id].open
    kept = of(desk.asked, "KeepApproval")[-1].approval
    assert kept.state is ApprovalState.LAPSED
    assert not [p for p in of(desk.asked, "PlaceOrder") if p.ticket.purpose is Purpose.EXIT]


def test_at_the_deadline_the_desk_leaves_when_the_bids_pay_more_than_holding():
    desk = Desk()
    fixture, _, request = asked_to_leave(desk)
    desk.quotes(fixture, 2800, 2900, 4300, wait=request.deadline_at - desk.at - SECOND)
    desk.scores(fixture, 14, 0, 1, wait=0)
    belief = desk.state.convictions.forecasts[fixture.id]
    desk.state.convictions.forecasts[fixture.id] = replace(
        belief, fair=(100_000, 300_000, 600_000), at=Moment(request.deadline_at - SECOND)
    )
    desk.at = request.deadline_at
    asked = desk.hear(Woke("deadline", request.id))
    assert [p.ticket.purpose for p in of(asked, "PlaceOrder")] == [Purpose.EXIT]


def test_an_automatic_policy_leaves_without_asking_and_never_comes_back():
    automatic = willing(rules())
    triggers = tuple(
        replace(t, policy_in_play=ExitPolicy.EXIT) if t.name == "adverse_score" else t
        for t in automatic.triggers
    )
    desk = Desk(replace(automatic, triggers=triggers))
    fixture, position = desk.holds()
    desk.at = Moment(fixture.starts_at + 10 * MINUTE)
    desk.scores(fixture, 12, 0, 1)
    for _ in range(30):
        desk.quotes(fixture, 2800, 2900, 4300, wait=10 * SECOND)
        exits = [p for p in of(desk.asked, "PlaceOrder") if p.ticket.purpose is Purpose.EXIT]
        if exits:
            break
    assert len(exits) == 1
    assert exits[0].ticket.take_only
    desk.quotes(fixture, 2800, 2900, 4300, wait=10 * SECOND)
    assert len([p for p in of(desk.asked, "PlaceOrder") if p.ticket.purpose is Purpose.EXIT]) == 1, (
        "one live exit"
    )
    desk.fills(exits[0], maker=False)
    assert fixture.id in desk.state.doubts.left
    assert not desk.state.trading.positions[position.id].open


def test_the_operator_may_ask_to_leave_by_hand():
    desk = Desk()
    _, position = desk.holds()
    assert desk.commands(Exit(position.id))[0]
    request = next(iter(desk.state.doubts.pending.values()))
    assert request.trigger == "operator"
    assert desk.commands(Approve(request.id, request.version))[0]


def test_a_messenger_may_pause_but_not_approve():
    desk = Desk()
    _, _, request = asked_to_leave(desk)
    done, words = desk.commands(Approve(request.id, request.version), source=Source.TELEGRAM)
    assert not done
    assert "safer" in words


def test_a_price_that_has_moved_a_quarter_against_us_asks_before_the_game():
    desk = Desk()
    fixture, _ = desk.holds()
    for _ in range(6):
        desk.quotes(fixture, 2700, 3600, 3700, wait=20 * SECOND)
    assert desk.state.doubts.fired.get("price_moved") == 1


def test_two_days_without_a_forecast_make_a_position_stale():
    desk = Desk()
    fixture, position = desk.holds()
    later = replace(fixture, starts_at=Moment(fixture.starts_at + 96 * HOUR))
    from engine.domain.events import BookSeen, FixtureListed

    desk.hear(FixtureListed(later))
    for market in fixture.markets:
        desk.hear(BookSeen(market.id, (), ()))
    desk.state.convictions.models.clear()
    desk.hear(Woke("scan", ""), 49 * HOUR)
    assert desk.state.doubts.fired.get("stale_position") == 1
    assert desk.state.trading.positions[position.id].open


def test_a_basketball_request_survives_a_basket_but_not_a_run_of_them():
    from engine.core.conduct.approving import LEAD_STEP
    from engine.core.conduct.turn import Turn
    from engine.domain.sport import Sport
    from tests.support import games

    desk = Desk()
    fixture, position = desk.holds()
    game = games.fixture(Sport.BASKETBALL)

    def bound(home: int, away: int) -> str:
        from engine.core.conduct.approving import _bound_to

        desk.scores(fixture, 10, home, away)
        return _bound_to(Turn(desk.state, desk.seq, desk.at), game, position)

    assert bound(40, 43) == bound(42, 43) != bound(42 + LEAD_STEP, 43)


def test_a_position_nobody_bids_for_any_more_is_broken_too():
    from engine.domain.events import BookSeen
    from engine.domain.snapshot import ThesisMark

    desk = Desk()
    fixture, _ = desk.holds()
    desk.at = Moment(fixture.starts_at + 70 * MINUTE)
    desk.scores(fixture, 73, 0, 3)
    home, draw, away = (market.id for market in fixture.markets)
    for _ in range(12):
        desk.hear(BookSeen(home, (), ((100, 50_000),)), 10 * SECOND)
        desk.hear(BookSeen(draw, (), ((100, 50_000),)))
        desk.hear(BookSeen(away, ((9900, 50_000),), ()))
    assert desk.core.snapshot().positions[0].thesis is ThesisMark.BROKEN


def test_a_position_that_is_gone_is_called_by_the_name_it_has_on_the_screen():
    assert Desk().commands(Exit("sim-1-p0009")) == (False, "position 0009 is not open any more")
