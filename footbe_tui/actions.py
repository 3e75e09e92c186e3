"""What can the operator do, with which key? Keys, footer, palette, help and docs are made from this table."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What is an action for? Help and docs are grouped by it, in this order."""

    CONTROL = "control"
    MOVE = "move"
    LOOK = "look"
    MEND = "mend"
    REPLAY = "replay"


class Where(StrEnum):
    """In which consoles does an action exist?"""

    ALWAYS = "always"
    LIVE = "live"
    """On an engine that runs. Writing actions are here whatever their row says."""
    REPLAY = "replay"
    """On a journal that is looked back on."""


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
    kind: Kind = Kind.LOOK
    where: Where = Where.ALWAYS


_PANES = (
    ("positions", "what is held, worst thesis first"),
    ("settlement", "what settles when, and the pace"),
    ("strategies", "what is believed of each arm"),
    ("approvals", "exits that wait for an answer"),
    ("risk", "drawdown and every limit"),
    ("health", "feeds, venue, journal, model"),
    ("events", "what happened"),
)

_CONTROL = (
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
    Action("acknowledge", "a", "a", "ack", "acknowledge the top alarm", writes=True),
    Action(
        "exit",
        "E",
        "E",
        "ask exit",
        "raise a request for approval to leave the selected position",
        writes=True,
    ),
    Action(
        "tighten",
        "t",
        "t",
        "tighten",
        "make one limit stricter: asks which, and its new value",
        writes=True,
    ),
    Action(
        "leave", "q,ctrl+q,ctrl+c", "q", "leave", "leave the console: detach, or stop the engine", footer=14
    ),
)

_MOVE = (
    *(
        Action(f"pane_{number}", str(number), str(number), name, f"go to pane {number}, {about}", footer=6)
        for number, (name, about) in enumerate(_PANES, start=1)
    ),
    Action("zoom", "z", "z", "zoom", "give the focused pane the whole screen, and back", footer=9),
    Action("filter", "slash", "/", "filter", "show only rows of the focused pane with this text", footer=7),
    Action("sort", "s", "s", "sort", "put the focused pane into another order"),
    Action("detail", "enter", "enter", "detail", "everything about the selected row", footer=10),
    Action("back", "escape", "esc", "back", "one step back"),
    Action("palette", "colon,ctrl+p", ":", "command", "find a command by name", footer=12),
    Action(
        "help",
        "question_mark",
        "?",
        "help",
        "what am I looking at: the focused pane, then every key",
        footer=13,
    ),
)

_LOOK = (
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
    Action("copy", "Y", "Y", "copy row", "copy the selected row to the clipboard"),
    Action(
        "save", "S", "S", "save screen", "write what stands on the screen into files, as text and picture"
    ),
    Action("replay", "r", "r", "replay", "look back on this journal in the same panes", where=Where.LIVE),
    Action("theme", "T", "T", "theme", "turn to the next theme: grey, light, high-contrast, colour-blind"),
)

_MEND = (
    Action(
        "differences",
        "D",
        "D",
        "differences",
        "what our books and the venue's disagree on: adopt, cancel or ignore",
        where=Where.LIVE,
    ),
    Action(
        "flatten",
        "F",
        "F",
        "flatten",
        "sell what is held and pause: shows what it brings, then asks",
        writes=True,
    ),
    Action("reset", "R", "R", "reset", "leave HALTED for PAUSED: type the phrase and a reason", writes=True),
)

_REPLAY = tuple(
    action._replace(where=Where.REPLAY)
    for action in (
        Action("live", "r", "r", "live", "back to what happens now", footer=4),
        Action("play", "P", "P", "play", "let the journal go on by itself, or hold it", footer=1),
        Action("no_pause", "p", "p", "no pause", "nothing is paused from the past: says how to pause the engine"),
        Action(
            "step_back",
            "comma,left",
            ",",
            "step back",
            "back to the event before that changed something",
            footer=2,
            short="back",
        ),
        Action(
            "step_on",
            "full_stop,right",
            ".",
            "step on",
            "on to the next event that changes something",
            footer=2,
            short="on",
        ),
        Action("minute_back", "less_than_sign", "<", "minute back", "a minute of the journal back"),
        Action("minute_on", "greater_than_sign", ">", "minute on", "a minute of the journal on"),
        Action("hour_back", "left_curly_bracket", "{", "hour back", "an hour of the journal back"),
        Action("hour_on", "right_curly_bracket", "}", "hour on", "an hour of the journal on"),
        Action(
            "incident_back",
            "left_square_bracket",
            "[",
            "last incident",
            "to the incident before: alarm, stop, pause, refusal",
            footer=3,
            short="inc",
        ),
        Action(
            "incident_on",
            "right_square_bracket",
            "]",
            "next incident",
            "to the next incident: alarm, stop, pause, refusal",
            footer=3,
            short="inc",
        ),
        Action("journal_start", "left_parenthesis", "(", "start", "to the start of the journal"),
        Action("journal_end", "right_parenthesis", ")", "end", "to the end of the journal"),
        Action("slower", "minus", "-", "slower", "let the journal go on more slowly"),
        Action(
            "faster", "plus,equals_sign", "+", "faster", "let the journal go on faster: ×1 to ×3600, then max", footer=4
        ),
        Action(
            "time", "t", "t", "time", "go to a time you type: 14:03, 2026-08-16 14:03, -2h, start, end", footer=4
        ),
    )
)

ACTIONS: tuple[Action, ...] = tuple(
    action._replace(kind=kind)
    for kind, rows in (
        (Kind.CONTROL, _CONTROL),
        (Kind.MOVE, _MOVE),
        (Kind.LOOK, _LOOK),
        (Kind.MEND, _MEND),
        (Kind.REPLAY, _REPLAY),
    )
    for action in rows
)
"""Every action, in the order of help."""

BY_NAME: dict[str, Action] = {action.name: action for action in ACTIONS}


def allowed(*, observe: bool, replay: bool = False) -> tuple[Action, ...]:
    """Which actions has a console? One that only observes has no writing one but the stop; nor has a replay."""
    absent = Where.LIVE if replay else Where.REPLAY
    return tuple(
        action
        for action in ACTIONS
        if action.where is not absent and not ((observe or replay) and action.writes)
    )
