"""Where keys become commands: every action of the table is carried out here, and every receipt is told."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from engine.domain.clean import own
from engine.domain.commands import Acknowledge, Approve, Command, Exit, Pause, Reject, Reset, Resume
from engine.domain.identity import ApprovalId, PositionId
from engine.domain.queries import Query, Topic
from engine.domain.states import EngineState
from footbe_tui.actions import allowed
from footbe_tui.link import Link
from footbe_tui.mending import Mending
from footbe_tui.panes import PANES
from footbe_tui.panes.reader import alarm_lines, answer_lines, funnel_lines, keys_lines, order_lines
from footbe_tui.panes.top import STOPPED
from footbe_tui.roads import by_every_road
from footbe_tui.screens.cockpit import Cockpit
from footbe_tui.screens.questions import RESET, filtering, leaving, palette, resuming
from footbe_tui.seat import ConsoleExit, Rights

ARMED_AFTER = 0.3
"""Seconds for which a request must have stood under the cursor before it can be answered."""

_NOTICE_STANDS, _PATIENCE = 8.0, 0.5
"""Seconds for which a notice stands, and after which a command without receipt is said to be under way."""

_STOPPING, _STOP_REASON = "stopping …", own("stopped by the operator (console)")
_READ = {"funnel": ("Why no trade", funnel_lines), "orders": ("Orders", order_lines)}
_LOOKED_UP = {"models": Topic.MODELS, "choices": Topic.CHOICES}
_HALTED = frozenset({EngineState.HALTED, EngineState.HALTING, EngineState.HALT_INCOMPLETE})


class Desk:
    """Carries out actions on one link and one cockpit."""

    def __init__(
        self,
        link: Link,
        cockpit: Cockpit,
        rights: Rights,
        *,
        now: Callable[[], float],
        leave: Callable[[ConsoleExit], None],
    ) -> None:
        self.link, self.cockpit, self._rights = link, cockpit, rights
        self._now, self._leave = now, leave
        self._notice_until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self.receipt, self.confirmed = "", True
        """What became of an emergency stop; it stands until acknowledged, or until the engine has been reset."""
        self._was_halted = False
        self._mending = Mending(link, cockpit, writes=not rights.observe, give=self.give, say=self.say)

    @property
    def actions(self) -> frozenset[str]:
        """Which actions may be done from here?"""
        return frozenset(action.name for action in allowed(observe=self._rights.observe))

    def do(self, name: str) -> None:
        """Carry out the action of this name, if this console has it."""
        if name not in self.actions:
            return
        if name in _READ:
            self.cockpit.read(*_READ[name])
        elif name in _LOOKED_UP:
            self._look_up(_LOOKED_UP[name])
        else:
            getattr(self, f"do_{name}")()

    def tick(self) -> None:
        """Take a notice away when its time is over, and the receipt of a stop when the engine is halted no more."""
        snapshot = self.link.snapshot
        halted = snapshot is not None and snapshot.status.state in STOPPED
        if self._was_halted and not halted:
            self.receipt = ""
        self._was_halted = halted
        if self._notice_until and self._now() > self._notice_until:
            self._notice_until = 0.0
            self.cockpit.note(())

    def go(self, number: int) -> None:
        """Go to the pane of this number."""
        self.cockpit.go(list(PANES)[number - 1])

    def do_stop(self) -> None:
        """Stop everything, with no question, by every road there is."""
        self.receipt, self.confirmed = _STOPPING, True
        self._notice_until = 0.0
        self.cockpit.note(())
        self._begin(self._stop())

    async def _stop(self) -> None:
        async for told in by_every_road(self.link, self._rights.stop_road, _STOP_REASON):
            self.receipt, self.confirmed = told

    def do_pause(self) -> None:
        """Pause at once; when paused, ask to resume."""
        status = self.link.snapshot.status if self.link.snapshot else None
        if status is not None and status.state in _HALTED:
            self.say("halted: R resets it to PAUSED", "warn")
        elif status is not None and status.state is EngineState.PAUSED:
            self.cockpit.ask(resuming(status.causes))
        else:
            self.give(Pause())

    def do_approvals(self) -> None:
        """Go to the requests for approval."""
        self.cockpit.go("approvals")

    def do_approve(self) -> None:
        """Approve what is under the cursor, as it is drawn."""
        self._answer(Approve)

    def do_reject(self) -> None:
        """Reject what is under the cursor, as it is drawn."""
        self._answer(Reject)

    def _answer(self, command: type[Approve | Reject]) -> None:
        pane = self.cockpit.approvals
        row = pane.selected
        if self.cockpit.pane is not pane or self.cockpit.reading:
            self.say("A goes to the approvals; y and n answer the selected one", "warn")
        elif row is None:
            self.say("nothing waits for an answer", "dim")
        elif self._now() - pane.steady_since < ARMED_AFTER:
            self.say("it has just changed: look again, then answer", "warn")
        else:
            self.give(command(approval=ApprovalId(row.key), version=row.version))

    def do_zoom(self) -> None:
        """Give the focused pane the whole screen, or take it back."""
        self.cockpit.zoom(zoomed=not self.cockpit.zoomed)

    def do_filter(self) -> None:
        """Type what rows must contain."""
        pane = self.cockpit.pane
        self.cockpit.ask(filtering(pane.NAME, pane.wanted))

    def do_sort(self) -> None:
        """Turn to the next order."""
        name = self.cockpit.pane.next_sort()
        self.say(f"{self.cockpit.pane.NAME}: {name or 'as given'}", "dim")

    def do_detail(self) -> None:
        """Read everything about the selected row."""
        pane = self.cockpit.pane
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
                self.cockpit.read("Alarms", alarm_lines)

    def do_back(self) -> None:
        """One step back: close the reader, then a filter, then the zoom."""
        cockpit = self.cockpit
        if cockpit.reading:
            cockpit.go(cockpit.shown)
        elif cockpit.pane.wanted:
            cockpit.pane.wanted = ""
            cockpit.pane.again()
        elif cockpit.zoomed:
            cockpit.zoom(zoomed=False)

    def do_acknowledge(self) -> None:
        """Acknowledge the receipt of a stop, else the top alarm."""
        if self.receipt and self.receipt != _STOPPING:
            self.receipt = ""
        else:
            self.give(Acknowledge())

    def do_exit(self) -> None:
        """Raise a request for approval to leave the selected position."""
        row = self.cockpit.panes["positions"].selected
        if self.cockpit.shown == "positions" and row is not None:
            self.give(Exit(position=PositionId(row.key)))

    def do_differences(self) -> None:
        """Read what our books and the venue's disagree on, and ask what is to be done."""
        self._mending.differences()

    def do_flatten(self) -> None:
        """Read what selling everything would bring, and ask."""
        self._begin(self._mending.preview())

    def do_copy(self) -> None:
        """Copy what the selected row reads."""
        row = self.cockpit.pane.selected
        if row is not None:
            self.cockpit.app.copy_to_clipboard(self.cockpit.pane.words(row))
            self.say("copied", "dim")

    def do_reset(self) -> None:
        """Ask for the phrase and a reason."""
        snapshot = self.link.snapshot
        if snapshot is not None and snapshot.status.state in _HALTED:
            self.cockpit.ask(RESET)
        else:
            self.say("nothing to reset: the engine is not halted", "dim")

    def do_palette(self) -> None:
        """Find a command by name."""
        self.cockpit.ask(
            palette([a for a in allowed(observe=self._rights.observe) if a.name not in {"pane", "palette"}])
        )

    def do_help(self) -> None:
        """Read help, for the focused pane first."""
        pane = self.cockpit.pane
        keys = [(action.shown, action.help) for action in allowed(observe=self._rights.observe)]
        self.cockpit.read("Help", keys_lines(f"{pane.NUMBER} {pane.NAME}", pane.HELP, keys))

    def do_leave(self) -> None:
        """Ask: detach, or stop the engine?"""
        rights, snapshot = self._rights, self.link.snapshot
        finished = snapshot is not None and snapshot.status.finished
        self.cockpit.ask(leaving(observe=rights.observe, started=rights.started_engine, finished=finished))

    def typed(self, kind: str, value: str) -> None:
        """A filter takes effect while it is typed."""
        if kind == "filter":
            self.cockpit.pane.wanted = value
            self.cockpit.pane.again()

    def left(self, kind: str) -> None:
        """A question was left; a filter is taken back."""
        if kind == "filter":
            self.cockpit.pane.wanted = ""
            self.cockpit.pane.again()
        self.cockpit.answered()

    def answered(self, kind: str, answer: tuple[str, ...]) -> None:
        """A question was answered."""
        self.cockpit.answered()
        match kind, answer:
            case "leave", ("d",):
                self._leave(ConsoleExit("detach", 0))
            case "leave", ("s",):
                self._leave(ConsoleExit("stop", 0))
            case "resume", (note,):
                self.give(Resume(note=own("" if note == "r" else note)))
            case "reset", (phrase, reason):
                self.give(Reset(phrase=phrase, reason=own(reason)))
            case "palette", (name,):
                self.do(name)
            case _:
                self._mending.answered(kind, answer)

    def give(self, command: Command) -> None:
        """Give a command; its receipt stands in the footer for a while."""
        self._begin(self._give(command))

    async def _give(self, command: Command) -> None:
        sent = asyncio.ensure_future(self.link.send(command))
        if not (await asyncio.wait({sent}, timeout=_PATIENCE))[0]:
            self.say("sent; waiting for the engine …", "dim")
        receipt = await sent
        self.say(receipt.text, "strong" if receipt.accepted else "alarm")

    def say(self, words: str, tone: str) -> None:
        """Let a line stand in the footer for a while."""
        self._notice_until = self._now() + _NOTICE_STANDS
        self.cockpit.note(((own(f" {words}"), tone),))

    def _look_up(self, topic: Topic, entity: str = "") -> None:
        self._begin(self._read(Query(topic=topic, entity=entity)))

    async def _read(self, query: Query) -> None:
        answer = await self.link.ask(query)
        if answer.sections:
            self.cockpit.read(answer.title, answer_lines(answer))
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
            self._leave(ConsoleExit("failed", 1, f"console failed: {type(error).__name__}: {error}"))
