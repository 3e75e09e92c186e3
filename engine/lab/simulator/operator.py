"""Somebody at a keyboard who pauses, stops, answers late or twice, and puts things right in the end."""

import asyncio
from functools import partial
from pathlib import Path

from engine.core.state import State
from engine.domain.approval import Approval
from engine.domain.clean import own
from engine.domain.commands import (
    RESET_PHRASE,
    Adopt,
    Approve,
    CancelForeign,
    Close,
    Command,
    Flatten,
    Ignore,
    Pause,
    Receipt,
    Reconcile,
    Reject,
    Reset,
    Resume,
    Source,
    Stop,
)
from engine.domain.difference import Difference, Remedy
from engine.domain.identity import ApprovalId
from engine.domain.moment import SECOND
from engine.domain.queries import Query, Topic
from engine.domain.states import EngineState
from engine.lab.simulator.process import Process
from engine.lab.simulator.world import World
from engine.shell.runtime.brake import STOP_FILE

_HALTING = frozenset({EngineState.HALTING, EngineState.HALT_INCOMPLETE})
RESET = Reset(RESET_PHRASE, own("looked at"))
RESUME = Resume(own("looked at"))


class Operator:
    """Acts now and then while the weather is bad; once it is calm, mends what waits for somebody (`mends`)."""

    def __init__(self, world: World) -> None:
        """Take a seat; the first look comes soon."""
        self._world, self._universe, self._weather = world, world.universe, world.weather
        self._dice = world.universe.stream("operator")
        self.process: Process | None = None
        self.mends = True
        self._seen: dict[ApprovalId, int] = {}
        self._universe.after(20 * SECOND, self._look)

    def _look(self) -> None:
        self._universe.after(self._dice.randrange(5, 25) * SECOND, self._look)
        process = self.process
        if process is None or process.run is None or process.brain.state is None or not process.life.alive:
            return
        state = process.brain.state
        self._answer_approvals(state)
        if self._weather.calm:
            if self.mends:
                self._mend(state)
        else:
            self._meddle(state)

    def ask(self, command: Command, source: Source = Source.CONSOLE) -> None:
        """Hand in a command, if there is anybody to hear it."""
        process = self.process
        if process is None or process.run is None or not process.life.alive:
            return
        self._universe.note(f"{source} asks {command}")
        receipt = process.run.inbox.submit(source, command)
        receipt.add_done_callback(self._heard)

    def _heard(self, receipt: "asyncio.Future[Receipt]") -> None:
        if not receipt.cancelled():
            told = receipt.result()
            self._universe.note(f"receipt {told.accepted} {told.text}")

    def _later(self, seconds: tuple[int, int], command: Command, source: Source = Source.CONSOLE) -> None:
        self._universe.after(self._dice.randrange(*seconds) * SECOND, partial(self.ask, command, source))

    def stop(self, reason: str = "the operator stops") -> None:
        """Press the key: the gate shuts before anything is told."""
        process = self.process
        if process is not None and process.run is not None and process.life.alive:
            process.run.brake.shut_gate(reason)
            self.ask(Stop(own(reason)))

    # --- what goes wrong

    def _meddle(self, state: State) -> None:
        strikes = self._weather.strikes
        if self._dice.random() > 0.15:
            self._care(state)
            return
        if strikes("operator_pause"):
            self.ask(Pause())
            self._later((5, 60), RESUME)
        if strikes("two_operators"):
            self.ask(Pause())
            self.ask(RESUME, Source.SHELL)
        if strikes("stranger_resumes"):
            for command in (RESUME, RESET, Approve(next(iter(state.doubts.requests), ApprovalId("none")), 1)):
                self.ask(command, Source.TELEGRAM)
        if strikes("flatten"):
            self._flatten()
        if strikes("sigterm"):
            self.ask(Close(), Source.SIGNAL)
        self._stop_somehow()

    def _stop_somehow(self) -> None:
        strikes, process = self._weather.strikes, self.process
        if strikes("operator_stop"):
            self.stop()
        elif strikes("stop_signal") and process is not None and process.run is not None:
            process.run.emergency_stop("SIGUSR1")
        elif strikes("stop_file"):
            Path(self._world.home / STOP_FILE).write_text("by hand\n", encoding="utf-8")
        else:
            return
        self._universe.after(self._dice.randrange(200, 4_000) * 1_000, self._while_it_stops)

    def _while_it_stops(self) -> None:
        process = self.process
        if process is None or process.brain.state is None or process.brain.state.desk.state not in _HALTING:
            return
        if self._weather.strikes("stop_in_stop"):
            self.stop("once more")
        if self._weather.strikes("sigterm_in_stop"):
            self.ask(Close(), Source.SIGNAL)

    def _flatten(self) -> None:
        process = self.process
        if process is not None:
            token = process.brain.answer(Query(Topic.FLATTEN)).token
            if token:
                self._later((1, 20), Flatten(token))

    # --- approvals

    def _answer_approvals(self, state: State) -> None:
        for request in state.doubts.pending.values():
            if request.id not in self._seen:
                self._seen[request.id] = request.version
                self._plan_answer(request)

    def _plan_answer(self, request: Approval) -> None:
        strikes, dice, key = self._weather.strikes, self._dice, request.id
        command = Approve if dice.random() < 0.7 else Reject
        if strikes("answer_late", key):
            self._later((62, 120), command(key, request.version))
        elif strikes("answer_stale", key):
            self.ask(command(key, request.version - 1))
        elif dice.random() < 0.8:
            self._later((0, 30), command(key, request.version))
        if strikes("answer_twice", key):
            for source in (Source.CONSOLE, Source.SHELL):
                self._later((0, 30), Approve(key, request.version), source)

    # --- putting things right

    def _care(self, state: State) -> None:
        """What a person does in passing while things still go wrong."""
        if self._dice.random() < 0.3:
            self._settle_differences(state, may_ignore=True)
        elif state.desk.state is EngineState.HALTED:
            self.ask(Reconcile())
            self._later((5, 15), RESET)
        elif state.desk.state is EngineState.PAUSED and self._dice.random() < 0.5:
            self.ask(RESUME)

    def _mend(self, state: State) -> None:
        """What a person does in the end, until the desk runs."""
        self._settle_differences(state, may_ignore=False)
        if state.desk.state is EngineState.HALTED:
            self.ask(RESET)
            self.ask(Reconcile())
        elif state.desk.state is EngineState.PAUSED:
            self.ask(RESUME)

    def _settle_differences(self, state: State, *, may_ignore: bool) -> None:
        for difference in [*state.reckoning.differences.values()]:
            if not (may_ignore and difference.ignored):
                self._settle(difference, may_ignore=may_ignore)

    def _settle(self, difference: Difference, *, may_ignore: bool) -> None:
        if may_ignore and self._weather.strikes("ignored_difference", difference.id):
            self.ask(Ignore(difference.id, own("let it stand")))
        elif Remedy.CANCEL in difference.remedies:
            self.ask(CancelForeign(difference.id))
        elif Remedy.ADOPT in difference.remedies:
            self.ask(Adopt(difference.id))
