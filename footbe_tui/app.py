"""The console: looks at the link four times a second, and carries keys to it as commands."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingsMap
from textual.filter import LineFilter
from textual.screen import Screen

from engine.domain.clean import own
from engine.domain.moment import SECOND, Moment
from engine.domain.snapshot import Snapshot
from footbe_tui.bindings import bindings
from footbe_tui.deeds import DEEDS, REPLIES
from footbe_tui.deeds.returning import look_away, look_on
from footbe_tui.desk import Desk
from footbe_tui.driver import CalmDriver
from footbe_tui.filters import filters
from footbe_tui.frames import cells_only
from footbe_tui.link import Link
from footbe_tui.looks import AS_USUAL, Looks
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.top import stop_news
from footbe_tui.replaying import TimeLink
from footbe_tui.screens.cockpit import Cockpit
from footbe_tui.seat import ConsoleExit, Rights
from footbe_tui.widgets.prompt import Prompt

SILENT_AFTER, GONE_AFTER = 4.0, 60.0
"""Seconds without a word from the engine after which figures are dimmed, and no longer shown."""

_AHEAD_MAX = 1.5
_FIRST_LOOK_SECONDS = 0.05
"""How often is looked for the first picture, while the screen is empty."""


class FootbeConsole(App[ConsoleExit], inherit_bindings=False):
    """Shows what the link last heard; every key is a row of `actions.ACTIONS`."""

    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    TITLE = "footbe-tui"
    NUMBERS_PER_SECOND: ClassVar[int] = 4

    def __init__(
        self,
        link: Link,
        rights: Rights | None = None,
        *,
        looks: Looks = AS_USUAL,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`now` tells monotonic seconds: only spans are taken from it."""
        super().__init__(driver_class=CalmDriver)
        rights = rights or Rights()
        self._link, self._now = link if isinstance(link, TimeLink) else TimeLink(link), now
        looks = looks._replace(few=self.console.color_system == "standard")
        self._cockpit = Cockpit(rights, looks=looks)
        self._desk = Desk(
            self._link, self._cockpit, rights, now=now, leave=self.leave, deeds=DEEDS, replies=REPLIES
        )
        self._picture = 0
        self._picture_since = 0.0
        self._second = -1
        self._line_filters = filters(colour=looks.colour, ascii_only=looks.ascii_only)
        self._bindings = BindingsMap(
            bindings(observe=rights.observe, replay=rights.replay, keymap=rights.keymap)
        )

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line passes before it is written; Textual's own would turn NO_COLOR into greys."""
        return self._line_filters

    def get_default_screen(self) -> Cockpit:
        """The cockpit is the only screen."""
        return self._cockpit

    def on_mount(self) -> None:
        """One timer drives everything that is drawn by itself."""
        self.set_interval(1 / self.NUMBERS_PER_SECOND, self.tick)
        self._early = self.set_interval(_FIRST_LOOK_SECONDS, self._look_for_the_first)
        self.tick()

    def _look_for_the_first(self) -> None:
        if self._link.snapshot is not None:
            self._early.stop()
            self.tick()

    def tick(self) -> None:
        """Look at the link: draw what changed, once a second also what ages."""
        now = self._now()
        second, self._second = int(now) != self._second, int(now)
        self._sit()
        self._desk.tick()
        snapshot = self._link.snapshot
        if snapshot is None:
            self._cockpit.top.put((((own(f" {self._link.news or 'waiting for the engine'} …"), "strong"),),))
            return
        if self._link.version != self._picture:
            self._picture, self._picture_since = self._link.version, now
        lost = self._lost(snapshot)
        self._cockpit.fade(faded=bool(lost))
        present = self._link.present or snapshot
        news = stop_news(lost, self._desk.receipt, present.status, confirmed=self._desk.confirmed)
        if self._link.replaying:
            news = news._replace(live=self._link.heard_meanwhile(), past=True)
            self._cockpit.show_tape(self._link.tape, snapshot.status.zone)
        self._cockpit.look(snapshot, self._glance(snapshot, now), news, second=second)
        look_on(self._desk)

    def _sit(self) -> None:
        """Sit where the link is: other keys are bound while a journal is shown."""
        rights = self._desk.rights
        if self._link.past is not None and self._link.past.over and self._link.live is not None:
            self._desk.say(f"replay ended: {self._link.news}", "warn")
            self._desk.begin(self._link.come_back())
        if rights.replay is not self._link.replaying:
            rights = rights._replace(replay=self._link.replaying)
            self._desk.rights = rights
            self._bindings = BindingsMap(
                bindings(observe=rights.observe, replay=rights.replay, keymap=rights.keymap)
            )
            self._cockpit.sit(rights)

    def _lost(self, snapshot: Snapshot) -> str:
        age = self._link.age
        if self._link.connected and (age < SILENT_AFTER or snapshot.status.finished):
            return ""
        what = "ENGINE SILENT" if self._link.connected else "NOT CONNECTED"
        news = f" · {self._link.news}" if self._link.news else ""
        stops = "" if self._link.live is None else " · X still stops"
        return f"{what} · figures are {age:.0f} s old{news}{stops}"

    def _glance(self, snapshot: Snapshot, now: float) -> Glance:
        status = snapshot.status
        ahead = (
            0.0 if status.finished or not self._link.connected else min(now - self._picture_since, _AHEAD_MAX)
        )
        at = Moment(status.at + int(ahead * status.speed * SECOND))
        gone = not status.finished and self._link.age > GONE_AFTER
        return Glance(at, status.zone, gone, self._desk.rights.keymap)

    def action_do(self, name: str) -> None:
        """A key was pressed that carries out this action."""
        self._desk.do(name)
        self.tick()

    def on_key(self, event: events.Key) -> None:
        """Keys typed faster than a question could open went to the part before it: they belong to the question."""
        self._cockpit.prompt.on_key(event)

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """Text is being typed."""
        self._desk.typed(event.kind, event.value)

    def on_prompt_left(self, event: Prompt.Left) -> None:
        """A question was left."""
        self._desk.left(event.kind)

    def on_prompt_answered(self, event: Prompt.Answered) -> None:
        """A question was answered."""
        self._desk.answered(event.kind, event.answer)

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Paint changed cells, not the lines they stand on."""
        super()._display(screen, cells_only(renderable))

    def leave(self, left: ConsoleExit) -> None:
        """End the console this way."""
        look_away(self._desk)
        self.exit(left, return_code=left.code)

    def terminal_lost(self, why: str, code: int = 129) -> None:
        """The terminal is gone: end, and let the engine go on."""
        self.leave(ConsoleExit("lost", code, why))

    def terminal_takes(self) -> bool:
        """May the next frame be painted? A slow terminal first draws what is under way."""
        return not isinstance(self._driver, CalmDriver) or self._driver.takes_a_frame()

    def terminal_writable(self) -> None:
        """The terminal takes bytes again: repaint all of it."""
        self.screen.refresh(layout=True)
        self.refresh()

    def _fatal_error(self) -> None:
        """One line, no traceback: locals could hold secrets, and the journal has the rest."""
        error = self._exception
        self._return_value = ConsoleExit(
            "failed", 1, f"console failed: {type(error).__name__}: {error}"[:200]
        )
        self._close_messages_no_wait()

    def panic(self, *_renderables: Any) -> None:
        """Errors that know how to draw themselves get no more than one line either."""
        self._fatal_error()
