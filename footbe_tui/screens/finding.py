"""Questions that are answered by finding: a word of what is meant, in any order, and enter."""

from collections.abc import Callable, Sequence

from engine.domain.clean import own
from footbe_tui.actions import Action
from footbe_tui.keymap import Keymap
from footbe_tui.limits import LIMITS
from footbe_tui.widgets.lines import Line
from footbe_tui.widgets.prompt import Question

Offered = tuple[str, Line]


def closeness(typed: str, names: Sequence[str], text: str) -> int | None:
    """How near is what was typed to something of these names, the lower the nearer? None: it is not meant.

    A whole name is nearest. Else each word must be found, in any order: as a name, at the start of one, at the start
    of a word, somewhere in the text, or letter by letter in the order of a name.
    """
    names = [name.casefold() for name in names]
    wanted = typed.casefold().split()
    if " ".join(wanted) in names:
        return -1
    words = " ".join((*names, text.casefold()))
    ranks = [_rank(word, names, words) for word in wanted]
    return None if None in ranks else sum(rank for rank in ranks if rank is not None)


def _rank(word: str, names: Sequence[str], text: str) -> int | None:
    tests = (
        word in names,
        any(name.startswith(word) for name in names),
        any(part.startswith(word) for part in text.replace("_", " ").replace(".", " ").split()),
        word in text,
        any(_follows(word, name) for name in names),
    )
    return next((rank for rank, found in enumerate(tests) if found), None)


def _follows(word: str, name: str) -> bool:
    """Do the letters of the word stand in the name in this order, others between them?"""
    letters = iter(name)
    return all(letter in letters for letter in word)


def nearest(typed: str, rows: Sequence[tuple[str, Sequence[str], str, Line]]) -> list[Offered]:
    """Which rows (answer, names, text, line) are meant, the nearest first, else as they stand?"""
    ranked = [(closeness(typed, names, text), key, line) for key, names, text, line in rows]
    found = [(rank, key, line) for rank, key, line in ranked if rank is not None]
    return [(key, line) for _, key, line in sorted(found, key=lambda row: row[0])]


def palette(actions: Sequence[Action], keymap: Keymap, recent: Sequence[str] = ()) -> Question:
    """How is a command found by name? Those used last stand first until something is typed."""
    order = {name: place for place, name in enumerate(recent)}
    known = sorted(actions, key=lambda action: order.get(action.name, len(order)))
    rows = [
        (a.name, (a.name.replace("_", " "), a.label), f"{a.help} {a.kind}", _action(a, keymap[a.name].shown))
        for a in known
    ]
    return Question(
        "palette",
        "Command · ↑ ↓ enter",
        fields=("find",),
        hints=lambda typed: nearest(typed, rows),
        height=12,
    )


def _action(action: Action, key: str) -> Line:
    return (
        (own(f"{key:<6} "), "key"),
        (own(f"{action.label:<11} "), "strong"),
        (own(action.help), "dim"),
    )


def limits() -> Question:
    """How is it asked which limit is to be stricter, and where it shall stand?"""
    rows = [
        (
            key,
            (key,),
            f"{limit.about} {limit.written}",
            (
                (own(f"{key:<32} "), "key"),
                (own(f"{limit.about:<31} "), "strong"),
                (own(limit.written), "dim"),
            ),
        )
        for key, limit in LIMITS.items()
    ]
    hints: Callable[[str], list[Offered]] = lambda typed: nearest(typed, rows)  # noqa: E731 - a question carries it
    return Question(
        "tighten",
        "Tighten one limit · undone only by a restart",
        fields=("limit", "value"),
        hints=hints,
        beside=lambda typed: LIMITS[typed[0]].written if typed else "",
        height=12,
    )
