"""What can the operator do, with which key? Keys, footer, palette, help and docs are made from this table."""

from collections.abc import Iterator
from typing import NamedTuple

from textual.binding import Binding, BindingType


class Action(NamedTuple):
    """One thing to do. `keys` are Textual's names, `shown` is how the key is written for a person."""

    name: str
    keys: str
    shown: str
    label: str
    help: str
    writes: bool = False
    footer: int = 0
    """Place in the footer, 1 first; 0 is not in it. Narrow screens show those up to 8."""
    short: str = ""
    """Label on a narrow screen, where it differs."""


_PANES = (
    ("positions", "what is held, worst thesis first"),
    ("settlement", "what settles when, and the pace"),
    ("strategies", "what is believed of each arm"),
    ("approvals", "exits that wait for an answer"),
    ("risk", "drawdown and every limit"),
    ("health", "feeds, venue, journal, model"),
    ("events", "what happened"),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        "pause",
        "p",
        "p",
        "Pause",
        "pause at once: nothing new is opened, exits go on; when paused, ask to resume",
        writes=True,
        footer=1,
    ),
    Action("approvals", "A", "A", "Approvals", "go to the requests for approval", footer=2, short="Appr"),
    Action(
        "approve",
        "y",
        "y",
        "yes",
        "approve the selected request, in the version shown",
        writes=True,
        footer=3,
    ),
    Action("reject", "n", "n", "no", "reject the selected request: keep the position", writes=True, footer=4),
    Action(
        "stop",
        "X,shift+x",
        "X",
        "STOP",
        "emergency stop: cancel everything that rests, keep positions, halt; no question",
        footer=5,
    ),
    *(
        Action(f"pane_{number}", str(number), str(number), name, f"go to pane {number}, {about}", footer=6)
        for number, (name, about) in enumerate(_PANES, start=1)
    ),
    Action("zoom", "z", "z", "zoom", "give the focused pane the whole screen, and back", footer=9),
    Action("filter", "slash", "/", "filter", "show only rows of the focused pane with this text", footer=7),
    Action("sort", "s", "s", "sort", "put the focused pane into another order"),
    Action("detail", "enter", "enter", "detail", "everything about the selected row", footer=10),
    Action("back", "escape", "esc", "back", "one step back"),
    Action("acknowledge", "a", "a", "ack", "acknowledge the top alarm", writes=True),
    Action("funnel", "w", "w", "why not", "why no trade: every rule that refused, per arm", footer=8),
    Action("orders", "o", "o", "orders", "live orders: resting and unknown"),
    Action("fills", "f", "f", "fills", "every fill with its fee, mark-outs and closing line"),
    Action("models", "m", "m", "models", "champion and challenger, drift, evidence so far"),
    Action(
        "choices",
        "b",
        "b",
        "bandit",
        "the bandit's choices, their chances, and what the arms not chosen made",
    ),
    Action("charts", "c", "c", "charts", "equity with drawdown, P&L by day, calibration, closing-line value"),
    Action("scenarios", "W", "W", "what if", "what the book makes under chosen scores"),
    Action("regret", "g", "g", "regret", "every exit, hold and rejection beside its alternative"),
    Action("incidents", "i", "i", "incidents", "what went wrong: opened, acknowledged, over"),
    Action("since", "l", "l", "since", "what happened since you left"),
    Action(
        "exit",
        "E",
        "E",
        "ask exit",
        "raise a request for approval to leave the selected position",
        writes=True,
    ),
    Action(
        "differences",
        "D",
        "D",
        "differences",
        "what our books and the venue's disagree on: adopt, cancel or ignore",
    ),
    Action(
        "flatten",
        "F",
        "F",
        "flatten",
        "sell what is held and pause: shows what it brings, then asks",
        writes=True,
    ),
    Action("copy", "Y", "Y", "copy row", "copy the selected row to the clipboard"),
    Action("save", "S", "S", "save screen", "write what stands on the screen into a file"),
    Action("theme", "T", "T", "theme", "turn to the next theme: grey, light, high-contrast, colour-blind"),
    Action("reset", "R", "R", "reset", "leave HALTED for PAUSED: type the phrase and a reason", writes=True),
    Action("palette", "colon,ctrl+p", ":", "command", "find a command by name", footer=12),
    Action("help", "question_mark", "?", "help", "help, for the focused pane first", footer=13),
    Action(
        "leave", "q,ctrl+q,ctrl+c", "q", "leave", "leave the console: detach, or stop the engine", footer=14
    ),
)
"""Every action, in the order of help."""

BY_NAME: dict[str, Action] = {action.name: action for action in ACTIONS}
STOP_KEYS = frozenset({"X", "shift+x", "ctrl+x"})
STOP_IN_TEXT = "ctrl+x"
"""The stop while a text field has the focus, where X is a letter."""


def allowed(*, observe: bool) -> tuple[Action, ...]:
    """Which actions has a console? One that only observes has no writing one but the stop."""
    return tuple(action for action in ACTIONS if not (observe and action.writes))


def bindings(*, observe: bool = False) -> Iterator[BindingType]:
    """Which keys does Textual bind? The stop of text fields comes before everything else."""
    yield Binding(STOP_IN_TEXT, "do('stop')", "STOP", show=False, priority=True)
    for action in allowed(observe=observe):
        yield Binding(action.keys, f"do('{action.name}')", action.label, show=False)


def footer(*, observe: bool, narrow: bool) -> tuple[tuple[str, str], ...]:
    """Which keys and labels stand in the footer? On a narrow screen the first ones and help."""
    shown = sorted((a for a in allowed(observe=observe) if a.footer), key=lambda a: a.footer)
    if narrow:
        shown = [action for action in shown if action.footer <= 8 or action.name == "help"]
    else:
        shown = [action for action in shown if action.name not in {"approve", "reject"}]
    said = ((a.shown, a.short if narrow and a.short else a.label, a.name.startswith("pane_")) for a in shown)
    return tuple(dict.fromkeys(("1-7", "pane") if pane else (key, label) for key, label, pane in said))
