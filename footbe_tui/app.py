"""The console: looks at the link four times a second, and carries keys to it as commands."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, Literal, NamedTuple

from textual.app import App
from textual.binding import BindingsMap

from engine.domain.commands import Acknowledge, Approve, Command, Exit, Pause, Reject, Reset, Resume, Stop
from engine.domain.identity import ApprovalId, PositionId
from engine.domain.moment import SECOND, Moment
from engine.domain.queries import Query, Topic
from engine.domain.snapshot import Snapshot
from engine.domain.states import EngineState
from footbe_tui.actions import allowed, bindings
from footbe_tui.driver import CalmDriver
from footbe_tui.link import Link
from footbe_tui.panes import PANES
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.reader import alarm_lines, answer_lines, funnel_lines, keys_lines, order_lines
from footbe_tui.panes.top import Line2
from footbe_tui.screens.cockpit import Cockpit
from footbe_tui.screens.questions import RESET, filtering, leaving, palette, resuming
from footbe_tui.widgets.prompt import Prompt

SILENT_AFTER, GONE_AFTER = 4.0, 60.0
"""Seconds without a word from the engine after which figures are dimmed, and no longer shown."""

ARMED_AFTER = 0.3
"""Seconds for which a request must have stood under the cursor before it can be answered."""

_NOTICE_STANDS = 8.0
_AHEAD_MAX = 1.5
_HALTED = frozenset({EngineState.HALTED, EngineState.HALTING, EngineState.HALT_INCOMPLETE})

How = Literal["detach", "stop", "lost", "failed"]


class ConsoleExit(NamedTuple):
    """How did the console end: detached, asked to stop the engine, terminal lost, or failed? With an exit code."""

    how: How
    code: int
    text: str = ""


class FootbeConsole(App[ConsoleExit], inherit_bindings=False):
    """Shows what the link last heard; every key is a row of `actions.ACTIONS`."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    TITLE = "footbe-tui"
    NUMBERS_PER_SECOND: ClassVar[int] = 4

    def __init__(
        self,
        link: Link,
        *,
        observe: bool = False,
        started_engine: bool = False,
        stop_road: Callable[[], str] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`stop_road` is the emergency stop that needs no link; it may block, and says what it did."""
        super().__init__(driver_class=CalmDriver)
        self.link, self._observe, self._started_engine = link, observe, started_engine
        self._stop_road, self._monotonic = stop_road, now
        self._cockpit = Cockpit(observe=observe)
        self._status: object = None
        self._status_since = self._notice_until = 0.0
        self._second = -1
        self._receipt, self._confirmed = "", True
        self._tasks: set[asyncio.Task[None]] = set()
        self._bindings = BindingsMap(bindings(observe=observe))

    def get_default_screen(self) -> Cockpit:
        """The cockpit is the only screen."""
        return self._cockpit

    def on_mount(self) -> None:
        """One timer drives everything that is drawn by itself."""
        self.set_interval(1 / self.NUMBERS_PER_SECOND, self.tick)
        self.tick()

    def tick(self) -> None:
        """Look at the link: draw what changed, once a second also what ages."""
        now = self._monotonic()
        second, self._second = int(now) != self._second, int(now)
        if self._notice_until and now > self._notice_until:
            self._notice_until = 0.0
            self._cockpit.note(())
        snapshot = self.link.snapshot
        if snapshot is None:
            self._cockpit.top.put((((f" {self.link.news or 'waiting for the engine'} …", "strong"),),))
            return
        if snapshot.status is not self._status:
            self._status, self._status_since = snapshot.status, now
        lost = self._lost(snapshot)
        self._cockpit.fade(faded=bool(lost))
        self._cockpit.look(snapshot, self._glance(snapshot, now), Line2(lost, self._receipt, self._confirmed), second=second)

    def _lost(self, snapshot: Snapshot) -> str:
        age = self.link.age
        if self.link.connected and (age < SILENT_AFTER or snapshot.status.finished):
            return ""
        what = "ENGINE SILENT" if self.link.connected else "NOT CONNECTED"
        news = f" · {self.link.news}" if self.link.news else ""
        return f"{what} · figures are {age:.0f} s old{news} · X still stops"

    def _glance(self, snapshot: Snapshot, now: float) -> Glance:
        status = snapshot.status
        ahead = 0.0 if status.finished or not self.link.connected else min(now - self._status_since, _AHEAD_MAX)
        at = Moment(status.at + int(ahead * status.speed * SECOND))
        return Glance(at, status.zone, gone=not status.finished and self.link.age > GONE_AFTER)

    # What keys do.

    async def action_do(self, name: str) -> None:
        """Carry out the action of this name, if this console has it."""
        if any(action.name == name for action in allowed(observe=self._observe)):
            getattr(self, f"do_{name}")()

    def action_pane(self, number: int) -> None:
        """Go to the pane of this number."""
        self._cockpit.go(list(PANES)[number - 1])

    def do_stop(self) -> None:
        """Stop everything, with no question, by every road there is."""
        self._receipt, self._confirmed = "stopping …", True
        self.tick()
        self._begin(self._stop())

    async def _stop(self) -> None:
        receipt = await self.link.send(Stop(reason="console"))
        said = receipt.text
        if not receipt.accepted and self._stop_road is not None:
            said = f"{said} · {await asyncio.to_thread(self._stop_road)}"
        self._receipt, self._confirmed = said, receipt.accepted
        self.tick()

    def do_pause(self) -> None:
        """Pause at once; when paused, ask to resume."""
        status = self.link.snapshot.status if self.link.snapshot else None
        if status is not None and status.state in _HALTED:
            self.say("halted: R resets it to PAUSED", "warn")
        elif status is not None and status.state is EngineState.PAUSED:
            self._cockpit.ask(resuming(status.causes))
        else:
            self.give(Pause())

    def do_approvals(self) -> None:
        """Go to the requests for approval."""
        self._cockpit.go("approvals")

    def do_approve(self) -> None:
        """Approve what is under the cursor, as it is drawn."""
        self._answer(Approve)

    def do_reject(self) -> None:
        """Reject what is under the cursor, as it is drawn."""
        self._answer(Reject)

    def _answer(self, command: type[Approve | Reject]) -> None:
        pane = self._cockpit.approvals
        row = pane.selected
        if self._cockpit.pane is not pane or self._cockpit.reading:
            self.say("A goes to the approvals; y and n answer the selected one", "warn")
        elif row is None:
            self.say("nothing waits for an answer", "dim")
        elif self._monotonic() - pane.steady_since < ARMED_AFTER:
            self.say("it has just changed: look again, then answer", "warn")
        else:
            self.give(command(approval=ApprovalId(row.key), version=row.version))

    def do_zoom(self) -> None:
        """Give the focused pane the whole screen, or take it back."""
        self._cockpit.zoom(zoomed=not self._cockpit.zoomed)

    def do_filter(self) -> None:
        """Type what rows must contain."""
        pane = self._cockpit.pane
        self._cockpit.ask(filtering(pane.NAME, pane.wanted))

    def do_sort(self) -> None:
        """Turn to the next order."""
        name = self._cockpit.pane.next_sort()
        self.say(f"{self._cockpit.pane.NAME}: {name or 'as given'}", "dim")

    def do_detail(self) -> None:
        """Read everything about the selected row."""
        pane = self._cockpit.pane
        row = pane.selected
        match pane.NAME:
            case "Positions" if row is not None:
                self._look_up(Topic.POSITION, row.key)
            case "Approvals" if row is not None:
                held = [p.key for p in self._rows("positions") if p.label == row.label]
                self._look_up(Topic.POSITION, *(held or [row.label]))
            case "Strategies" if row is not None:
                self._look_up(Topic.CHOICES, row.key)
            case _:
                self._cockpit.read("Alarms", alarm_lines)

    def do_back(self) -> None:
        """One step back: close the reader, then a filter, then the zoom."""
        cockpit = self._cockpit
        if cockpit.reading:
            cockpit.go(cockpit.shown)
        elif cockpit.pane.wanted:
            cockpit.pane.wanted = ""
            cockpit.pane.again()
        elif cockpit.zoomed:
            cockpit.zoom(zoomed=False)

    def do_acknowledge(self) -> None:
        """Acknowledge the receipt of a stop, else the top alarm."""
        if self._receipt and self._receipt != "stopping …":
            self._receipt = ""
            self.tick()
        else:
            self.give(Acknowledge())

    def do_funnel(self) -> None:
        """Read why nothing was traded."""
        self._cockpit.read("Why no trade", funnel_lines)

    def do_orders(self) -> None:
        """Read the live orders."""
        self._cockpit.read("Orders", order_lines)

    def do_models(self) -> None:
        """Read of the models."""
        self._look_up(Topic.MODELS)

    def do_choices(self) -> None:
        """Read the bandit's choices."""
        self._look_up(Topic.CHOICES)

    def do_exit(self) -> None:
        """Raise a request for approval to leave the selected position."""
        row = self._cockpit.panes["positions"].selected
        if self._cockpit.shown == "positions" and row is not None:
            self.give(Exit(position=PositionId(row.key)))

    def do_copy(self) -> None:
        """Copy what the selected row reads."""
        row = self._cockpit.pane.selected
        if row is not None:
            self.copy_to_clipboard(self._cockpit.pane.words(row))
            self.say("copied", "dim")

    def do_reset(self) -> None:
        """Ask for the phrase and a reason."""
        snapshot = self.link.snapshot
        if snapshot is not None and snapshot.status.state in _HALTED:
            self._cockpit.ask(RESET)
        else:
            self.say("nothing to reset: the engine is not halted", "dim")

    def do_palette(self) -> None:
        """Find a command by name."""
        self._cockpit.ask(palette([a for a in allowed(observe=self._observe) if a.name not in {"pane", "palette"}]))

    def do_help(self) -> None:
        """Read help, for the focused pane first."""
        pane = self._cockpit.pane
        keys = [(action.shown, action.help) for action in allowed(observe=self._observe)]
        self._cockpit.read("Help", keys_lines(f"{pane.NUMBER} {pane.NAME}", pane.HELP, keys))

    def do_leave(self) -> None:
        """Ask: detach, or stop the engine?"""
        self._cockpit.ask(leaving(observe=self._observe, started=self._started_engine))

    # What is typed.

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """A filter takes effect while it is typed."""
        if event.kind == "filter":
            self._cockpit.pane.wanted = event.value
            self._cockpit.pane.again()

    def on_prompt_left(self, event: Prompt.Left) -> None:
        """A question was left; a filter is taken back."""
        if event.kind == "filter":
            self._cockpit.pane.wanted = ""
            self._cockpit.pane.again()
        self._cockpit.answered()

    async def on_prompt_answered(self, event: Prompt.Answered) -> None:
        """A question was answered."""
        self._cockpit.answered()
        match event.kind, event.answer:
            case "leave", ("d",):
                self.exit(ConsoleExit("detach", 0))
            case "leave", ("s",):
                self.exit(ConsoleExit("stop", 0))
            case "resume", (note,):
                self.give(Resume(note="" if note == "r" else note))
            case "reset", (phrase, reason):
                self.give(Reset(phrase=phrase, reason=reason))
            case "palette", (name,):
                await self.action_do(name)

    # What goes over the link.

    def give(self, command: Command) -> None:
        """Give a command; its receipt stands in the footer for a while."""
        self._begin(self._give(command))

    async def _give(self, command: Command) -> None:
        receipt = await self.link.send(command)
        self.say(receipt.text, "strong" if receipt.accepted else "alarm")

    def say(self, words: str, tone: str) -> None:
        """Let a line stand in the footer for a while."""
        self._notice_until = self._monotonic() + _NOTICE_STANDS
        self._cockpit.note(((f" {words}", tone),))

    def _look_up(self, topic: Topic, entity: str = "") -> None:
        self._begin(self._read(Query(topic=topic, entity=entity)))

    async def _read(self, query: Query) -> None:
        answer = await self.link.ask(query)
        if answer.sections:
            self._cockpit.read(answer.title, answer_lines(answer))
        else:
            self.say(answer.title or "nothing found", "warn")

    def _rows(self, name: str) -> tuple[Any, ...]:
        return getattr(self.link.snapshot, name) if self.link.snapshot else ()

    def _begin(self, deed: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(deed)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self._handle_exception(error)

    # How it ends.

    def terminal_lost(self, why: str, code: int = 129) -> None:
        """The terminal is gone: end, and let the engine go on."""
        self.exit(ConsoleExit("lost", code, why), return_code=code)

    def terminal_writable(self) -> None:
        """The terminal takes bytes again: repaint all of it."""
        self.screen.refresh(layout=True)
        self.refresh()

    def _fatal_error(self) -> None:
        """One line, no traceback: locals could hold secrets, and the journal has the rest."""
        error = self._exception
        self._return_value = ConsoleExit("failed", 1, f"console failed: {type(error).__name__}: {error}"[:200])
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        """Errors that know how to draw themselves get no more than one line either."""
        self._fatal_error()
