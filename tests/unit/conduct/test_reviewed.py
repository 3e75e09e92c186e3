"""What a fresh pair of eyes found: each of these failed once."""

from msgspec.structs import replace

from engine.core.conduct import exiting, gates, sums
from engine.core.conduct.turn import Turn
from engine.domain.approval import ExitPolicy
from engine.domain.commands import Approve, Deposit, Exit, Resume, Stop
from engine.domain.events import (
    BookSeen,
    ConsoleLost,
    FixtureListed,
    MarketSettled,
    OrderAccepted,
    OrderEnded,
    OrderFilled,
    OrderRefused,
    RunResumed,
    Woke,
)
from engine.domain.moment import DAY, HOUR, MINUTE, SECOND, Moment
from engine.domain.order import Fill
from engine.domain.sport import Sport
from engine.domain.states import Cause, EngineState
from tests.support import games
from tests.support.desk import Desk, of, rules, willing


def moves(desk, fixture):
    """The mid falls by 40 % and stays there."""
    desk.quotes(fixture, 2600, 3750, 3650, wait=61 * SECOND)
    desk.hear(Woke("doubt", fixture.id), 31 * SECOND)


def test_a_resume_from_a_drawdown_pause_lasts_until_the_drawdown_is_another_one():
    desk = Desk()
    _fixture, _position = desk.holds()
    purse = desk.state.purse
    purse.account = replace(purse.account, mark=purse.equity * 1000 // 815)  # 18.5 % under the mark
    desk.commands(Deposit(1))  # any check
    assert Cause.DRAWDOWN_PAUSE in desk.state.desk.causes
    assert desk.commands(Resume("looked at it"))[0]
    assert purse.account.size_factor == 500_000
    desk.commands(Deposit(1))  # any later check, equity unchanged
    assert Cause.DRAWDOWN_PAUSE not in desk.state.desk.causes
    assert purse.account.size_factor == 500_000


def test_a_refused_resume_changes_nothing():
    desk = Desk()
    _fixture, _position = desk.holds()
    purse = desk.state.purse
    purse.account = replace(purse.account, mark=purse.equity * 1000 // 815)
    desk.commands(Deposit(1))
    desk.commands(Stop("x"))
    accepted, text = desk.commands(Resume("looked"))
    assert not accepted
    assert Cause.DRAWDOWN_PAUSE in desk.state.desk.causes, text
    assert purse.account.size_factor == 1_000_000


def test_a_second_stop_cancels_what_was_sent_after_the_first():
    desk = Desk()
    fixture, position = desk.holds()
    desk.quotes(fixture, 4600, 2750, 2650)
    desk.commands(Stop("x"))
    desk.halts()
    assert desk.commands(Exit(position.id))[0]
    request = next(iter(desk.state.doubts.pending.values()))
    assert desk.commands(Approve(request.id, request.version))[0]
    assert len(desk.state.trading.orders) == 1
    before = len(desk.asked)
    desk.commands(Stop("again"))
    assert of(desk.asked[before:], "CancelOrder") or of(desk.asked[before:], "CancelAll")


def test_the_operator_may_ask_to_leave_again_after_a_mandate_ran_out():
    desk = Desk()
    fixture, position = desk.holds()
    desk.quotes(fixture, 4600, 2750, 2650)
    desk.commands(Exit(position.id))
    request = next(iter(desk.state.doubts.pending.values()))
    desk.commands(Approve(request.id, request.version))
    order = next(iter(desk.state.trading.orders.values()))
    desk.hear(OrderAccepted(order.ticket.id, 0))
    desk.hear(OrderEnded(order.ticket.id, True, order.ticket.quantity, "expired"), 20 * SECOND)
    accepted, text = desk.commands(Exit(position.id), wait=SECOND)
    assert not accepted or desk.state.doubts.pending, text


def test_half_of_a_position_asked_for_is_half_of_it_sold_at_the_deadline():
    given = willing(rules())
    given = replace(
        given,
        approvals=replace(given.approvals, at_deadline=ExitPolicy.EXIT),
        triggers=tuple(replace(t, share=500_000) if t.name == "price_moved" else t for t in given.triggers),
    )
    desk = Desk(given)
    fixture, _position = desk.holds()
    moves(desk, fixture)
    request = next(iter(desk.state.doubts.pending.values()))
    desk.hear(Woke("deadline", request.id), request.deadline_at - desk.at)
    sold = of(desk.asked, "PlaceOrder")[-1].ticket
    assert sold.side == "sell"
    assert sold.quantity <= request.mandate.quantity


def test_a_deadline_that_says_leaving_leaves_although_our_own_entry_still_rests():
    given = willing(rules())
    given = replace(given, approvals=replace(given.approvals, at_deadline=ExitPolicy.EXIT))
    desk = Desk(given)
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0]
    assert placed.ticket.post_only
    desk.fills(placed, quantity=100)
    next(iter(desk.state.trading.positions.values()))
    moves(desk, fixture)
    request = next(iter(desk.state.doubts.pending.values()))
    desk.hear(Woke("deadline", request.id), request.deadline_at - desk.at)
    if placed.ticket.id in desk.state.trading.orders:
        desk.hear(OrderEnded(placed.ticket.id, False, placed.ticket.quantity - 100, "cancelled"), SECOND)
    desk.quotes(fixture, 2600, 3750, 3650, wait=61 * SECOND)
    assert any(p.ticket.side == "sell" for p in of(desk.asked, "PlaceOrder"))


def test_a_request_goes_when_its_reason_is_gone():
    desk = Desk()
    fixture, _position = desk.holds()
    desk.quotes(fixture, 4600, 2750, 2650)
    moves(desk, fixture)
    assert desk.state.doubts.pending
    desk.quotes(fixture, 4600, 2750, 2650, wait=61 * SECOND)
    desk.hear(Woke("doubt", fixture.id), 31 * SECOND)
    assert not desk.state.doubts.pending


def test_a_resting_entry_is_withdrawn_when_line_ups_come():
    desk = Desk(start=Moment(games.START - 80 * MINUTE))
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")
    assert placed
    assert placed[0].ticket.post_only
    desk.hear(OrderAccepted(placed[0].ticket.id, 0), 100_000)
    desk.quotes(fixture, 4600, 2750, 2650, half=300, wait=6 * MINUTE)  # 74 minutes before
    desk.quotes(fixture, 4600, 2750, 2650, half=300, wait=9 * MINUTE)  # 65 minutes before
    assert of(desk.asked, "CancelOrder")


def test_a_postponed_position_counts_on_its_new_date():
    desk = Desk()
    fixture, _position = desk.holds()
    moved = replace(fixture, starts_at=Moment(fixture.starts_at + DAY), settles_on="2026-11-22")
    desk.hear(FixtureListed(moved))
    at_stake = sums.exposed(desk.state)
    assert at_stake.by_slate.get("2026-11-22", 0) == at_stake.total, at_stake


def test_on_console_lost_pause_pauses_paper():
    desk = Desk()
    desk.hear(ConsoleLost())
    assert desk.state.desk.state is EngineState.PAUSED


def test_a_duplicate_fill_after_settlement_is_dropped():
    desk = Desk()
    fixture, _position = desk.holds()
    fill = of(desk.asked, "KeepFill")[0].fill
    desk.settles(fixture, 10_000, 0, 0)
    desk.hear(OrderFilled(fill))
    assert desk.state.desk.state is EngineState.RUNNING


def test_new_arm_after_restart_settles():
    desk = Desk()
    extra = replace(desk.rules, arms=tuple(replace(a, name="new_" + a.name) for a in desk.rules.arms))
    desk.hear(RunResumed(extra, "h", "c"))
    desk.stands(SECOND)
    fixture, _position = desk.holds()
    desk.settles(fixture, 10_000, 0, 0)


def test_stale_books_hold_at_the_deadline():
    desk = Desk()
    fixture, position = desk.holds()
    desk.quotes(fixture, 4600, 2750, 2650)
    moves(desk, fixture)
    request = next(iter(desk.state.doubts.pending.values()))
    # the books say nothing any more; a scan looks at the old ones
    desk.hear(Woke("scan", ""), request.deadline_at - desk.at - SECOND)
    book = desk.state.quotes.books[position.market]
    assert desk.at - book.at > desk.rules.limits.quote_age
    assert exiting.stale(Turn(desk.state, desk.seq, desk.at), fixture)


def test_a_new_score_gives_new_time():
    desk = Desk()
    fixture, position = desk.holds()
    desk.quotes(fixture, 4600, 2750, 2650)
    desk.scores(fixture, 1, 0, 0, wait=games.START - desk.at + MINUTE)
    desk.quotes(fixture, 4600, 2750, 2650)
    desk.commands(Exit(position.id))
    first = next(iter(desk.state.doubts.pending.values()))
    desk.scores(fixture, 2, 0, 1, wait=59 * SECOND)
    second = next(iter(desk.state.doubts.pending.values()))
    assert second.version > first.version
    assert second.deadline_at > first.deadline_at


def test_a_jump_without_an_event_freezes():
    desk = Desk()
    fixture, _position = desk.holds()
    desk.scores(fixture, 1, 0, 0, wait=games.START - desk.at + MINUTE)
    for _ in range(50):
        desk.quotes(fixture, 4600, 2750, 2650, wait=6 * SECOND)
    desk.quotes(fixture, 1600, 2750, 5650, wait=6 * SECOND)
    turn = Turn(desk.state, desk.seq, desk.at)
    assert gates.closed(turn, fixture) == "frozen"


def test_exits_are_not_the_arms_doing():
    """Sold at a loss, would have won: the arm is credited for its entry."""
    desk = Desk()
    fixture, position = desk.holds()
    desk.quotes(fixture, 4600, 2750, 2650)
    desk.quotes(fixture, 1600, 4250, 4150, wait=61 * SECOND)
    desk.commands(Exit(position.id))
    request = next(iter(desk.state.doubts.pending.values()))
    desk.commands(Approve(request.id, request.version))
    sell = of(desk.asked, "PlaceOrder")[-1]
    desk.fills(sell, maker=False)
    index = [m.id for m in fixture.markets].index(position.market)
    desk.settles(fixture, *(10_000 if i == index else 0 for i in range(3)))
    belief = desk.state.bandit.beliefs[position.strategy]
    assert belief.alpha > 1.0


def test_a_fixture_told_anew_in_play_keeps_its_closing_line():
    desk = Desk()
    fixture, _position = desk.holds()
    desk.quotes(fixture, 4600, 2750, 2650, wait=games.START - desk.at - SECOND)
    desk.hear(Woke("kick_off", fixture.id), SECOND)
    close = dict(desk.state.games.closing)
    assert close
    desk.scores(fixture, 30, 0, 2, wait=30 * MINUTE)
    desk.quotes(fixture, 1000, 2000, 7000)
    asked = desk.hear(FixtureListed(replace(fixture, settles_on="2026-11-22")))
    for wake in of(asked, "WakeAt"):
        if wake.at <= desk.at:
            desk.hear(Woke(wake.kind, wake.entity))
    assert desk.state.games.closing == close


def test_no_entry_while_a_sibling_book_is_stale():
    given = rules()
    given = replace(
        given, forecast=replace(given.forecast, model_weight=0), bandit=replace(given.bandit, prior_mean=5.0)
    )
    desk = Desk(given)  # the market alone is believed
    fixture = desk.lists()
    desk.quotes(fixture, 4500, 2800, 2700, half=100)
    assert not desk.state.trading.orders
    first, _last = fixture.markets[0], fixture.markets[-1]
    # three hours later the home side's news is out; only its book still reaches us
    desk.hear(BookSeen(first.id, ((3700, 50000),), ((3800, 50000),)), 3 * HOUR)
    desk.hear(BookSeen(first.id, ((3700, 50000),), ((3800, 50000),)), 300_000)
    assert not of(desk.asked, "PlaceOrder")


def test_a_moved_fixture_gets_fresh_luck():
    desk = Desk()
    fixture = desk.lists()
    desk.quotes(fixture, 4600, 2750, 2650)
    desk.hear(FixtureListed(replace(fixture, starts_at=Moment(fixture.starts_at + HOUR))))
    o = next(iter(desk.state.trading.orders.values()))
    desk.hear(OrderRefused(o.ticket.id, "x"))
    desk.quotes(fixture, 4600, 2750, 2650, wait=61 * SECOND)
    made = [(c.choice.fixture, c.choice.ordinal) for c in of(desk.asked, "KeepChoice")]
    assert len(made) == len(dict.fromkeys(made)) == 2, made


def test_a_trade_told_after_the_settlement_is_in_the_score():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0]
    desk.fills(placed, quantity=300)
    t = placed.ticket
    desk.hear(OrderEnded(t.id, False, t.quantity - 600, "market closed"))  # 3 more are still to be told
    index = [m.id for m in fixture.markets].index(t.market)
    for i, m in enumerate(fixture.markets):
        desk.hear(MarketSettled(m.id, 10_000 if i == index else 0, fixture.settles_on, final=True))
    desk.hear(OrderFilled(Fill("late", t.id, t.market, t.leg, t.side, t.price, 300, 0, True)))
    desk.hear(OrderEnded(t.id, False, t.quantity - 600, "market closed"))
    cash = desk.state.purse.account.cash - 1_000_000_000
    assert sum(desk.state.score.realised.values()) == cash


def test_basketball_adverse_score_can_fire():
    desk = Desk()
    fixture = desk.lists(games.fixture(Sport.BASKETBALL))
    placed = of(desk.quotes(fixture, 5500, 4500), "PlaceOrder")
    assert placed
    desk.fills(placed[0])
    home = placed[0].ticket.market == fixture.markets[0].id
    desk.quotes(fixture, 5500, 4500, wait=61 * SECOND)
    desk.scores(fixture, 0, 0, 0, wait=games.START - desk.at + MINUTE)
    h = a = 0
    for minute in range(1, 40):
        h, a = (h + 1, a + 3) if home else (h + 3, a + 1)
        desk.scores(fixture, minute, h, a, wait=30 * SECOND)
        belief = desk.state.convictions.forecasts[fixture.id]
        m = belief.model[0] // 10000 * 100
        m = min(max(m, 300), 9700)
        desk.quotes(fixture, m, 10000 - m, wait=5 * SECOND)
        desk.quotes(fixture, m, 10000 - m, wait=6 * SECOND)
        desk.hear(Woke("doubt", fixture.id), 10 * SECOND)
    assert "adverse_score" in desk.state.doubts.fired


def test_what_was_believed_before_stays_when_a_game_begins_early():
    desk = Desk(start=Moment(games.START - 10 * MINUTE))
    fixture = desk.lists()
    desk.quotes(fixture, 4000, 3000, 3000)
    before = desk.state.convictions.before[fixture.id]
    desk.scores(fixture, 1, 1, 0, wait=7 * MINUTE)
    desk.quotes(fixture, 7000, 2000, 1000)
    desk.quotes(fixture, 7000, 2000, 1000, wait=6 * SECOND)
    assert desk.state.convictions.before[fixture.id] == before


def test_trusted_bid_of_an_earlier_holding():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650, half=300), "PlaceOrder")[0]
    desk.hear(OrderAccepted(placed.ticket.id, 0))
    desk.quotes(fixture, 4600, 2750, 2650, half=300)
    desk.quotes(fixture, 4600, 2750, 2650, half=300, wait=61 * SECOND)
    desk.hear(OrderEnded(placed.ticket.id, True, placed.ticket.quantity, "expired"))
    w = desk.state.quotes.watches[placed.ticket.market]
    assert w.bid is None
    assert w.two_sided_since is None
