"""What the console asks before it does something that cannot be taken back, and what it offers to type."""

from collections.abc import Sequence

from engine.domain import text
from engine.domain.clean import own
from engine.domain.commands import RESET_PHRASE
from engine.domain.difference import DifferenceRow
from engine.domain.states import LATCHES, EngineState, Key
from footbe_tui.keymap import USUAL, Keymap
from footbe_tui.widgets.lines import Line
from footbe_tui.widgets.prompt import Question

_LATCHES = {str(cause): latch for cause, latch in LATCHES.items()}
_OPENS = {
    Key.AGREED: "goes when our books and the venue's agree; {differences} shows what differs",
    Key.WELL: "goes by itself when that part is well again",
    Key.RESET: "{reset} resets it",
}
"""What opens a latch that resuming does not."""

ASKED_IN = {"resume": EngineState.PAUSED, "reset": EngineState.HALTED}
"""Questions that make sense in one state only, and go when the engine is in another."""


def leaving(*, observe: bool, started: bool, finished: bool = False) -> Question:
    """How is leaving asked? One who only observes can only detach; the engine of a finished run ends by itself."""
    whose = "This console started the engine." if started else "The engine runs on its own."
    stop = () if observe else (("s", "stop the engine: cancel what rests, keep positions, end it"),)
    return Question(
        kind="leave",
        title="Leave",
        lines=(
            (
                (
                    own(
                        f"{whose} {'The run is finished' if finished else 'Open positions are kept either way'}."
                    ),
                    "",
                ),
            ),
        ),
        choices=(
            (own("d"), f"detach: the engine {'ends when nobody looks at it' if finished else 'goes on'}"),
            *stop,
        ),
        height=4 + len(stop),
    )


def resuming(causes: Sequence[str], keymap: Keymap = USUAL) -> Question:
    """How is resuming asked? After a drawdown pause with a note, typed; not at all while what only opens by itself holds."""
    why = ", ".join(text.words(cause) for cause in causes) or "no cause named"
    keys = {cause: _LATCHES[cause].key for cause in causes if cause in _LATCHES}
    held = [cause for cause, key in keys.items() if key not in (Key.RESUME, Key.NOTE)]
    paused: Line = ((own(f"Paused: {why}."), ""),)
    if held:
        opens = _OPENS.get(keys[held[0]], "").format(
            differences=keymap["differences"].shown, reset=keymap["reset"].shown
        )
        waits = own(f"{', '.join(text.words(cause) for cause in held)}: {opens}")
        return Question("resume", "Resume", (paused, ((waits, "warn"),)), height=4)
    if Key.NOTE in keys.values():
        asked = own("This pause asks for a review. Type what you found; it goes to the journal.")
        return Question("resume", "Resume", (paused, ((asked, ""),)), fields=("note",), height=6)
    return Question(
        "resume", "Resume", (paused,), choices=(("r", "resume: open new positions again"),), height=4
    )


RESET = Question(
    kind="reset",
    title="Reset a halted engine to PAUSED",
    lines=(
        ((own(f"Type exactly: {RESET_PHRASE}"), "strong"),),
        ((own("Then a reason, which goes to the journal."), ""),),
    ),
    fields=("phrase", "reason"),
    height=7,
)


FLATTEN = Question(
    kind="flatten",
    title="Sell what is held",
    lines=(
        ((own("Limit orders that only reduce, at the prices above; what the books cannot take stays."), ""),),
    ),
    choices=(("f", "flatten: sell exactly as shown above, and pause"),),
    height=4,
)


def clearing(offers: Sequence[tuple[str, DifferenceRow, str]]) -> Question:
    """How is it asked what to do about differences: one line for each way out of each?"""

    def hints(typed: str) -> list[tuple[str, Line]]:
        wanted = typed.casefold().split()
        return [
            (
                name,
                (
                    (own(f"{remedy:<7}"), "key"),
                    (own(f"{text.words(row.kind)} {row.subject}  "), "strong"),
                    (own(f"ours {row.ours}, the venue's {row.venues}"), "dim"),
                ),
            )
            for name, row, remedy in offers
            if all(word in f"{remedy} {row.kind} {row.subject}".casefold() for word in wanted)
        ]

    return Question("differences", "What is to be done about it", fields=("find",), hints=hints, height=9)


def ignoring(row: DifferenceRow) -> Question:
    """How is the reason asked for which a difference may stand?"""
    lines: tuple[Line, ...] = (((own(f"{text.words(row.kind)} {row.subject}: why may it stand?"), ""),),)
    return Question("ignore", "Let a difference stand", lines, fields=("reason",), height=4, about=row.key)


GOING_TO = Question(
    kind="time",
    title="Go to a time of the journal · 14:03, 2026-08-16 14:03, -2h, +30m, start or end",
    fields=("time",),
    height=3,
)


def filtering(pane: str, wanted: str) -> Question:
    """How is a filter typed?"""
    return Question("filter", f"Filter {pane} · empty shows all", fields=("text",), start=wanted, height=3)
