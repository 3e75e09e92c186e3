"""What the commands say to a running engine, and what they make of its answers."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

from engine.domain.commands import (
    RESET_PHRASE,
    Approve,
    Deposit,
    Pause,
    Reject,
    Reset,
    Resume,
    Stop,
    StopCard,
    Withdraw,
)
from engine.domain.identity import ApprovalId
from engine.domain.moment import SECOND, Moment
from engine.domain.money import Money, Price, Quantity, dollars
from engine.domain.snapshot import ApprovalRow
from engine.domain.states import EngineState
from engine.shell.runtime.lock import started_ticks
from engine.wire.protocol import TurnedAway
from footbe_tui.cli import main
from footbe_tui.commands import attach, client, headless, roads
from footbe_tui.commands import stop as stopping
from tests.support.snapshots import snapshot, status


def request(number, version=3):
    return ApprovalRow(
        key=f"r1-a{number:04d}",
        label=f"{number:04d}",
        fixture="ARS–CHE",
        version=version,
        hold="ARS",
        trigger="adverse_score",
        reason="0-1",
        quantity=Quantity(4000),
        price=Price(2900),
        asked_at=Moment(0),
        deadline_at=Moment(41 * SECOND),
        at_deadline="exit_if_better",
        holding=Money(290_000),
        nets=None,
        waited_cost=None,
        stale=False,
    )


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["pause"], Pause()),
        (["resume"], Resume()),
        (["resume", "--note", "looked at it"], Resume(note="looked at it")),
        (["deposit", "250.50"], Deposit(dollars("250.50"))),
        (["withdraw", "100"], Withdraw(dollars("100"))),
        (["reset", "--reason", "why", "--phrase", RESET_PHRASE], Reset(phrase=RESET_PHRASE, reason="why")),
    ],
)
def test_a_command_reaches_the_engine_and_its_receipt_the_terminal(engine, capsys, words, command):
    assert main([*words, "--home", str(engine.home.root)]) == 0
    assert engine.commands == [command]
    assert capsys.readouterr().out == "done\n"


def test_the_home_may_be_named_before_the_command(engine):
    assert main(["--home", str(engine.home.root), "pause"]) == 0


def test_a_refusal_is_said_and_is_no_success(engine, capsys):
    engine.answer = lambda command: (False, "withdraw: 31.20 is safe, 100.00 is not")
    assert main(["withdraw", "100", "--home", str(engine.home.root)]) == 2
    assert capsys.readouterr().err == "footbe-tui: refused: withdraw: 31.20 is safe, 100.00 is not\n"


@pytest.mark.parametrize("words", [["status"], ["pause"], ["approvals", "list"], ["deposit", "1"]])
def test_without_an_engine_the_exit_code_is_6(home, capsys, words):
    assert main([*words, "--home", str(home.root)]) == 6
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "no engine is running here" in lines[0]


def test_a_silent_engine_is_given_up_in_time(engine, capsys, monkeypatch):
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.2)
    engine.mute = True
    with (
        pytest.raises(client.NotReachable, match="no answer in time"),
        client.reached(engine.home, seconds=0.2),
    ):
        pass


def test_a_socket_left_behind_is_no_engine(home, capsys):
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(home.socket))
    left.close()
    assert main(["status", "--home", str(home.root)]) == 6
    assert "no engine answers" in capsys.readouterr().err


def test_a_file_in_the_sockets_place_is_refused(home, capsys):
    home.socket.write_text("")
    assert main(["status", "--home", str(home.root)]) == 6
    assert "is no socket of yours" in capsys.readouterr().err


def test_another_version_turns_us_away_with_its_code(engine, capsys):
    engine.first_words = TurnedAway(text="the engine (2) speaks protocol 2", exit_code=64)
    assert main(["status", "--home", str(engine.home.root)]) == 64
    assert capsys.readouterr().err == "footbe-tui: the engine (2) speaks protocol 2\n"


def test_status_is_whole_numbers_with_units_for_programs(engine, capsys):
    engine.picture = snapshot(status=status(at_stake=Money(143_000_000)))
    assert main(["status", "--json", "--home", str(engine.home.root)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"]["at_stake"] == 143_000_000
    assert told["units"]["money"] == "1e-6 dollars"
    assert {"risk", "positions", "approvals", "health"} <= set(told)


def test_status_is_one_fact_a_line_for_readers(engine, capsys):
    engine.picture = snapshot(status=status(state=EngineState.PAUSED, causes=("operator",)))
    assert main(["status", "--plain", "--home", str(engine.home.root)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:4] == ["state: PAUSED", "causes: operator"]
    assert "projected open: unknown" in lines


def test_approvals_are_listed_soonest_facts_first(engine, capsys):
    engine.picture = snapshot(approvals=(request(12),))
    assert main(["approvals", "list", "--home", str(engine.home.root)]) == 0
    line = capsys.readouterr().out
    assert line.startswith(
        "0012  0:41 left  ARS–CHE: sell up to 40 ARS at .29 or better  (adverse_score: 0-1;"
    )
    assert "holding .290, exit nets --" in line


@pytest.mark.parametrize("name", ["12", "0012", "r1-a0012"])
def test_an_answer_is_bound_to_the_version_that_stands(engine, name):
    engine.picture = snapshot(approvals=(request(11), request(12, version=5)))
    assert main(["approvals", "approve", name, "--home", str(engine.home.root)]) == 0
    assert main(["approvals", "reject", name, "--home", str(engine.home.root)]) == 0
    answered = ApprovalId("r1-a0012")
    assert engine.commands == [Approve(answered, 5), Reject(answered, 5)]


def test_an_unknown_request_is_named_with_those_that_wait(engine, capsys):
    engine.picture = snapshot(approvals=(request(11),))
    assert main(["approvals", "approve", "9", "--home", str(engine.home.root)]) == 2
    assert capsys.readouterr().err == "footbe-tui: approvals: '9' is not waiting; allowed: 0011\n"


def test_a_stop_is_confirmed_by_the_engine_itself(engine, capsys):
    engine.pictures_after = (
        snapshot(status=status(state=EngineState.HALTING)),
        snapshot(status=status(state=EngineState.HALTED)),
    )
    assert main(["stop", "--reason", "drill", "--home", str(engine.home.root)]) == 0
    assert engine.commands == [Stop(reason="drill")]
    assert engine.home.stop_file.exists()
    assert capsys.readouterr().out.splitlines()[-1] == "HALTED · 0 positions kept · 0 unknown"


def test_a_stop_that_nobody_confirms_says_so(engine, capsys, monkeypatch):
    monkeypatch.setattr(stopping, "CONFIRM_SECONDS", 1.0)
    engine.pictures_after = (snapshot(status=status(state=EngineState.HALT_INCOMPLETE, orders_unknown=2)),)
    assert main(["stop", "--home", str(engine.home.root)]) == 5
    assert "stop not confirmed: the engine is HALT_INCOMPLETE, 2 orders unknown" in capsys.readouterr().err


def test_a_stop_without_an_engine_leaves_the_file_and_says_so(home, capsys):
    assert main(["stop", "--home", str(home.root)]) == 6
    said = capsys.readouterr()
    assert "stop file written" in said.out
    assert "no engine is running here" in said.err


def test_a_stop_without_a_line_takes_the_signal(home):
    waiting = "import signal, sys; signal.signal(signal.SIGUSR1, lambda *_: sys.exit(7)); print(1, flush=True); signal.pause()"
    with subprocess.Popen([sys.executable, "-c", waiting], stdout=subprocess.PIPE) as process:
        assert process.stdout.read(1) == b"1"
        home.lock.write_text(f"{process.pid} {started_ticks(process.pid)}\n")
        said = roads.stop_road(home)
        assert process.wait(45) == 7
    assert f"signal sent to {process.pid}" in said
    assert home.stop_file.exists()


def test_a_stop_from_a_console_whose_engine_is_gone_signals_nobody(home):
    home.lock.write_text(f"{os.getpid()} 12345\n")
    assert roads.stop_road(home).endswith("no process holds this home: nobody to signal")
    assert home.stop_file.exists()


def test_a_signal_to_nobody_is_said(monkeypatch):
    def gone(pid, number):
        assert number == signal.SIGUSR1
        raise ProcessLookupError(3, "No such process")

    monkeypatch.setattr("os.kill", gone)
    assert stopping.send_signal(4711) == "signal NOT sent to 4711: No such process"


def test_a_stop_without_an_answer_goes_by_signal_and_is_not_called_confirmed(home, capsys, monkeypatch):
    sent = []
    monkeypatch.setattr(stopping, "CONFIRM_SECONDS", 0.5)
    home.lock.write_text(f"{os.getpid()} {started_ticks(os.getpid())}\n")
    monkeypatch.setattr(stopping, "send_signal", lambda pid: sent.append(pid) or f"signal sent to {pid}")
    assert main(["stop", "--home", str(home.root)]) == 5
    assert sent == [os.getpid()]
    assert "stop not confirmed" in capsys.readouterr().err


@pytest.mark.parametrize("words", ["", "x y", "1", "-5 0", f"{2**22 + 1} 0", "{pid}", "{pid} 12345"])
def test_a_stop_signals_nobody_but_the_process_that_took_the_lock(home, capsys, monkeypatch, words):
    home.lock.write_text(words.format(pid=os.getpid()))
    monkeypatch.setattr(stopping, "send_signal", lambda pid: pytest.fail(f"a stranger was signalled: {pid}"))
    assert main(["stop", "--home", str(home.root)]) == 6
    assert "no engine is running here" in capsys.readouterr().err


def test_one_who_ended_an_engine_from_an_attached_console_hears_whether_it_ended(home):
    home.lock.write_text(f"{os.getpid()} {started_ticks(os.getpid())}\n")
    assert attach.ended(home, os.getpid(), seconds=0.0).startswith(
        "the engine was asked to end and still runs"
    )
    home.lock.unlink()
    assert attach.ended(home, os.getpid()) == "engine ended"


def test_status_lines_come_every_few_seconds_and_end(engine):
    lines = []
    came = threading.Event()

    def say(line):
        lines.append(line)
        came.set()

    with headless.status_lines(engine.home, say, seconds=0.01):
        assert came.wait(30)
    said = len(lines)
    assert lines[0].startswith("SIM RUNNING · 1970-01-01 00:00 UTC · drawdown 0.0% · at stake 0 of 200")
    assert len(lines) == said


def test_status_lines_say_when_an_engine_answers_no_more(engine):
    lines = []
    came, gone = threading.Event(), threading.Event()

    def say(line):
        lines.append(line)
        (gone if line.startswith("no status") else came).set()

    with headless.status_lines(engine.home, say, seconds=0.01):
        assert came.wait(30)
        engine.close()
        assert gone.wait(30)
    assert lines[-1].startswith("no status: ")


def test_nothing_is_said_of_an_engine_that_has_not_answered_yet(home, monkeypatch):
    asked = threading.Event()

    @contextlib.contextmanager
    def nobody(_home, **_):
        asked.set()
        raise client.NotReachable("no engine is running here")
        yield

    monkeypatch.setattr(headless, "reached", nobody)
    lines = []
    with headless.status_lines(home, lines.append, seconds=0.001):
        assert asked.wait(30)
        asked.clear()
        assert asked.wait(30)
    assert lines == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "books: not compared with the venue yet"),
        ({"reconciled_at": Moment(0)}, "books: agree with the venue's, compared 0.0 seconds ago"),
        (
            {"reconciled_at": Moment(0), "differences": 2},
            "books: 2 differences wait for you, compared 0.0 seconds ago",
        ),
        (
            {"stop": StopCard(Moment(0), None, 6, 5, 0, 1, 2, "x")},
            "stop: stopping since 00:00:00, 5/6 cancelled, 2 positions kept, 1 unknown",
        ),
    ],
)
def test_the_status_says_what_came_of_a_stop_and_whether_the_books_agree(engine, capsys, changes, says):
    engine.picture = snapshot(status=status(**changes))
    assert main(["status", "--plain", "--home", str(engine.home.root)]) == 0
    assert says in capsys.readouterr().out.splitlines()
