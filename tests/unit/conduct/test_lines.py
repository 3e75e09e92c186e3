"""15, 18 and 20 %: what sets the latches, what opens them again, and which quotes count."""

import pytest
from msgspec.structs import replace

from engine.core.core import Core
from engine.core.risk import drawdown
from engine.domain.commands import RESET_PHRASE, Reset, Resume
from engine.domain.events import BookSeen
from engine.domain.identity import AlarmId
from engine.domain.moment import MINUTE, SECOND
from engine.domain.money import CENT, CONTRACT
from engine.domain.states import Cause, EngineState
from tests.support.desk import Desk, of

DEPTH = 500 * CONTRACT
LOW = 2_000
LINES = {"warn": 150_000, "pause": 180_000, "stop": 200_000}


def show(desk, position, bid, *, asks=True, wait=SECOND):
    """The book of what is held."""
    sides = ((bid, DEPTH),), (((bid + 2 * CENT, DEPTH),) if asks else ())
    return desk.hear(BookSeen(position.market, *sides), wait)


def stand(desk, position, bid):
    """A book that has stood for a minute: its bid is trusted."""
    show(desk, position, bid)
    return show(desk, position, bid, wait=MINUTE)


def deep(desk, ppm):
    """The mark such that drawdown at the next look, equity as it is now, is this."""
    purse = desk.state.purse
    mark = purse.equity * 1_000_000 // (1_000_000 - ppm)
    mark = next(m for m in range(mark - 2_000, mark + 2_000) if drawdown.drawdown(purse.equity, m) == ppm)
    purse.account = replace(purse.account, mark=mark)


def nudge(desk, fixture, position):
    """Another of the fixture's trusted prices moves, so that drawdown is looked at again."""
    other = next(market for market in fixture.markets if market.id != position.market)
    bid = 3_100 if desk.state.quotes.watches[other.id].bid == 3_000 else 3_000
    desk.hear(BookSeen(other.id, ((bid, DEPTH),), ((bid + 2 * CENT, DEPTH),)), SECOND)
    return desk.hear(BookSeen(other.id, ((bid, DEPTH),), ((bid + 2 * CENT, DEPTH),)), MINUTE)


def holding(ppm=None):
    desk = Desk()
    fixture, position = desk.holds()
    stand(desk, position, LOW)
    if ppm is not None:
        deep(desk, ppm)
        nudge(desk, fixture, position)
    return desk, fixture, position


def raised(desk):
    """Which of the lines have been reached?"""
    causes = desk.state.desk.causes
    found = [
        (Cause.DRAWDOWN_STOP, "stop"),
        (Cause.DRAWDOWN_PAUSE, "pause"),
    ]
    told = [name for cause, name in found if cause in causes]
    return told or ["warn"] * (AlarmId("drawdown-warn") in desk.state.desk.alarms)


@pytest.mark.parametrize(("name", "line"), LINES.items())
def test_each_line_is_reached_at_itself_and_not_a_millionth_before(name, line):
    before = {"warn": [], "pause": ["warn"], "stop": ["pause"]}
    assert raised(holding(line - 1)[0]) == before[name]
    assert raised(holding(line)[0]) == [name]


def test_a_crash_counts_when_its_book_has_stood_for_a_minute_and_not_before():
    desk, _, position = holding()
    purse = desk.state.purse
    # What is held is all there is: two cents for what cost forty is beyond every line.
    purse.account = replace(purse.account, cash=0, mark=purse.equity - purse.account.cash)
    show(desk, position, LOW, asks=False)
    show(desk, position, 2 * CENT)
    show(desk, position, 2 * CENT, wait=MINUTE - 1)
    assert raised(desk) == []
    show(desk, position, 2 * CENT, wait=1)
    assert raised(desk) == ["stop"]


def test_quotes_that_vanish_neither_latch_nor_release():
    desk, fixture, position = holding(179_000)
    equity = desk.state.purse.equity
    for _ in range(5):
        show(desk, position, CENT, asks=False, wait=MINUTE)
        desk.hear(BookSeen(position.market, (), ()), MINUTE)
    assert desk.state.purse.equity == equity
    assert raised(desk) == ["warn"]
    deep(desk, 190_000)
    nudge(desk, fixture, position)
    assert raised(desk) == ["pause"]
    desk.hear(BookSeen(position.market, (), ((9_900, DEPTH),)), MINUTE)
    desk.hear(BookSeen(position.market, ((9_800, DEPTH),), ()), MINUTE)
    assert desk.state.purse.equity == equity
    assert raised(desk) == ["pause"]


def test_a_pause_wants_a_note_and_each_halves_the_size_to_the_floor_and_no_further():
    desk, fixture, position = holding(181_000)
    sizes = []
    for depth in (181_000, 187_000, 193_000):
        deep(desk, depth)
        nudge(desk, fixture, position)
        assert raised(desk) == ["pause"]
        assert desk.state.desk.state is EngineState.PAUSED
        assert not desk.commands(Resume(" "))[0]
        assert desk.commands(Resume("looked at it"))[0]
        assert desk.state.desk.state is EngineState.RUNNING
        sizes.append(desk.state.purse.account.size_factor)
    assert sizes == [500_000, 250_000, 250_000]
    assert desk.rules.drawdown.floor == 250_000


def test_full_size_comes_back_only_under_the_level_for_it():
    desk, fixture, position = holding(181_000)
    desk.commands(Resume("looked at it"))
    under = desk.rules.drawdown.restore_under
    deep(desk, under)
    stand(desk, position, LOW)
    nudge(desk, fixture, position)
    assert desk.state.purse.account.size_factor == 500_000
    # A cent more on what is held, and the level is passed.
    stand(desk, position, LOW + CENT)
    assert desk.state.purse.drawdown < under
    assert desk.state.purse.account.size_factor == 1_000_000


def stopped():
    desk, fixture, position = holding(200_000)
    assert raised(desk) == ["stop"]
    if desk.state.desk.state is not EngineState.HALTED:
        desk.halts()
    return desk, fixture, position


def test_the_stop_survives_a_restart_and_a_reset_starts_a_new_mark():
    desk, _, position = stopped()
    other = Core()
    other.thaw(desk.core.freeze())
    desk.core = other
    assert Cause.DRAWDOWN_STOP in desk.state.desk.causes
    assert not desk.commands(Resume("go on"))[0]
    assert not desk.commands(Reset("start over", "no"), wait=2 * MINUTE)[0]
    assert not desk.commands(Reset(RESET_PHRASE, " "))[0]
    desk.stands(SECOND)
    done, text = desk.commands(Reset(RESET_PHRASE, "a new beginning"), wait=SECOND)
    assert done, text
    purse = desk.state.purse
    assert purse.account.mark == purse.equity
    assert desk.state.desk.state is EngineState.PAUSED
    # Drawdown counts from the new mark: a recovery lifts it, and the same price again is no drawdown.
    stand(desk, position, LOW + CENT)
    assert desk.state.purse.account.mark == desk.state.purse.equity > purse.equity - 1
    assert desk.state.purse.drawdown == 0
    assert desk.commands(Resume("reviewed"))[0]
    assert desk.state.desk.state is EngineState.RUNNING


def test_no_reset_within_a_minute_of_the_stop():
    desk = stopped()[0]
    since = desk.state.desk.causes[Cause.DRAWDOWN_STOP]
    early = MINUTE - (desk.at - since) - 1
    if early > 0:
        assert not desk.commands(Reset(RESET_PHRASE, "at once"), wait=early)[0]
    desk.stands(2 * SECOND)
    assert desk.commands(Reset(RESET_PHRASE, "after a minute"), wait=MINUTE)[0]


def test_a_stop_cancels_what_rests_and_keeps_what_is_held():
    desk, _, position = holding(200_000)
    assert of(desk.asked, "CancelAll")
    assert desk.state.trading.positions[position.id].open
