"""The page of charts: one at a time with its numbers beside it, or all four where there is room."""

import textwrap
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from engine.domain.clean import own
from engine.domain.queries import Answer, Query, Topic
from engine.domain.snapshot import Snapshot
from footbe_tui.panes.asking import AskingPage
from footbe_tui.panes.chart_views import VIEWS, Size, empty
from footbe_tui.panes.glance import Glance
from footbe_tui.panes.reader import labelled
from footbe_tui.widgets.lines import EMPTY, Line, cut
from footbe_tui.widgets.live_table import Body

ALL = "all four"
FACTS_WIDTH, BESIDE_FROM = 44, 100
FOUR_FROM, FOUR_AT_ONCE = (100, 24), (150, 40)
"""From which size can all four be turned to, and from which are they what is shown first?"""


class Drawn(NamedTuple):
    """A line under its number."""

    key: str
    line: Line


class ChartsPage(AskingPage):
    """Draws what was last answered; `c` again and the arrows turn to the next chart."""

    NAME = "Charts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._answers: dict[Topic, Answer] = {}
        self._shown: int | None = None
        self._zone = "UTC"

    @property
    def tabs(self) -> list[str]:
        """Which charts can be turned to in this size?"""
        width, height = self.extent
        four = width >= FOUR_FROM[0] and height >= FOUR_FROM[1]
        return [*(name for name, _ in VIEWS.values()), *[ALL] * four]

    @property
    def tab(self) -> int:
        """Which one is turned to?"""
        last = len(self.tabs) - 1
        if self._shown is None:
            wide = self.extent.width >= FOUR_AT_ONCE[0] and self.extent.height >= FOUR_AT_ONCE[1]
            return last if wide else 0
        return min(self._shown, last)

    @property
    def topics(self) -> list[Topic]:
        """Which charts are drawn now?"""
        topics = list(VIEWS)
        return topics if self.tabs[self.tab] == ALL else [topics[self.tab]]

    def wants(self) -> Sequence[Query]:
        """Ask for the charts that are drawn."""
        return [Query(topic) for topic in self.topics]

    def take(self, answer: Answer) -> None:
        """Keep and draw an answer; when nobody answers, what was drawn stands, with its age in the title."""
        if not answer.empty:
            self._answers[answer.query.topic] = answer
            self.again()

    def action_turn(self, steps: int) -> None:
        """Turn to the next chart."""
        self._shown = (self.tab + steps) % len(self.tabs)
        self.again()

    def look(self, _snapshot: Snapshot, glance: Glance) -> None:
        """Charts follow their answers, not the picture; the zone is the picture's."""
        if glance.zone != self._zone:
            self._zone = glance.zone
            self.again()

    def again(self) -> None:
        """Draw what is known once more."""
        width, height = self.extent.width - 4, self.extent.height - 2
        if width < 20 or height < 4:
            return
        lines = [self._tabs(width), *self._charted((width, height - 1))]
        items = [Drawn(str(n), cut(line, width)) for n, line in enumerate(lines[:height])]
        self.show(self._named(), Body(items, lambda item, _width: (item.line,), cursor=False))

    def _named(self) -> Line:
        known = [self._answers[topic] for topic in self.topics if topic in self._answers]
        if len(self.topics) == 1 and known:
            return ((known[0].title, "strong"), (own(" · esc back"), "dim"))
        simulated = known and known[0].title.startswith("SIM")
        return ((own("SIM · Charts" if simulated else "Charts"), "strong"), (own(" · esc back"), "dim"))

    def _tabs(self, width: int) -> Line:
        spans: list[tuple[str, str]] = []
        for number, name in enumerate(self.tabs):
            here = number == self.tab
            spans.append((f"[{name}]" if here else f" {name} ", "strong" if here else "dim"))
        left: Line = tuple((own(words), tone) for words, tone in spans)
        return cut((*left, (own("  "), ""), (own("← →"), "key"), (own(" turn"), "dim")), width)

    def _charted(self, size: Size) -> list[Line]:
        if len(self.topics) > 1:
            return self._four(size)
        topic, (width, height) = self.topics[0], size
        answer = self._answers.get(topic)
        if answer is None:
            return empty("asking the engine …", size)
        if width >= BESIDE_FROM:
            side = self._facts(answer, FACTS_WIDTH - 2)
            chart = self._chart(answer, (width - FACTS_WIDTH, height))
            return [
                (*cut(line, width - FACTS_WIDTH), (own("  "), ""), *(side[n] if n < len(side) else EMPTY))
                for n, line in enumerate(chart)
            ]
        facts = self._short_facts(answer, width)[: max(1, min(4, height // 3))]
        return [*self._chart(answer, (width, height - len(facts))), *facts]

    def _chart(self, answer: Answer, size: Size) -> list[Line]:
        view = VIEWS[answer.query.topic][1]
        lines = view(answer, self._zone, size)
        return (lines + [EMPTY] * size[1])[: size[1]]

    def _facts(self, answer: Answer, width: int) -> list[Line]:
        lines: list[Line] = []
        for section in answer.sections:
            lines.append(((section.title, "strong"),))
            for label, value in section.lines:
                lines += labelled(label, value, width)
            lines.append(EMPTY)
        return lines

    def _short_facts(self, answer: Answer, width: int) -> list[Line]:
        drawn = {series.name for series in answer.series}
        told = (
            f"{label} {value}" for label, value in answer.sections[0].lines if label not in drawn - {"all arms"}
        )
        return [((own(line), "dim"),) for line in textwrap.wrap(" · ".join(told), width)]

    def _four(self, size: Size) -> list[Line]:
        width, height = size
        half, tall = (width - 2) // 2, height // 2
        rows: list[Line] = []
        for pair in (self.topics[:2], self.topics[2:]):
            left, right = (self._framed(topic, (half, tall)) for topic in pair)
            rows += [
                (*cut(one, half), (own("  "), ""), *cut(other, half))
                for one, other in zip(left, right, strict=True)
            ]
        return rows

    def _framed(self, topic: Topic, size: Size) -> list[Line]:
        answer, name = self._answers.get(topic), VIEWS[topic][0]
        if answer is None:
            return [((own(name), "strong"),), *empty("asking the engine …", (size[0], size[1] - 1))]
        sample = next((value for label, value in answer.sections[0].lines if label == "sample"), own(""))
        head: Line = ((own(f"{name}  "), "strong"), (own(f"n: {sample}" if sample else ""), "dim"))
        return [head, *self._chart(answer, (size[0], size[1] - 2)), EMPTY]
