import pytest
from msgspec.structs import replace

from engine.core.risk import drawdown
from engine.core.risk.drawdown import Account
from engine.domain.fees import QUADRATIC, fee_at_most
from engine.domain.market import Leg
from engine.domain.money import CONTRACT, DOLLAR
from engine.domain.order import OrderState
from engine.domain.rules import DrawdownMode
from tests.support.words import drawdown_rules, fees_of, order, position

STOP = 200_000
YES = ("m1", Leg.YES)


def held(**said):
    return {"p": position(**said)}


def cents(text: str) -> int:
    whole, rest = text.split(".")
    return int(whole) * DOLLAR + int(rest) * DOLLAR // 100


@pytest.mark.parametrize(
    ("bid", "worth"),
    [(9000, 5 * DOLLAR), (5000, 5 * DOLLAR), (4900, 4_900_000), (0, 0), (None, 5 * DOLLAR)],
)
def test_a_position_counts_at_the_lower_of_cost_and_bid_and_at_cost_without_any(bid, worth):
    assert drawdown.equity(100, held(), {YES: bid}) == 100 + worth


def test_a_leg_nobody_ever_quoted_counts_at_cost_but_has_no_marked_equity():
    assert drawdown.equity(0, held(), {}) == 5 * DOLLAR
    assert drawdown.marked_equity(0, held(), {}) is None


def test_marked_equity_counts_gains_and_skips_what_is_closed():
    positions = held() | {"q": position(id="q", market="m2", sold=10 * CONTRACT)}
    assert drawdown.marked_equity(7, positions, {YES: 9000}) == 9 * DOLLAR + 7


def test_the_worst_case_takes_live_and_unknown_entries_at_their_dearest():
    fee = fee_at_most(QUADRATIC, 5000, 1000, buy=True)
    orders = {"a": order(), "b": order(OrderState.UNKNOWN), "c": order(OrderState.CANCELLED)}
    assert drawdown.worst_case(100 * DOLLAR, orders, fees_of()) == 100 * DOLLAR - 2 * (5 * DOLLAR + fee)


@pytest.mark.parametrize(
    ("mark", "at_cost", "floor"),
    [(1000, 0, 800), (1000, 600, 1280), (1001, 0, 801), (0, 0, 800)],
)
def test_the_floor_stands_under_the_mark_or_what_recovery_could_make_it_rounded_up(mark, at_cost, floor):
    account = Account(cash=1000, mark=mark)
    assert drawdown.floor(account, at_cost, STOP) == floor


@pytest.mark.parametrize(
    ("cash", "worst", "floor", "room"),
    [(10, 9, 4, 5), (10, 4, 4, 0), (10, 3, 4, 0), (5, 9, 0, 5), (-5, -5, 0, 0)],
)
def test_room_is_what_lies_between_worst_case_and_floor_and_never_more_than_cash(cash, worst, floor, room):
    assert drawdown.room(Account(cash=cash, mark=0), worst, floor) == room


def test_the_console_sketch_adds_up():
    rules = drawdown_rules()
    account = Account(cash=cents("910.00"), mark=cents("1034.10"))
    at_cost, reserved, equity = cents("120.00"), cents("23.00"), cents("1021.03")
    worst = account.cash - reserved
    floor = drawdown.floor(account, at_cost, rules.stop)
    budget = drawdown.budget(account, at_cost, rules)
    assert drawdown.drawdown(equity, account.mark) == 12_640
    assert drawdown.drawdown(worst, account.mark) == 142_250
    assert drawdown.distance(equity, account.mark, rules.stop) == cents("193.75")
    assert drawdown.distance(equity, account.mark, rules.pause) == 173_068_000
    assert budget == cents("202.72")
    assert at_cost + reserved + drawdown.room(account, worst, floor) == budget


def test_the_budget_is_everything_when_drawdown_is_only_watched_and_never_below_zero():
    account = Account(cash=100, mark=1000)
    assert drawdown.budget(account, 50, drawdown_rules(DrawdownMode.WATCHED)) == 150
    assert drawdown.budget(account, 50, drawdown_rules()) == 0


@pytest.mark.parametrize(
    ("equity", "mark", "parts"),
    [
        (1000, 1000, 0),
        (1200, 1000, 0),
        (999, 1000, 1000),
        (2, 3, 333_334),
        (0, 7, 1_000_000),
        (0, 0, 0),
        (-1, 0, 1_000_000),
    ],
)
def test_drawdown_is_rounded_up_and_never_below_zero(equity, mark, parts):
    assert drawdown.drawdown(equity, mark) == parts


def test_the_mark_only_rises():
    account = Account(cash=5, mark=10)
    assert drawdown.marked_up(account, 11).mark == 11
    assert drawdown.marked_up(account, 10) is account
    assert drawdown.marked_up(account, 3) is account


def test_a_reset_starts_a_new_mark():
    assert drawdown.restarted(Account(cash=5, mark=10), 6).mark == 6


def test_a_run_begins_with_its_bankroll_as_mark_and_deposit():
    assert drawdown.opened(1000) == Account(cash=1000, mark=1000, deposited=1000)


@pytest.mark.parametrize(("asked", "is_"), [(500_000, 500_000), (-1, 0), (2_000_000, 1_000_000)])
def test_the_size_factor_stays_between_nothing_and_full(asked, is_):
    assert drawdown.sized(Account(cash=1, mark=1), asked).size_factor == is_


@pytest.mark.parametrize(("change", "moves"), [(100, drawdown.deposited), (100, drawdown.withdrawn)])
def test_a_deposit_or_withdrawal_keeps_drawdown_as_it_is(change, moves):
    account = Account(cash=900 * DOLLAR, mark=1000 * DOLLAR)
    after = moves(account, account.cash, change * DOLLAR)
    assert drawdown.drawdown(after.cash, after.mark) == 100_000
    assert after.mark == 1000 * DOLLAR * after.cash // account.cash
    assert after.deposited + after.withdrawn == change * DOLLAR


def test_a_deposit_into_nothing_raises_the_mark_by_itself():
    assert drawdown.deposited(Account(cash=0, mark=10), 0, 5) == Account(cash=5, mark=15, deposited=5)


def test_everything_may_be_taken_out_when_nothing_is_at_stake():
    account = Account(cash=850 * DOLLAR, mark=1000 * DOLLAR)
    most = drawdown.withdrawable(
        account, equity=account.cash, worst=account.cash, positions_at_cost=0, rules=drawdown_rules()
    )
    assert most == account.cash
    assert drawdown.withdrawn(account, account.cash, most).mark == 0


@pytest.mark.parametrize(
    ("cash", "mark", "at_cost", "equity"),
    [(900, 1000, 100, 1000), (850, 1000, 100, 950), (900, 1000, 200, 1000), (850, 1000, 100, 900)],
)
def test_the_most_that_may_be_taken_out_leaves_the_promise_standing_and_one_cent_more_does_not(
    cash, mark, at_cost, equity
):
    account = Account(cash=cash * DOLLAR, mark=mark * DOLLAR)
    at_cost, equity = at_cost * DOLLAR, equity * DOLLAR
    most = drawdown.withdrawable(
        account, equity=equity, worst=account.cash, positions_at_cost=at_cost, rules=drawdown_rules()
    )
    assert 0 < most < account.cash

    def spare(amount: int) -> int:
        after = drawdown.withdrawn(account, equity, amount)
        return after.cash - drawdown.floor(after, at_cost, STOP)

    assert all(spare(most * part // 10) >= 0 for part in range(11))
    assert spare(most + DOLLAR // 100) < 0


def test_nothing_may_be_taken_out_at_the_floor_and_all_free_cash_when_only_watched():
    account = Account(cash=800 * DOLLAR, mark=1000 * DOLLAR)
    said = {"equity": 1000 * DOLLAR, "worst": 800 * DOLLAR, "positions_at_cost": 200 * DOLLAR}
    assert drawdown.withdrawable(account, **said, rules=drawdown_rules()) == 0
    assert drawdown.withdrawable(account, **said, rules=drawdown_rules(DrawdownMode.WATCHED)) == 800 * DOLLAR


def test_cash_moves_and_nothing_else():
    account = Account(cash=5, mark=10)
    assert drawdown.with_cash(account, -7) == replace(account, cash=-2)
