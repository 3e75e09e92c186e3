"""A question in the layout, never a modal: the values around it stay live. Keys choose, or text is typed."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.message import Message

from engine.domain.clean import own
from footbe_tui.widgets.frame import Frame, frame
from footbe_tui.widgets.line_block import LineBlock
from footbe_tui.widgets.lines import EMPTY, Line, clean, cut, length

TEXT_LENGTH_MAX = 200
_LETTER = frozenset({"X", "shift+x", "shift+X"})
"""The names of the stop's letter; some terminals send the second, and no character with it."""


class Question(NamedTuple):
    """What is asked: choices by key, or fields to be typed one after the other."""

    kind: str
    title: str
    lines: tuple[Line, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    """Key and what it does, when nothing is typed."""
    fields: tuple[str, ...] = ()
    start: str = ""
    """What already stands in the first field."""
    hints: Callable[[str], Sequence[tuple[str, Line]]] | None = None
    """What is offered for the text of the first field so far (name and line), one of which is then its answer."""
    beside: Callable[[Sequence[str]], str] | None = None
    """What is said beside the field that is typed now, after those that were."""
    height: int = 5
    about: str = ""
    """What the answer is about: stands before it, when it is told."""


class Prompt(LineBlock, can_focus=True):
    """Asks one question at a time; `Answered` carries the key pressed, or the texts typed."""

    class Answered(Message):
        """The question was answered: a choice's key, a hint's name, or what was typed."""

        def __init__(self, kind: str, answer: tuple[str, ...]) -> None:
            super().__init__()
            self.kind, self.answer = kind, answer

    class Typed(Message):
        """The text changed while it is being typed."""

        def __init__(self, kind: str, value: str) -> None:
            super().__init__()
            self.kind, self.value = kind, value

    class Left(Message):
        """The question was left without an answer."""

        def __init__(self, kind: str) -> None:
            super().__init__()
            self.kind = kind

    def __init__(self, stop_keys: frozenset[str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._stop_keys = stop_keys
        self.question: Question | None = None
        self._typed: list[str] = []
        self._value = ""
        self._chosen = 0

    def open(self, question: Question) -> None:
        """Ask this."""
        self.question, self._typed, self._value, self._chosen = question, [], question.start, 0
        self.resized()

    def close(self) -> None:
        """Ask nothing more."""
        self.question = None

    def resized(self) -> None:
        """Draw the question at the new width."""
        if self.question is not None and self.extent.width > 10:
            self.put(self._lines(self.question, self.extent.width, self.extent.height))

    def on_key(self, event: events.Key) -> None:
        """A key chooses, edits, or leaves; the emergency stop passes through."""
        question = self.question
        if question is None or self._passes(question, event.key):
            return
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.post_message(self.Left(question.kind))
        elif question.fields:
            self._edit(question, event)
        elif any(event.character == key for key, _ in question.choices):
            self._tell(question, (event.character or "",))

    def _passes(self, question: Question, key: str) -> bool:
        """Is this the stop's key here? In a text its letter is a letter, however the terminal names it."""
        return key in self._stop_keys and not (question.fields and key in _LETTER)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text is typed text: its first line, cleaned."""
        event.stop()
        question = self.question
        if question is not None and question.fields and event.text:
            self._set(question, self._value + clean(event.text.splitlines()[0]))

    def check_consume_key(self, _key: str, character: str | None) -> bool:
        """Is this key text here?"""
        return bool(self.question and self.question.fields and character and character.isprintable())

    def _edit(self, question: Question, event: events.Key) -> None:
        if event.key == "enter":
            self._enter(question)
        elif event.key == "backspace":
            self._set(question, self._value[:-1])
        elif event.key == "ctrl+u":
            self._set(question, "")
        elif event.key in {"up", "down"} and question.hints is not None and not self._typed:
            count = len(question.hints(self._value))
            self._chosen = (self._chosen + (1 if event.key == "down" else -1)) % max(1, count)
            self.resized()
        elif event.key in _LETTER or (event.is_printable and event.character):
            self._set(question, self._value + (event.character or "X"))

    def _set(self, question: Question, value: str) -> None:
        self._value, self._chosen = value[:TEXT_LENGTH_MAX], 0
        self.post_message(self.Typed(question.kind, self._value))
        self.resized()

    def _enter(self, question: Question) -> None:
        if question.hints is not None and not self._typed:
            offered = question.hints(self._value)
            if not offered:
                return
            self._value = offered[self._chosen][0]
        self._typed.append(self._value)
        self._value = ""
        if len(self._typed) == len(question.fields):
            self._tell(question, tuple(self._typed))
        self.resized()

    def _tell(self, question: Question, answer: tuple[str, ...]) -> None:
        about = (question.about,) if question.about else ()
        self.post_message(self.Answered(question.kind, (*about, *answer)))

    def _lines(self, question: Question, width: int, height: int) -> list[Line]:
        inside: list[Line] = list(question.lines)
        for number, field in enumerate(question.fields[: len(self._typed) + 1]):
            value = self._typed[number] if number < len(self._typed) else self._value
            caret = "▏" if number == len(self._typed) else ""
            line = ((own(f"{field}: "), "dim"), (clean(value), "strong"), (own(caret), "warn"))
            beside = own(f"  {question.beside(self._typed)}" if caret and question.beside else "")
            inside.append((*line, (beside, "dim")))
        inside += self._offers(question, height - 2 - len(inside))
        inside += [((own(key), "key"), (own(f" {what}"), "")) for key, what in question.choices]
        return _framed(question.title, inside, (width, height), frame(self.theme, focus=True))

    def _offers(self, question: Question, room: int) -> list[Line]:
        if question.hints is None or self._typed or room <= 0:
            return []
        offered = question.hints(self._value)
        top = max(0, self._chosen - room + 1)
        return [
            ((own(">" if top + n == self._chosen else " "), "strong"), (own(" "), ""), *line)
            for n, (_name, line) in enumerate(offered[top : top + room])
        ] or [((own("nothing of that name"), "dim"),)]


def _framed(title: str, inside: list[Line], size: tuple[int, int], edge: Frame) -> list[Line]:
    width, height = size
    named: Line = ((own(title), "warn"),)
    back = " esc back"
    room = min(max(1, width - 20), length(named))
    rest = max(0, width - room - len(back) - 8)
    head: Line = (
        *cut(named, room),
        (own(f" {edge.signs[1] * rest}"), edge.tone),
        (own(back), "dim"),
    )
    body = [inside[n] if n < len(inside) else EMPTY for n in range(max(0, height - 2))]
    return [
        cut(edge.top(head, length(head), width), width),
        *(edge.middle(line, width) for line in body),
        edge.bottom(width),
    ]
