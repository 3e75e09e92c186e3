"""Where keys become commands: what every deed needs, and how its receipt is told."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from engine.domain.clean import Clean, own
from engine.domain.commands import Command, Receipt
from engine.domain.queries import Query, Topic
from engine.domain.snapshot import Snapshot
from footbe_tui.actions import BY_NAME, Kind, allowed
from footbe_tui.panes.asking import AskingPage
from footbe_tui.panes.first import SHOWN_BY
from footbe_tui.panes.top import STOPPED
from footbe_tui.replaying import TimeLink
from footbe_tui.screens.cockpit import Cockpit
from footbe_tui.seat import ConsoleExit, Rights

_NOTICE_STANDS, _PATIENCE = 8.0, 0.5
"""Seconds for which a notice stands, and after which a command without receipt is said to be under way."""

ASKED_AGAIN_AFTER = 5.0
"""Seconds after which what is read on a page is looked up anew."""

STOPPING = "stopping …"

_READS_ON = frozenset({"detail", "filter", "sort", "copy", "save", "help", "since"})
"""What is done on the page that stands, and takes no greeting away."""

_GOES, _STAYS = (Kind.MOVE, Kind.LOOK), frozenset({"filter", "sort", "zoom", "copy", "save", "theme"})
"""Kinds of actions that take the operator elsewhere, and those among them that do not."""

Deed = Callable[["Desk"], None]
"""Carries out one action."""

Reply = Callable[["Desk", tuple[str, ...]], None]
"""Acts on what was answered to one kind of question."""


class Desk:
    """One link, one cockpit, and the deeds that join them."""

    def __init__(
        self,
        link: TimeLink,
        cockpit: Cockpit,
        rights: Rights,
        *,
        now: Callable[[], float],
        leave: Callable[[ConsoleExit], None],
        deeds: Mapping[str, Deed],
        replies: Mapping[str, Reply],
    ) -> None:
        self.link, self.cockpit, self.rights = link, cockpit, rights
        self.now, self.leave = now, leave
        self._deeds, self._replies = deeds, replies
        self._notice_until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self.receipt, self.confirmed = "", True
        """What became of an emergency stop; it stands until acknowledged, or until the engine has been reset."""
        self.shown_token = ""
        """The token of the sale that was last shown: only that one can be asked for."""
        self.opened: list[Query] = []
        """What is read, the way back to it first; empty when no page of answers is open."""
        self.recent: tuple[str, ...] = ()
        """What was found by name, the latest first."""
        self._wanted: Query | None = None
        """What was asked for last, until the operator goes elsewhere: an answer that comes later opens nothing."""
        self._asked_at = 0.0
        self._was_halted = False
        self.greeted: Query | None = None
        """What was opened by itself for somebody who had been away; any key that does not read it takes it away."""

    @property
    def actions(self) -> frozenset[str]:
        """Which actions may be done from here?"""
        return frozenset(
            action.name for action in allowed(observe=self.rights.observe, replay=self.rights.replay)
        )

    @property
    def snapshot(self) -> Snapshot | None:
        """Which picture was last heard?"""
        return self.link.snapshot

    def do(self, name: str) -> None:
        """Carry out the action of this name, if this console has it."""
        if name in self.actions:
            if self.greeted is not None and self._ungreet(name):
                return
            if name in SHOWN_BY:
                self.cockpit.introduced()
            if BY_NAME[name].kind in _GOES and name not in _STAYS:
                self._wanted = None
            self._deeds[name](self)

    def tick(self) -> None:
        """Take a notice away when its time is over, and the receipt of a stop when the engine is halted no more."""
        present = self.link.present
        halted = present is not None and present.status.state in STOPPED
        if self._was_halted and not halted:
            self.receipt = ""
        self._was_halted = halted
        if self._notice_until and self.now() > self._notice_until:
            self.hush()
        self.feed()
        if self.cockpit.page != "sheet":
            self.opened.clear()
        elif self.opened and self.now() - self._asked_at > ASKED_AGAIN_AFTER:
            self._asked_at = self.now()
            self.begin(self._read(self.opened[-1], again=True))

    def greet(self, query: Query) -> None:
        """Open this by itself, for somebody who has just come."""
        self.greeted = query
        self.begin(self._greet(query))

    async def _greet(self, query: Query) -> None:
        """Whoever has begun to do something meanwhile is not greeted any more."""
        answer = await self.link.ask(query)
        if self.greeted is not query or answer.empty or self.cockpit.page or self.cockpit.prompt.question:
            self.greeted = None
            return
        self.opened[:], self._asked_at = [query], self.now()
        self.cockpit.show_answer(answer)

    def _ungreet(self, name: str) -> bool:
        """A key was pressed: the greeting goes, unless the key reads on in it. Was taking it away all there was to do?"""
        if name in _READS_ON and self.cockpit.page == "sheet":
            return False
        still = self.cockpit.page == "sheet" and self.opened == [self.greeted]
        self.greeted = None
        if still:
            self.cockpit.go(self.cockpit.shown)
            self.opened.clear()
        return still and name == "back"

    def feed(self) -> None:
        """Ask what the open page wants to know, if it is time to."""
        page = self.cockpit.part
        query = page.due(self.now()) if isinstance(page, AskingPage) else None
        if isinstance(page, AskingPage) and query is not None:
            self.begin(self._feed(page, query))

    async def _feed(self, page: AskingPage, query: Query) -> None:
        answer = await self.link.ask(query)
        if self.cockpit.part is page:
            page.take(answer)

    def ask_again(self) -> None:
        """What is read is of another moment now: ask anew at the next look."""
        self._asked_at = self.now() - ASKED_AGAIN_AFTER - 1

    def rows(self, name: str) -> tuple[Any, ...]:
        """Which rows has this table of the picture?"""
        return getattr(self.snapshot, name) if self.snapshot else ()

    def typed(self, kind: str, value: str) -> None:
        """A filter takes effect while it is typed."""
        if kind == "filter":
            self.cockpit.filter(value)

    def left(self, kind: str) -> None:
        """A question was left; a filter is taken back."""
        if kind == "filter":
            self.cockpit.filter("")
        self.cockpit.answered()

    def answered(self, kind: str, answer: tuple[str, ...]) -> None:
        """A question was answered."""
        self.cockpit.answered()
        if kind in self._replies:
            self._replies[kind](self, answer)

    def give(self, command: Command, *, told: Callable[[Receipt], Receipt] = lambda said: said) -> None:
        """Give a command; its receipt, as it is told here, stands in the footer for a while."""
        self.begin(self._give(command, told))

    async def _give(self, command: Command, told: Callable[[Receipt], Receipt]) -> None:
        sent = asyncio.ensure_future(self.link.send(command))
        if not (await asyncio.wait({sent}, timeout=_PATIENCE))[0]:
            self.say("sent; waiting for the engine …", "dim")
        receipt = told(await sent)
        self.say(receipt.text, "strong" if receipt.accepted else "alarm")

    def say(self, words: str, tone: str) -> None:
        """Let a line stand in the footer for a while."""
        self._notice_until = self.now() + _NOTICE_STANDS
        self.cockpit.note(((own(f" {words}"), tone),))

    def hush(self) -> None:
        """Take the line in the footer away."""
        self._notice_until = 0.0
        self.cockpit.note(())

    def look_up(self, topic: Topic, entity: str = "") -> None:
        """Open what the engine says about this."""
        self.open(Query(topic=topic, entity=entity))

    def open(self, query: Query) -> None:
        """Open what the engine answers; `esc` goes back to what was open before."""
        self._wanted = query
        self.begin(self._read(query))

    def close(self) -> bool:
        """Go back to what was read before. Was there anything?"""
        if len(self.opened) < 2:
            return False
        self.opened.pop()
        self.begin(self._read(self.opened[-1], again=True))
        return True

    async def _read(self, query: Query, *, again: bool = False) -> None:
        answer = await self.link.ask(query)
        if again and (not self.opened or self.opened[-1] != query):
            return
        if not again and self._wanted is not query:
            return
        if answer.empty:
            if not again:
                self.say(answer.title or "nothing found", "warn")
            return
        if not again:
            if self.cockpit.page != "sheet":
                self.opened.clear()
            self.opened.append(query)
        self._asked_at = self.now()
        self.cockpit.show_answer(answer)

    def told(self, heading: Clean, source: Any) -> None:
        """Open a page whose lines follow the picture."""
        self.cockpit.read(heading, source)

    def begin(self, deed: Coroutine[Any, Any, None]) -> None:
        """Carry out a deed that takes time; one that fails ends the console in one line."""
        task = asyncio.get_running_loop().create_task(deed)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self.leave(ConsoleExit("failed", 1, f"console failed: {type(error).__name__}: {error}"))
