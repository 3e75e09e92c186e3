"""The line that a replay has above its footer: which moment is shown, where in the journal, and how it goes on."""

from engine.domain import text
from engine.domain.clean import own
from engine.domain.tape import Tape
from footbe_tui.widgets.lines import Line, cut, length
from footbe_tui.widgets.tape_bar import tape_bar

_BAR_WANTED, _BAR_MIN = 32, 12
"""Cells that the rail has before anything else is said beside it, and below which there is none."""


def tape_line(tape: Tape, zone: str, width: int) -> Line:
    """How does it read: `2026-08-08 14:03:07 ET ───!──█····$··· held ×60 · record 48211 of 113706`?"""
    when = text.moment(tape.at, zone)
    left: Line = ((own(f" {when:%Y-%m-%d %H:%M:%S} {text.zone_short(zone)} "), "strong"),)
    words = _words(tape)
    room = width - length(left)
    right = next((said for said in words if room - length(said) >= _BAR_WANTED), words[-1])
    room = width - length(left) - length(right)
    bar = tape_bar(tape.at, (tape.begin, tape.end), tape.marks, room) if room >= _BAR_MIN else ()
    return cut((*left, *bar, *right), width)


def _words(tape: Tape) -> tuple[Line, ...]:
    """What may stand right of the rail, the longest first?"""
    pace = f"×{tape.speed}" if tape.speed else "max"
    goes: Line = ((own(f" {'held' if tape.held else 'playing':<7} {pace:<5}"), "dim" if tape.held else "strong"),)
    if tape.busy:
        goes = ((own(f" {tape.busy} …"), "warn"),)
    where: Line = (*goes, (own(f" · record {tape.seq:>{len(str(tape.seq_end))}} of {tape.seq_end} "), "dim"))
    note: Line = (*where, (own(f" · {tape.note}"), "warn")) if tape.note else where
    return note, where, goes
