"""Fills, settlements, money, latches: what the books say after each."""

from engine.core.conduct import settling
from engine.domain.commands import (
    RESET_PHRASE,
    Acknowledge,
    Close,
    Deposit,
    Ignore,
    Pause,
    Reset,
    ResetArm,
    Resume,
    Stop,
    Withdraw,
)
from engine.domain.events import MarketSettled, Noticed, OrderEnded, OrderFilled, OrderUnknown, Woke
from engine.domain.moment import MINUTE, SECOND, Moment
from engine.domain.money import DOLLAR, ONE
from engine.domain.order import OrderState
from engine.domain.queries import Query, Topic
from engine.domain.states import Cause, EngineState
from tests.support import games
from tests.support.desk import Desk, of


def test_a_fill_moves_cash_into_a_position_once_however_often_it_is_told():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0]
    effects = desk.fills(placed)
    fill = of(effects, "KeepFill")[0].fill
    cash = desk.state.purse.account.cash
    position = next(iter(desk.state.trading.positions.values()))
    assert cash == 1000 * DOLLAR - position.cost - position.fees
    desk.hear(OrderFilled(fill))
    assert desk.state.purse.account.cash == cash


def test_a_win_pays_a_dollar_a_contract_and_the_arm_learns_once():
    desk = Desk()
    fixture, position = desk.holds()
    desk.at = fixture.starts_at
    desk.hear(Woke("kick_off", fixture.id))
    before = desk.state.purse.account.cash
    effects = desk.settles(fixture, ONE, 0, 0)
    assert desk.state.purse.account.cash == before + position.quantity * ONE
    row = of(effects, "KeepSettlement")[0].settlement
    assert row.pnl == position.quantity * ONE - position.spent - position.fees
    assert desk.state.bandit.beliefs[position.strategy].episodes == 1
    (entry,) = [entry for entry in desk.state.score.entries if entry.key == position.id]
    assert entry.clv is not None, "the close was known, so was the closing-line value"
    assert desk.state.trading.positions == {}
    assert fixture.id not in desk.state.quotes.fixtures


def test_a_void_at_a_fair_price_pays_that_price():
    desk = Desk()
    fixture, position = desk.holds()
    before = desk.state.purse.account.cash
    desk.hear(MarketSettled(fixture.markets[0].id, 4200, fixture.settles_on, final=True, void=True))
    assert desk.state.purse.account.cash == before + position.quantity * 4200


def test_nothing_is_paid_before_the_venue_says_final_nor_twice():
    desk = Desk()
    fixture, _ = desk.holds()
    before = desk.state.purse.account.cash
    desk.hear(MarketSettled(fixture.markets[0].id, ONE, fixture.settles_on, final=False))
    assert desk.state.purse.account.cash == before
    desk.settles(fixture, ONE, 0, 0)
    after = desk.state.purse.account.cash
    desk.settles(fixture, ONE, 0, 0)
    assert desk.state.purse.account.cash == after


def test_a_trade_of_an_order_we_do_not_know_pauses_the_desk():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0]
    fill = of(desk.fills(placed), "KeepFill")[0].fill
    from msgspec.structs import replace

    desk.hear(OrderFilled(replace(fill, trade="x", order="somebody-else")))
    assert desk.state.desk.state is EngineState.PAUSED
    assert Cause.RECONCILE in desk.state.desk.causes
    (line,) = desk.state.reckoning.differences.values()
    assert not desk.commands(Resume("looked"))[0], "a difference is decided, not resumed over"
    assert desk.commands(Ignore(line.id, "a trade by hand"))[0]
    assert desk.state.desk.state is EngineState.RUNNING


def test_an_order_unknown_for_a_minute_pauses_and_keeps_its_exposure():
    desk = Desk()
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")[0].ticket
    asked = desk.hear(OrderUnknown(placed.id, "time-out"))
    wake = of(asked, "WakeAt")[0]
    at_stake = desk.core.snapshot().risk.at_stake
    assert at_stake == placed.most_cost
    desk.at = wake.at
    desk.hear(Woke(wake.kind, wake.entity))
    assert desk.state.desk.state is EngineState.PAUSED
    assert len([e for e in desk.asked if type(e).__name__ == "PlaceOrder"]) == 1, "never sent again"


def test_a_stop_cancels_everything_keeps_positions_and_is_halted_when_nothing_is_left():
    desk = Desk()
    desk.holds()
    other = desk.lists(_another())
    placed = of(desk.quotes(other, 4900, 2950, 2950, half=300), "PlaceOrder")[0].ticket
    done, words = desk.commands(Stop())
    assert done
    assert "1 positions kept" in words
    assert desk.state.desk.state is EngineState.HALTING
    assert of(desk.asked, "CancelAll")
    desk.hear(OrderEnded(placed.id, False, placed.quantity, "stop"))
    desk.halts()
    assert sum(p.open for p in desk.state.trading.positions.values()) == 1


def _another():
    from tests.support import games

    return games.fixture(name="F2")


def test_leaving_halted_needs_the_phrase_a_reason_and_a_minute():
    desk = Desk()
    desk.commands(Stop())
    desk.halts()
    assert not desk.commands(Resume())[0]
    assert not desk.commands(Reset("please", "because"), wait=2 * MINUTE)[0]
    fresh = Desk()
    fresh.commands(Stop())
    fresh.halts()
    assert "wait" in fresh.commands(Reset(RESET_PHRASE, "looked into it"))[1]
    assert fresh.commands(Reset(RESET_PHRASE, "looked into it"), wait=2 * MINUTE)[0]
    assert fresh.state.desk.state is EngineState.PAUSED
    assert fresh.commands(Resume())[0]


def test_deposits_and_withdrawals_scale_the_mark_and_pass_the_gate():
    desk = Desk()
    desk.holds()
    assert desk.commands(Deposit(100 * DOLLAR))[0]
    assert desk.state.purse.account.mark > 1000 * DOLLAR
    done, words = desk.commands(Withdraw(5000 * DOLLAR))
    assert not done
    assert "between 0 and" in words
    most = desk.core.snapshot().risk.withdrawable
    assert desk.commands(Withdraw(most))[0]
    risk = desk.core.snapshot().risk
    assert risk.if_all_lose_drawdown <= 200_000


def test_a_fall_to_the_pause_line_latches_and_resuming_halves_the_size():
    desk = Desk()
    fixture, _ = desk.holds()
    account = desk.state.purse.account
    from msgspec.structs import replace

    desk.state.purse.account = replace(account, mark=account.mark * 122 // 100)
    for _ in range(3):
        desk.quotes(fixture, 4500, 2800, 2700, wait=2 * MINUTE)
    assert Cause.DRAWDOWN_PAUSE in desk.state.desk.causes
    assert desk.state.desk.state is EngineState.PAUSED
    assert not desk.commands(Resume())[0]
    assert desk.commands(Resume("reviewed: bad luck"))[0]
    assert desk.state.purse.account.size_factor == 500_000


def test_alarms_stand_until_acknowledged():
    desk = Desk()
    desk.hear(Noticed(Cause.CLOCK, sick=True, text="skewed by 3 s"))
    assert desk.core.snapshot().status.alarms_unacked == 1
    assert desk.commands(Acknowledge())[0]
    assert desk.core.snapshot().status.alarms_unacked == 0
    assert len(desk.core.snapshot().alarms) == 1, "the condition is still there"
    desk.hear(Noticed(Cause.CLOCK, sick=False, text="in step"))
    assert desk.core.snapshot().alarms == ()
    assert not desk.commands(Acknowledge())[0]


def test_an_arm_can_be_reset_and_an_unknown_one_is_named():
    desk = Desk()
    fixture, position = desk.holds()
    desk.settles(fixture, 0, 0, ONE)
    assert desk.commands(ResetArm(position.strategy))[0]
    assert desk.state.bandit.beliefs[position.strategy].episodes == 0
    assert not desk.commands(ResetArm("nobody"))[0]


def test_closing_cancels_what_rests():
    desk = Desk()
    placed = of(desk.quotes(desk.lists(), 4900, 2950, 2950, half=300), "PlaceOrder")[0].ticket
    desk.commands(Close())
    assert desk.state.trading.orders[placed.id].state is OrderState.CANCELLING
    assert desk.state.desk.state is EngineState.CLOSING


def test_pausing_twice_is_pausing_once():
    desk = Desk()
    desk.commands(Pause())
    since = desk.state.desk.causes[Cause.OPERATOR]
    desk.commands(Pause(), wait=MINUTE)
    assert desk.state.desk.causes[Cause.OPERATOR] == since
    assert Moment(since) < desk.at


def test_a_run_that_was_closed_runs_again_when_it_is_taken_up():
    from engine.config.rules import rules_hash
    from engine.domain.events import RunResumed

    desk = Desk()
    desk.commands(Close())
    desk.hear(RunResumed(desk.rules, rules_hash(desk.rules), "code"))
    desk.stands(SECOND)
    assert desk.state.desk.state is EngineState.RUNNING


def test_what_old_markets_paid_is_forgotten_in_the_end_never_of_a_fixture_still_open(monkeypatch):
    monkeypatch.setattr(settling, "MARKETS_KEPT", 3)
    desk = Desk()
    half = desk.lists(games.fixture(name="half"))
    desk.hear(MarketSettled(half.markets[0].id, 0, half.settles_on, final=True, void=True))
    done = [desk.lists(games.fixture(name=name)) for name in ("F1", "F2", "F3")]
    for fixture in done:
        desk.settles(fixture, ONE, 0, 0)
    quotes = desk.state.quotes
    assert list(quotes.settled) == [half.markets[0].id, *(market.id for market in done[-1].markets)]
    assert list(quotes.voided) == [half.markets[0].id]
    desk.hear(MarketSettled(done[-1].markets[0].id, 0, half.settles_on, final=True))
    assert [row.page for row in desk.state.desk.alarms.values()] == ["correction"]


def test_the_report_says_how_often_triggers_fired_and_what_became_of_it():
    desk = Desk()
    desk.state.doubts.fired["game_started"] = 4
    sections = {section.title: section.lines for section in desk.core.answer(Query(Topic.REPORT)).sections}
    assert sections["Triggers"] == (("game_started", "4 fired, 0 decided, regret --"),)
