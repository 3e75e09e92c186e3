"""Which key does what, as the table says or as the operator wants it? The stop keeps its keys whatever is wanted."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from footbe_tui.actions import ACTIONS, BY_NAME, Action, Where, allowed

STOP_KEYS = frozenset({"X", "shift+x", "ctrl+x"})
"""Nobody else gets these, and the stop never loses them."""

STOP_IN_TEXT = "ctrl+x"
"""The stop while a text field has the focus, where X is a letter."""

STOP_AS_READ = ("alt+shift+x", "shift+X")
"""How the stop is read too: `esc` and `X` that a slow line delivers together, and `X` by the kitty protocol."""

KEPT = {"stop": ("X", "shift+x"), "detail": ("enter",), "back": ("escape",), "leave": ("ctrl+c",)}
"""What these actions answer to whatever the operator wants."""

MOVEMENT = ("j", "k")
"""Letters that move, beside arrows, space, Tab, Home, End and the pages."""

_TAKEN_BY_TERMINAL = frozenset("chijmuxz[")
"""With ctrl these are: interrupt, backspace, tab, enter (two), clear a text, the stop, suspend, escape."""

_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
FUNCTION_KEYS = tuple(f"f{number}" for number in range(1, 13))
ALLOWED = "one sign but j and k, f1 to f12, ctrl+ a letter but c h i j m u x z, insert, delete"
"""Which keys may be chosen, in words."""


class Bound(NamedTuple):
    """The keys of one action by Textual's names, and how the first of them is written."""

    keys: tuple[str, ...]
    shown: str


Keymap = Mapping[str, Bound]
"""Every action's keys, by the action's name."""

USUAL: Keymap = {action.name: Bound(tuple(action.keys.split(",")), action.shown) for action in ACTIONS}
"""The table's own keys."""


class Refusal(NamedTuple):
    """Why a wish cannot be met: whose, which key, and what is allowed."""

    action: str
    given: object
    allowed: str


def name_of(written: str) -> str | None:
    """What does Textual call the key written so? None when it is not one that can be chosen."""
    if len(written) == 1 and written.isascii() and written.isprintable() and written != " ":
        if written.isalnum():
            return written
        name = unicodedata.name(written).lower().replace("-", "_").replace(" ", "_")
        return _NAMES.get(name, name)
    if written in FUNCTION_KEYS or written in {"insert", "delete"}:
        return written
    control, _, letter = written.partition("+")
    if control == "ctrl" and len(letter) == 1 and letter.isascii() and letter.islower():
        return None if letter in _TAKEN_BY_TERMINAL else written
    return None


def wished(wishes: Mapping[str, object]) -> tuple[Keymap, tuple[Refusal, ...]]:
    """Which keys follow from what the operator wants of some actions, and which wishes are refused?"""
    keymap: dict[str, Bound] = dict(USUAL)
    refused: list[Refusal] = []
    for name, given in wishes.items():
        if name not in BY_NAME:
            refused.append(Refusal(name, given, f"the name of an action: {', '.join(BY_NAME)}"))
            continue
        written = [str(key) for key in (given if isinstance(given, list) else [given])]
        bad = list(_refused(name, given, written))
        refused += bad
        if not bad:
            keys = [name_of(key) or key for key in written]
            kept = [key for key in KEPT.get(name, ()) if key not in keys]
            keymap[name] = Bound((*keys, *kept), "X" if name == "stop" else written[0])
    return keymap, (*refused, *(() if refused else _doubled(keymap, wishes)))


def _refused(name: str, given: object, written: Sequence[str]) -> Iterator[Refusal]:
    if not written or isinstance(given, dict) or given is None:
        yield Refusal(name, given, "a key, or a list of keys")
        return
    if name == "stop" and "X" not in written:
        yield Refusal(name, given, "X, and further keys beside it in a list: the stop keeps its key")
    for key in written:
        if name == "stop" and key in STOP_KEYS:
            continue
        if key.lower().replace("shift+", "").removeprefix("ctrl+") == "x" and key != "x":
            yield Refusal(name, key, "any other key: this one is the emergency stop's and stays so")
        elif name_of(key) is None or key in MOVEMENT:
            yield Refusal(name, key, ALLOWED)


def _doubled(keymap: Keymap, wishes: Mapping[str, object]) -> Iterator[Refusal]:
    """A key means one thing: actions that exist in the same console share none."""
    owners: dict[str, list[str]] = {}
    for name in (*(n for n in BY_NAME if n not in wishes), *wishes):
        for key in keymap[name].keys:
            for other in owners.setdefault(key, []):
                if _meet(BY_NAME[name], BY_NAME[other]):
                    free = f"a key that no other action has; this one is {other}'s"
                    yield Refusal(
                        name, keymap[name].shown if key in USUAL[name].keys else _written(key), free
                    )
            owners[key].append(name)


def _meet(one: Action, other: Action) -> bool:
    places = [Where.LIVE if action.writes else action.where for action in (one, other)]
    return Where.ALWAYS in places or places[0] is places[1]


def _written(key: str) -> str:
    return next((sign for sign in map(chr, range(33, 127)) if name_of(sign) == key), key)


def footer(
    width: int, *, observe: bool, narrow: bool, replay: bool = False, keymap: Keymap = USUAL
) -> tuple[tuple[str, str], ...]:
    """Which keys and labels stand in a footer of so many cells? What does not fit is left out, never the stop or help."""
    shown = sorted((a for a in allowed(observe=observe, replay=replay) if a.footer), key=lambda a: a.footer)
    if narrow:
        shown = [action for action in shown if action.footer <= 8 or action.name == "help"]
    else:
        shown = [action for action in shown if action.name not in {"approve", "reject"}]
    while True:
        said = _said(shown, keymap, narrow=narrow)
        spare = [action for action in shown if action.name not in {"stop", "help"}]
        if not spare or sum(len(key) + len(label) + 3 for key, label in said) - 2 <= width:
            return said
        shown.remove(spare[-1])


def _said(shown: Sequence[Action], keymap: Keymap, *, narrow: bool) -> tuple[tuple[str, str], ...]:
    panes = [keymap[action.name].shown for action in shown if action.name.startswith("pane_")]
    pairs = (
        (f"{panes[0]}-{panes[-1]}", "pane")
        if action.name.startswith("pane_")
        else (keymap[action.name].shown, action.short if narrow and action.short else action.label)
        for action in shown
    )
    return tuple(dict.fromkeys(pairs))
