"""The one big screen: top lines, panes, reader, question, footer."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.events import DescendantFocus, Resize

from engine.domain.queries import Answer
from engine.domain.snapshot import Snapshot
from engine.domain.tape import Tape
from footbe_tui.frames import PacedScreen
from footbe_tui.keymap import STOP_AS_READ, STOP_KEYS
from footbe_tui.looks import AS_USUAL, Looks
from footbe_tui.panes import PANES, Pane
from footbe_tui.panes.approvals import ApprovalsPane
from footbe_tui.panes.first import first_words
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.pages import PAGES, Page
from footbe_tui.panes.positions import PositionsPane
from footbe_tui.panes.reader import Reader, Source
from footbe_tui.panes.sheet import SheetPage
from footbe_tui.panes.sides import SIDES
from footbe_tui.panes.tape import tape_line
from footbe_tui.panes.top import CLOCK_WIDTH, AlarmNews, clock, last_event, next_approval
from footbe_tui.screens.foot import foot_line
from footbe_tui.screens.head import Seen, head_lines
from footbe_tui.screens.layout import arrange, kind
from footbe_tui.screens.questions import ASKED_IN
from footbe_tui.seat import AS_OPERATOR, Rights
from footbe_tui.widgets.line_block import LineBlock
from footbe_tui.widgets.lines import Line, spread
from footbe_tui.widgets.prompt import Prompt, Question


class Cockpit(PacedScreen):
    """Shows the latest picture; knows where things stand and which pane has the keys."""

    AUTO_FOCUS = None

    def __init__(self, rights: Rights = AS_OPERATOR, *, looks: Looks = AS_USUAL) -> None:
        super().__init__()
        self.looks = looks
        """What was chosen at the start, and the name of the theme worn now."""
        self.rights = rights
        self.panes: dict[str, Pane] = {name: pane() for name, pane in PANES.items()}
        if not rights.replay:
            self.positions.first = first_words(rights.keymap, observe=rights.observe)
        self.pages: dict[str, Page] = {name: page() for name, page in PAGES.items()}
        self.sides: dict[str, Pane] = {name: side() for name, side in SIDES.items()}
        self.prompt = Prompt(STOP_KEYS.union(STOP_AS_READ, rights.keymap["stop"].keys), id="prompt")
        self.top, self.clock, self.next = LineBlock(id="top"), LineBlock(id="clock"), LineBlock(id="next")
        self.last, self.keys = LineBlock(id="last"), LineBlock(id="footer")
        self.tape = LineBlock(id="tape")
        self.shown = "positions"
        self.page = ""
        """Which page stands in place of the panes; empty when none does."""
        self.zoomed = False
        self._seen: tuple[Snapshot, Glance] | None = None
        self._more = AlarmNews()
        self._drawn_for = ("", 0, False)
        self._notice: Line = ()

    @property
    def pane(self) -> Pane:
        """Which pane has the keys?"""
        return self.panes[self.shown]

    @property
    def part(self) -> Pane | Page:
        """Which part of the screen has the keys: the open page, else the pane?"""
        return self.pages[self.page] if self.page else self.pane

    @property
    def approvals(self) -> ApprovalsPane:
        """The pane whose requests can be answered."""
        pane = self.panes["approvals"]
        assert isinstance(pane, ApprovalsPane)
        return pane

    @property
    def positions(self) -> PositionsPane:
        """The pane that tells a newcomer what to do, until somebody does it."""
        pane = self.panes["positions"]
        assert isinstance(pane, PositionsPane)
        return pane

    def introduced(self) -> None:
        """Whoever looks knows their way now."""
        if self.positions.first:
            self.positions.first = ()
            self.positions.again()

    def compose(self) -> ComposeResult:
        """Everything is mounted once; places change, widgets do not."""
        yield from (
            self.top,
            self.clock,
            *self.panes.values(),
            *self.sides.values(),
            *self.pages.values(),
            self.next,
            self.last,
            self.tape,
            self.keys,
            self.prompt,
        )

    def on_mount(self) -> None:
        """The first pane has the keys."""
        self.wear(self.looks.theme)
        self.place()

    def on_resize(self, _event: Resize) -> None:
        """Find a place for everything in the new size."""
        self.place()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The pane that takes the focus is the shown one."""
        for name, pane in self.panes.items():
            if pane is event.widget and name != self.shown:
                self.shown = name
                self.place()

    def go(self, name: str) -> None:
        """Give this pane the keys."""
        self.page, self.shown = "", name
        self._move_keys()

    def zoom(self, *, zoomed: bool) -> None:
        """Give the focused pane the whole screen, or take it back."""
        self.zoomed = zoomed
        self.place()

    def open_page(self, name: str) -> None:
        """Let this page stand in place of the panes."""
        self.page = name
        self._move_keys()

    def read(self, heading: str, source: Source) -> None:
        """Open the reader."""
        reader = self.pages["reader"]
        assert isinstance(reader, Reader)
        self.open_page("reader")
        if self._seen is not None:
            reader.open(heading, source, *self._seen)

    def show_answer(self, answer: Answer) -> None:
        """Show an answer on the page of sheets, in place of one to the same question."""
        sheet = self.pages["sheet"]
        assert isinstance(sheet, SheetPage)
        if self.page != "sheet":
            self.open_page("sheet")
        sheet.open(answer)

    def filter(self, wanted: str) -> None:
        """Show only rows with this text in the part that has the keys."""
        self.part.wanted = wanted
        self.part.again()

    def ask(self, question: Question) -> None:
        """Open a question; it takes the keys."""
        self.prompt.open(question)
        self._move_keys()

    def answered(self) -> None:
        """Close the question; the keys go back to where they were."""
        self.prompt.close()
        self._move_keys()

    def _move_keys(self) -> None:
        """Give the keys, at once, to what has them now: what is typed ahead must reach nothing else."""
        self.set_focus(self.prompt if self.prompt.question else self.part, scroll_visible=False)
        self.place()

    def note(self, notice: Line) -> None:
        """Let a line stand in the footer, right of the first keys; empty brings the others back."""
        self._notice = notice
        self._footer()

    def look(self, snapshot: Snapshot, glance: Glance, more: AlarmNews, *, second: bool) -> None:
        """Show this picture: every part that has another slice than before draws again."""
        self._seen, self._more = (snapshot, glance), more
        asked = self.prompt.question
        if asked is not None and ASKED_IN.get(asked.kind, snapshot.status.state) is not snapshot.status.state:
            self.answered()
        self._lines()
        self._follow(snapshot)
        for name, pane in self.panes.items():
            if pane.display and (name != "approvals" or not self.page):
                pane.look(snapshot, glance, second=second)
        for side in self.sides.values():
            if side.display:
                side.look(snapshot, glance, second=second)
        if self.page:
            self.pages[self.page].look(snapshot, glance)

    def words(self) -> list[str]:
        """What does each line of the screen read?"""
        return [strip.text for strip in self._compositor.render_strips()]

    def sit(self, rights: Rights) -> None:
        """Other things may be done from now on: whatever was open or asked belongs to before."""
        self.rights, self.page = rights, ""
        self.prompt.close()
        self.place()
        self.pane.focus()

    def show_tape(self, tape: Tape | None, zone: str) -> None:
        """Say which moment of a journal is shown."""
        if tape is not None:
            self.tape.put((tape_line(tape, zone, self.size.width),))

    def fade(self, *, faded: bool) -> None:
        """Draw every figure dim while nothing is heard."""
        for widget in self._figures():
            widget.fade(faded=faded)

    def wear(self, name: str) -> bool:
        """Draw everything in the theme of this name. Is it worn? Without colour there is one alone."""
        self.looks = self.looks._replace(theme=name)
        theme = self.looks.table(name)
        self.styles.background = theme.paper.replace("bright_", "") or "black"
        for _name, part in self._parts():
            part.wear(theme)
        return self.looks.colour

    def place(self) -> None:
        """Put everything where it belongs in this size."""
        width, height = self.size
        if not width:
            return
        question = self.prompt.question
        shown = self.page or self.shown
        places = arrange(
            width,
            height,
            shown=shown,
            zoomed=self.zoomed,
            asks=self._seen is not None and bool(self._seen[0].approvals),
            prompt=question.height if question else 0,
            page=bool(self.page),
            tape=self.rights.replay,
        )
        for name, widget in self._parts():
            place = places.get(name)
            widget.display = place is not None
            if place is not None:
                widget.place(*place)
        if question and "prompt" not in places:
            self.post_message(Prompt.Left(question.kind))
        elif self.focused is None and len(places) > 1:
            self.set_focus(self.prompt if question else self.part, scroll_visible=False)
        if self._seen is not None:
            self.look(*self._seen, self._more, second=True)
        self._footer()

    def _follow(self, snapshot: Snapshot) -> None:
        """Places follow whether an approval waits (on a narrow screen), the footer feed and speed."""
        seen = (snapshot.status.feed, snapshot.status.speed, bool(snapshot.approvals))
        before, self._drawn_for = self._drawn_for, seen
        if seen[2] != before[2] and kind(*self.size) == "narrow":
            self.place()
        elif seen != before:
            self._footer()

    def _parts(self) -> Iterator[tuple[str, LineBlock]]:
        yield from (*self.panes.items(), *self.sides.items())
        yield from (("top", self.top), ("clock", self.clock), ("next", self.next))
        yield from self.pages.items()
        yield from (("last", self.last), ("tape", self.tape), ("footer", self.keys), ("prompt", self.prompt))

    def _figures(self) -> Iterator[LineBlock]:
        yield from (*self.panes.values(), *self.sides.values(), *self.pages.values())
        yield from (self.next, self.last)

    def _lines(self) -> None:
        if self._seen is None:
            return
        (snapshot, glance), size = self._seen, self.size
        number = 0 if self.page else self.pane.NUMBER
        seen = Seen(snapshot, glance, self._more)
        self.top.put(head_lines(seen, size, tuple(self.panes.values()), number))
        self.clock.put((spread((), clock(snapshot.status, glance), CLOCK_WIDTH),))
        if kind(*size) == "narrow":
            self.next.put(next_approval(snapshot, glance, size.width))
            self.last.put((last_event(snapshot, glance),))

    def _footer(self) -> None:
        status = None if self._seen is None else self._seen[0].status
        narrow = kind(*self.size) != "wide"
        self.keys.put((foot_line(self.rights, status, self._notice, self.size.width, narrow=narrow),))
