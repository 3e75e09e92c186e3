"""What does a fresh run tell its operator, in three lines where the positions will stand, before the first one is there?"""

from collections.abc import Sequence

from engine.domain.clean import own
from engine.domain.snapshot import Snapshot
from footbe_tui.actions import allowed
from footbe_tui.keymap import Keymap
from footbe_tui.panes.reader import wrapped
from footbe_tui.widgets.lines import Line, length

_SAYS = (
    "The agent buys when a price beats its forecast. Quiet hours are usual, and no trade is a correct day."
)
_TOLD = (
    (("funnel", "says why it has not bought"), ("pane_7", "what happens"), ("help", "what you are looking at")),
    (("pause", "pauses"), ("approvals", "its requests to sell"), ("stop", "stops everything at once"), ("leave", "leaves")),
)  # fmt: skip
SHOWN_BY = frozenset(name for row in _TOLD for name, _ in row)
"""Who uses one of these knows their way: the lines go."""

_HAPPENED = frozenset({"fill", "settle"})

Phrase = tuple[str, str]
"""A key and what it does."""


def fresh(snapshot: Snapshot) -> bool:
    """Has this run held nothing yet?"""
    held = snapshot.positions or any(row.realised for row in snapshot.slates)
    return not held and not any(row.kind in _HAPPENED for row in snapshot.events)


def first_words(keymap: Keymap, *, observe: bool) -> tuple[tuple[Phrase, ...], ...]:
    """Which keys does a newcomer need, with what they do?"""
    known = {action.name for action in allowed(observe=observe)}
    return tuple(tuple((keymap[name].shown, does) for name, does in row if name in known) for row in _TOLD)


def first_lines(words: Sequence[Sequence[Phrase]], width: int) -> tuple[Line, ...]:
    """How do they stand in so many cells?"""
    return (*wrapped(_SAYS, width), *(line for row in words for line in _flowing(row, width)))


def _flowing(phrases: Sequence[Phrase], width: int) -> list[Line]:
    lines: list[Line] = []
    for key, does in phrases:
        phrase: Line = ((own(key), "key"), (own(f" {does}"), "dim"))
        if lines and length(lines[-1]) + length(phrase) + 3 <= width:
            lines[-1] = (*lines[-1], (own(" · "), "dim"), *phrase)
        else:
            lines.append(phrase)
    return lines
