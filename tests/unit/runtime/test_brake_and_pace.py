"""The gate that needs nobody, and the pace that changes nothing."""

import os

import msgspec
import pytest

from engine.domain.commands import Pause, Receipt, Reset, Source, Stop
from engine.domain.effects import CancelAll, CancelOrder, PlaceOrder
from engine.domain.events import OrderRefused
from engine.domain.order import Purpose
from engine.shell.runtime.board import Board
from engine.shell.runtime.brake import Brake
from engine.shell.runtime.health import Vitals
from engine.shell.runtime.inbox import COMMANDS_MAX, Inbox
from engine.shell.runtime.pacing import FOREVER, Pace
from engine.shell.runtime.perform import carry
from engine.shell.runtime.showing import Showing
from tests.support.toy import SECOND, START, ToyCore, ToyMarket, ticket


class Hands:
    """A clock that is moved by hand."""

    def __init__(self):
        self.seconds = 100.0

    def monotonic(self):
        return self.seconds


def owed():
    entry = PlaceOrder(ticket("r-o1", 5))
    leave = PlaceOrder(ticket("r-o2", 5, Purpose.EXIT))
    return [(START, effect) for effect in (entry, leave, CancelOrder("r-o1", ""), CancelAll(""))]


def test_an_open_gate_lets_everything_pass(tmp_path):
    market = ToyMarket()
    assert carry(owed(), market, Brake(tmp_path, "r")) == []
    assert [effect for effect, _ in market.carried] == [effect for _, effect in owed()]


def test_a_shut_gate_keeps_entries_back_and_nothing_else(tmp_path):
    market, brake = ToyMarket(), Brake(tmp_path, "r")
    brake.shut_gate("enough")
    assert carry(owed(), market, brake) == [OrderRefused("r-o1", "brake: enough")]
    assert [effect for effect, _ in market.carried] == [effect for _, effect in owed()[1:]]


def test_a_stop_file_shuts_the_gate_between_two_orders_and_is_told_once(tmp_path):
    brake = Brake(tmp_path, "r")
    assert brake.news() is None
    (tmp_path / "STOP").touch()
    assert brake.shut
    assert "STOP file" in brake.news()
    assert brake.news() is None


def test_the_mark_of_a_stop_holds_after_a_restart_and_only_for_its_run(tmp_path):
    brake = Brake(tmp_path, "r1")
    brake.shut_gate("x")
    brake.leave_mark()
    brake.leave_mark()
    assert Brake(tmp_path, "r1").shut
    assert not Brake(tmp_path, "r2").shut
    brake.release()
    assert not brake.shut
    assert not Brake(tmp_path, "r1").shut


def to_nowhere(stop):
    stop.symlink_to("/nowhere/at/all")


def huge(stop):
    with stop.open("wb") as file:
        file.truncate(8 * 1024**3)


def pipe(stop):
    os.mkfifo(stop)


def folder(stop):
    stop.mkdir()


def endless(stop):
    stop.symlink_to("/dev/zero")


@pytest.mark.parametrize("kind", [to_nowhere, huge, pipe, folder, endless])
def test_whatever_is_named_stop_stops_and_holds_nobody_up(tmp_path, kind):
    kind(tmp_path / "STOP")
    brake = Brake(tmp_path, "r")
    assert brake.shut
    assert not brake.marked_by_us
    assert "STOP file" in brake.news()
    brake.leave_mark()


def test_a_mark_is_never_written_through_a_link(tmp_path):
    other = tmp_path / "other"
    other.write_text("run r2\n")
    (tmp_path / "STOP").symlink_to(other)
    brake = Brake(tmp_path, "r1")
    brake.shut_gate("x")
    brake.leave_mark()
    assert other.read_text() == "run r2\n"
    assert Brake(tmp_path, "r3").shut


def test_a_stop_that_cannot_be_taken_away_keeps_the_gate_shut_and_says_so(tmp_path):
    brake = Brake(tmp_path, "r")
    (tmp_path / "STOP").mkdir()
    assert brake.shut
    assert brake.news() is not None
    brake.release()
    assert brake.shut
    assert "cannot be taken away" in brake.news()


async def test_only_an_accepted_reset_opens_the_gate(tmp_path):
    brake, inbox = Brake(tmp_path, "r"), Inbox()
    brake.shut_gate("x")
    for command, accepted, shut in (
        (Pause(), True, True),
        (Reset("", ""), False, True),
        (Reset("", ""), True, False),
    ):
        receipt = inbox.submit(Source.CONSOLE, command)
        inbox.answer(inbox.take(), Receipt("c", accepted, ""), brake)
        assert receipt.done()
        assert brake.shut is shut


async def test_a_full_inbox_turns_commands_away_but_never_a_stop():
    inbox = Inbox()
    for _ in range(COMMANDS_MAX):
        inbox.submit(Source.CONSOLE, Pause())
    assert not inbox.submit(Source.CONSOLE, Pause()).result().accepted
    stop = inbox.submit(Source.CONSOLE, Stop())
    assert not stop.done()
    assert inbox.take().command == Stop()


def test_full_speed_waits_for_nothing():
    pace = Pace(Hands(), 0)
    assert pace.reached(5) == FOREVER
    assert pace.seconds_until(10**15) == 0


def test_virtual_time_runs_at_its_speed_and_slower_while_somebody_must_answer():
    hands = Hands()
    pace = Pace(hands, 60)
    pace.start(0)
    hands.seconds += 2
    assert pace.reached(200 * SECOND) == 120 * SECOND
    assert pace.seconds_until(180 * SECOND) == 1
    pace.slow(120 * SECOND, slowed=True)
    assert pace.speed == 1
    hands.seconds += 2
    assert pace.reached(200 * SECOND) == 122 * SECOND
    pace.slow(122 * SECOND, slowed=False)
    hands.seconds += 1
    assert pace.reached(200 * SECOND) == 182 * SECOND


def test_an_engine_that_fell_behind_does_not_race_to_catch_up():
    hands = Hands()
    pace = Pace(hands, 10)
    pace.start(0)
    hands.seconds += 100
    assert pace.reached(50 * SECOND) == 50 * SECOND
    hands.seconds += 1
    assert pace.reached(90 * SECOND) == 60 * SECOND


def shown_by(hands, *, expected=True, speed=60):
    board = Board()
    return board, Showing(board, Pace(hands, speed), hands, Vitals("toy"), expected=expected)


def test_heavy_work_waits_until_a_first_picture_is_drawn_but_not_for_ever():
    hands = Hands()
    _, showing = shown_by(hands)
    assert showing.expected
    showing.show(ToyCore(), 0, 0)
    hands.seconds += 0.4
    assert showing.expected
    hands.seconds += 0.2
    assert not showing.expected
    _, unseen = shown_by(hands)
    hands.seconds += 2.1
    assert not unseen.expected
    assert not shown_by(hands, expected=False)[1].expected


def test_the_speed_that_is_reported_is_the_one_in_force():
    hands = Hands()
    board, showing = shown_by(hands)
    core = ToyCore()
    showing.show(core, 0, 0)
    assert board.newest.status.speed == 60
    asking = msgspec.structs.replace(core.snapshot().status, approvals=1)
    core.snapshot = lambda: msgspec.structs.replace(ToyCore().snapshot(), status=asking)
    showing.show(core, 0, 0)
    assert board.newest.status.speed == 1


def test_a_finished_run_says_so_as_its_last_event():
    hands = Hands()
    board, showing = shown_by(hands)
    showing.finished = True
    showing.show(ToyCore(), 5, 0)
    assert board.newest.events[0].text.startswith("the run has ended")
