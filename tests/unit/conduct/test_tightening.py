"""Making limits stricter while the run goes on: in one direction, in range, in force at once, and until when."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.config.rules import rules_hash
from engine.core.conduct.tightening import DRAWDOWN, LIMITS, Stricter, value, with_limit, written
from engine.core.core import Core
from engine.domain.commands import Source, Tighten
from engine.domain.events import OrderAccepted, RunResumed
from engine.domain.moment import MINUTE, SECOND
from engine.domain.rules import Limits
from engine.domain.states import Cause
from tests.support import games
from tests.support.desk import Desk, of, rules, willing

GIVEN = willing(rules())
NAMES = [*LIMITS, *DRAWDOWN]


def room(name: str) -> tuple[int, int]:
    """From where to where may a limit of the shipped settings be put?"""
    now, drawdown = value(GIVEN, name), GIVEN.drawdown
    if LIMITS.get(name) is Stricter.ABOVE:
        return now + 1, {"common_factor": 1_000_000, "price_lowest": 9_999}[name]
    least = {
        "drawdown_warn": 1,
        "drawdown_pause": max(drawdown.warn, drawdown.restore_under) + 1,
        "drawdown_stop": drawdown.pause + 1,
    }
    return least.get(name, 0), now - 1


def test_every_limit_can_be_tightened():
    assert set(LIMITS) == set(Limits.__struct_fields__)


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_moves_to_the_stricter_side_and_to_no_other(name):
    low, high = room(name)
    now = value(GIVEN, name)
    for to, fits in [(low, True), (high, True), (low - 1, False), (high + 1, False), (now, False)]:
        desk = Desk(GIVEN)
        accepted, text = desk.commands(Tighten(name, to))
        assert accepted is fits, text
        assert value(desk.state.run.rules, name) == (to if fits else now)
        assert text.startswith(f"{name}: {written(name, to)} ")


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(-10, 10**9)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_run_of_tightenings_loosens_anything_or_breaks_the_order_of_the_lines(steps):
    desk = Desk(GIVEN)
    for name, to in steps:
        before = {each: value(desk.state.run.rules, each) for each in NAMES}
        desk.commands(Tighten(name, to))
        after = {each: value(desk.state.run.rules, each) for each in NAMES}
        for each in NAMES:
            looser = (
                after[each] < before[each]
                if LIMITS.get(each) is Stricter.ABOVE
                else after[each] > before[each]
            )
            assert not looser, each
        drawdown = desk.state.run.rules.drawdown
        assert 0 < drawdown.warn < drawdown.pause < drawdown.stop
        assert drawdown.restore_under < drawdown.pause


@pytest.mark.parametrize(
    ("name", "amount", "says"),
    [
        ("order_quantity", 550, "5.5 contracts"),
        ("fixture_exposure", 100_000_000, "100 dollars"),
        ("drawdown_stop", 180_001, "0.180001"),
        ("price_lowest", 500, "0.05 dollars"),
        ("quote_age", 2_500_000, "2.5 s"),
        ("orders_per_minute", -3, "-3"),
    ],
)
def test_limits_are_written_exactly_and_as_the_settings_have_them(name, amount, says):
    assert written(name, amount) == says


def test_an_unknown_limit_is_named_with_what_there_is():
    accepted, text = Desk(GIVEN).commands(Tighten("bankroll", 1))
    assert not accepted
    assert text.startswith("no limit bankroll; there are global_exposure, ")
    assert "drawdown_stop" in text


@pytest.mark.parametrize("source", Source)
def test_anyone_may_make_it_safer(source):
    assert Desk(GIVEN).commands(Tighten("order_quantity", 100), source=source)[0]


def test_a_tightened_limit_is_in_force_at_once():
    desk = Desk(GIVEN)
    assert desk.commands(Tighten("fixture_exposure", 0))[0]
    fixture = desk.lists()
    assert not of(desk.quotes(fixture, 4600, 2750, 2650), "PlaceOrder")
    assert any("fixture" in row.rule for row in desk.state.score.funnel.values())


def test_what_rests_is_taken_away_when_a_limit_is_tightened_and_asked_for_anew_under_it():
    desk = Desk(GIVEN)
    fixture = desk.lists()
    placed = of(desk.quotes(fixture, 4900, 2950, 2950, half=300), "PlaceOrder")[0].ticket
    desk.hear(OrderAccepted(placed.id, 0))
    before = len(desk.asked)
    most = placed.quantity // 2
    assert desk.commands(Tighten("order_quantity", most))[0]
    assert [each.order for each in of(desk.asked[before:], "CancelOrder")] == [placed.id]
    desk.ends()
    asked = desk.quotes(fixture, 4910, 2940, 2950, half=300, wait=5 * MINUTE)
    assert all(each.ticket.quantity <= most for each in of(asked, "PlaceOrder"))


def test_a_tightened_line_of_drawdown_is_looked_at_at_once():
    desk = Desk(GIVEN)
    desk.holds()
    purse = desk.state.purse
    purse.account = replace(purse.account, mark=purse.equity * 1000 // 840)  # 16 % under the mark
    assert desk.commands(Tighten("drawdown_pause", 155_000))[0]
    assert Cause.DRAWDOWN_PAUSE in desk.state.desk.causes


def test_it_is_journaled_with_what_it_was():
    desk = Desk(GIVEN)
    desk.commands(Tighten("orders_per_minute", 3))
    (said,) = [each for each in of(desk.asked, "Say") if each.name == "command"]
    assert "orders_per_minute: 3 instead of 60" in said.text


def restart(desk: Desk, given_rules) -> None:
    frozen = desk.core.freeze()
    desk.core = Core()
    desk.core.thaw(frozen)
    desk.hear(RunResumed(given_rules, rules_hash(given_rules), "code"), SECOND)


def test_it_survives_restarts_under_the_same_settings():
    desk = Desk(GIVEN)
    desk.commands(Tighten("orders_per_minute", 3))
    desk.commands(Tighten("drawdown_stop", 190_000))
    for _ in range(3):
        restart(desk, GIVEN)
    assert value(desk.state.run.rules, "orders_per_minute") == 3
    assert value(desk.state.run.rules, "drawdown_stop") == 190_000


def test_other_settings_are_the_operators_new_word_and_it_is_said_what_they_loosen():
    desk = Desk(GIVEN)
    desk.commands(Tighten("orders_per_minute", 3))
    other = replace(GIVEN, limits=replace(GIVEN.limits, orders_per_minute=50))
    restart(desk, other)
    assert desk.state.run.rules == other
    assert desk.state.run.tightened == {}
    told = [each.text for each in of(desk.asked, "Say") if each.name == "limit"]
    assert told == ["orders_per_minute: 50 by the new settings, it was tightened to 3"]


def test_the_old_settings_do_not_come_back_tightened_twice():
    desk = Desk(GIVEN)
    desk.commands(Tighten("orders_per_minute", 3))
    restart(desk, replace(GIVEN, limits=replace(GIVEN.limits, orders_per_minute=50)))
    restart(desk, GIVEN)
    assert desk.state.run.rules == GIVEN


def test_rules_of_a_tightened_run_are_plain_values():
    tight = with_limit(GIVEN, "price_lowest", 1000)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(tight), type=type(GIVEN)) == tight
    assert tight.limits.price_lowest == 1000
    assert replace(tight, limits=GIVEN.limits) == GIVEN


def test_a_limit_put_to_nothing_lets_nothing_pass():
    """Each limit whose least is none at all really shuts."""
    for name in (
        "global_exposure",
        "market_exposure",
        "strategy_exposure",
        "slate_exposure",
        "order_quantity",
    ):
        desk = Desk(GIVEN)
        assert desk.commands(Tighten(name, 0))[0]
        assert not of(desk.quotes(desk.lists(games.fixture(name="F7")), 4600, 2750, 2650), "PlaceOrder"), name
