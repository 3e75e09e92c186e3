"""A journal that is being looked back on: where one stands in it, what stands out in it, and how one moves."""

from enum import StrEnum

from msgspec import Struct

from engine.domain.clean import Clean
from engine.domain.moment import Moment, Span

MARKS_MAX = 240
"""So many marks a tape shows; where more fall together, the most urgent of a stretch stands for it."""

SPEEDS = (1, 10, 60, 300, 3600, 0)
"""Journal seconds per second, slowest first; 0 is as fast as it goes."""


class MarkKind(StrEnum):
    """What stands out in a journal? The most urgent first."""

    STOP = "stop"
    ALARM = "alarm"
    REFUSED = "refused"
    PAUSE = "pause"
    SETTLED = "settled"


URGENCY = tuple(MarkKind)
"""The kinds, most urgent first."""


class TapeMark(Struct, frozen=True, array_like=True):
    """Something that stands out, and when it was."""

    at: Moment
    kind: MarkKind


class Tape(Struct, frozen=True):
    """Where one stands: the moment shown, the record it is as of, and how it goes on.

    `begin` and `end` are what can be scrubbed, in the journal's own time; the end moves on while an engine
    writes. `speed` is one of `SPEEDS`. `note` says what cannot be scrubbed, `busy` what is being looked for.
    """

    name: Clean
    begin: Moment
    end: Moment
    at: Moment
    seq: int
    seq_end: int
    speed: int
    held: bool
    marks: tuple[TapeMark, ...] = ()
    note: Clean = Clean("")
    busy: Clean = Clean("")


class Step(Struct, frozen=True, tag="step"):
    """To the next event that changed something, or (`by` below 0) back to the one before."""

    by: int


class Shift(Struct, frozen=True, tag="shift"):
    """So much of the journal's time on, or back."""

    span: Span


class Incident(Struct, frozen=True, tag="incident"):
    """To the next incident, or (`by` below 0) to the one before."""

    by: int


class Edge(Struct, frozen=True, tag="edge"):
    """To the start of what can be scrubbed, or to its end."""

    end: bool


class GoTo(Struct, frozen=True, tag="goto"):
    """To a time as a person types it: `14:03`, `2026-08-16 14:03`, `-2h`."""

    typed: str


class Play(Struct, frozen=True, tag="play"):
    """Let it go on, or hold it, whichever it does not do now."""


class Pace(Struct, frozen=True, tag="pace"):
    """Faster, or (`by` below 0) slower."""

    by: int


Move = Step | Shift | Incident | Edge | GoTo | Play | Pace
"""Every way to move about in a tape."""
